package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// teamSteps are a team's way through a parent: added, raised in the words of the older documents, set, removed.
func (k kind) teamSteps() []string {
	low := k.levels[len(k.levels)-1]
	return []string{
		`add team "Design" to ` + k.typed + " as " + low, low,
		"add team " + design + " to " + k.typed + " as full_write", "admin",
		"set team Design on " + k.typed + " to editor", "editor",
		"set https://app.asana.com/0/team/" + design + " on " + k.typed + " to " + low, low,
		`remove team "Design" from ` + k.typed, "",
	}
}

// A team is a member of every kind of parent that takes one, with a level of its own; its row is one change, whose subject is the team.
func TestTeamAsMember(t *testing.T) {
	t.Parallel()
	eachKind(t, func(s *service, k kind) {
		c := s.company
		steps := k.teamSteps()
		for i := 0; i < len(steps); i += 2 {
			end, state := c.does(ada, steps[i])
			if state != "applied" {
				c.t.Errorf("%s: ended %s: %s", steps[i], state, end.Text)
			}
			holds(c.t, end.Text, "eam *Design* is ", k.shown())
			if got := c.level(k.gid, design); got != steps[i+1] {
				c.t.Errorf("%s: Asana shows %q, want %q", steps[i], got, steps[i+1])
			}
		}
		for _, e := range s.log() {
			if e.Change != "" && (e.Subject.Type != "team" || e.Subject.GID != design || !strings.HasPrefix(string(e.Action), k.subtype+"_member_")) {
				c.t.Errorf("the event is about something else: %s", spelled(e))
			}
		}
	})
}

// Everyone in a team are its people, each a change of their own; a guest can't be in a goal, so there the others are done and he is told.
func TestEveryoneInTeam(t *testing.T) {
	t.Parallel()
	eachKind(t, func(s *service, k kind) {
		c, low := s.company, k.levels[len(k.levels)-1]
		end, state := c.does(ada, `add everyone in team "Design" to `+k.typed+" as "+low)
		want := map[string]string{chloeGID: low, mayaGID: low, lindGID: low, gusGID: low, design: ""}
		wanted := "applied"
		if k.subtype == "goal" {
			want[gusGID], wanted = "", "partial"
			holds(c.t, end.Text, "4 changes: 3 done, 1 failed.", "Gus Freelance", "Guests cannot be added to goals")
		}
		if k.subtype == "custom_field" {
			want[mayaGID] = "user" // she was it before
		}
		got := map[string]string{}
		for member := range want {
			got[member] = c.level(k.gid, member)
		}
		if diff := cmp.Diff(want, got); diff != "" || state != wanted {
			c.t.Errorf("ended %s (-want +got):\n%s%s", state, diff, end.Text)
		}
	})
}

// Only people can be in a team or a workspace: a team as their member is refused before anything is written, everyone in it is welcome.
func TestTeamInTeam(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	for _, typed := range []string{
		`add team "Design" to team "Engineering"`, `remove team "Design" from team "Engineering"`, `add team "Design" to workspace`,
		`remove team "Design" from workspace anyway`, `add @ben and team "Design" to project Website and team People`,
	} {
		end, state := c.does(ada, typed)
		if state != "refused" || s.writes() != 0 {
			t.Errorf("%s: ended %s", typed, state)
		}
		holds(t, end.Text, "Only people can be in a ", "so the team *Design* can't.", "everyone in team")
	}
	end, state := c.does(ada, `add everyone in team "Design" to team "Engineering"`)
	holds(t, end.Text, "4 changes: 3 done, 1 nothing to do.") // Maya is in both
	if state != "applied" || len(c.seats(engineering)) != 7 {
		t.Errorf("ended %s with %v in the team", state, c.seats(engineering))
	}
}

// A team that has nobody in it, or that does not exist, is nobody.
func TestNobodyInTeam(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	for _, member := range []string{adaGID, noorGID} {
		c.asanaPost("/teams/"+peopleTeam+"/removeUser", map[string]any{"user": member})
	}
	for typed, says := range map[string]string{
		`add everyone in team "People" to project Website`: "The team *People* has nobody in it",
		`add everyone in team "Nobody" to project Website`: "I found no team called *Nobody*",
		`add team "Nobody" to project Website`:             "I found no team called *Nobody*",
	} {
		end, state := c.does(ada, typed)
		if holds(t, end.Text, says); state != "refused" {
			t.Errorf("%s: ended %s", typed, state)
		}
	}
}
