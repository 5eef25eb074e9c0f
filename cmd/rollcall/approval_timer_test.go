package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// patientRules remind after four hours, ask Noor as well after eight and end after a day.
const patientRules = `
rules:
  - name: patient
    match: {kind: project}
    then:
      approve:
        from: [U01ADA0BIAN, U01CHLOEDUB]
        at_least: 2
        remind_after: 4h
        escalate: {after: 8h, to: [U01NOORHADD]}
        expires: 1d
`

// Nobody decides: those who have not are reminded once, then others are asked too, then the request ends. The person who asked is told of each turn, and
// all cards end in the true state. The times are stored, so a restart changes nothing.
func TestApprovalTimers(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serveBy(url, patientRules)
		request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
		c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
		c.hears(ben, "1 of 2 approvals are still missing.")
		s.stop()
		var log *logWatch
		s = c.serveBy(url, patientRules, func(cfg *config) { log = watchLog(cfg) })

		s.store.Forward(4*time.Hour + time.Minute)
		c.waitSaid("Chloé is reminded", func(m said) bool { return m.For == chloe && isCard(m) && hasAll(m.Text, []string{"*Reminder* · "}) })
		log.wait(t, 1, done, `"job":"remind"`)
		log.wait(t, 1, done, `"job":"recheck"`)
		s.store.Forward(4 * time.Hour)
		c.hears(ben, "Nobody answered yet, so I also asked <@"+noor+">.", request+" · awaiting_approval")
		holds(t, c.waitCard(noor, request, "awaiting_approval").Text, "1 of 2 approvals are still missing.", "Why you: the rule names you")
		c.asks(ben, "pending")
		for to, n := range map[string]int{ada: 1, chloe: 2, noor: 1, approvals: 1} {
			if cards := c.cards(to, request); len(cards) != n {
				t.Errorf("%d cards for %s, want %d: %s", len(cards), to, n, spelled(cards))
			}
		}

		log.wait(t, 1, done, `"job":"escalate"`)
		log.wait(t, 2, done, `"job":"recheck"`)
		s.store.Forward(16 * time.Hour)
		holds(t, c.waitTold(ben, request, "expired").Text, "Nobody decided in time, so it ended and nothing was changed.", "If it is still wanted, ask again.")
		c.waitCards(request, "expired", ada, chloe, noor, approvals)
		if n := s.writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
		want := []string{"request_created ok", "request_waiting ok", "request_approved ok", "request_waiting ok", "request_expired ok"}
		if diff := cmp.Diff(want, s.about(request)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		for _, e := range s.log() {
			if e.Request == request && e.Action == "request_expired" && (e.Actor.Via != "timer:approval" || e.Actor.SlackUser != "") {
				t.Errorf("it expired by %+v", e.Actor)
			}
		}
	})
}

// Whom the escalation added decides like the others.
func TestEscalatedApproval(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	var log *logWatch
	s := c.serveBy(sqliteURL(t), patientRules, func(cfg *config) { log = watchLog(cfg) })
	request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	c.clicks(noor, c.waitCard(approvals, request, "awaiting_approval"), "request_approve")
	c.waitWhisper(noor, "not among those who can decide")
	log.wait(t, 1, done, `"job":"decide"`) // a job under way would lose its lease by the leap
	s.store.Forward(8*time.Hour + time.Minute)
	card := c.waitCard(noor, request, "awaiting_approval")
	c.hears(ben, "so I also asked <@"+noor+">")
	c.clicks(noor, card, "request_approve")
	c.hears(ben, "Approved by <@"+noor+">", "1 of 2 approvals are still missing.")
	c.clicks(chloe, c.waitCard(chloe, request, "awaiting_approval"), "request_approve")
	holds(t, c.waitTold(ben, request, "applied").Text, "Approved by: <@"+noor+">, <@"+chloe+">")
	c.waitCards(request, "applied", ada, chloe, noor, approvals)
}

// A decision takes all timers back: nobody is reminded, asked or told anything afterwards.
func TestTimersEnd(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]func(c *company, request string){
		"applied": func(c *company, request string) {
			for _, id := range []string{ada, chloe} {
				c.clicks(id, c.waitCard(id, request, "awaiting_approval"), "request_approve")
			}
		},
		"denied":    func(c *company, request string) { c.types(ada, "deny "+request+" because no") },
		"cancelled": func(c *company, request string) { c.types(ben, "cancel "+request) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serveBy(sqliteURL(t), patientRules)
			request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
			ends(c, request)
			c.waitTold(ben, request, name)
			c.waitCards(request, name, ada, chloe, approvals)
			c.asks(ben, "pending") // and so everything that was to be said was said
			before, events := len(c.messages()), s.about(request)
			for range 3 {
				s.store.Forward(10 * time.Hour)
				c.asks(ben, "pending")
			}
			for _, m := range c.messages()[before:] {
				if strings.Contains(m.Text, request) {
					t.Errorf("said afterwards: %s", m.Text)
				}
			}
			if diff := cmp.Diff(events, s.about(request)); diff != "" {
				t.Errorf("events (-before +after):\n%s", diff)
			}
		})
	}
}
