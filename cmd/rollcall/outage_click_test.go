package main

import (
	"net/http"
	"testing"
	"time"

	"rollcall/bot/store/pgtest"
)

// Ensure that somebody who clicks while the database is away reads that it came to nothing, also when the database says nothing until all the time is used
// up that Slack gives us. Afterwards the same button works.
func TestOutageClick(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]func(*proxy){"refused": (*proxy).down, "silent": (*proxy).hang} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, through := newProxy(t, pgtest.Start(t))
			c := newCompany(t, nil)
			c.serveBy(through, lostRules)
			request := c.waitsFor(ben, addMaya)
			card := c.waitCard(noor, request, "awaiting_approval")
			away(p)
			a := c.tries(noor, card, "request_approve")
			if took := time.Duration(a.MS) * time.Millisecond; a.Status != http.StatusOK || took >= slackWaits {
				t.Errorf("answered with %d after %v: %s", a.Status, took, a.Body)
			}
			c.waitWhisper(noor, "Nothing was accepted: my database can't be used now.")
			p.back()
			c.clicks(noor, card, "request_approve")
			c.waitTold(ben, request, "applied")
		})
	}
}
