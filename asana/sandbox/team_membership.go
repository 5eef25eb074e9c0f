package sandbox

// teamMembershipRoutes are the reads of who is in a team.
func teamMembershipRoutes() map[string]handler {
	return map[string]handler{
		"GET /team_memberships":         (*call).listTeamMemberships,
		"GET /team_memberships/*":       (*call).getTeamMembership,
		"GET /teams/*/team_memberships": (*call).listMembershipsOfTeam,
		"GET /users/*/team_memberships": (*call).listTeamMembershipsOfUser,
	}
}

// seat is a team membership together with its team.
type seat struct {
	team *team
	*teamMember
}

// teamMembershipRecord is a team membership; its compact and full forms are one.
func (c *call) teamMembershipRecord(t *team, m *teamMember) *record {
	return newRecord(m.gid, "team_membership", map[string]any{
		"user": resource{kindUser, m.user.gid}, "team": resource{kindTeam, t.gid},
		"is_guest": m.isGuest, "is_limited_access": false, "is_admin": m.isAdmin,
	})
}

// seats returns the team memberships that the caller sees and that pass a test.
func (c *call) seats(test func(*team, *teamMember) bool) []seat {
	found := []seat{}
	for _, t := range c.teams {
		if !c.seesTeam(c.id, t) {
			continue
		}
		for _, m := range t.members {
			if test(t, m) {
				found = append(found, seat{t, m})
			}
		}
	}
	return found
}

// pagedSeats answers with the team memberships that pass a test.
func (c *call) pagedSeats(test func(*team, *teamMember) bool) (*answer, error) {
	return paged(c, c.seats(test), func(s seat) *record { return c.teamMembershipRecord(s.team, s.teamMember) })
}

// listTeamMemberships lists by team, or by user and workspace.
func (c *call) listTeamMemberships() (*answer, error) {
	if gid := c.filter("team"); gid != "" {
		return c.membershipsOfTeam(inQuery, gid)
	}
	who, err := c.required("user")
	if err != nil {
		return nil, err
	}
	return c.teamMembershipsOf(inQuery, who)
}

// getTeamMembership answers with one team membership.
func (c *call) getTeamMembership() (*answer, error) {
	t, m := c.teamMemberByGID(c.args[0])
	if t == nil {
		return nil, c.unknown(inPath, "team_membership", c.args[0])
	}
	if !c.seesTeam(c.id, t) {
		return nil, forbidden("You do not have access to this team.")
	}
	return single(c.teamMembershipRecord(t, m))
}

// listMembershipsOfTeam lists who is in the team of the path.
func (c *call) listMembershipsOfTeam() (*answer, error) {
	return c.membershipsOfTeam(inPath, c.args[0])
}

// membershipsOfTeam lists who is in a team.
func (c *call) membershipsOfTeam(where place, gid string) (*answer, error) {
	wanted, err := c.teamFor(where, "team", gid)
	if err != nil {
		return nil, err
	}
	return c.pagedSeats(func(t *team, _ *teamMember) bool { return t == wanted })
}

// listTeamMembershipsOfUser lists the teams of the person in the path.
func (c *call) listTeamMembershipsOfUser() (*answer, error) {
	return c.teamMembershipsOf(inPath, c.args[0])
}

// teamMembershipsOf lists the team memberships of a person in the workspace
// that the query has to name.
func (c *call) teamMembershipsOf(where place, who string) (*answer, error) {
	u, err := c.userFor(where, "user", who)
	if err != nil {
		return nil, err
	}
	workspace, err := c.required("workspace")
	if err != nil {
		return nil, err
	}
	if err := c.inWorkspace(inQuery, "workspace", workspace); err != nil {
		return nil, err
	}
	return c.pagedSeats(func(_ *team, m *teamMember) bool { return m.user == u })
}
