package main

import (
	"os"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// What happens to the company and to the service while requests wait.

// ticks moves the clock in small steps, so that at each one at most one thing is due.
func (l *trial) ticks() {
	for range 1 + evenly(6).Draw(l.rt, "ticks") {
		l.does(func() { l.world.clock += tick; l.forward(tick) })
		for _, a := range l.asks {
			before := a.state
			if l.pass(a); a.state != before {
				l.say("after %v %s is %s", l.world.clock, a.id, a.state)
			}
		}
		l.look()
	}
	l.say("it is %v", l.world.clock)
}

// drawRules chooses the first policy.
func (l *trial) drawRules() {
	r := rulebook{limit: draw(l, "limit", []int{100, 100, 1}), builtin: l.chance(6, "builtin")}
	for range modelPlaces() {
		r.ways = append(r.ways, evenly(len(ways())).Draw(l.rt, "way"))
	}
	l.world.rules = r
	l.say("the policy begins with %+v", r)
}

// otherRules are the policy with another rule for one project; most often it denies what was allowed.
func (l *trial) otherRules() rulebook {
	r := l.world.rules
	r.ways = slices.Clone(r.ways)
	at := evenly(len(r.ways)).Draw(l.rt, "place")
	r.ways[at] = len(ways()) - 1
	if rapid.Bool().Draw(l.rt, "other than deny") {
		r.ways[at] = evenly(len(ways())).Draw(l.rt, "way")
	}
	l.say("the policy changes to %+v", r)
	return r
}

// changesRules writes another policy file, which is taken up in time, or by the next life.
func (l *trial) changesRules() {
	old := l.world.rules
	if old.builtin {
		return
	}
	l.world.rules = l.otherRules()
	if l.world.rules.text() == old.text() {
		return
	}
	if !rapid.Bool().Draw(l.rt, "without a restart") {
		l.restarts()
		return
	}
	must(l.t, os.WriteFile(l.svc.policy, []byte(l.world.rules.text()), 0o600))
	late := time.After(patience)
	for !l.svc.news.has("a new policy is in force", l.world.rules.hash()) {
		select {
		case <-l.svc.news.c:
		case <-late:
			l.fail("a policy is not taken up", "")
		}
	}
}

// restarts ends one life of the service and begins the next.
func (l *trial) restarts() {
	how := draw(l, "how", []string{"stops", "crashes"})
	l.say("the service %s and starts again", how)
	if how == "crashes" {
		l.crash()
	} else {
		l.restart()
	}
	l.settle()
}

// changesPerson deactivates somebody, makes somebody a guest, or takes that back. What Slack says is known for a minute, so the service starts anew.
func (l *trial) changesPerson() {
	who := draw(l, "person", slices.DeleteFunc(modelPeople(), func(id string) bool { return id == gus }))
	becomes := draw(l, "becomes", []string{"deactivated", "deactivated", "guest", ""})
	if l.world.away[who] != "" {
		becomes = ""
	}
	if l.world.away[who] == becomes {
		return
	}
	l.turns(who, becomes)
	l.restarts()
}

func (l *trial) turns(who, becomes string) {
	l.say("%s becomes %q", who, becomes)
	l.world.away[who] = becomes
	l.gone[who] = l.gone[who] || becomes == "deactivated"
	post(l.t, l.slack.URL+"/_sandbox/person", map[string]any{"user": who, "deleted": becomes == "deactivated", "is_restricted": becomes == "guest"}, nil)
}

// losesAnswer lets the answer to the next message get lost: it stands there, and nobody knows where.
func (l *trial) losesAnswer() {
	l.say("the answer to the next message gets lost")
	l.lost++
	l.slackFault(map[string]any{"match": "chat.postMessage", "drop": true, "after": true, "times": 1})
}

// stopsOrResumes turns the switch for all writes.
func (l *trial) stopsOrResumes() {
	able := slices.DeleteFunc(modelAdmins(), func(id string) bool { return l.world.away[id] != "" })
	if len(able) == 0 {
		return
	}
	l.turn(draw(l, "admin", able))
}

func (l *trial) turn(admin string) {
	verb := "stop"
	if l.world.stopped {
		verb = "resume"
	}
	l.say("%s: %s", admin, verb)
	l.does(func() { l.types(admin, verb) })
	l.world.stopped = !l.world.stopped
	if l.world.stopped {
		return
	}
	for _, a := range l.asks { // in the order of asking
		if a.state == "applying" {
			l.apply(a)
			l.say("    %s is %s", a.id, a.state)
		}
	}
}
