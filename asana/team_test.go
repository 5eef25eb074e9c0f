package asana_test

import (
	"context"
	"testing"

	"rollcall/asana"
)

const (
	teamMembershipFields = "user.name,team.name,is_guest,is_limited_access,is_admin"
	teamMembershipJSON   = `{"gid":"3","resource_type":"team_membership","user":{"gid":"5","resource_type":"user","name":"Maya"},
		"team":{"gid":"8","resource_type":"team","name":"Design"},"is_guest":false,"is_limited_access":true,"is_admin":true}`
)

func wantTeamMembership() asana.Membership {
	return asana.Membership{
		GID: "3", ResourceType: "team_membership", Member: object("user", "5", "Maya"), Parent: object("team", "8", "Design"),
		Details: asana.Details{IsGuest: new(false), IsLimitedAccess: new(true), IsAdmin: new(true)},
	}
}

func TestTeamMemberships(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		filter asana.TeamMembershipFilter
		query  map[string]string
	}{
		{asana.TeamMembershipFilter{Team: "8"}, map[string]string{"team": "8"}},
		{asana.TeamMembershipFilter{User: "me", Workspace: "1"}, map[string]string{"user": "me", "workspace": "1"}},
	} {
		x.query["opt_fields"], x.query["limit"] = teamMembershipFields, "100"
		wire{request: "GET /team_memberships", query: x.query, data: "[" + teamMembershipJSON + "]"}.
			check(t, func(ctx context.Context, c *asana.Client) (any, error) {
				return anyList(c.TeamMemberships(ctx, x.filter))
			}, []asana.Membership{wantTeamMembership()})
	}
}

func TestTeamMembership(t *testing.T) {
	t.Parallel()
	wire{request: "GET /team_memberships/3", query: map[string]string{"opt_fields": teamMembershipFields}, data: teamMembershipJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyOf(c.TeamMembership(ctx, "3"))
		}, wantTeamMembership())
}

func TestMembershipsOfTeam(t *testing.T) {
	t.Parallel()
	wire{request: "GET /teams/8/team_memberships", query: map[string]string{"opt_fields": teamMembershipFields, "limit": "100"}, data: "[" + teamMembershipJSON + "]"}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.MembershipsOfTeam(ctx, "8"))
		}, []asana.Membership{wantTeamMembership()})
}

func TestUserTeamMemberships(t *testing.T) {
	t.Parallel()
	query := map[string]string{"workspace": "1", "limit": "100", "opt_fields": teamMembershipFields}
	wire{request: "GET /users/5/team_memberships", query: query, data: "[" + teamMembershipJSON + "]"}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.UserTeamMemberships(ctx, "5", "1"))
		}, []asana.Membership{wantTeamMembership()})
}

func TestAddTeamUser(t *testing.T) {
	t.Parallel()
	wire{request: "POST /teams/8/addUser", body: `{"data":{"user":"maya@example.com"}}`, data: teamMembershipJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyOf(c.AddTeamUser(ctx, "8", "maya@example.com"))
		}, wantTeamMembership())
}

func TestRemoveTeamUser(t *testing.T) {
	t.Parallel()
	wire{request: "POST /teams/8/removeUser", body: `{"data":{"user":"5"}}`, data: `{}`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return nothing(c.RemoveTeamUser(ctx, "8", "5"))
		}, nil)
}

func TestTeam(t *testing.T) {
	t.Parallel()
	query := map[string]string{"opt_fields": "name,organization.name,permalink_url,visibility,member_invite_management_access_level," +
		"guest_invite_management_access_level,join_request_management_access_level,team_member_removal_access_level,team_content_management_access_level"}
	data := `{"gid":"8","resource_type":"team","name":"Design","organization":{"gid":"1","resource_type":"workspace","name":"Acme"},
		"permalink_url":"https://app.asana.com/0/123/list","visibility":"secret","member_invite_management_access_level":"all_team_members",
		"guest_invite_management_access_level":"only_team_admins","join_request_management_access_level":"all_team_members",
		"team_member_removal_access_level":"only_team_admins","team_content_management_access_level":"no_restriction"}`
	want := asana.Team{
		GID: "8", Name: "Design", Organization: object("workspace", "1", "Acme"), PermalinkURL: "https://app.asana.com/0/123/list", Visibility: "secret",
		MemberInviteManagementAccessLevel: "all_team_members", GuestInviteManagementAccessLevel: "only_team_admins",
		JoinRequestManagementAccessLevel: "all_team_members", TeamMemberRemovalAccessLevel: "only_team_admins", TeamContentManagementAccessLevel: "no_restriction",
	}
	wire{request: "GET /teams/8", query: query, data: data}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyOf(c.Team(ctx, "8"))
	}, want)
}

func TestWorkspaceTeams(t *testing.T) {
	t.Parallel()
	wire{request: "GET /workspaces/1/teams", query: map[string]string{"opt_fields": "name", "limit": "100"}, data: `[{"gid":"8","resource_type":"team","name":"Design"}]`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.WorkspaceTeams(ctx, "1"))
		}, []asana.Team{{GID: "8", Name: "Design"}})
}

func TestUserTeams(t *testing.T) {
	t.Parallel()
	query := map[string]string{"opt_fields": "name", "limit": "100", "organization": "1"}
	wire{request: "GET /users/me/teams", query: query, data: `[{"gid":"8","resource_type":"team","name":"Design"}]`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.UserTeams(ctx, "me", "1"))
		}, []asana.Team{{GID: "8", Name: "Design"}})
}
