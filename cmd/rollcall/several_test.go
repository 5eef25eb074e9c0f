package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mixed has a rule for each project.
const mixed = `
rules:
  - {name: owner decides, match: {what: Website Relaunch}, then: {approve: {from: [owner]}}}
  - {name: Noor decides, match: {what: Website}, then: {approve: {from: [U01NOORHADD], expires: 12h}}}
  - {name: at once, match: {what: Harbour App}, then: allow}
  - {name: never, match: {what: On-call Handbook}, then: {deny: {say: Ask the on-call lead.}}}
`

// One request under several rules waits for the approval of each: the card shows all of its changes, those among them that are not to be done, and
// nothing is written before the last approval.
func TestSeveralRules(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serveBy(url, mixed)
		request := c.waitsFor(ben, `add @maya.l to "Website Relaunch" and "Website" and "Harbour App" and "On-call Handbook" as editor because launch`)
		told := c.hears(ben, "This needs an approval. I asked <@"+chloe+">, <@"+noor+">.")
		holds(t, told.Text, "Rule: owner decides; Noor decides")
		for to, why := range map[string]string{chloe: "Why you: you own Website Relaunch", noor: "Why you: the rule names you", approvals: ""} {
			card := c.waitCard(to, request, "awaiting_approval")
			holds(t, card.Text, "Website Relaunch>: not a member → *editor*", "Website>: not a member → *editor*", "Harbour App>: not a member → *editor*",
				"On-call Handbook: The policy doesn't allow that", "Ask the on-call lead.", "2 of 2 approvals are still missing.", "[Adjust…]", why)
			lacks(t, card.Text, "Before → after")
		}
		c.clicks(chloe, c.waitCard(chloe, request, "awaiting_approval"), "request_approve")
		c.hears(ben, "Approved by <@"+chloe+">", "1 of 2 approvals are still missing.")
		if n := s.writes(); n != 0 {
			t.Fatalf("%d writes before the last approval", n)
		}
		c.clicks(noor, c.waitCard(noor, request, "awaiting_approval"), "request_approve")
		end := c.waitTold(ben, request, "partial")
		holds(t, end.Text, "4 changes: 3 done, 1 refused.", "Ask the on-call lead.")
		c.waitCards(request, "partial", chloe, noor, approvals)
		for _, gid := range []string{websiteRelaunch, website, "1208000000030003"} {
			if got := c.level(gid, "1208000000010006"); got != "editor" {
				t.Errorf("Asana shows %q of %s", got, gid)
			}
		}
		if got := c.level(onCall, "1208000000010006"); got != "" || s.writes() != 3 {
			t.Errorf("Asana shows %q of what is denied", got)
		}
		rules := make(map[string]string)
		for _, e := range s.log() {
			if e.Request == request && e.Change != "" && e.Outcome != "intent" {
				rules[e.Resource.Name] = e.Context.Rule + " " + string(e.Outcome)
			}
		}
		want := map[string]string{"Website Relaunch": "owner decides ok", "Website": "Noor decides ok", "Harbour App": "at once ok", "On-call Handbook": "never refused"}
		if diff := cmp.Diff(want, rules); diff != "" {
			t.Errorf("rules in the log (-want +got):\n%s", diff)
		}
	})
}

// One denial ends all of it, also the changes that other rules allow.
func TestSeveralDenied(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serveBy(sqliteURL(t), mixed)
	request := c.waitsFor(ben, `add @maya.l to "Website Relaunch" and "Website" and "Harbour App" as editor`)
	c.clicks(chloe, c.waitCard(chloe, request, "awaiting_approval"), "request_approve")
	c.hears(ben, "Approved by <@"+chloe+">")
	c.types(noor, "deny "+request+" because not all of them")
	c.waitTold(ben, request, "denied")
	c.waitCards(request, "denied", chloe, noor, approvals)
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// What changes nothing, or is refused, asks nobody: the rest decides who is asked, and when there is no rest nobody is.
func TestSeveralNothingToAsk(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serveBy(sqliteURL(t), mixed)
	// Maya is commenter of Website already, so that Noor is not asked.
	request := c.waitsFor(ben, `add @maya to "Website Relaunch" and "Website" as commenter`)
	holds(t, c.hears(ben, "This needs an approval.").Text, "I asked <@"+chloe+">.\n")
	if cards := c.cards(noor, request); len(cards) > 0 {
		t.Errorf("Noor was asked: %s", spelled(cards))
	}
	c.clicks(chloe, c.waitCard(chloe, request, "awaiting_approval"), "request_approve")
	holds(t, c.waitTold(ben, request, "applied").Text, "2 changes: 1 done, 1 nothing to do.")
	s.writes()
	if end, state := c.does(ben, `add @maya to "Website" as commenter`); state != "applied" || !strings.Contains(end.Text, "already") {
		t.Errorf("it is %s: %s", state, end.Text)
	}
	if end, state := c.does(ben, `add @maya to "Website" and "On-call Handbook" as commenter`); state != "partial" {
		t.Errorf("it is %s: %s", state, end.Text)
	}
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// The approver gives less than was asked for, of all that is open: the levels on offer are those that fit each change.
func TestSeveralAdjusted(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serveBy(sqliteURL(t), "rules: [{name: Noor decides, then: {approve: {from: [U01NOORHADD]}}}]")
	request := c.waitsFor(ben, `add @maya to "Website" and "Website Relaunch" as admin`) // she is commenter of the first
	card := c.waitCard(noor, request, "awaiting_approval")
	c.clicks(noor, card, "request_adjust")
	if a := c.fills(noor, map[string]any{"level": "editor", "reason": "that is enough"}); a.Body != "" {
		t.Fatalf("the form was not taken: %s", a.Body)
	}
	c.waitTold(ben, request, "applied")
	if a, b := c.level(website, mayaGID), c.level(websiteRelaunch, mayaGID); a != "editor" || b != "editor" {
		t.Errorf("Asana shows %q and %q", a, b)
	}
	for _, e := range s.find("request_approved") {
		if e.Details.NewValue != "editor" || e.Details.Reason != "that is enough" {
			t.Errorf("the approval is logged as %s", spelled(e))
		}
	}
}
