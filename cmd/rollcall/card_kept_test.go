package main

import (
	"testing"
	"time"
)

// When a card was posted but the database could not take where, it is not posted again: the process knows where it is, and keeps it up to date.
func TestCardPostedOnce(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		var log *logWatch
		s := c.serve(url, func(cfg *config) { log = watchLog(cfg) })
		db := beside(t, url)
		db.closeTable("cards")
		request := requestOf(t, c.types(ben, "add @maya to project Website Relaunch as editor"))
		log.wait(t, 2, again, "cards is closed")
		db.openTable("cards")
		s.store.Forward(5 * time.Second)
		c.waitTold(ben, request, "awaiting_approval")
		if cards := c.cards(ada, request); len(cards) != 1 {
			t.Errorf("Ada has the cards %s", spelled(cards))
		}
		c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
		c.waitTold(ben, request, "applied")
		c.waitCards(request, "applied", ada)
	})
}
