package main

import (
	"strings"
	"testing"

	"rollcall/bot/audit"
)

// A repeat of the same trigger gets the same words and does nothing, whatever the command is; the same words typed again are a command of their
// own.
func TestRepeat(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, nil)
		for _, text := range []string{"add @maya to project Website Relaunch as editor", "help", "ad @maya to Website", "offboard @maya", "list Website"} {
			trigger := map[string]any{"user": ada, "text": text, "trigger_id": "1337." + text[:4]}
			first := c.sends(trigger)
			for range 2 {
				if again := c.sends(trigger); again.Body != first.Body {
					t.Errorf("%q again:\n got %s\nwant %s", text, again.Body, first.Body)
				}
			}
		}
		c.waitEnd("R1", "applied")
		if end, state := c.does(ada, "add @maya to project Website Relaunch as editor"); state != "applied" || !strings.Contains(end.Text, "R2") {
			t.Errorf("typed again it ended %s: %s", state, end.Text)
		}
		if got := s.count(audit.RequestCreated); got != 2 {
			t.Errorf("%d requests, want 2", got)
		}
		if got := s.count("project_member_added"); got != 3 { // intent and ok, and the noop of the second
			t.Errorf("%d events of changes, want 3", got)
		}
	})
}

// The same change that a person sends again while the first is open is told its id, however it is spelled; another person's is not.
func TestSameChangeWhileOpen(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.Admins = []string{ada, noor} })
	g := newGate(t, anyCall)
	c.calls.hold(g.hold)

	holds(t, c.types(ada, "add @maya to project Website Relaunch as editor"), "On it: ", " · R1")
	g.wait()
	for _, text := range []string{"add @maya to project Website Relaunch as editor", "ADD @maya to  “Website Relaunch”  as editor", "/asana add <@" + maya + "> to Website Relaunch as editor"} {
		if got, want := c.types(ada, text), "That is already under way as R1: add <@"+maya+"> to project Website Relaunch as editor"; got != want {
			t.Errorf("%q again\n got %q\nwant %q", text, got, want)
		}
	}
	holds(t, c.types(ada, "add @maya to project Website Relaunch as viewer"), " · R2")
	holds(t, c.types(noor, "add @maya to project Website Relaunch as editor"), " · R3")
	if got := s.count(audit.RequestCreated); got != 3 {
		t.Errorf("%d requests, want 3", got)
	}
	g.release()
	for _, r := range []string{"R1", "R2", "R3"} {
		c.waitEnd(r, "applied")
	}
	holds(t, c.types(ada, "add @maya to project Website Relaunch as editor"), " · R4")
	c.waitEnd("R4", "applied")
}

// pending shows ADMINS everything that is under way and everybody else only their own.
func TestPending(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.Admins = []string{ada, noor} })
	holds(t, c.asks(ada, "pending").Text, "Nothing is under way.")
	g := newGate(t, anyCall)
	c.calls.hold(g.hold)
	c.types(ada, "add @maya to project Website as editor because launch")
	c.types(noor, "remove @maya from project Website Relaunch")
	g.wait()
	for _, admin := range []string{ada, noor} {
		holds(t, c.asks(admin, "pending").Text, "*R1* <@"+ada+">: add <@"+maya+"> to project Website as editor because launch", "*R2* <@"+noor+">: remove <@"+maya+">")
	}
	holds(t, c.asks(ben, "pending").Text, "Nothing is under way.")
	g.release()
	c.waitEnd("R1", "applied")
	c.waitEnd("R2", "applied")
	holds(t, c.asks(ada, "pending").Text, "Nothing is under way.")
}
