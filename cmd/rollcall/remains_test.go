package main

import (
	"fmt"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

const (
	noAccess  = "" // stands for a message that says nothing of access that is left
	unchecked = "I couldn't check every team and portfolio through which they may have access."
	gusGID    = "1208000000010007" // a guest
	lagoon    = "1208000000030501" // a project with Maya Ito as admin and Ada beside her
)

// member is a row of a seed.
func member(parent, who, level string) asanasandbox.SeedMembership {
	return asanasandbox.SeedMembership{Parent: parent, Member: who, AccessLevel: level}
}

// lagoonSeed has the project, with what a row of a table changes.
func lagoonSeed(privacy map[string]any, change func(*asanasandbox.Seed)) func(*asanasandbox.Seed, *slacksandbox.Seed) {
	return func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		as.Projects = append(as.Projects, project(lagoon, "Lagoon", privacy))
		as.Memberships = append(as.Memberships, member(lagoon, mayaGID, "admin"), member(lagoon, adaGID, "admin"))
		if change != nil {
			change(as)
		}
	}
}

// inClientWork puts the project into a portfolio, which passes access on or does not.
func inClientWork(inherits bool) func(*asanasandbox.Seed) {
	return func(as *asanasandbox.Seed) {
		as.Portfolios[1].Members["projects"] = []any{map[string]any{"project": lagoon, "is_access_control_inherited": inherits}}
		as.Memberships = append(as.Memberships, member(clientWork, mayaGID, "viewer"))
	}
}

// rowsIn adds rows to a seed.
func rowsIn(rows ...asanasandbox.SeedMembership) func(*asanasandbox.Seed) {
	return func(as *asanasandbox.Seed) { as.Memberships = append(as.Memberships, rows...) }
}

// both makes two changes to a seed.
func both(a, b func(*asanasandbox.Seed)) func(*asanasandbox.Seed) {
	return func(as *asanasandbox.Seed) { a(as); b(as) }
}

// remaining is a change, and what is said of the access that is left after it.
type remaining struct {
	privacy map[string]any
	change  func(*asanasandbox.Seed)
	typed   string
	says    string
}

func remainings() map[string]remaining {
	const remove = "remove @maya from project Lagoon"
	private := map[string]any{"privacy_setting": "private"}
	throughTeam := func(as *asanasandbox.Seed) { // Design is in Client Work, and Maya is not in her own name
		inClientWork(true)(as)
		as.Memberships[len(as.Memberships)-1].Member = design
	}
	return map[string]remaining{
		"nothing":                  {private, nil, remove, noAccess},
		"a team of others":         {private, rowsIn(member(lagoon, peopleTeam, "admin")), remove, noAccess},
		"a portfolio that doesn't": {private, inClientWork(false), remove, noAccess},
		"a portfolio of others": {private, func(as *asanasandbox.Seed) {
			inClientWork(true)(as)
			as.Memberships = as.Memberships[:len(as.Memberships)-1]
		}, remove, noAccess},
		"through a team": {private, rowsIn(member(lagoon, design, "editor")), remove, "They still have access: editor through the team Design."},
		"through two teams": {
			private, rowsIn(member(lagoon, design, "editor"), member(lagoon, engineering, "viewer")), remove,
			"They still have access: editor through the team Design; viewer through the team Engineering.",
		},
		"through a portfolio":           {private, inClientWork(true), remove, "They still have access: through the portfolio Client Work."},
		"through a team in a portfolio": {private, throughTeam, remove, "They still have access: through the portfolio Client Work."},
		"public":                        {nil, nil, remove, "They still have access: it is public to the workspace."},
		"public, but a guest":           {nil, rowsIn(member(lagoon, gusGID, "editor")), "remove gus@partner.example from project Lagoon", noAccess},
		"open to a team":                {map[string]any{"privacy_setting": "private_to_team", "team": design}, nil, remove, "They still have access: it is open to a team that they are in."},
		"open to a team of others":      {map[string]any{"privacy_setting": "private_to_team", "team": peopleTeam}, nil, remove, noAccess},
		"in every way": {
			nil, both(rowsIn(member(lagoon, design, "editor")), inClientWork(true)), remove,
			"They still have access: it is public to the workspace; editor through the team Design; through the portfolio Client Work.",
		},
		"lowered below a team's level": {
			private, rowsIn(member(lagoon, design, "editor")), "set @maya on project Lagoon to viewer", "They still have access: editor through the team Design.",
		},
		"lowered to a team's level": {private, rowsIn(member(lagoon, design, "editor")), "set @maya on project Lagoon to editor", noAccess},
		"lowered with nothing else": {private, nil, "set @maya on project Lagoon to viewer", noAccess},
		"a team removed":            {nil, rowsIn(member(lagoon, design, "editor")), `remove team "Design" from project Lagoon`, noAccess},
		"raised":                    {nil, both(rowsIn(member(lagoon, design, "admin")), rowsIn(member(lagoon, lindGID, "viewer"))), "set @maya.l on project Lagoon to editor", noAccess},
		"added":                     {nil, rowsIn(member(lagoon, design, "admin")), "add @maya.l to project Lagoon as viewer", noAccess},
	}
}

// In Asana the highest of direct, team and inherited access wins, so a removal or a lowering may change nothing: what is left is said, each way of
// it, and nothing is said when nothing is left.
func TestRemains(t *testing.T) {
	t.Parallel()
	for name, x := range remainings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, lagoonSeed(x.privacy, x.change))
			c.serve(sqliteURL(t), nil)
			end, state := c.does(ada, x.typed)
			if state != "applied" {
				t.Errorf("ended %s", state)
			}
			if x.says == noAccess {
				lacks(t, end.Text, "still have access", unchecked)
			} else {
				holds(t, end.Text, "\n"+x.says+"\n")
				lacks(t, end.Text, unchecked)
			}
		})
	}
}

// The other kinds with levels say it too.
func TestRemainsOfKinds(t *testing.T) {
	t.Parallel()
	for typed, x := range map[string]remaining{
		"remove @noor from portfolio Company Roadmap": {
			change: rowsIn(member(roadmap, noorGID, "editor")), says: "it is public to the workspace; viewer through the team People.",
		},
		"remove @noor from portfolio Client Work":          {change: rowsIn(member(clientWork, noorGID, "editor"), member(clientWork, peopleTeam, "viewer")), says: "access: viewer through the team People."},
		"remove @noor from goal Find a second harbour":     {change: rowsIn(member(secondHarbour, noorGID, "editor"), member(secondHarbour, peopleTeam, "commenter")), says: "access: commenter through the team People."},
		"remove @noor from field Salary band":              {change: rowsIn(member(salaryBand, peopleTeam, "admin")), says: "access: admin through the team People."},
		"remove @noor from type Bug in project Website":    {change: rowsIn(member(bug, noorGID, "editor")), says: "access: user through the team Engineering."},
		"remove gus@partner.example from field Priority":   {change: rowsIn(member(priority, gusGID, "user")), says: "access: it is public to the workspace."},
		"remove gus@partner.example from field Budget":     {change: rowsIn(member("1208000000060002", gusGID, "user")), says: noAccess},
		"remove @maya from field Priority":                 {says: "it is public to the workspace; editor through the team Engineering."},
		"remove @noor from goal Double the bookings":       {says: "it is public to the workspace; viewer through the team People."},
		"remove @maya.l from portfolio Client Work anyway": {says: noAccess},
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
				if x.change != nil {
					x.change(as)
				}
			})
			c.serve(sqliteURL(t), nil)
			end, state := c.does(ada, typed)
			if holds(t, end.Text, x.says); state != "applied" {
				t.Errorf("ended %s", state)
			}
			if x.says == noAccess {
				lacks(t, end.Text, "still have access")
			}
		})
	}
}

// A failing look at what is left changes nothing of the change, which is done; that it could not be looked up is said, with what was found before.
func TestRemainsUnknown(t *testing.T) {
	t.Parallel()
	for match, says := range map[string]string{
		"GET /users/*/team_memberships":              "They still have access: it is public to the workspace. " + unchecked,
		"GET /projects/*/project_portfolio_settings": "They still have access: it is public to the workspace; editor through the team Design. " + unchecked,
	} {
		for _, status := range []int{403, 404, 500} {
			t.Run(fmt.Sprint(match, " ", status), func(t *testing.T) {
				t.Parallel()
				c := newCompany(t, lagoonSeed(nil, both(rowsIn(member(lagoon, design, "editor")), inClientWork(true))))
				s := c.serve(sqliteURL(t), nil)
				c.asanaFault(map[string]any{"match": match, "status": status, "times": 0})
				end := s.ends("remove @maya from project Lagoon", "applied", []string{"is no longer a member of ", "\n" + says + "\n"},
					[]string{"project_member_removed intent admin>none", "project_member_removed ok admin>none"})
				if got := c.level(lagoon, mayaGID); got != "" {
					t.Errorf("Asana shows %q: %s", got, end.Text)
				}
			})
		}
	}
}

// In a command of several changes each says what is left of its own.
func TestRemainsOfSeveral(t *testing.T) {
	t.Parallel()
	c := newCompany(t, lagoonSeed(map[string]any{"privacy_setting": "private"}, rowsIn(member(lagoon, design, "editor"), member(lagoon, benGID, "viewer"))))
	c.serve(sqliteURL(t), nil)
	end, _ := c.does(ada, "remove @maya and @ben from project Lagoon")
	holds(t, end.Text, "2 changes: 2 done.", "*Maya Ito* (maya@tidewater.example) is no longer a member of <", "|Lagoon>. They still have access: editor through the team Design.")
}
