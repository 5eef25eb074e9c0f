package asana_test

import (
	"context"
	"testing"

	"rollcall/asana"
)

const peopleJSON = `[{"gid":"5","resource_type":"user","name":"Maya","email":"maya@example.com"}]`

func wantPeople() []asana.User {
	return []asana.User{{GID: "5", Name: "Maya", Email: "maya@example.com"}}
}

func TestUser(t *testing.T) {
	t.Parallel()
	wire{request: "GET /users/5", query: map[string]string{"opt_fields": "name,email,workspaces.name"}, data: `{"gid":"5","resource_type":"user","name":"Maya"}`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) { return anyOf(c.User(ctx, "5")) }, asana.User{GID: "5", Name: "Maya"})
}

func TestUsers(t *testing.T) {
	t.Parallel()
	query := map[string]string{"workspace": "1", "team": "8", "opt_fields": "name,email", "limit": "100"}
	wire{request: "GET /users", query: query, data: peopleJSON}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.Users(ctx, asana.UserFilter{Workspace: "1", Team: "8"}))
	}, wantPeople())
}

// Ensure the alphabetical lists ask for no page size, which they do not take.
func TestWorkspaceUsers(t *testing.T) {
	t.Parallel()
	wire{request: "GET /workspaces/1/users", query: map[string]string{"opt_fields": "name,email"}, data: peopleJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) { return anyList(c.WorkspaceUsers(ctx, "1")) }, wantPeople())
}

func TestTeamUsers(t *testing.T) {
	t.Parallel()
	wire{request: "GET /teams/8/users", query: map[string]string{"opt_fields": "name,email"}, data: peopleJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) { return anyList(c.TeamUsers(ctx, "8")) }, wantPeople())
}

// Ensure the caller's fields replace ours, and indentation is asked for.
func TestReadOptions(t *testing.T) {
	t.Parallel()
	options := []asana.ReadOption{asana.Fields("name", "owner.name"), asana.Pretty()}
	query := map[string]string{"opt_fields": "name,owner.name", "opt_pretty": "true"}
	wire{request: "GET /projects/7", query: query, data: `{"gid":"7","name":"Website","owner":{"gid":"5","name":"Maya"}}`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyOf(c.Project(ctx, "7", options...))
		}, asana.Project{GID: "7", Name: "Website", Owner: asana.Object{GID: "5", Name: "Maya"}})
	wire{request: "GET /memberships/9", query: map[string]string{"opt_pretty": "true"}, data: membershipJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyOf(c.Membership(ctx, "9", asana.Pretty()))
		}, wantMembership())
}
