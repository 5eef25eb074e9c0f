package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// changeOutcome is one way in which one change can end: what the person reads, what Asana shows afterwards, what the log says.
type changeOutcome struct {
	typed  string
	member string // whose level is looked at
	state  string
	says   []string
	level  string
	events []string
}

// changeOutcomes are against a seed that has Chloé and Ada as admins of Website Relaunch, Ben as editor, and Maya, Noor and the other Maya not at
// all.
func changeOutcomes() map[string]changeOutcome {
	return map[string]changeOutcome{
		"added at a level": {
			typed: "add @maya to project Website Relaunch as viewer", member: mayaGID, state: "applied", level: "viewer",
			says:   []string{"*Maya Ito* (maya@tidewater.example) is now *viewer* of", "|Website Relaunch>", "not a member → *viewer*", "By: <@" + ada + ">"},
			events: []string{"project_member_added intent none>viewer", "project_member_added ok none>viewer", "request_completed ok"},
		},
		"added at the project's default": {
			typed: "add @maya to Website Relaunch", member: mayaGID, state: "applied", level: "editor",
			says:   []string{"is now *editor* of"},
			events: []string{"project_member_added intent none>editor", "project_member_added ok none>editor", "request_completed ok"},
		},
		"add raises": {
			typed: "add @ben to project Website Relaunch as admin", member: benGID, state: "applied", level: "admin",
			says: []string{"is now *admin* of", ", was editor.", "editor → *admin*"},
			events: []string{
				"project_member_access_level_changed intent editor>admin", "project_member_access_level_changed ok editor>admin", "request_completed ok",
			},
		},
		"add finds it done": {
			typed: "add @ben to project Website Relaunch as editor", member: benGID, state: "applied", level: "editor",
			says:   []string{"is already *editor* of", "nothing to do"},
			events: []string{"project_member_added noop editor>editor", "request_completed ok"},
		},
		"add never lowers": {
			typed: "add @chloe to project Website Relaunch as editor", member: chloeGID, state: "applied", level: "admin",
			says:   []string{"is already *admin* of", "; to lower use `/asana set`."},
			events: []string{"project_member_added noop admin>admin", "request_completed ok"},
		},
		"set lowers": {
			typed: "set @ben on project Website Relaunch to viewer", member: benGID, state: "applied", level: "viewer",
			says: []string{"is now *viewer* of", "was editor"},
			events: []string{
				"project_member_access_level_changed intent editor>viewer", "project_member_access_level_changed ok editor>viewer", "request_completed ok",
			},
		},
		"set without membership": {
			typed: "set @maya on project Website Relaunch to viewer", member: mayaGID, state: "refused", level: "",
			says:   []string{"is not a member of", "no level to set", "/asana add"},
			events: []string{"project_member_access_level_changed refused none>", "request_refused refused"},
		},
		"removed": {
			typed: "remove @ben from project Website Relaunch because left the team", member: benGID, state: "applied", level: "",
			says:   []string{"is no longer a member of", "editor → *not a member*", "left the team"},
			events: []string{"project_member_removed intent editor>none", "project_member_removed ok editor>none", "request_completed ok"},
		},
		"remove finds it done": {
			typed: "remove @maya from project Website Relaunch", member: mayaGID, state: "applied", level: "",
			says:   []string{"is not a member of", "nothing to remove"},
			events: []string{"project_member_removed noop none>none", "request_completed ok"},
		},
	}
}

// Each change ends as it should, in the reply, in Asana and in the log.
func TestChangeOutcomes(t *testing.T) {
	t.Parallel()
	for name, x := range changeOutcomes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serve(sqliteURL(t), nil)
			end, state := c.does(ada, x.typed)
			if state != x.state {
				t.Errorf("ended %s, want %s", state, x.state)
			}
			holds(t, end.Text, x.says...)
			if got := c.level(websiteRelaunch, x.member); got != x.level {
				t.Errorf("Asana shows %q, want %q", got, x.level)
			}
			if diff := cmp.Diff(append([]string{"request_created ok"}, x.events...), s.about("R1")); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

// Several members and several projects in one command: each pair is a change of its own, one refused change leaves the others done, and the
// reply names each.
func TestPartialResult(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)

	end, state := c.does(ada, `set @ben, maya@tidewater.example on projects "Website Relaunch" and Website to viewer`)
	if state != "partial" {
		t.Errorf("ended %s", state)
	}
	// Ben is editor of Website Relaunch only, Maya commenter of Website only.
	holds(t, end.Text, "4 changes: 2 done, 2 refused.", "*Ben Okafor*", "*Maya Ito*", "is not a member of")
	for pair, want := range map[[2]string]string{
		{websiteRelaunch, benGID}: "viewer", {websiteRelaunch, mayaGID}: "", {website, benGID}: "", {website, mayaGID}: "viewer",
	} {
		if got := c.level(pair[0], pair[1]); got != want {
			t.Errorf("%v: Asana shows %q, want %q", pair, got, want)
		}
	}
	outcomes := make(map[string]int)
	for _, line := range s.about("R1") {
		outcomes[line]++
	}
	want := map[string]int{
		"request_created ok": 1, "request_completed ok": 1, "project_member_access_level_changed refused none>": 2,
		"project_member_access_level_changed intent editor>viewer": 1, "project_member_access_level_changed ok editor>viewer": 1,
		"project_member_access_level_changed intent commenter>viewer": 1, "project_member_access_level_changed ok commenter>viewer": 1,
	}
	if diff := cmp.Diff(want, outcomes); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// All ways to say who: each ends as the membership of the same people, and somebody named twice is one change.
func TestWho(t *testing.T) {
	t.Parallel()
	for typed, members := range map[string][]string{
		"<@" + maya + ">":                      {mayaGID},
		"@maya":                                {mayaGID},
		"maya@tidewater.example":               {mayaGID},
		"MAYA@Tidewater.Example":               {mayaGID},
		"me":                                   {adaGID},
		"@design":                              {mayaGID, chloeGID},
		"@design and @maya":                    {mayaGID, chloeGID},
		"@maya @noor":                          {mayaGID, noorGID},
		"@maya, noor@tidewater.example and me": {mayaGID, noorGID, adaGID},
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serve(sqliteURL(t), nil)
			if end, state := c.does(ada, "add "+typed+" to project On-call Handbook as commenter"); state != "applied" {
				t.Fatalf("ended %s: %s", state, end.Text)
			}
			for _, m := range members {
				// Noor is admin of the handbook already, and add lowers nobody.
				if got := c.level(onCall, m); got != "commenter" && m != noorGID {
					t.Errorf("%s: Asana shows %q", m, got)
				}
			}
			ended := 0
			for _, e := range s.log() {
				if e.Change != "" && e.Outcome != "intent" {
					ended++
				}
			}
			if ended != len(members) {
				t.Errorf("%d changes for %d people", ended, len(members))
			}
		})
	}
}

// All ways to say what lead to the project meant: kinds, quotes of every style, spaces that are none, words of the language in quotes, gids, and
// links of both forms.
func TestWhat(t *testing.T) {
	t.Parallel()
	const research, odd, ship = "1208000000030101", "1208000000030102", "1208000000030103"
	seed := func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		as.Projects = append(as.Projects, project(research, "Research and Development", nil), project(odd, `R&D <beta>`, nil), project(ship, "Ship to Port", nil))
	}
	c := newCompany(t, seed)
	c.serve(sqliteURL(t), nil)
	for typed, gid := range map[string]string{
		"project Website Relaunch":                                        websiteRelaunch,
		"website relaunch":                                                websiteRelaunch,
		"project\u00a0Website\u00a0\u00a0Relaunch":                        websiteRelaunch,
		`project "Website Relaunch"`:                                      websiteRelaunch,
		"project “Website Relaunch”":                                      websiteRelaunch,
		"‘Website Relaunch’":                                              websiteRelaunch,
		"«Website Relaunch»":                                              websiteRelaunch,
		"Website":                                                         website,
		websiteRelaunch:                                                   websiteRelaunch,
		"project " + websiteRelaunch:                                      websiteRelaunch,
		"https://app.asana.com/0/" + websiteRelaunch:                      websiteRelaunch,
		"https://app.asana.com/0/" + website + "/list":                    website,
		"https://app.asana.com/0/" + website + "/board":                   website,
		"https://app.asana.com/1/" + workspaceGID + "/project/" + website: website,
		"https://app.asana.com/1/" + workspaceGID + "/project/" + website + "/list/1208000000990001?x=1": website,
		`"Research and Development"`: research,
		`project "ship to port"`:     ship,
		`"R&D <beta>"`:               odd,
	} {
		// Ben is editor of one of them and no member of the others, so nothing changes; the answer says which project was found.
		end, state := c.does(ada, "set @ben on "+typed+" to editor")
		if holds(t, end.Text, "/project/"+gid+"|"); state != "applied" && state != "refused" {
			t.Errorf("%q ended %s: %s", typed, state, end.Text)
		}
	}
}
