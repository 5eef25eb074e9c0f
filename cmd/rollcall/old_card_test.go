package main

import (
	"testing"
	"time"
)

// oneOfTwo wants one of Ada and Chloé for projects, within a day.
const oneOfTwo = `
rules:
  - name: one of two
    match: {kind: project}
    then: {approve: {from: [U01ADA0BIAN, U01CHLOEDUB], expires: 1d}}
`

// A card that could not be brought up to date still has its buttons: whoever clicks one is told truthfully what became of the request, alone, and
// nothing more happens.
func TestOldCards(t *testing.T) {
	t.Parallel()
	for state, x := range map[string]struct {
		ends func(c *company, s *service, request string)
		says []string
	}{
		"applied": {
			ends: func(c *company, _ *service, request string) {
				c.clicks(ada, c.cards(ada, request)[0], "request_approve")
			},
			says: []string{"R1 is decided already. Approved by <@" + ada + ">", "It is applied."},
		},
		"denied": {
			ends: func(c *company, _ *service, request string) {
				c.clicks(ada, c.cards(ada, request)[0], "request_deny")
				c.fills(ada, map[string]any{"reason": "not hers"})
			},
			says: []string{"R1 is decided already. Denied by <@" + ada + ">", "not hers", "It is denied."},
		},
		"cancelled": {
			ends: func(c *company, _ *service, request string) { c.types(ben, "cancel "+request) },
			says: []string{"R1 was cancelled"},
		},
		"expired": {
			ends: func(_ *company, s *service, _ string) { s.store.Forward(25 * time.Hour) },
			says: []string{"R1 expired before anybody decided, so nothing was changed."},
		},
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serveBy(sqliteURL(t), oneOfTwo)
			request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
			c.slackFault(map[string]any{"match": "chat.update", "error": "cant_update_message", "times": 0})
			old := c.waitCard(chloe, request, "awaiting_approval")
			x.ends(c, s, request)
			c.waitTold(ben, request, state)
			level := c.level(websiteRelaunch, mayaGID)
			for n, action := range []string{"request_approve", "request_deny", "request_adjust"} {
				c.clicks(chloe, old, action)
				c.waitSaid("Chloé is answered", func(said) bool { return len(c.whispers(chloe)) > n })
				whisper := c.whispers(chloe)[n]
				holds(t, whisper.Text, append(x.says, "\n"+request+" · "+state)...)
				if len(whisper.buttons()) > 0 {
					t.Errorf("the answer has buttons: %v", whisper.buttons())
				}
			}
			if got := c.level(websiteRelaunch, mayaGID); got != level {
				t.Errorf("a click on an old card changed %q to %q", level, got)
			}
		})
	}
}

// A card whose posting answer got lost stands in Slack, but the service does not know it, and posts another one. When it is clicked it is adopted:
// its click counts, and both copies end without buttons in the true state.
func TestLostCard(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		where string // whose copy gets lost
		fault map[string]any
		skip  int // cards that are posted well before it
	}{
		"direct message, failed":  {where: ada, fault: map[string]any{"status": 503}},
		"direct message, cut":     {where: ada, fault: map[string]any{"drop": true}},
		"second direct message":   {where: chloe, fault: map[string]any{"drop": true}, skip: 1},
		"channel for approvals":   {where: approvals, fault: map[string]any{"drop": true}, skip: 2},
		"channel, an odd failure": {where: approvals, fault: map[string]any{"error": "fatal_error"}, skip: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			databases(t, func(t *testing.T, url string) {
				c := newCompany(t, nil)
				s := c.serveBy(url, oneOfTwo)
				lose := map[string]any{"match": "chat.postMessage", "after": true, "times": 1}
				for k, v := range x.fault {
					lose[k] = v
				}
				if x.skip > 0 {
					c.slackFault(map[string]any{"match": "chat.postMessage", "delay_ms": 1, "times": x.skip})
				}
				c.slackFault(lose)
				who := x.where
				if who == approvals {
					who = chloe
				}

				// The lost copy decides.
				request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
				if n := len(c.cards(x.where, request)); n != 2 {
					t.Fatalf("there are %d copies for %s", n, x.where)
				}
				c.clicks(who, c.cards(x.where, request)[0], "request_approve")
				c.waitTold(ben, request, "applied")
				c.waitCards(request, "applied", ada, chloe, approvals)

				// Another copy decides; the lost one ends when it is clicked.
				c.slackFault(lose)
				request = c.waitsFor(ben, "add @noor to project Website Relaunch as editor")
				lost := c.cards(ada, request)[0]
				c.clicks(chloe, c.waitCard(chloe, request, "awaiting_approval"), "request_approve")
				c.waitTold(ben, request, "applied")
				c.waitCards(request, "applied", chloe, approvals)
				c.clicks(ada, lost, "request_approve")
				c.waitWhisper(ada, request+" is decided already. Approved by <@"+chloe+">")
				c.waitCards(request, "applied", ada)
				if n := s.writes(); n != 2 {
					t.Errorf("%d writes", n)
				}
			})
		})
	}
}

// whispers are the answers to somebody alone.
func (c *company) whispers(user string) (all []said) {
	c.t.Helper()
	for _, m := range c.messages() {
		if m.For == user && m.Ephemeral && m.Source != "answer" {
			all = append(all, m)
		}
	}
	return all
}
