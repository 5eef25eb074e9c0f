package main

import (
	"strings"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// Between asking and approving somebody changes the level in Asana. The approver decided about what the card shows, so the change goes on only when the
// level has stayed between its two ends; beyond them it is left alone, and both are told.
func TestDrift(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		before, typed, meanwhile string
		state, level             string
	}{
		"nothing happened":          {"viewer", "add @maya to project Lagoon as editor", "viewer", "applied", "editor"},
		"raised, but less":          {"viewer", "add @maya to project Lagoon as editor", "commenter", "applied", "editor"},
		"raised as much":            {"viewer", "add @maya to project Lagoon as editor", "editor", "applied", "editor"},
		"raised more":               {"viewer", "add @maya to project Lagoon as editor", "admin", "applied", "admin"}, // an add never lowers
		"lowered before a raise":    {"commenter", "add @maya to project Lagoon as editor", "viewer", "refused", "viewer"},
		"removed before a raise":    {"commenter", "add @maya to project Lagoon as editor", "", "refused", ""},
		"joined meanwhile":          {"", "add @maya to project Lagoon as editor", "viewer", "applied", "editor"},
		"raised before a set":       {"viewer", "set @maya on project Lagoon to editor", "admin", "refused", "admin"},
		"lowering, raised":          {"editor", "set @maya on project Lagoon to viewer", "admin", "refused", "admin"},
		"lowering, half way":        {"editor", "set @maya on project Lagoon to viewer", "commenter", "applied", "viewer"},
		"removing, lowered":         {"editor", "remove @maya from project Lagoon", "viewer", "applied", ""},
		"removing, raised":          {"viewer", "remove @maya from project Lagoon", "editor", "refused", "editor"},
		"removing, removed already": {"viewer", "remove @maya from project Lagoon", "", "applied", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
				as.Projects = append(as.Projects, project(tideTable, "Lagoon", nil))
				as.Memberships = append(as.Memberships, member(tideTable, chloeGID, "admin"))
				if x.before != "" {
					as.Memberships = append(as.Memberships, member(tideTable, mayaGID, x.before))
				}
			})
			s := c.serve(sqliteURL(t), nil)
			request := c.waitsFor(ben, x.typed)
			c.turnsTo(tideTable, mayaGID, x.before, x.meanwhile)
			by := s.writes()
			c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
			end := c.waitTold(ben, request, x.state)
			c.waitCards(request, x.state, ada)
			if got := c.level(tideTable, mayaGID); got != x.level {
				t.Errorf("Asana shows %q, want %q", got, x.level)
			}
			if x.state == "refused" {
				holds(t, end.Text, "somebody changed it in Asana meanwhile, so I left it alone.", "ask again")
				if !strings.Contains(c.cards(ada, request)[0].Text, "meanwhile") {
					t.Errorf("the card does not say why: %s", c.cards(ada, request)[0].Text)
				}
				if n := s.writes(); n != 0 {
					t.Errorf("%d writes of Rollcall after %d of somebody else", n, by)
				}
			}
		})
	}
}

// turnsTo changes a membership past Rollcall, as somebody does in Asana; empty means that there is none.
func (c *company) turnsTo(parent, who, before, after string) {
	c.t.Helper()
	if before == after {
		return
	}
	if before != "" {
		c.inAsana(parent, who, "")
	}
	if after != "" {
		c.inAsana(parent, who, after)
	}
	if got := c.level(parent, who); got != after {
		c.t.Fatalf("Asana shows %q, want %q", got, after)
	}
}
