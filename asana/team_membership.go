package asana

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
)

const teamMembershipFields = "user.name,team.name,is_guest,is_limited_access,is_admin"

// TeamMembership is a person's row in a team. The three words about the person
// can be read, and no endpoint sets them.
type TeamMembership struct {
	GID             string `json:"gid"`
	User            Object `json:"user"`
	Team            Object `json:"team"`
	IsGuest         bool   `json:"is_guest"`
	IsLimitedAccess bool   `json:"is_limited_access"`
	IsAdmin         bool   `json:"is_admin"`
}

func (m TeamMembership) identity() string { return m.GID }

// UserTeamMemberships lists the teams of a person in a workspace; the user is a
// gid, an e-mail address or "me".
//
//asana:operation GET /users/{user_gid}/team_memberships
func (c *Client) UserTeamMemberships(ctx context.Context, user, workspace string) iter.Seq2[TeamMembership, error] {
	call := call{op: "UserTeamMemberships", method: http.MethodGet, route: "/users/{user_gid}/team_memberships", args: []string{user}}
	call.query = url.Values{"workspace": {workspace}, "opt_fields": {teamMembershipFields}}
	return pages[TeamMembership](ctx, c, call, errors.Join(checkUser(user), checkGID("workspace", workspace)))
}
