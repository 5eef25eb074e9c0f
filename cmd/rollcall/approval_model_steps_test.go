package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"
)

// steps are what may happen, by name.
func (l *trial) steps() map[string]func() {
	return map[string]func(){
		"ask": l.asksFor, "click": l.click, "type": l.typed, "old card": l.oldCard, "tick": l.ticks, "policy": l.changesRules,
		"person": l.changesPerson, "lose an answer": l.losesAnswer, "stop or resume": l.stopsOrResumes, "race": l.race, "restart": l.restarts,
	}
}

// weighted are the names of the steps, the usual ones more often.
func weighted() []string {
	often := map[string]int{"ask": 6, "click": 6, "type": 4, "tick": 4, "race": 3, "old card": 2, "policy": 2, "person": 2}
	var all []string
	for _, name := range slices.Sorted(maps.Keys((*trial)(nil).steps())) {
		all = append(all, slices.Repeat([]string{name}, max(1, often[name]))...)
	}
	return all
}

// draw chooses one, each as likely as the others; rapid's own choices lean to the first.
func draw[T any](l *trial, what string, from []T) T {
	return from[evenly(len(from)).Draw(l.rt, what)]
}

// evenly draws numbers below n, which is at most 64.
func evenly(n int) *rapid.Generator[int] {
	return rapid.Custom(func(t *rapid.T) (i int) {
		for range 10 {
			i *= 2
			if rapid.Bool().Draw(t, "bit") {
				i++
			}
		}
		return i * n >> 10
	})
}

// chance is true about once in n times.
func (l *trial) chance(n int, what string) bool { return evenly(n).Draw(l.rt, what) == n-1 }

// does lets something happen and waits until all that follows from it is done. Now and then the service dies in the midst of it.
func (l *trial) does(what func()) {
	dies := l.chance(6, "dies")
	if dies {
		at, after := evenly(9).Draw(l.rt, "at call"), rapid.Bool().Draw(l.rt, "after it")
		l.say("    the service dies at call %d, after it: %t", at, after)
		l.svc.cord.arm(at, after)
	}
	what()
	if dies {
		l.untilHit()
		l.lost++
		l.crash()
	}
	l.settle()
}

// untilHit waits for the call at which the service is to die; it does not come when there is nothing left to do.
func (l *trial) untilHit() {
	late, again := time.After(patience), time.NewTicker(pollAgain)
	defer again.Stop()
	for {
		if busy, _ := l.queue(); !busy {
			return
		}
		select {
		case <-l.svc.cord.hit:
			return
		case <-l.svc.news.c:
		case <-again.C:
		case <-late:
			l.fail("work does not come to rest", "")
		}
	}
}

// asksFor is somebody who asks for a change.
func (l *trial) asksFor() {
	people := l.active()
	if !l.chance(10, "a guest") {
		people = slices.DeleteFunc(people, func(id string) bool { return id == gus })
	}
	a := &ask{who: draw(l, "who asks", people), place: draw(l, "project", modelPlaces()), target: draw(l, "for whom", modelTargets())}
	a.verb = draw(l, "verb", []string{"add", "add", "add", "add", "add", "set", "remove"})
	a.level = draw(l, "level", []string{"editor", "viewer", "admin"})
	a.reason = !l.chance(4, "no reason")
	email := map[string]string{maya: "maya@tidewater.example", lind: "maya.l@tidewater.example"}[a.target]
	a.text = map[string]string{
		"add": "add %s to project %q as " + a.level, "set": "set %s on project %q to " + a.level, "remove": "remove %s from project %q",
	}[a.verb]
	a.text = fmt.Sprintf(a.text, email, a.place.name)
	if a.reason {
		a.text += " because it helps"
	}
	if a.verb == "remove" {
		a.level = ""
	}
	l.say("%s: %s", a.who, a.text)
	var ack string
	l.does(func() { ack = l.types(a.who, a.text) })
	if !strings.HasPrefix(ack, "On it: ") {
		l.say("    %s", ack)
		return
	}
	a.id = requestOf(l.t, ack)
	must(l.t, scan(a.id, &a.n))
	a.accepted = l.world.clock
	l.asks = append(l.asks, a)
	l.judge(a)
	l.say("    %s is %s", a.id, a.state)
	l.lookAtAsked(a)
}

func scan(id string, n *int64) error {
	_, err := fmt.Sscanf(id, "R%d", n)
	return err
}

// active are those who can act in Slack.
func (l *trial) active() []string {
	return slices.DeleteFunc(modelPeople(), func(id string) bool { return l.world.away[id] == "deactivated" })
}

// decides lets somebody decide, and compares what came of it with the model.
func (l *trial) decides(a *ask, d decision, how string, act func()) {
	l.decidesCalmly(a, d, how, func() { l.does(act) })
}

// decidesCalmly is for what calls Slack or Asana before it is taken: there the service does not die.
func (l *trial) decidesCalmly(a *ask, d decision, how string, act func()) {
	from := l.sealed()
	l.say("%s tries to %s %s (%s) %s", d.who, d.action, a.id, a.state, how)
	act()
	l.settle()
	want := l.decide(a, d)
	got := l.decisionsSince(from, a.id)
	l.say("    %q: %s", got, a.state)
	if !slices.Equal(got, []string{d.who + " " + want}) {
		l.fail("a decision has another outcome than the order of checks gives it", "%s: %+v: got %q, want %q", a.id, d, got, want)
	}
}

// click is somebody who presses a button of a card that they see.
func (l *trial) click() {
	var live []said
	for _, m := range l.messages() {
		if l.askOf(m) != nil && isCard(m) && slices.Contains(m.buttons(), "request_approve") {
			live = append(live, m)
		}
	}
	if len(live) == 0 {
		return
	}
	m := draw(l, "card", live)
	a := l.askOf(m)
	d := decision{who: m.For, action: draw(l, "button", []string{"approve", "approve", "approve", "deny", "adjust"})}
	if m.Channel == approvals {
		d.who = draw(l, "who clicks", l.active())
	}
	if l.world.away[d.who] == "deactivated" || !slices.Contains(m.buttons(), "request_"+d.action) {
		return
	}
	if d.action == "adjust" && a.lower() == "" && a.canEnd() {
		return // less time gives access that ends, which has a model of its own
	}
	l.clicked[m.Channel+m.TS] = true
	if d.action == "approve" {
		l.decides(a, d, "by a card", func() { l.clicks(d.who, m, "request_approve") })
		return
	}
	l.clickForm(a, m, d)
}

// clickForm opens a form by a button and sends it, unless whoever clicked is told at once why not.
func (l *trial) clickForm(a *ask, m said, d decision) {
	button := "request_" + d.action
	d.level = a.lower()
	if want := l.tryOut(a, d); strings.Contains(want, " refused: ") && !strings.HasSuffix(want, "already") {
		l.decidesCalmly(a, d, "by a card", func() { l.clicks(d.who, m, button) })
		return
	}
	l.clicks(d.who, m, button)
	values := map[string]any{"reason": "because of the model"}
	if d.action == "adjust" {
		values["level"] = d.level
	}
	l.decides(a, d, "by a form", func() {
		if answer := l.fills(d.who, values); answer.Body != "" {
			l.fail("a form was not taken", "%s", answer.Body)
		}
	})
}

// typed is somebody who types a decision, about any request that there ever was.
func (l *trial) typed() {
	if len(l.asks) == 0 {
		return
	}
	among := l.open()
	if len(among) == 0 || l.chance(4, "any") {
		among = l.asks
	}
	a := draw(l, "request", among)
	d := decision{who: draw(l, "who types", modelPeople()), action: draw(l, "action", []string{"approve", "approve", "deny", "cancel"})}
	if d.action == "cancel" && rapid.Bool().Draw(l.rt, "one's own") {
		d.who = a.who
	}
	l.decides(a, d, "by words", func() { l.says(d.who, l.words(a, d)) })
}

func (l *trial) words(a *ask, d decision) string {
	text := d.action + " " + a.id
	if d.action == "deny" {
		text += " because of the model"
	}
	return text
}

// says delivers a command, also of somebody whom Slack does not let type any more: it may have been on its way.
func (l *trial) says(who, text string) {
	if l.world.away[who] == "deactivated" {
		l.forgeCommand(who, text)
		return
	}
	l.types(who, text)
}

// oldCard is a click on any card, as it once was: it may have been on its way when the card was changed or the person deactivated.
func (l *trial) oldCard() {
	var cards []said
	for _, m := range l.messages() {
		if l.askOf(m) != nil && isCard(m) {
			cards = append(cards, m)
		}
	}
	if len(cards) == 0 {
		return
	}
	m := draw(l, "card", cards)
	d := decision{who: m.For, action: "approve"}
	if m.Channel == approvals {
		d.who = draw(l, "who clicks", modelPeople())
	}
	l.clicked[m.Channel+m.TS] = true
	l.decides(l.askOf(m), d, "by an old card", func() { l.forgeClick(d.who, m) })
}

// askOf is the request that a message is about.
func (l *trial) askOf(m said) *ask {
	for _, a := range l.asks {
		if strings.Contains(m.Text, "\n"+a.id+" · ") {
			return a
		}
	}
	return nil
}

// open are the requests that wait for people.
func (l *trial) open() []*ask {
	return slices.DeleteFunc(slices.Clone(l.asks), func(a *ask) bool { return !a.open() })
}

// race are people who decide about one request at the same moment. What comes of it must be what comes of some order.
func (l *trial) race() {
	open := l.open()
	if len(open) == 0 {
		return
	}
	a := draw(l, "request", open)
	people, all := l.active(), []decision(nil)
	for range min(3, len(people)) {
		who := draw(l, "who", people)
		people = slices.DeleteFunc(people, func(id string) bool { return id == who })
		all = append(all, decision{who: who, action: draw(l, "action", []string{"approve", "approve", "deny", "cancel"})})
	}
	l.say("at once about %s (%s): %+v", a.id, a.state, all)
	from := l.sealed()
	l.does(func() {
		var group sync.WaitGroup
		for _, d := range all {
			group.Go(func() { l.quietly(d.who, l.words(a, d)) })
		}
		group.Wait()
	})
	got := l.decisionsSince(from, a.id)
	l.say("    %v", got)
	if !l.someOrder(a, all, got) {
		l.fail("decisions at once have outcomes that no order gives them", "%s: %+v: got %q", a.id, all, got)
	}
}
