package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// proof is everything that can be seen from outside when an ordeal is over: the log, the database, what Asana took and shows, and what Slack shows.
type proof struct {
	*ordeal

	service  *service
	log      []audit.Event
	events   map[string][]audit.Event // by request
	changes  map[string][]audit.Event // by change
	requests map[string]bot.Request
	said     []said
	died     int // how often a process was killed under load
}

// proves holds the service to what it promises: every acknowledged command came to its one right end, none twice; and every other one left no effect or is
// complete. The replicas end without a word first, for at rest there must be nothing left that only they know.
func (o *ordeal) proves(replicas ...*daemon) {
	o.t.Helper()
	o.comesToRest()
	died := o.deaths
	for _, d := range replicas {
		o.dies(d)
	}
	p := o.looksBack()
	p.died = died
	p.checkAnswers()
	p.checkMarks()
	p.checkEnds()
	p.checkChanges()
	p.checkDecisions()
	p.checkVotes()
	p.checkTold()
	p.checkQuestions()
	p.checkUntrue()
	p.checkCards()
	p.checkAsana()
	p.checkGrants()
	p.checkLeft()
	p.summary()
}

// looksBack collects what there is to be seen.
func (o *ordeal) looksBack() *proof {
	o.t.Helper()
	p := &proof{ordeal: o, service: o.opened(o.direct), events: map[string][]audit.Event{}, changes: map[string][]audit.Event{}, requests: map[string]bot.Request{}}
	p.log, p.said = p.service.log(), o.messages()
	for _, e := range p.log {
		if e.Request != "" {
			p.events[e.Request] = append(p.events[e.Request], e)
		}
		if e.Change != "" && strings.Contains(string(e.Action), "_member_") {
			p.changes[e.Change] = append(p.changes[e.Change], e)
		}
	}
	for _, id := range o.ids("requests") {
		must(o.t, p.service.store.View(o.t.Context(), func(ctx context.Context, tx bot.Tx) error {
			r, err := tx.Request(ctx, id)
			p.requests[r.Name()] = r
			return err
		}))
	}
	return p
}

// summary says how much was proved.
func (p *proof) summary() {
	verdicts, states := map[verdict]int{}, map[bot.RequestState]int{}
	for _, d := range p.sent {
		verdicts[d.verdict]++
	}
	for _, r := range p.requests {
		states[r.State]++
	}
	p.t.Logf("%d deliveries of commands: %v; %d deliveries of decisions; %d requests: %v; %d events, %d writes to Asana",
		len(p.sent), verdicts, len(p.votes), len(p.requests), states, len(p.log), len(p.books.writes))
}

// checkAnswers looks at what was answered: within Slack's time, and nothing that nobody understands. The same command again has the same answer.
func (p *proof) checkAnswers() {
	p.t.Helper()
	for _, wrong := range p.unexpected {
		p.t.Error(wrong)
	}
	first, slowest := map[string]delivery{}, 0
	for _, d := range p.sent {
		if d.answer.Status == 200 {
			slowest = max(slowest, d.answer.MS)
		}
		f, again := first[d.trigger]
		if d.verdict != accepted && d.verdict != taken && d.verdict != pointed {
			continue
		}
		if again && f.answer.Body != d.answer.Body {
			p.t.Errorf("%q was sent twice and answered with\n%s\nand\n%s", d.text, f.answer.Body, d.answer.Body)
		}
		first[d.trigger] = d
	}
	p.t.Logf("the slowest answer took %d ms", slowest)
	if slowest > 3000 {
		p.t.Error("that is more than Slack waits for")
	}
}

// checkMarks finds the requests of each command by its mark: those that were acknowledged, and no others but such as nobody could tell of.
func (p *proof) checkMarks() {
	p.t.Helper()
	made := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(p.events)) {
		e := p.events[name][0]
		if e.Action != audit.RequestCreated {
			p.t.Errorf("%s begins with %s", name, e.Action)
			continue
		}
		made[e.Details.Reason] = append(made[e.Details.Reason], name)
	}
	byMark := map[string][]delivery{}
	for _, d := range p.sent {
		if d.mark != "" && !strings.HasPrefix(d.text, "deny ") {
			mark := strings.TrimPrefix(d.mark, "because ")
			byMark[mark] = append(byMark[mark], d)
		}
	}
	for mark, all := range byMark {
		p.checkMark(all, made[mark])
		delete(made, mark)
	}
	for mark, names := range made {
		p.t.Errorf("nobody asked for %v, %q", names, mark)
	}
}

// checkMark holds the requests of one command to the answers to its deliveries.
func (p *proof) checkMark(all []delivery, made []string) {
	p.t.Helper()
	named, certain, open := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, d := range all {
		if d.verdict == accepted {
			named[d.request] = true
		}
		if d.verdict.definite() && d.verdict != refused {
			certain[d.trigger] = true
		}
		if !d.verdict.definite() {
			open[d.trigger] = true
		}
	}
	maps.DeleteFunc(open, func(trigger string, _ bool) bool { return certain[trigger] })
	for request := range named {
		if !slices.Contains(made, request) {
			p.t.Errorf("%s was acknowledged for %q and is not there", request, all[0].text)
		}
	}
	if len(made) > len(named)+len(open) {
		p.t.Errorf("%q made %v; acknowledged was %v, and of %d deliveries nobody could tell", all[0].text, made, slices.Sorted(maps.Keys(named)), len(open))
	}
}

// endsRequest tells whether an event ends its request.
func endsRequest(e audit.Event) bool {
	switch e.Action {
	case audit.RequestCompleted, audit.RequestFailed, audit.RequestExpired:
		return true
	case audit.RequestDenied, audit.RequestCancelled:
		return e.Outcome == audit.OK
	case audit.RequestRefused:
		return e.Details == nil || e.Details.OldValue == "" || e.Details.NewValue == "" // the others are decisions that the policy of today refuses
	}
	return false
}

// checkEnds: every request was created once and ended once, and its state says how.
func (p *proof) checkEnds() {
	p.t.Helper()
	for name, r := range p.requests {
		created, ended := 0, 0
		for _, e := range p.events[name] {
			if e.Action == audit.RequestCreated {
				created++
			}
			if endsRequest(e) {
				ended++
			}
		}
		if created != 1 || ended != 1 || !r.State.Ended() || r.State == bot.Failed {
			p.t.Errorf("%s was created %d times, ended %d times and is %s: %s", name, created, ended, r.State, strings.Join(about(p.log, name), "; "))
		}
	}
	if len(p.events) != len(p.requests) {
		p.t.Errorf("the log tells of %d requests, the database of %d", len(p.events), len(p.requests))
	}
}

// Ensure that nothing is lost and nothing done twice when nothing goes wrong but that people meet on the same memberships.
func TestLostNothing(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		o := newOrdeal(t, url)
		d := o.starts()
		o.endures(nil)
		o.proves(d)
	})
}
