package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What can't be taken back easily is refused with a button: who asked does it anyway, as a request of its own.
func TestAnyway(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed, parent, member, says string
	}{
		"last admin":    {"remove @chloe from project Website because she moves on", website, chloeGID, "is the last admin of "},
		"own row":       {"remove @ada from project Website Relaunch because of the rules", websiteRelaunch, adaGID, "the account that I work with"},
		"the workspace": {"remove @maya.l from workspace because she left", workspaceGID, "1208000000010006", "ends all of their access in Asana"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serve(sqliteURL(t), func(cfg *config) {
				if name == "own row" {
					cfg.Asana.Token = "sandbox-ada-token"
				}
			})
			refused, state := c.does(ada, x.typed)
			if state != "refused" {
				t.Fatalf("it is %s: %s", state, refused.Text)
			}
			holds(t, refused.Text, x.says, "[Do it anyway]")
			if diff := cmp.Diff([]string{"request_anyway"}, refused.buttons()); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
			if n := s.writes(); n != 0 {
				t.Fatalf("%d writes before the button", n)
			}
			c.clicks(ada, refused, "request_anyway")
			c.hears(ada, "On it: ", " anyway because ", " · R2")
			c.waitTold(ada, "R2", "applied")
			if n := s.writes(); n != 1 {
				t.Errorf("%d writes", n)
			}
			if x.parent != workspaceGID && c.level(x.parent, x.member) != "" {
				t.Errorf("Asana shows %q", c.level(x.parent, x.member))
			}
		})
	}
}

// The button does not get around an approval.
func TestAnywayNeedsApproval(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	refused, state := c.does(ben, "remove @chloe from project Website")
	if state != "refused" {
		t.Fatalf("it is %s: %s", state, refused.Text)
	}
	holds(t, refused.Text, "is the last admin of ")
	c.clicks(ben, refused, "request_anyway")
	c.waitTold(ben, "R2", "awaiting_approval")
	holds(t, c.waitCard(ada, "R2", "awaiting_approval").Text, "Anyway: also if nobody is left to manage it")
	if n := s.writes(); n != 0 {
		t.Fatalf("%d writes before the approval", n)
	}
	c.clicks(ada, c.waitCard(ada, "R2", "awaiting_approval"), "request_approve")
	c.waitTold(ben, "R2", "applied")
	if got := c.level(website, chloeGID); got != "" {
		t.Errorf("Asana shows %q", got)
	}
}
