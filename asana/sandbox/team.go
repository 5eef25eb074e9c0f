package sandbox

import (
	"maps"
	"slices"
)

// teamRoutes are the operations on teams and the people in them.
func teamRoutes() map[string]handler {
	routes := map[string]handler{
		"GET /teams/*":                (*call).getTeam,
		"GET /workspaces/*/teams":     (*call).listTeams,
		"GET /users/*/teams":          (*call).listTeamsOfUser,
		"POST /teams/*/addUser":       (*call).addToTeam,
		"POST /teams/*/removeUser":    (*call).removeFromTeam,
		"GET /workspaces/*/typeahead": (*call).typeahead,
	}
	maps.Copy(routes, teamMembershipRoutes())
	return routes
}

// teamRecord is a team, with the settings of one that nobody has touched where
// the seed says nothing else.
func (c *call) teamRecord(t *team) *record {
	everybody := "all_team_members"
	members := map[string]any{
		"name": t.name, "description": "", "html_description": "<body></body>",
		"organization":  resource{kindWorkspace, c.workspace.GID},
		"permalink_url": "https://app.asana.com/1/" + c.workspace.GID + "/team/" + t.gid,
		"endorsed":      false, "custom_field_settings": []any{},
		"edit_team_name_or_description_access_level":      everybody,
		"edit_team_visibility_or_trash_team_access_level": everybody,
	}
	t.policy.show(members)
	return newRecord(t.gid, kindTeam, members).without(func(name string) bool { return optIn(kindTeam, name) })
}

// compactTeam is a team in a list.
func (c *call) compactTeam(t *team) *record {
	return c.teamRecord(t).only(compactMembers(kindTeam)...)
}

// getTeam answers with one team.
func (c *call) getTeam() (*answer, error) {
	t, err := c.teamFor(inPath, "team", c.args[0])
	if err != nil {
		return nil, err
	}
	return single(c.teamRecord(t))
}

// listTeams lists the teams of the workspace that the caller sees.
func (c *call) listTeams() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	return paged(c, c.teamsWhere(func(*team) bool { return true }), c.compactTeam)
}

// listTeamsOfUser lists the teams that a person is in.
func (c *call) listTeamsOfUser() (*answer, error) {
	u, err := c.userFor(inPath, "user", c.args[0])
	if err != nil {
		return nil, err
	}
	organization, err := c.required("organization")
	if err != nil {
		return nil, err
	}
	if err := c.inWorkspace(inQuery, "organization", organization); err != nil {
		return nil, err
	}
	return paged(c, c.teamsWhere(func(t *team) bool { return t.inTeam(u) != nil }), c.compactTeam)
}

// teamsWhere returns the teams that the caller sees and that pass a test.
func (c *call) teamsWhere(test func(*team) bool) []*team {
	return slices.DeleteFunc(slices.Clone(c.teams), func(t *team) bool {
		return !c.seesTeam(c.id, t) || !test(t)
	})
}

// addToTeam puts a person of the organization into a team.
func (c *call) addToTeam() (*answer, error) {
	t, err := c.managedTeam()
	if err != nil {
		return nil, err
	}
	u, err := c.personIn("user")
	if err != nil {
		return nil, err
	}
	if err := c.mayInvite(t, u); err != nil {
		return nil, err
	}
	m := t.inTeam(u)
	if m == nil {
		m = &teamMember{gid: c.newGID(), user: u, isGuest: u.isGuest}
		t.members = append(t.members, m)
	}
	return single(c.teamMembershipRecord(t, m))
}

// removeFromTeam takes a person out of a team. What Asana answers for somebody
// who is not in it is not documented; a refusal is the stricter reading.
func (c *call) removeFromTeam() (*answer, error) {
	t, err := c.managedTeam()
	if err != nil {
		return nil, err
	}
	u, err := c.personIn("user")
	if err != nil {
		return nil, err
	}
	if err := c.mayRemove(t, u); err != nil {
		return nil, err
	}
	if t.inTeam(u) == nil {
		return nil, invalid("user: Not a member of the team: %s", u.gid)
	}
	t.members = slices.DeleteFunc(t.members, func(m *teamMember) bool { return m.user == u })
	return empty()
}
