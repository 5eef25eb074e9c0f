package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	"rollcall/bot/audit"
	slacksandbox "rollcall/bot/slack/sandbox"
)

const (
	lind = "U01MAYALIND" // a direct member of the private project
	pia  = "U01PIANOASA" // has no Asana account

	lindGID     = "1208000000010006"
	engineering = "1208000000020002"

	tidePool    = "1208000000030201" // private
	openSea     = "1208000000030202" // public
	poolRow     = "1208000000050201" // a membership of each
	seaRow      = "1208000000050202"
	nothing     = "1208000000039999"
	nowhere     = "Rock Pool"
	onlyMembers = "private"
)

// sightSeed has a private project with a direct member, a team and a guest, and a public one with somebody else.
func sightSeed(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
	as.Projects = append(as.Projects, project(tidePool, "Tide Pool", map[string]any{"privacy_setting": onlyMembers}), project(openSea, "Open Sea", nil))
	as.Memberships = append(as.Memberships,
		asanasandbox.SeedMembership{GID: poolRow, Parent: tidePool, Member: lindGID, AccessLevel: "editor"},
		asanasandbox.SeedMembership{Parent: tidePool, Member: engineering, AccessLevel: "viewer"},
		asanasandbox.SeedMembership{Parent: tidePool, Member: "1208000000010007", AccessLevel: "editor"},
		asanasandbox.SeedMembership{GID: seaRow, Parent: openSea, Member: lindGID, AccessLevel: "admin"},
	)
	ss.Users = append(ss.Users, slacksandbox.User{
		ID: pia, Name: "pia", RealName: "Pia Without", IsEmailConfirmed: true, Profile: slacksandbox.Profile{Email: "pia@tidewater.example"},
	})
}

// reading is one question about one project, and the same question about something that does not exist.
type reading struct {
	asks, words string // the question with %s where the words go that name the thing
	missing     string // words that name nothing
}

func readings(gid, name, row string) []reading {
	return []reading{
		{asks: "list %s", words: name, missing: nowhere},
		{asks: "list project %s", words: gid, missing: nothing},
		{asks: "list https://app.asana.com/0/%s/list", words: gid, missing: nothing},
		{asks: "list https://app.asana.com/1/" + workspaceGID + "/project/%s", words: gid, missing: nothing},
		{asks: "show %s", words: row, missing: nothing},
	}
}

// Who sees what: ADMINS everything, members what they are members of directly or through a team, everybody what is public, guests nothing. What
// somebody does not see is answered like what does not exist, in the message, its blocks and the log alike.
func TestSight(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		id           string
		private, sea bool
	}{
		"admin":                 {id: ada, private: true, sea: true},
		"direct member":         {id: lind, private: true, sea: true},
		"member through a team": {id: ben, private: true, sea: true},
		"outsider":              {id: chloe, sea: true},
		"no Asana account":      {id: pia, sea: true},
		"guest and member":      {id: gus},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, sightSeed)
			s := c.serve(sqliteURL(t), nil)
			for _, r := range readings(tidePool, "Tide Pool", poolRow) {
				s.reads(x.id, r, x.private)
			}
			for _, r := range readings(openSea, "Open Sea", seaRow) {
				s.reads(x.id, r, x.sea)
			}
		})
	}
}

// reads asks a question and checks that it is answered, or not told from one about nothing.
func (s *service) reads(id string, r reading, visible bool) {
	c := s.company
	c.t.Helper()
	got, event := s.answer(id, r.asks, r.words)
	if visible {
		if event.Outcome != audit.OK || event.Resource == nil || !strings.Contains(got, "Maya Lindqvist") {
			c.t.Errorf("%s %s is not answered: %s\n%s", r.asks, r.words, got, spelled(event))
		}
		return
	}
	if event.Resource != nil || event.Subject != nil {
		c.t.Errorf("%s %s: the event names what is hidden: %s", r.asks, r.words, spelled(event))
	}
	want, none := s.answer(id, r.asks, r.missing)
	if diff := cmp.Diff(want, got); diff != "" {
		c.t.Errorf("%s %s is told from what does not exist (-missing +hidden):\n%s", r.asks, r.words, diff)
	}
	if diff := cmp.Diff(none, event); diff != "" {
		c.t.Errorf("%s %s is told from what does not exist in the log (-missing +hidden):\n%s", r.asks, r.words, diff)
	}
}

// answer asks and returns everything that Slack got, and the event, without the words that were typed and without what differs each time.
func (s *service) answer(id, asks, words string) (string, audit.Event) {
	c := s.company
	c.t.Helper()
	before := len(c.bare(""))
	c.asks(id, fmt.Sprintf(asks, words))
	all := c.bare(words)[before:]
	log := s.log()
	e := log[len(log)-1]
	e.Seq, e.ID, e.Time, e.PrevHash, e.Hash = 0, "", "", "", ""
	details := *e.Details
	details.NewValue, details.Error = strings.ReplaceAll(details.NewValue, words, "…"), strings.ReplaceAll(details.Error, words, "…")
	e.Details = &details
	slices.Sort(all) // an answer may overtake the acknowledgement
	return strings.Join(all, "\n"), e
}

// bare returns all messages as JSON, without ids that Slack gives and without the words that were typed.
func (c *company) bare(words string) (all []string) {
	c.t.Helper()
	var messages []map[string]any
	get(c.t, c.slack.URL+"/_sandbox/messages", &messages)
	for _, m := range messages {
		delete(m, "ts")
		blocks, _ := m["blocks"].([]any)
		for _, b := range blocks {
			if b, ok := b.(map[string]any); ok {
				delete(b, "block_id")
			}
		}
		data, err := json.Marshal(m)
		must(c.t, err)
		text := string(data)
		if words != "" {
			text = strings.ReplaceAll(text, words, "…")
		}
		all = append(all, text)
	}
	return all
}

// A name that two projects have is a question with both, and a near name suggests projects; neither shows one that the asker does not see, nor
// counts it.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	const hidden, shown, also, near = "1208000000030301", "1208000000030302", "1208000000030303", "1208000000030304"
	c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		as.Projects = append(as.Projects,
			project(hidden, "Regatta", map[string]any{"privacy_setting": onlyMembers}), project(shown, "Regatta", nil), project(also, "regatta", nil),
			project(near, "Secret Lagoon Works", map[string]any{"privacy_setting": onlyMembers}),
		)
	})
	c.serve(sqliteURL(t), nil)

	both := c.asks(chloe, "list Regatta").Text
	holds(t, both, "There are 2 projects called *Regatta*", shown, also)
	if strings.Contains(both, hidden) {
		t.Errorf("a hidden namesake is shown: %s", both)
	}
	holds(t, c.asks(ada, "list Regatta").Text, "There are 3 projects", hidden, shown, also)
	end, state := c.does(ada, "add @maya to project Regatta as editor")
	if state != "needs_input" || c.level(hidden, mayaGID)+c.level(shown, mayaGID)+c.level(also, mayaGID) != "" {
		t.Errorf("one of several was picked (%s): %s", state, end.Text)
	}
	holds(t, c.asks(ben, "list Relaunch").Text, "I found no project called *Relaunch*", "[Website Relaunch, gid "+websiteRelaunch+"]")
	holds(t, c.asks(ada, "list Lagoon").Text, "Secret Lagoon Works")
	if got := c.asks(ben, "list Lagoon").Text; strings.Contains(got, "Secret") || strings.Contains(got, near) {
		t.Errorf("a hidden project is suggested: %s", got)
	}
}

// What one person sees says nothing about what another means: a name that is unique among what an outsider sees is still a question for an admin,
// who sees its namesake, whoever asked before.
func TestSightIsNotShared(t *testing.T) {
	t.Parallel()
	const hidden, shown = "1208000000030301", "1208000000030302"
	c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		as.Projects = append(as.Projects, project(hidden, "Regatta", map[string]any{"privacy_setting": onlyMembers}), project(shown, "Regatta", nil))
	})
	c.serve(sqliteURL(t), nil)
	holds(t, c.asks(chloe, "list Regatta").Text, "Regatta> has 0 members.")
	end, state := c.does(ada, "add @maya to project Regatta as editor")
	if state != "needs_input" || c.level(shown, mayaGID) != "" {
		t.Errorf("one of two was picked (%s): %s", state, end.Text)
	}
	holds(t, end.Text, "There are 2 projects called *Regatta*")
}

// A full page of candidates may hide another namesake, so even the one exact match in it is asked about.
func TestFullPage(t *testing.T) {
	t.Parallel()
	for count, state := range map[int]string{99: "applied", 100: "needs_input"} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
				for i := range count - 1 {
					as.Projects = append(as.Projects, project(fmt.Sprint(1208000000035000+i), fmt.Sprintf("Buoy %d", i), nil))
				}
				as.Projects = slices.Insert(as.Projects, 0, project(tidePool, "Buoy", nil))
			})
			c.serve(sqliteURL(t), nil)
			end, got := c.does(ada, "add @maya to project Buoy as editor")
			if got != state {
				t.Errorf("ended %s: %s", got, end.Text)
			}
			if state == "needs_input" {
				holds(t, end.Text, "can't be sure which one", tidePool)
			}
		})
	}
}
