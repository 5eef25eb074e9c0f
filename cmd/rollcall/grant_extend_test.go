package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const giveMaya = "add @maya to project Website Relaunch as editor for 2w"

// reminded finds the reminder of a request that somebody got.
func (p *play) reminded(user, request string) said {
	p.t.Helper()
	for _, m := range p.told(user) {
		if slices.Contains(m.buttons(), "grant_extend") && strings.Contains(m.Text, "\n"+request+" · ") {
			return m
		}
	}
	p.t.Fatalf("%s was not reminded of %s: %s", user, request, spelled(p.told(user)))
	return said{}
}

// acknowledged is the request that an answer to a click names.
func (p *play) acknowledged(user, words string) string {
	p.t.Helper()
	m := p.waitWhisper(user, "On it: "+words)
	p.rests()
	return requestOf(p.t, m.Text)
}

// Ensure that access is prolonged from its end, by a length or to a moment, as often as wanted, and ends then and not before.
func TestGrantExtendTyped(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives(giveMaya)
	_, end := p.gets(ada, "extend R1 by 1w because not done yet", "applied")
	holds(t, end.Text, "*Maya Ito*", "keeps *editor* of ", "until "+p.inWords(21 * day)[:10], "not done yet")
	last := p.store.Now().Add(30 * day)
	_, end = p.gets(ada, "extend R1 until "+last.Format(time.DateOnly), "applied")
	holds(t, end.Text, "until "+last.Format(time.DateOnly)+" 22:59 UTC") // Ada lives in Berlin
	p.passes(29 * day)
	p.is(websiteRelaunch, mayaGID, "editor")
	p.stands(request + " active")
	p.passes(2 * day)
	p.is(websiteRelaunch, mayaGID, "")
	p.wasTold(1, []string{ada, maya}, "they are no longer a member", "R1 · applied")
	if want, got := []string{"request_created ok", "grant_extended ok", "request_completed ok"}, p.actions("R2"); !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
}

// actions are the events of a request without their details.
func (p *play) actions(request string) (all []string) {
	p.t.Helper()
	for _, e := range p.log() {
		if e.Request == request {
			all = append(all, string(e.Action)+" "+string(e.Outcome))
		}
	}
	return all
}

// Ensure what prolonging refuses, and that nothing has changed then.
func TestGrantExtendRefused(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives(giveMaya)
	p.refuses(ada, "extend R1 until tomorrow", "That would not be later than "+p.inWords(14 * day)[:10], "To end it sooner", "end R1")
	p.refuses(ada, "extend R1 until 2020-01-01", "That time is over")
	p.refuses(ada, "extend R7 by 1w", "I know no request R7 of yours")
	forGood := p.gives("add @noor to project Website Relaunch as editor")
	p.refuses(ada, "extend "+forGood+" by 1w", "gave nothing that is still to end, so there is nothing to extend")
	p.passes(14 * day)
	p.stands(request + " ended")
	p.refuses(ada, "extend R1 by 1w", "R1 gave nothing that is still to end")
	p.is(websiteRelaunch, mayaGID, "")
}

// threeWeeks lets everybody have access for three weeks from its first day, and asks an admin for what is longer than one.
const threeWeeks = `
rules:
  - {name: at once, match: {requester: U01BENOKAFR}, then: {allow: {max_duration: 3w}}}
  - {name: asked, then: {approve: {from: [ADMINS], max_duration: 3w}}}
`

// Ensure that prolonging goes through the policy, which counts from the first day and not from the day of asking.
func TestGrantExtendPolicy(t *testing.T) {
	t.Parallel()
	p := newCompany(t, nil).plays(sqliteURL(t), byRules(t, rulesFile(t, threeWeeks)))
	request, _ := p.gets(ben, giveMaya, "applied")
	p.passes(13 * day)
	p.refuses(ben, "extend R1 by 8d", "at most", "3w")
	if _, end := p.gets(ben, "extend R1 by 1w", "applied"); !strings.Contains(end.Text, "keeps *editor*") {
		t.Errorf("said: %s", end.Text)
	}
	p.refuses(ben, "extend R1 by 1d", "at most", "3w")
	p.passes(7 * day)
	p.stands(request + " active")
	p.passes(day)
	p.stands(request + " ended")
}

// Ensure that where the policy asks for approval an extension waits for it, that the card says until when, and that a denial leaves the end as it is.
func TestGrantExtendApproval(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"request_approve", "request_deny"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			request := p.gives(giveMaya)
			p.passes(13 * day)
			p.clicks(maya, p.reminded(maya, request), "grant_extend")
			if a := p.fills(maya, map[string]any{"length": "1w", "reason": "not done yet"}); a.Body != "" {
				t.Fatalf("the form was not taken: %s", a.Body)
			}
			extension := p.acknowledged(maya, "extend R1 by 1w")
			card := p.waitCard(ada, extension, "awaiting_approval")
			holds(t, card.Text, "<@"+maya+"> asks: extend R1", "*Maya Ito*", "editor, for longer", "not done yet", "Until: "+p.inWords(8 * day)[:10])
			p.clicks(ada, card, action)
			if action == "request_deny" {
				p.fills(ada, map[string]any{"reason": "launched"})
				p.waitTold(maya, extension, "denied")
			} else {
				p.waitTold(maya, extension, "applied")
			}
			p.passes(day)
			want := map[string]string{"request_approve": "active", "request_deny": "ended"}[action]
			p.stands(request + " " + want)
			p.passes(7 * day)
			p.stands(request + " ended")
			p.is(websiteRelaunch, mayaGID, "")
		})
	}
}

// Ensure that an extension which is approved only after the end gives nothing back, and says so.
func TestGrantExtendTooLate(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives(giveMaya)
	p.passes(13 * day)
	extension := p.waitsFor(maya, "extend R1 by 1w")
	card := p.waitCard(ada, extension, "awaiting_approval")
	p.passes(day)
	p.is(websiteRelaunch, mayaGID, "")
	p.clicks(ada, card, "request_approve")
	holds(t, p.waitTold(maya, extension, "refused").Text, "has ended already")
	p.stands(request + " ended")
	p.is(websiteRelaunch, mayaGID, "")
}

// Ensure that an extension that was accepted before the end is due wins, although something else holds both up.
func TestGrantExtendJustBefore(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives(giveMaya)
	p.store.Forward(14*day - time.Minute)
	p.rests()
	held := newGate(t, isPair)
	p.calls.hold(held.hold)
	p.types(ada, "add @maya to project Website Relaunch as viewer") // has the lock of the pair
	held.wait()
	p.types(ada, "extend R1 by 1w")
	p.watch.wait(t, 3, `"resolve"`, done)
	p.store.Forward(time.Minute)
	p.watch.wait(t, 1, `"grant_due"`, done)
	held.release()
	p.waitTold(ada, "R3", "applied")
	p.rests()
	p.stands(request + " active")
	p.is(websiteRelaunch, mayaGID, "editor")
	p.passes(8 * day)
	p.stands(request + " ended")
	p.is(websiteRelaunch, mayaGID, "viewer") // which was given for good
}
