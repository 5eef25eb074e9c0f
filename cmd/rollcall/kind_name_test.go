package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	"rollcall/bot/audit"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// looksUp asks a question and returns the answer with what the log says was read; nil when nothing was.
func (s *service) looksUp(id, question string) (string, *audit.Resource) {
	s.company.t.Helper()
	answer := s.company.asks(id, question).Text
	log := s.log()
	return answer, log[len(log)-1].Resource
}

// Every way to name a parent of each kind leads to it: name, quotes, Asana's word for the kind, gid, and links of both forms. The one form of link
// that doesn't tell its kind is that of portfolios.
func TestKindNames(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	const oldLink, newLink = "https://app.asana.com/0/", "https://app.asana.com/1/" + workspaceGID + "/"
	for words, want := range map[string]audit.Resource{
		"portfolio company roadmap":                               {Type: "portfolio", GID: roadmap, Name: "Company Roadmap"},
		`portfolio "Client Work"`:                                 {Type: "portfolio", GID: clientWork, Name: "Client Work"},
		"portfolio " + roadmap:                                    {Type: "portfolio", GID: roadmap, Name: "Company Roadmap"},
		oldLink + "resource/" + roadmap + "/list":                 {Type: "portfolio", GID: roadmap, Name: "Company Roadmap"},
		oldLink + "portfolio/" + roadmap:                          {Type: "portfolio", GID: roadmap, Name: "Company Roadmap"},
		newLink + "portfolio/" + roadmap:                          {Type: "portfolio", GID: roadmap, Name: "Company Roadmap"},
		"goal Double the bookings":                                {Type: "goal", GID: bookings, Name: "Double the bookings"},
		"goal " + bookings:                                        {Type: "goal", GID: bookings, Name: "Double the bookings"},
		oldLink + "goal/" + bookings:                              {Type: "goal", GID: bookings, Name: "Double the bookings"},
		newLink + "goal/" + bookings:                              {Type: "goal", GID: bookings, Name: "Double the bookings"},
		"field Priority":                                          {Type: "custom_field", GID: priority, Name: "Priority"},
		"custom field priority":                                   {Type: "custom_field", GID: priority, Name: "Priority"},
		"custom_field " + priority:                                {Type: "custom_field", GID: priority, Name: "Priority"},
		`type "Bug" in project Website`:                           {Type: "custom_type", GID: bug, Name: "Bug"},
		`type bug in "Harbour App"`:                               {Type: "custom_type", GID: bug, Name: "Bug"},
		"custom type Bug in " + website:                           {Type: "custom_type", GID: bug, Name: "Bug"},
		"type Bug in " + oldLink + website + "/list":              {Type: "custom_type", GID: bug, Name: "Bug"},
		"type " + bug:                                             {Type: "custom_type", GID: bug, Name: "Bug"},
		"team Design":                                             {Type: "team", GID: design, Name: "Design"},
		"team " + design:                                          {Type: "team", GID: design, Name: "Design"},
		oldLink + "team/" + design:                                {Type: "team", GID: design, Name: "Design"},
		newLink + "team/" + design:                                {Type: "team", GID: design, Name: "Design"},
		"workspace":                                               {Type: "workspace", GID: workspaceGID, Name: "Tidewater"},
		"workspace tidewater":                                     {Type: "workspace", GID: workspaceGID, Name: "Tidewater"},
		"workspace " + workspaceGID:                               {Type: "workspace", GID: workspaceGID, Name: "Tidewater"},
		newLink + "project/" + website + "/list/1208000000990001": {Type: "project", GID: website, Name: "Website"},
	} {
		answer, got := s.looksUp(ada, "list "+words)
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s%s", words, diff, answer)
		}
	}
}

// Words that name nothing are a question, and never the nearest thing: a wrong name, the gid of another kind, a type of another project, a link to
// another workspace, another workspace.
func TestKindNamesNothing(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	for words, says := range map[string]string{
		"portfolio Company": "I found no portfolio called *Company*",
		"goal Double":       "I found no goal called *Double*",
		"field Prio":        "I found no field called *Prio*",
		"team Desig":        "I found no team called *Desig*",
		`type "Feature request" in project Website`:       "I found no type called *Feature request*", // it is one of Harbour App's
		`type "Bug" in project "Website Relaunch"`:        "I found no type called *Bug*",             // which has none
		`type "Bug" in project Nowhere`:                   "I found no project called *Nowhere*",
		"portfolio " + bookings:                           "I found no portfolio with the gid `" + bookings + "`",
		"goal " + nothing:                                 "I found no goal with the gid `" + nothing + "`",
		"field " + nothing:                                "I found no field with the gid",
		"type " + nothing:                                 "I found no type with the gid",
		"team " + nothing:                                 "I found no team with the gid",
		"https://app.asana.com/0/resource/" + website:     "I found no portfolio with the gid",
		"https://app.asana.com/1/99/portfolio/" + roadmap: "another Asana workspace than the one I manage",
		"workspace Elsewhere":                             "The Asana workspace that I manage is *Tidewater*, no other.",
		"workspace " + nothing:                            "The Asana workspace that I manage is *Tidewater*, no other.",
	} {
		answer, read := s.looksUp(ada, "list "+words)
		if holds(t, answer, says); read != nil {
			t.Errorf("%s: %s was read", words, spelled(read))
		}
		want := "refused"
		if strings.Contains(answer, "Did you mean") {
			want = "needs_input"
		}
		if end, state := c.does(ada, "add @ben to "+words); state != want {
			t.Errorf("add to %s ended %s: %s", words, state, end.Text)
		}
	}
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
	holds(t, c.types(ada, `list https://app.asana.com/1/`+workspaceGID+`/goal/`+bookings+` and portfolio https://app.asana.com/0/goal/`+bookings), "page of a goal, not of a portfolio")
	holds(t, c.types(ada, `list type "Bug"`), "In which project is the type")
}

// A name that two parents of a kind have is a question with both gids, and nothing is changed.
func TestKindNamesakes(t *testing.T) {
	t.Parallel()
	const one, two = "1208000000099001", "1208000000099002"
	for words, add := range map[string]func(*asanasandbox.Seed, ...asanasandbox.SeedParent){
		"portfolio Regatta": func(as *asanasandbox.Seed, p ...asanasandbox.SeedParent) { as.Portfolios = append(as.Portfolios, p...) },
		"goal Regatta":      func(as *asanasandbox.Seed, p ...asanasandbox.SeedParent) { as.Goals = append(as.Goals, p...) },
		"field Regatta": func(as *asanasandbox.Seed, p ...asanasandbox.SeedParent) {
			as.CustomFields = append(as.CustomFields, p...)
		},
		`type "Regatta" in project Website`: func(as *asanasandbox.Seed, p ...asanasandbox.SeedParent) {
			as.CustomTypes = append(as.CustomTypes, p...)
		},
		"team Regatta": func(as *asanasandbox.Seed, p ...asanasandbox.SeedParent) {
			for _, p := range p {
				as.Teams = append(as.Teams, asanasandbox.SeedTeam{GID: p.GID, Name: p.Name})
			}
		},
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
				add(as, project(one, "Regatta", nil), project(two, "regatta", nil))
			})
			s := c.serve(sqliteURL(t), nil)
			answer, _ := s.looksUp(ada, "list "+words)
			holds(t, answer, "There are 2 ", "s called *Regatta*", one, two)
			if end, state := c.does(ada, "add @ben to "+words); state != "needs_input" || s.writes() != 0 {
				t.Errorf("one of two was picked (%s): %s", state, end.Text)
			}
		})
	}
}
