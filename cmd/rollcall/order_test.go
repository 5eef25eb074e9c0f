package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// Ensure that what a person asks for last is what Asana shows in the end, although the earlier command took longer: its project was named by a
// name that Asana could not look up at once, the later one's by its gid.
func TestOrderOfAsking(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	var log *logWatch
	s := c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
	c.asanaFault(map[string]any{"match": "GET /workspaces/*/typeahead", "status": 503, "times": 0})
	first := requestOf(t, c.types(ada, "add @maya to project Website as admin"))
	log.wait(t, 1, again)
	second := requestOf(t, c.types(ada, "add @maya to project "+website+" as editor because first"))
	third := requestOf(t, c.types(ada, "set @maya on project "+website+" to commenter because last"))
	c.asks(ada, "pending") // whatever could be done before has been begun
	c.asanaBack()
	s.hurry(log, func() said {
		c.waitEnd(first, "applied")
		c.waitEnd(second, "applied")
		return c.waitEnd(third, "applied")
	})
	if got := c.level(website, mayaGID); got != "commenter" {
		t.Errorf("Asana shows %q", got)
	}
	var order []string
	for _, e := range s.log() {
		if e.Change != "" && e.Outcome != audit.Intent {
			order = append(order, e.Request)
		}
	}
	if want := []string{first, second, third}; !slices.Equal(order, want) {
		t.Errorf("carried out in the order %q, want %q", order, want)
	}
}

// Ensure that "add, remove, add again" ends with the person added: after another command in between the same words are no repeat.
func TestSameWordsAfterAnother(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	g := newGate(t, anyCall)
	c.calls.hold(g.hold)
	const add, remove = "add @maya to project Website Relaunch as editor", "remove @maya from project Website Relaunch"
	for n, text := range []string{add, remove, add} {
		holds(t, c.types(ada, text), "On it: ", fmt.Sprint(" · R", n+1))
	}
	holds(t, c.types(ada, add), "That is already under way as R3: ")
	g.release()
	for _, r := range []string{"R1", "R2", "R3"} {
		c.waitEnd(r, "applied")
	}
	if got := c.level(websiteRelaunch, mayaGID); got != "editor" {
		t.Errorf("Asana shows %q", got)
	}
}

// Ensure that who repeats a command that is held reads that it is held, and why, and not that it is under way.
func TestSameWordsWhileHeld(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	must(t, s.store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		return tx.SaveIdentity(ctx, bot.Identity{SlackUser: noor, AsanaGID: "1208000000019999", Since: s.store.Now()})
	}))
	const typed = "add @noor to project Website as editor"
	if _, state := c.does(ada, typed); state != "held" {
		t.Fatalf("ended %s", state)
	}
	ack := c.types(ada, typed)
	holds(t, ack, "That is held as R1: ", "was the Asana user")
	if strings.Contains(ack, "under way") {
		t.Errorf("it says %q", ack)
	}
	if n := s.count(audit.RequestCreated); n != 1 {
		t.Errorf("%d requests", n)
	}
}
