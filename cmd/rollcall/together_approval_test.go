package main

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"rollcall/bot/audit"
)

// Two people decide at the same moment, each checked before the other's decision is stored: exactly one counts, the other person is told who was
// faster and when, and Asana is asked to write at most once.
func TestDecideTogether(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]string{"both approve": "request_approve", "one approves, one denies": "request_deny"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			databases(t, func(t *testing.T, url string) { decideTogether(t, url, second) })
		})
	}
}

func decideTogether(t *testing.T, url, second string) {
	c := newCompany(t, nil)
	s := c.serveBy(url, "rules: [{name: ask, match: {kind: project}, then: {approve: {from: [owner, U01NOORHADD]}}}]")
	request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	chloes, noors := c.waitCard(chloe, request, "awaiting_approval"), c.waitCard(noor, request, "awaiting_approval")
	if second == "request_deny" {
		c.clicks(noor, noors, second)
	}
	c.calls.take()
	// Who may decide depends on the owner: each decision asks Asana for the project, and neither goes on before the other one has asked.
	var once sync.Mutex
	asked, both := 0, make(chan struct{})
	c.calls.hold(func(call *asanaCall) {
		if call.path != "/projects/"+websiteRelaunch {
			return
		}
		once.Lock()
		if asked++; asked == 2 {
			close(both)
		}
		once.Unlock()
		waitFor(t, "the other decision", both)
	})
	c.bothClick(func() { c.clicks(chloe, chloes, "request_approve") }, func() {
		if second == "request_deny" {
			c.fills(noor, map[string]any{"reason": "not now"})
			return
		}
		c.clicks(noor, noors, second)
	})
	ended := c.waitSaid("the end", func(m said) bool {
		return m.For == ben && !isCard(m) && (strings.HasSuffix(m.Text, request+" · applied") || strings.HasSuffix(m.Text, request+" · denied"))
	})
	winner, loser := chloe, noor
	if won := "You approved " + request; second == "request_deny" && strings.HasSuffix(ended.Text, "denied") || second == "request_approve" && c.was(noor, won) {
		winner, loser = noor, chloe
	}
	lost := c.hears(loser, request+" is decided already.")
	if !regexp.MustCompile(`(Approved|Denied) by <@` + winner + `> <!date\^\d+\^[^|>]+\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>`).MatchString(lost.Text) {
		t.Errorf("it is not said who decided and when: %s", lost.Text)
	}
	c.waitCards(request, stateIn(ended, request), chloe, noor, approvals)
	counted, refused := 0, 0
	for _, e := range s.log() {
		if e.Action == audit.RequestApproved || e.Action == audit.RequestDenied {
			if e.Outcome == audit.OK {
				counted++
			} else {
				refused++
			}
		}
	}
	writes := s.writes()
	if applied := c.level(websiteRelaunch, mayaGID) != ""; counted != 1 || refused != 1 || writes > 1 || applied != strings.HasSuffix(ended.Text, "applied") {
		t.Errorf("%d decisions counted, %d did not, %d writes; it ended with %s", counted, refused, writes, ended.Text)
	}
}

// was tells whether a person was told some words already, or is within the time in which everything has to happen.
func (c *company) was(user, words string) bool {
	c.t.Helper()
	found := c.waitSaid("the winner is told", func(m said) bool { return !isCard(m) && strings.Contains(m.Text, words) })
	return found.For == user
}
