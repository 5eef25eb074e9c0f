package asana

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

const teamFields = "name,organization.name,permalink_url,visibility,member_invite_management_access_level," +
	"guest_invite_management_access_level,join_request_management_access_level," +
	"team_member_removal_access_level,team_content_management_access_level"

// Team is a team with what decides who may change who is in it.
type Team struct {
	GID          string `json:"gid"`
	Name         string `json:"name"`
	Organization Object `json:"organization"`
	PermalinkURL string `json:"permalink_url"`
	// Visibility is "secret", "request_to_join" or "public".
	Visibility string `json:"visibility"`
	// Who may invite members and guests, accept requests to join, and remove
	// people: "all_team_members" or "only_team_admins".
	MemberInviteManagementAccessLevel string `json:"member_invite_management_access_level"`
	GuestInviteManagementAccessLevel  string `json:"guest_invite_management_access_level"`
	JoinRequestManagementAccessLevel  string `json:"join_request_management_access_level"`
	TeamMemberRemovalAccessLevel      string `json:"team_member_removal_access_level"`
	// TeamContentManagementAccessLevel is "no_restriction" or "only_team_admins".
	TeamContentManagementAccessLevel string `json:"team_content_management_access_level"`
}

func (t Team) identity() string { return t.GID }

// Team reads a team.
//
//asana:operation GET /teams/{team_gid}
func (c *Client) Team(ctx context.Context, gid string, options ...ReadOption) (Team, error) {
	call := call{op: "Team", method: http.MethodGet, route: "/teams/{team_gid}", args: []string{gid}}
	call.query = reading(teamFields, options)
	return get[Team](ctx, c, call, checkGID("team", gid))
}

// WorkspaceTeams lists the teams of a workspace that the token's owner sees.
//
//asana:operation GET /workspaces/{workspace_gid}/teams
func (c *Client) WorkspaceTeams(ctx context.Context, workspace string, options ...ReadOption) iter.Seq2[Team, error] {
	call := call{op: "WorkspaceTeams", method: http.MethodGet, route: "/workspaces/{workspace_gid}/teams", args: []string{workspace}}
	call.query = reading("name", options)
	return pages[Team](ctx, c, call, checkGID("workspace", workspace))
}

// UserTeams lists the teams of a person in an organization; the user is a gid, an
// e-mail address or "me".
//
//asana:operation GET /users/{user_gid}/teams
func (c *Client) UserTeams(ctx context.Context, user, organization string, options ...ReadOption) iter.Seq2[Team, error] {
	call := call{op: "UserTeams", method: http.MethodGet, route: "/users/{user_gid}/teams", args: []string{user}}
	call.query = reading("name", options, "organization", organization)
	return pages[Team](ctx, c, call, errors.Join(checkUser(user), checkGID("organization", organization)))
}
