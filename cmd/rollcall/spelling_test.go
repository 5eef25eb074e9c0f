package main

import (
	"strings"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// Ensure that people find a project or a team by its name although their keyboard, or whoever named it, put curly quotes, long dashes or other
// spaces in place of the plain ones.
func TestSpellings(t *testing.T) {
	t.Parallel()
	spellings := map[string]string{
		"plain": "Maya's Plan - 2027", "apostrophe and en dash": "Maya’s Plan – 2027", "em dash": "Maya's Plan — 2027",
		"spaces": "maya's\u00a0plan\u202f-\u00a02027",
	}
	for stored, name := range map[string]string{"plain": "Maya's Plan - 2027", "curly": "Maya’s\u00a0Plan – 2027"} {
		t.Run(stored, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
				as.Projects = append(as.Projects, project("1208000000039999", name, nil))
				as.Teams = append(as.Teams, asanasandbox.SeedTeam{GID: "1208000000029999", Name: name})
			})
			for kind, gid := range map[string]string{"project": "1208000000039999", "team": "1208000000029999"} {
				for spelling, typed := range spellings {
					// What was found once is remembered, so each spelling is asked of a service that knows nothing yet.
					s := c.serve(sqliteURL(t), nil)
					answer := c.asks(ada, "list "+kind+` "`+typed+`"`).Text
					if !strings.Contains(answer, name+" has ") && !strings.Contains(answer, gid) {
						t.Errorf("%s, %s: %s", kind, spelling, answer)
					}
					if end, state := c.does(ada, "add @ben to "+kind+" “"+typed+"”"); state != "applied" {
						t.Errorf("%s, %s: ended %s: %s", kind, spelling, state, end.Text)
					}
					s.stop()
				}
			}
		})
	}
}
