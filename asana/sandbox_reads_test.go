package asana_test

import (
	"context"
	"testing"

	"rollcall/asana"
)

// look is a read of the sandbox's company and how many objects it gives.
type look struct {
	want int
	call func(ctx context.Context, c *asana.Client) (int, error)
}

// single expects the object with the gid.
func single[T any](gid string, call func(*asana.Client, context.Context, string, ...asana.ReadOption) (T, error)) look {
	return look{1, func(ctx context.Context, c *asana.Client) (int, error) {
		_, err := call(c, ctx, gid)
		return 1, err
	}}
}

// several expects so many rows.
func several[T any](want int, list func(context.Context, *asana.Client) func(func(T, error) bool)) look {
	return look{want, func(ctx context.Context, c *asana.Client) (int, error) {
		rows, err := all(list(ctx, c))
		return len(rows), err
	}}
}

func parentLooks() map[string]look {
	return map[string]look{
		"Portfolio":   single("601", (*asana.Client).Portfolio),
		"Goal":        single("501", (*asana.Client).Goal),
		"CustomField": single("701", (*asana.Client).CustomField),
		"CustomType":  single("801", (*asana.Client).CustomType),
		"Team":        single("301", (*asana.Client).Team),
		"Workspace":   single("100", (*asana.Client).Workspace),
		"User":        single("ada@tidewater.example", (*asana.Client).User),
		"Projects": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Project, error) bool) {
			return c.Projects(ctx, "100", new(false))
		}),
		"WorkspaceProjects": several(0, func(ctx context.Context, c *asana.Client) func(func(asana.Project, error) bool) {
			return c.WorkspaceProjects(ctx, "100", new(true))
		}),
		"TeamProjects": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Project, error) bool) {
			return c.TeamProjects(ctx, "301", nil)
		}),
		"SearchProjects": {1, func(ctx context.Context, c *asana.Client) (int, error) {
			found, err := c.SearchProjects(ctx, asana.ProjectSearch{Workspace: "100", Members: []string{"201"}})
			return len(found), err
		}},
		"Portfolios": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Portfolio, error) bool) {
			return c.Portfolios(ctx, "100", "")
		}),
		"Goals": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Goal, error) bool) {
			return c.Goals(ctx, asana.GoalFilter{Workspace: "100"})
		}),
		"CustomFields": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.CustomField, error) bool) {
			return c.CustomFields(ctx, "100")
		}),
		"CustomTypes": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Object, error) bool) {
			return c.CustomTypes(ctx, "401")
		}),
	}
}

func peopleLooks() map[string]look {
	return map[string]look{
		"Users": several(2, func(ctx context.Context, c *asana.Client) func(func(asana.User, error) bool) {
			return c.Users(ctx, asana.UserFilter{Workspace: "100"})
		}),
		"WorkspaceUsers": several(2, func(ctx context.Context, c *asana.Client) func(func(asana.User, error) bool) {
			return c.WorkspaceUsers(ctx, "100")
		}),
		"TeamUsers": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.User, error) bool) {
			return c.TeamUsers(ctx, "301")
		}),
		"WorkspaceTeams": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Team, error) bool) {
			return c.WorkspaceTeams(ctx, "100")
		}),
		"UserTeams": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Team, error) bool) {
			return c.UserTeams(ctx, "202", "100")
		}),
		"Workspaces": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Workspace, error) bool) {
			return c.Workspaces(ctx)
		}),
		"WorkspaceMemberships": several(2, func(ctx context.Context, c *asana.Client) func(func(asana.Membership, error) bool) {
			return c.WorkspaceMemberships(ctx, "100", "")
		}),
		"UserWorkspaceMemberships": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Membership, error) bool) {
			return c.UserWorkspaceMemberships(ctx, "202")
		}),
		"TeamMemberships": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Membership, error) bool) {
			return c.TeamMemberships(ctx, asana.TeamMembershipFilter{Team: "301"})
		}),
		"ProjectMemberships": several(1, func(ctx context.Context, c *asana.Client) func(func(asana.Membership, error) bool) {
			return c.ProjectMemberships(ctx, "401", "")
		}),
		"PortfolioMemberships": several(0, func(ctx context.Context, c *asana.Client) func(func(asana.Membership, error) bool) {
			return c.PortfolioMemberships(ctx, asana.PortfolioMembershipFilter{Portfolio: "601"})
		}),
		"MembershipsOfPortfolio": several(0, func(ctx context.Context, c *asana.Client) func(func(asana.Membership, error) bool) {
			return c.MembershipsOfPortfolio(ctx, "601", "202")
		}),
	}
}

// Ensure the sandbox answers what the client reads, with Asana's document between.
func TestSandbox_Reads(t *testing.T) {
	t.Parallel()
	client, _ := inSandbox(t)
	for _, looks := range []map[string]look{parentLooks(), peopleLooks()} {
		for name, look := range looks {
			if got, err := look.call(t.Context(), client); err != nil || got != look.want {
				t.Errorf("%s: %d, want %d; %v", name, got, look.want, err)
			}
		}
	}
}

// Ensure the older forms of a membership are read by the gid of today's.
func TestSandbox_Older(t *testing.T) {
	t.Parallel()
	client, _ := inSandbox(t)
	ctx := t.Context()
	row := rows(t, client, asana.MembershipFilter{Parent: "401"})[0]
	older, err := client.ProjectMembership(ctx, row.GID)
	if err != nil || older.Member != row.Member || older.Parent != row.Parent || older.AccessLevel != "admin" || older.WriteAccess != "full_write" {
		t.Errorf("%+v, %v", older, err)
	}
	made, err := client.CreateMembership(ctx, asana.NewMembership{Parent: "601", Member: "202", AccessLevel: "viewer"})
	if err != nil {
		t.Fatal(err)
	}
	if older, err := client.PortfolioMembership(ctx, made.GID); err != nil || older.Member.GID != "202" || older.Parent.GID != "601" || older.AccessLevel != "viewer" {
		t.Errorf("%+v, %v", older, err)
	}
}

// Ensure access is asked for, seen, approved and rejected.
func TestSandbox_AccessRequests(t *testing.T) {
	t.Parallel()
	boss, maya := inPrivate(t)
	ctx := t.Context()
	for _, decide := range []func(context.Context, string) error{boss.RejectAccessRequest, boss.ApproveAccessRequest} {
		made, err := maya.CreateAccessRequest(ctx, "402", "please")
		if err != nil || made.ApprovalStatus != "pending" || made.Requester.GID != "202" || made.Target.GID != "402" {
			t.Fatalf("%+v, %v", made, err)
		}
		waiting, err := all(boss.AccessRequests(ctx, "402", "202"))
		if err != nil || len(waiting) != 1 || waiting[0].GID != made.GID || waiting[0].Message != "please" {
			t.Errorf("%+v, %v", waiting, err)
		}
		if err := decide(ctx, made.GID); err != nil {
			t.Error(err)
		}
		if err := decide(ctx, made.GID); !asana.IsBadRequest(err) {
			t.Errorf("decided twice: %v", err)
		}
	}
	if got := rows(t, maya, asana.MembershipFilter{Parent: "402", Member: "202"}); len(got) != 1 {
		t.Errorf("after approval: %+v", got)
	}
}
