package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// limits allow everything, but only so many changes of one person within an hour.
func limits(changes, removals int) string {
	return fmt.Sprintf("rules: [{name: everybody, then: allow}]\nsettings: {changes_per_hour: %d, removals_per_hour: %d}\n", changes, removals)
}

func adminsAre(ids ...string) func(*config) { return func(cfg *config) { cfg.Bot.Admins = ids } }

// More changes within an hour than one person makes are held until an admin has looked; then they are carried out. Others go on meanwhile, and an hour
// later so does the person.
func TestBreaker(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serveBy(url, limits(2, 50), adminsAre(ada, noor))
		for _, text := range []string{"add @noor to project Website as editor", "add @chloe to project Website as admin", "add @ben to project Website as viewer"} {
			if _, state := c.does(maya, text); state != "applied" { // the second finds nothing to do, so it does not count
				t.Fatalf("%q is %s", text, state)
			}
		}
		held, state := c.does(maya, "set @ben on project Website to editor")
		if state != "held" {
			t.Fatalf("it is %s: %s", state, held.Text)
		}
		holds(t, held.Text, "Held until one of Rollcall's admins has looked at it: ", "That would be 3 changes by one person within an hour; more than 2 are only made when an admin says so.")
		for _, id := range []string{ada, noor} {
			card := c.waitCard(id, "R4", "held")
			holds(t, card.Text, "Held: <@"+maya+"> asks: ", "set <@"+ben+"> on project Website to editor", "That would be 3 changes")
			if diff := cmp.Diff([]string{"request_approve", "request_deny"}, card.buttons()); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
		}
		if _, state := c.does(chloe, "add @maya.l to project Website as viewer"); state != "applied" {
			t.Errorf("somebody else's change is %s", state)
		}
		if got := c.level(website, benGID); got != "viewer" {
			t.Fatalf("Ben is %q before the release", got)
		}
		c.clicks(noor, c.waitCard(noor, "R4", "held"), "request_approve")
		c.hears(noor, "You released R4; it is judged anew.")
		c.hears(maya, "Released by <@"+noor+">.")
		c.waitTold(maya, "R4", "applied")
		c.waitCards("R4", "applied", ada, noor)
		holds(t, c.cards(ada, "R4")[0].Text, "Released by <@"+noor+">.")
		if got := c.level(website, benGID); got != "editor" {
			t.Errorf("Ben is %q after the release", got)
		}
		want := []string{
			"request_created ok", "request_held refused", "request_approved ok", "project_member_access_level_changed intent viewer>editor",
			"project_member_access_level_changed ok viewer>editor", "request_completed ok",
		}
		if diff := cmp.Diff(want, s.about("R4")); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		s.store.Forward(time.Hour + time.Minute)
		if _, state := c.does(maya, "set @ben on project Website to viewer"); state != "applied" {
			t.Errorf("an hour later a change is %s", state)
		}
	})
}

// Removals have a limit of their own. An admin denies what is held; then nothing of it is done, and the person reads why.
func TestBreakerRemovals(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serveBy(sqliteURL(t), limits(100, 1), adminsAre(ada, noor))
	if _, state := c.does(maya, "remove @gus from project Website"); state != "applied" {
		t.Errorf("the first removal is %s", state)
	}
	held, state := c.does(maya, "remove @maya and @ada from project Website Relaunch") // Maya is no member
	if state != "held" {
		t.Fatalf("it is %s: %s", state, held.Text)
	}
	holds(t, held.Text, "removals by one person within an hour; more than 1 are only made when an admin says so.")
	if _, state := c.does(maya, "add @noor to project Website as editor"); state != "applied" {
		t.Errorf("an add is %s", state)
	}
	s.writes()
	c.clicks(ada, c.waitCard(ada, "R2", "held"), "request_deny")
	c.fills(ada, map[string]any{"reason": "one at a time"})
	holds(t, c.waitTold(maya, "R2", "denied").Text, "Denied by <@"+ada+">", "one at a time")
	c.waitCards("R2", "denied", ada, noor)
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// One command that is too much is held as a whole. Who asked does not release it while there is another admin, and does when there is none who could.
func TestBreakerOwn(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		admins []string
		self   bool
	}{"another admin": {[]string{maya, ada}, false}, "the only admin": {[]string{maya}, true}, "the others can't be reached": {[]string{dana, maya, gus}, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serveBy(sqliteURL(t), limits(2, 50), adminsAre(x.admins...))
			if end, state := c.does(maya, "add @noor, @ben and @chloe to project Harbour App as viewer"); state != "held" {
				t.Fatalf("it is %s: %s", state, end.Text)
			}
			if x.self {
				c.clicks(maya, c.waitCard(maya, "R1", "held"), "request_approve")
			} else {
				card := c.waitCard(ada, "R1", "held")
				c.types(maya, "approve R1")
				c.hears(maya, "You asked for R1 yourself")
				if cards := c.cards(maya, "R1"); len(cards) > 0 || s.writes() > 0 {
					t.Errorf("who asked has a card: %s", spelled(cards))
				}
				c.clicks(ada, card, "request_approve")
			}
			c.waitTold(maya, "R1", "applied")
		})
	}
}

// What is released is judged anew: the rule's own approval is still needed.
func TestBreakerThenApproval(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serveBy(sqliteURL(t), "rules: [{name: ask Chloé, then: {approve: {from: ["+chloe+"]}}}]\nsettings: {changes_per_hour: 1}")
	if _, state := c.does(maya, "add @noor and @maya.l to project Website as viewer"); state != "held" {
		t.Fatalf("it is %s", state)
	}
	c.clicks(ada, c.waitCard(ada, "R1", "held"), "request_approve")
	c.waitTold(maya, "R1", "awaiting_approval")
	if n := s.writes(); n != 0 {
		t.Fatalf("%d writes after the release alone", n)
	}
	c.types(ada, "approve R1")
	c.hears(ada, "You are not among those who can decide about R1")
	c.clicks(chloe, c.waitCard(chloe, "R1", "awaiting_approval"), "request_approve")
	c.waitTold(maya, "R1", "applied")
	c.waitCards("R1", "applied", ada, chloe, approvals)
}

// Nobody looks: after a day the held command ends by itself.
func TestBreakerExpires(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	var log *logWatch
	s := c.serveBy(sqliteURL(t), limits(1, 1), func(cfg *config) { log = watchLog(cfg) })
	c.does(maya, "add @noor and @maya.l to project Website as viewer")
	c.waitCard(ada, "R1", "held")
	log.wait(t, 1, done, `"job":"ask"`) // and with it the time is set
	s.store.Forward(23 * time.Hour)
	holds(t, c.asks(maya, "pending").Text, "*R1*", "held")
	s.store.Forward(2 * time.Hour)
	holds(t, c.waitTold(maya, "R1", "expired").Text, "Nobody released the held command within a day, so it ended and nothing was changed.")
	c.waitCards("R1", "expired", ada)
	c.types(ada, "approve R1")
	c.hears(ada, "R1 expired before anybody decided")
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}
