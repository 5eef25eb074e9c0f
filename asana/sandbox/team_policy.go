package sandbox

import "cmp"

// adminsOnly is the policy that leaves something to a team's admins.
const adminsOnly = "only_team_admins"

// seesTeam tells whether a caller may know a team: guests only their own, and
// nobody a secret one of others.
func (w *world) seesTeam(id identity, t *team) bool {
	if id.service || t.inTeam(id.user) != nil {
		return true
	}
	return !id.guest() && t.policy.Visibility != "secret"
}

// managedTeam returns the team in the path, whose people only its own members
// change. That holds for public teams too: joining one by oneself is for the
// web, as are requests to join, so the policy on those decides nothing here.
func (c *call) managedTeam() (*team, error) {
	t, err := c.teamFor(inPath, "team", c.args[0])
	if err != nil {
		return nil, err
	}
	if err := c.only("user"); err != nil {
		return nil, err
	}
	if own := t.inTeam(c.id.user); !c.id.service && own == nil {
		return nil, forbidden("You must be a member of the team to change who is in it.")
	}
	return t, nil
}

// mayInvite checks that the caller may bring a person into a team.
func (c *call) mayInvite(t *team, u *user) error {
	if c.id.guest() {
		return forbidden("Guests cannot add people to a team.")
	}
	policy := t.policy.MemberInvites
	if u.isGuest {
		policy = t.policy.GuestInvites
	}
	if policy == adminsOnly && !c.administers(t) {
		return forbidden("Only team admins can add people to this team.")
	}
	return nil
}

// mayRemove checks that the caller may take a person out of a team. Everybody
// may leave.
func (c *call) mayRemove(t *team, u *user) error {
	switch {
	case u == c.id.user:
		return nil
	case c.id.guest():
		return forbidden("Guests cannot remove people from a team.")
	case t.policy.Removals == adminsOnly && !c.administers(t):
		return forbidden("Only team admins can remove people from this team.")
	}
	return nil
}

// mayShareWith checks that the caller may make a team a member of something.
func (c *call) mayShareWith(t *team) error {
	if t.policy.Content == adminsOnly && !c.administers(t) {
		return forbidden("Only team admins can share content with this team.")
	}
	return nil
}

// administers tells whether the caller is an admin of a team.
func (c *call) administers(t *team) bool {
	own := t.inTeam(c.id.user)
	return c.id.service || own != nil && own.isAdmin
}

// show adds the policy to the record of a team.
func (p SeedTeamPolicy) show(members map[string]any) {
	everybody := "all_team_members"
	members["visibility"] = cmp.Or(p.Visibility, "public")
	members["team_content_management_access_level"] = cmp.Or(p.Content, "no_restriction")
	members["member_invite_management_access_level"] = cmp.Or(p.MemberInvites, everybody)
	members["guest_invite_management_access_level"] = cmp.Or(p.GuestInvites, everybody)
	members["join_request_management_access_level"] = cmp.Or(p.JoinRequests, everybody)
	members["team_member_removal_access_level"] = cmp.Or(p.Removals, everybody)
}
