package asana_test

import (
	"context"
	"testing"

	"rollcall/asana"
)

func TestProjectMembership(t *testing.T) {
	t.Parallel()
	data := `{"gid":"9","resource_type":"project_membership","parent":{"gid":"7","resource_type":"project","name":"Website"},
		"member":{"gid":"5","resource_type":"user","name":"Maya"},"access_level":"editor","user":{"gid":"5","resource_type":"user","name":"Maya"},
		"project":{"gid":"7","resource_type":"project","name":"Website"},"write_access":"full_write"}`
	want := asana.Membership{
		GID: "9", ResourceType: "project_membership", Member: object("user", "5", "Maya"), Parent: object("project", "7", "Website"),
		AccessLevel: "editor", Details: asana.Details{WriteAccess: "full_write"},
	}
	wire{request: "GET /project_memberships/9", query: map[string]string{}, data: data}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyOf(c.ProjectMembership(ctx, "9"))
	}, want)
}

func TestProjectMemberships(t *testing.T) {
	t.Parallel()
	wire{
		request: "GET /projects/7/project_memberships", query: map[string]string{"user": "me", "limit": "100"},
		data: `[{"gid":"9","resource_type":"project_membership","parent":{"gid":"7","resource_type":"project","name":"Website"},"member":{"gid":"5","resource_type":"user","name":"Maya"},"access_level":"viewer"}]`,
	}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.ProjectMemberships(ctx, "7", "me"))
	}, []asana.Membership{{GID: "9", ResourceType: "project_membership", Member: object("user", "5", "Maya"), Parent: object("project", "7", "Website"), AccessLevel: "viewer"}})
}

const (
	portfolioMembershipFields = "access_level,user.name,portfolio.name"
	portfolioMembershipJSON   = `{"gid":"9","resource_type":"portfolio_membership","portfolio":{"gid":"4","resource_type":"portfolio","name":"All"},
		"user":{"gid":"5","resource_type":"user","name":"Maya"},"access_level":"viewer"}`
)

func wantPortfolioMembership() asana.Membership {
	return asana.Membership{GID: "9", ResourceType: "portfolio_membership", Member: object("user", "5", "Maya"), Parent: object("portfolio", "4", "All"), AccessLevel: "viewer"}
}

func TestPortfolioMembership(t *testing.T) {
	t.Parallel()
	wire{request: "GET /portfolio_memberships/9", query: map[string]string{"opt_fields": portfolioMembershipFields}, data: portfolioMembershipJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyOf(c.PortfolioMembership(ctx, "9"))
		}, wantPortfolioMembership())
}

func TestPortfolioMemberships(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		filter asana.PortfolioMembershipFilter
		query  map[string]string
	}{
		{asana.PortfolioMembershipFilter{Portfolio: "4", User: "5"}, map[string]string{"portfolio": "4", "user": "5"}},
		{asana.PortfolioMembershipFilter{User: "me", Workspace: "1"}, map[string]string{"user": "me", "workspace": "1"}},
	} {
		x.query["opt_fields"], x.query["limit"] = portfolioMembershipFields, "100"
		wire{request: "GET /portfolio_memberships", query: x.query, data: "[" + portfolioMembershipJSON + "]"}.
			check(t, func(ctx context.Context, c *asana.Client) (any, error) {
				return anyList(c.PortfolioMemberships(ctx, x.filter))
			}, []asana.Membership{wantPortfolioMembership()})
	}
}

func TestMembershipsOfPortfolio(t *testing.T) {
	t.Parallel()
	query := map[string]string{"user": "5", "opt_fields": portfolioMembershipFields, "limit": "100"}
	wire{request: "GET /portfolios/4/portfolio_memberships", query: query, data: "[" + portfolioMembershipJSON + "]"}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.MembershipsOfPortfolio(ctx, "4", "5"))
		}, []asana.Membership{wantPortfolioMembership()})
}

func TestAccessRequests(t *testing.T) {
	t.Parallel()
	wire{
		request: "GET /access_requests", query: map[string]string{"target": "7", "user": "5", "opt_fields": "message,approval_status,requester.name,target"},
		data: `[{"gid":"2","resource_type":"access_request","message":"please","approval_status":"pending","requester":{"gid":"5","resource_type":"user","name":"Maya"},"target":{"gid":"7","resource_type":"project"}}]`,
	}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.AccessRequests(ctx, "7", "5"))
	}, []asana.AccessRequest{{GID: "2", Message: "please", ApprovalStatus: "pending", Requester: object("user", "5", "Maya"), Target: object("project", "7", "")}})
}

func TestCreateAccessRequest(t *testing.T) {
	t.Parallel()
	for message, sent := range map[string]string{"please": `,"message":"please"`, "": ""} {
		wire{request: "POST /access_requests", body: `{"data":{"target":"7"` + sent + `}}`, status: 201, data: `{"gid":"2","resource_type":"access_request","approval_status":"pending"}`}.
			check(t, func(ctx context.Context, c *asana.Client) (any, error) {
				return anyOf(c.CreateAccessRequest(ctx, "7", message))
			}, asana.AccessRequest{GID: "2", ApprovalStatus: "pending"})
	}
}

func TestApproveAccessRequest(t *testing.T) {
	t.Parallel()
	wire{request: "POST /access_requests/2/approve", data: `{}`}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return nothing(c.ApproveAccessRequest(ctx, "2"))
	}, nil)
}

func TestRejectAccessRequest(t *testing.T) {
	t.Parallel()
	wire{request: "POST /access_requests/2/reject", data: `{}`}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return nothing(c.RejectAccessRequest(ctx, "2"))
	}, nil)
}
