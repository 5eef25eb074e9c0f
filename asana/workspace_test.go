package asana_test

import (
	"context"
	"testing"

	"rollcall/asana"
)

const (
	workspaceMembershipFields = "user.name,workspace.name,user_task_list.name,is_active,is_admin,is_guest,is_view_only,vacation_dates,created_at"
	workspaceMembershipJSON   = `{"gid":"4","resource_type":"workspace_membership","user":{"gid":"5","resource_type":"user","name":"Maya"},
		"workspace":{"gid":"1","resource_type":"workspace","name":"Acme"},"user_task_list":{"gid":"6","resource_type":"user_task_list","name":"My tasks"},
		"is_active":true,"is_admin":false,"is_guest":true,"is_view_only":false,"vacation_dates":{"start_on":"2026-07-01","end_on":null},
		"created_at":"2026-02-22T02:06:58.147Z"}`
)

func wantWorkspaceMembership() asana.Membership {
	return asana.Membership{
		GID: "4", ResourceType: "workspace_membership", Member: object("user", "5", "Maya"), Parent: object("workspace", "1", "Acme"),
		Details: asana.Details{
			IsActive: new(true), IsAdmin: new(false), IsGuest: new(true), IsViewOnly: new(false), UserTaskList: object("user_task_list", "6", "My tasks"),
			VacationDates: &asana.VacationDates{StartOn: "2026-07-01"}, CreatedAt: "2026-02-22T02:06:58.147Z",
		},
	}
}

func TestWorkspaceMembership(t *testing.T) {
	t.Parallel()
	wire{request: "GET /workspace_memberships/4", query: map[string]string{"opt_fields": workspaceMembershipFields}, data: workspaceMembershipJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyOf(c.WorkspaceMembership(ctx, "4"))
		}, wantWorkspaceMembership())
}

func TestWorkspaceMemberships(t *testing.T) {
	t.Parallel()
	query := map[string]string{"user": "maya@example.com", "opt_fields": workspaceMembershipFields, "limit": "100"}
	wire{request: "GET /workspaces/1/workspace_memberships", query: query, data: "[" + workspaceMembershipJSON + "]"}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.WorkspaceMemberships(ctx, "1", "maya@example.com"))
		}, []asana.Membership{wantWorkspaceMembership()})
}

func TestUserWorkspaceMemberships(t *testing.T) {
	t.Parallel()
	query := map[string]string{"opt_fields": workspaceMembershipFields, "limit": "100"}
	wire{request: "GET /users/me/workspace_memberships", query: query, data: "[" + workspaceMembershipJSON + "]"}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.UserWorkspaceMemberships(ctx, "me"))
		}, []asana.Membership{wantWorkspaceMembership()})
}

func TestAddWorkspaceUser(t *testing.T) {
	t.Parallel()
	wire{request: "POST /workspaces/1/addUser", body: `{"data":{"user":"maya@example.com"}}`, data: `{"gid":"5","resource_type":"user","name":"Maya","email":"maya@example.com","photo":null}`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyOf(c.AddWorkspaceUser(ctx, "1", "maya@example.com"))
		}, asana.User{GID: "5", Name: "Maya", Email: "maya@example.com"})
}

func TestRemoveWorkspaceUser(t *testing.T) {
	t.Parallel()
	wire{request: "POST /workspaces/1/removeUser", body: `{"data":{"user":"5"}}`, data: `{}`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return nothing(c.RemoveWorkspaceUser(ctx, "1", "5"))
		}, nil)
}

func TestWorkspace(t *testing.T) {
	t.Parallel()
	wire{
		request: "GET /workspaces/1", query: map[string]string{"opt_fields": "name,is_organization,email_domains"},
		data: `{"gid":"1","resource_type":"workspace","name":"Acme","is_organization":true,"email_domains":["acme.example"]}`,
	}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyOf(c.Workspace(ctx, "1"))
	}, asana.Workspace{GID: "1", Name: "Acme", IsOrganization: true, EmailDomains: []string{"acme.example"}})
}

func TestWorkspaces(t *testing.T) {
	t.Parallel()
	wire{
		request: "GET /workspaces", query: map[string]string{"opt_fields": "name,is_organization,email_domains", "limit": "100"},
		data: `[{"gid":"1","resource_type":"workspace","name":"Acme","is_organization":false}]`,
	}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.Workspaces(ctx))
	}, []asana.Workspace{{GID: "1", Name: "Acme"}})
}
