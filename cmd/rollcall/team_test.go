package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// seats are the gids of the people in a team of the Asana sandbox.
func (c *company) seats(team string) (members []string) {
	c.t.Helper()
	var seed asanasandbox.Seed
	get(c.t, c.asana.URL+"/_sandbox/state", &seed)
	for _, t := range seed.Teams {
		for _, m := range t.Members {
			if t.GID == team {
				members = append(members, m.User)
			}
		}
	}
	return members
}

// asanaSays asks the Asana sandbox as the service does and returns the data of the answer.
func (c *company) asanaSays(method, path string, data, into any) {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"data": data})
	must(c.t, err)
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.asana.URL+"/api/1.0"+path, bytes.NewReader(body))
	must(c.t, err)
	if method == http.MethodGet {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	req.Header.Set("Authorization", "Bearer "+serviceToken)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	must(c.t, err)
	defer resp.Body.Close()
	answer := struct{ Data any }{into}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode/100 != 2 {
		c.t.Fatalf("%s %s: %d %v", method, path, resp.StatusCode, err)
	}
}

// asanaPost lets somebody change something in Asana meanwhile.
func (c *company) asanaPost(path string, data any) {
	c.t.Helper()
	var ignored any
	c.asanaSays(http.MethodPost, path, data, &ignored)
}

// seat is the gid of a person's membership in a team or workspace; the last one where there are several.
func (c *company) seat(path, user string) (gid string) {
	c.t.Helper()
	var rows []struct {
		GID  string               `json:"gid"`
		User struct{ GID string } `json:"user"`
	}
	c.asanaSays(http.MethodGet, path, nil, &rows)
	for _, row := range rows {
		if row.User.GID == user {
			gid = row.GID
		}
	}
	return gid
}

// ends types a change and checks how it ends, what is said and what the log has of it.
func (s *service) ends(typed, state string, says, events []string) said {
	c := s.company
	c.t.Helper()
	request := requestOf(c.t, c.types(ada, typed))
	got := ""
	end := c.waitSaid(request+" ends", func(m said) bool {
		got = stateIn(m, request)
		return got != "" && got != "received" && got != "resolving" && got != "applying"
	})
	if got != state {
		c.t.Errorf("%s: ended %s, want %s", typed, got, state)
	}
	holds(c.t, end.Text, says...)
	all := s.about(request)
	if diff := cmp.Diff(events, all[1:len(all)-1]); diff != "" {
		c.t.Errorf("%s: events (-want +got):\n%s", typed, diff)
	}
	return end
}

// A person in a team is a member or not: added, found there, removed, found gone; list and show tell who is its admin or a guest.
func TestTeam(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	const path = "/teams/" + design + "/team_memberships"

	s.ends("add @ben to team Design because launch", "applied", []string{"(ben@tidewater.example) is now a *member* of ", "/team/" + design + "|Design>", "Because: launch"},
		[]string{"team_member_added intent none>member", "team_member_added ok none>member"})
	s.ends("add @ben to team Design", "applied", []string{"is already a *member* of ", "nothing to do"}, []string{"team_member_added noop member>member"})
	row := c.seat(path, benGID)
	answer := c.asks(ada, "list team Design").Text
	holds(t, answer, "|Design> has 5 members.", "*Ben Okafor* member `"+row+"`", "*Chloé Dubois* member, admin", "*Gus Freelance* member, guest")
	holds(t, c.asks(ada, "show "+row).Text, "*Ben Okafor* member `"+row+"` on the team <", "|Design>")
	holds(t, c.asks(ada, "show "+c.seat(path, chloeGID)).Text, "*Chloé Dubois* member, admin")

	s.ends("remove @ben from team Design", "applied", []string{"is no longer a member of ", "member → *not a member*"},
		[]string{"team_member_removed intent member>none", "team_member_removed ok member>none"})
	s.ends("remove @ben from team Design", "applied", []string{"is not a member of ", "nothing to remove"}, []string{"team_member_removed noop none>none"})
	if diff := cmp.Diff([]string{chloeGID, mayaGID, lindGID, gusGID}, c.seats(design)); diff != "" {
		t.Errorf("the team (-want +got):\n%s", diff)
	}
}

// People in teams and workspaces have no level, and nobody can make them admin, guest or inactive: each such wish is answered at once with the
// reason, without a request.
func TestNoLevels(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	for _, where := range []string{"team Design", "workspace"} {
		kind := map[string]string{"team Design": "team", "workspace": "workspace"}[where]
		for _, level := range []string{"admin", "guest", "inactive", "editor", "full_write"} {
			holds(t, c.types(ada, "set @maya on "+where+" to "+level), "In a "+kind+" one is a member or not.", "lets nobody change it through its API", "admin console")
		}
		holds(t, c.types(ada, "add @maya to "+where+" as viewer"), "In a "+kind+" one is a member or not.")
	}
	if n := s.count("request_created"); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// The last admin of a team, and the account that Rollcall works with, leave it only when that is said to be meant.
func TestTeamGuards(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed, team, member, says string
	}{
		"last admin": {"remove @chloe from team Design", design, chloeGID, "is the last admin of "},
		"own row":    {"remove me from team Engineering", engineering, adaGID, "the account that I work with"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serve(sqliteURL(t), func(cfg *config) {
				if x.member == adaGID {
					cfg.Asana.Token = "sandbox-ada-token"
				}
			})
			s.ends(x.typed, "refused", []string{x.says, "anyway"}, []string{"team_member_removed refused member>none"})
			if n := s.writes(); n != 0 {
				t.Errorf("refused after %d writes", n)
			}
			s.ends(x.typed+" anyway", "applied", []string{"is no longer a member of "}, []string{"team_member_removed intent member>none", "team_member_removed ok member>none"})
		})
	}
}

// An admin of a team beside another one, and a plain member, leave without a further word.
func TestTeamLetsOthersGo(t *testing.T) {
	t.Parallel()
	c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) { as.Teams[0].Members[1].IsAdmin = true })
	c.serve(sqliteURL(t), nil)
	for _, typed := range []string{"remove @chloe from team Design", "remove @maya.l from team Design"} {
		if end, state := c.does(ada, typed); state != "applied" {
			t.Errorf("%s: ended %s: %s", typed, state, end.Text)
		}
	}
	if end, state := c.does(ada, "remove @maya from team Design"); state != "refused" {
		t.Errorf("the last admin went (%s): %s", state, end.Text)
	}
}

// What Asana refuses for a team is said in words about the team.
func TestTeamRefusedByAsana(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), func(cfg *config) { cfg.Asana.Token = "sandbox-ada-token" }) // Ada is not in the team
	end := s.ends("add @ben to team Design", "failed", []string{"Asana doesn't let the account that I work with change who is in ", "Design", "You must be a member of the team"},
		[]string{"team_member_added intent none>member", "team_member_added failed none>member"})
	lacks(t, end.Text, "project")
}

// lacks fails the test for each part that a text has and should not have.
func lacks(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("%q is in:\n%s", part, text)
		}
	}
}
