package asana

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
)

const teamMembershipFields = "user.name,team.name,is_guest,is_limited_access,is_admin"

// TeamMembershipFilter selects people in teams: those of a Team, or the teams of
// a User in a Workspace. The user is a gid, an e-mail address or "me".
type TeamMembershipFilter struct {
	Team, User, Workspace string
}

func (f TeamMembershipFilter) validate() error {
	if f.Team == "" && (f.User == "" || f.Workspace == "") {
		return fmt.Errorf("%w: give a team, or a user and the workspace", ErrArgument)
	}
	return errors.Join(checkGIDs("team", f.Team, "workspace", f.Workspace), checkAnyUser(f.User))
}

// TeamMemberships lists people in teams.
//
//asana:operation GET /team_memberships
func (c *Client) TeamMemberships(ctx context.Context, filter TeamMembershipFilter, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "TeamMemberships", method: http.MethodGet, route: "/team_memberships"}
	call.query = reading(teamMembershipFields, options, "team", filter.Team, "user", filter.User, "workspace", filter.Workspace)
	return pages[Membership](ctx, c, call, filter.validate())
}

// TeamMembership reads a person's membership in a team.
//
//asana:operation GET /team_memberships/{team_membership_gid}
func (c *Client) TeamMembership(ctx context.Context, gid string, options ...ReadOption) (Membership, error) {
	call := call{op: "TeamMembership", method: http.MethodGet, route: "/team_memberships/{team_membership_gid}", args: []string{gid}}
	call.query = reading(teamMembershipFields, options)
	return get[Membership](ctx, c, call, checkGID("team membership", gid))
}

// MembershipsOfTeam lists the people of a team.
//
//asana:operation GET /teams/{team_gid}/team_memberships
func (c *Client) MembershipsOfTeam(ctx context.Context, team string, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "MembershipsOfTeam", method: http.MethodGet, route: "/teams/{team_gid}/team_memberships", args: []string{team}}
	call.query = reading(teamMembershipFields, options)
	return pages[Membership](ctx, c, call, checkGID("team", team))
}

// UserTeamMemberships lists the teams of a person in a workspace; the user is a
// gid, an e-mail address or "me".
//
//asana:operation GET /users/{user_gid}/team_memberships
func (c *Client) UserTeamMemberships(ctx context.Context, user, workspace string, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "UserTeamMemberships", method: http.MethodGet, route: "/users/{user_gid}/team_memberships", args: []string{user}}
	call.query = reading(teamMembershipFields, options, "workspace", workspace)
	return pages[Membership](ctx, c, call, errors.Join(checkUser(user), checkGID("workspace", workspace)))
}

// AddTeamUser puts a person of the organization into a team. Only members of the
// team may. The user is a gid, an e-mail address or "me".
//
//asana:operation POST /teams/{team_gid}/addUser
func (c *Client) AddTeamUser(ctx context.Context, team, user string) (Membership, error) {
	call := call{op: "AddTeamUser", method: http.MethodPost, route: "/teams/{team_gid}/addUser", args: []string{team}}
	call.body = map[string]string{"user": user}
	return get[Membership](ctx, c, call, errors.Join(checkGID("team", team), checkUser(user)))
}

// RemoveTeamUser takes a person out of a team. Only members of the team may.
//
//asana:operation POST /teams/{team_gid}/removeUser
func (c *Client) RemoveTeamUser(ctx context.Context, team, user string) error {
	call := call{op: "RemoveTeamUser", method: http.MethodPost, route: "/teams/{team_gid}/removeUser", args: []string{team}}
	call.body = map[string]string{"user": user}
	return act(ctx, c, call, errors.Join(checkGID("team", team), checkUser(user)))
}
