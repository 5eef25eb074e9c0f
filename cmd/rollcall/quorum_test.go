package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// twoOfThree wants two of Ada, Chloé and Noor for projects, and Ada alone can act at once in portfolios.
const twoOfThree = `
rules:
  - name: two of three
    match: {kind: project}
    then: {approve: {from: [U01ADA0BIAN, U01CHLOEDUB, U01NOORHADD], at_least: 2}}
`

// Two people have to approve: the first approval is told to the person who asked and shown on all cards, the same person counts once, and the second
// one lets the change go.
func TestQuorum(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serveBy(url, twoOfThree)
		request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor because launch")
		for _, to := range []string{ada, chloe, noor, approvals} {
			holds(t, c.waitCard(to, request, "awaiting_approval").Text, "2 of 2 approvals are still missing.", "Rule: two of three")
		}
		c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
		c.hears(ben, "Approved by <@"+ada+">", "1 of 2 approvals are still missing.", request+" · awaiting_approval")
		c.hears(ada, "You approved "+request+".", "1 of 2 approvals are still missing.")
		for _, to := range []string{ada, chloe, noor, approvals} {
			c.waitSaid("the card for "+to+" counts", func(m said) bool {
				return (m.For == to || m.Channel == to) && isCard(m) && hasAll(m.Text, []string{"Approved by <@" + ada + ">", "1 of 2 approvals are still missing."})
			})
		}
		c.clicks(ada, c.waitCard(approvals, request, "awaiting_approval"), "request_approve")
		c.waitWhisper(ada, "You have approved "+request+" already.")
		if got := c.level(websiteRelaunch, mayaGID); got != "" {
			t.Fatalf("Maya is %s after one of two approvals", got)
		}

		c.clicks(chloe, c.waitCard(chloe, request, "awaiting_approval"), "request_approve")
		holds(t, c.waitTold(ben, request, "applied").Text, "Approved by: <@"+ada+">, <@"+chloe+">")
		c.waitCards(request, "applied", ada, chloe, noor, approvals)
		for _, card := range c.cards(approvals, request) {
			holds(t, card.Text, "Approved by <@"+ada+">", "Approved by <@"+chloe+">")
		}
		if n := s.writes(); n != 1 || c.level(websiteRelaunch, mayaGID) != "editor" {
			t.Errorf("%d writes, Maya is %q", n, c.level(websiteRelaunch, mayaGID))
		}
		want := []string{
			"request_created ok", "request_waiting ok", "request_approved ok", "request_approved refused", "request_approved ok",
			"project_member_added intent none>editor", "project_member_added ok none>editor", "request_completed ok",
		}
		if diff := cmp.Diff(want, s.about(request)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// One denial ends a request, however many approved before. It takes a reason, which the person who asked reads.
func TestDeny(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serveBy(url, twoOfThree)
		request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
		c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
		c.hears(ben, "Approved by <@"+ada+">")

		c.clicks(noor, c.waitCard(noor, request, "awaiting_approval"), "request_deny")
		if a := c.fills(noor, map[string]any{"reason": "  "}); !hasAll(a.Body, []string{`"response_action":"errors"`, `"reason":"Say why`}) {
			t.Errorf("a denial without a reason was answered with %s", a.Body)
		}
		if got := c.cards(noor, request); !strings.HasSuffix(got[0].Text, "awaiting_approval") {
			t.Errorf("the form that was not taken had an effect: %s", got[0].Text)
		}
		if a := c.fills(noor, map[string]any{"reason": "she leaves on Friday"}); a.Body != "" {
			t.Fatalf("the form was not taken: %s", a.Body)
		}
		holds(t, c.waitTold(ben, request, "denied").Text, "Denied by <@"+noor+">", "she leaves on Friday", "Nothing was changed.")
		c.hears(noor, "You denied "+request+".")
		c.waitCards(request, "denied", ada, chloe, noor, approvals)
		for _, card := range c.cards(chloe, request) {
			holds(t, card.Text, "Approved by <@"+ada+">", "Denied by <@"+noor+">", "she leaves on Friday")
		}
		if n := s.writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
		want := []string{"request_created ok", "request_waiting ok", "request_approved ok", "request_denied ok"}
		if diff := cmp.Diff(want, s.about(request)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}
