package main

import (
	"fmt"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

const kindRow = "1208000000050301" // the row of Maya Lindqvist in the hidden parent

// hiddenKind is a parent of one kind that only its members see, and the questions about it.
type hiddenKind struct {
	seed     func(*asanasandbox.Seed, asanasandbox.SeedParent)
	members  map[string]any
	readings []reading
}

const hiddenGID = "1208000000098001"

// asked are the questions that lead to a parent by name, gid and links of both forms, and to a row of it.
func asked(word string, links ...string) []reading {
	all := []reading{
		{asks: "list " + word + " %s", words: "Undertow", missing: nowhere}, {asks: "list " + word + " %s", words: hiddenGID, missing: nothing},
		{asks: "show %s", words: kindRow, missing: nothing},
	}
	for _, link := range links {
		all = append(all, reading{asks: "list https://app.asana.com/" + link + "/%s", words: hiddenGID, missing: nothing})
	}
	return all
}

func hiddenKinds() map[string]hiddenKind {
	const newForm = "1/" + workspaceGID + "/"
	return map[string]hiddenKind{
		"portfolio": {
			seed:    func(as *asanasandbox.Seed, p asanasandbox.SeedParent) { as.Portfolios = append(as.Portfolios, p) },
			members: map[string]any{"privacy_setting": "members_only"}, readings: asked("portfolio", "0/portfolio", "0/resource", newForm+"portfolio"),
		},
		"goal": {
			seed:    func(as *asanasandbox.Seed, p asanasandbox.SeedParent) { as.Goals = append(as.Goals, p) },
			members: map[string]any{"privacy_setting": "members_only"}, readings: asked("goal", "0/goal", newForm+"goal"),
		},
		"field": {
			seed:    func(as *asanasandbox.Seed, p asanasandbox.SeedParent) { as.CustomFields = append(as.CustomFields, p) },
			members: map[string]any{"privacy_setting": "private"}, readings: asked("field"),
		},
		// A type has no privacy of its own: it is found through a project, which here is as private as the type's own row would have it.
		"type": {
			seed: func(as *asanasandbox.Seed, p asanasandbox.SeedParent) {
				as.CustomTypes = append(as.CustomTypes, p)
				as.Projects = append(as.Projects, project(tidePool, "Tide Pool", map[string]any{"privacy_setting": "private"}))
				as.Memberships = append(as.Memberships, member(tidePool, lindGID, "editor"), member(tidePool, engineering, "viewer"))
			},
			members: map[string]any{"projects": []any{tidePool}},
			readings: []reading{
				{asks: `list type "Undertow" in project "%s"`, words: "Tide Pool", missing: nowhere}, {asks: "list type Undertow in project %s", words: tidePool, missing: nothing},
				{asks: "list type %s", words: hiddenGID, missing: nothing}, {asks: "show %s", words: kindRow, missing: nothing},
			},
		},
	}
}

// Every kind that can be hidden, whoever asks: admins see it, members directly or through a team, and for everybody else it is exactly as if it did
// not exist, by name, gid, link and row, in the message, its blocks and the log.
func TestKindSight(t *testing.T) {
	t.Parallel()
	for name, k := range hiddenKinds() {
		for _, x := range []struct {
			who, id string
			sees    bool
		}{
			{"admin", ada, true}, {"direct member", lind, true}, {"member through a team", ben, true},
			{"outsider", chloe, false}, {"no Asana account", pia, false}, {"guest and member", gus, false},
		} {
			t.Run(fmt.Sprint(name, " for ", x.who), func(t *testing.T) {
				t.Parallel()
				c := newCompany(t, k.plant)
				s := c.serve(sqliteURL(t), nil)
				for _, r := range k.readings {
					s.reads(x.id, r, x.sees)
				}
			})
		}
	}
}

// plant puts the hidden parent with its members into the seeds.
func (k hiddenKind) plant(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
	k.seed(as, project(hiddenGID, "Undertow", k.members))
	row := member(hiddenGID, lindGID, "editor")
	row.GID = kindRow
	as.Memberships = append(as.Memberships, row, member(hiddenGID, engineering, "editor"))
	ss.Users = append(ss.Users, slacksandbox.User{
		ID: pia, Name: "pia", RealName: "Pia Without", IsEmailConfirmed: true, Profile: slacksandbox.Profile{Email: "pia@tidewater.example"},
	})
}

// A hidden parent of any kind is neither offered as a near name nor counted among namesakes.
func TestKindSuggestions(t *testing.T) {
	t.Parallel()
	for name, k := range hiddenKinds() {
		if name == "type" {
			continue // types are not searched by name
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, k.plant)
			c.serve(sqliteURL(t), nil)
			for id, sees := range map[string]bool{ada: true, ben: true, chloe: false} {
				answer := c.asks(id, "list "+name+" Under").Text
				if holds(t, answer, "I found no "+name+" called *Under*"); sees {
					holds(t, answer, "[Undertow, gid "+hiddenGID+"]")
				} else {
					lacks(t, answer, "Undertow", hiddenGID)
				}
			}
		})
	}
}

// What Asana opens to the workspace everybody in it sees, of each kind, and its members with it.
func TestKindPublic(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	for _, k := range kinds() {
		if answer, read := s.looksUp(chloe, "list "+k.typed); read == nil || read.GID != k.gid {
			t.Errorf("%s: %s", k.typed, answer)
		}
	}
	for words, gid := range map[string]string{"team Engineering": engineering, "workspace": workspaceGID} {
		if answer, read := s.looksUp(chloe, "list "+words); read == nil || read.GID != gid {
			t.Errorf("%s: %s", words, answer)
		}
	}
	holds(t, c.asks(gus, "list team Design").Text, "Guests of this Slack workspace can't use Rollcall.")
}
