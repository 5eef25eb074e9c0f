package asana_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"rollcall/asana"
)

const projectFields = "name,archived,workspace.name,team.name,owner.name,privacy_setting,default_access_level,minimum_access_level_for_sharing,permalink_url"

// testProjects checks a list of projects, which differ in where they are.
func testProjects(t *testing.T, request string, query map[string]string, call func(context.Context, *asana.Client) (any, error)) {
	t.Helper()
	query["opt_fields"] = projectFields
	wire{request: request, query: query, data: `[{"gid":"7","resource_type":"project","name":"Website","archived":true,"team":null}]`}.
		check(t, call, []asana.Project{{GID: "7", Name: "Website", Archived: true}})
}

func TestProjects(t *testing.T) {
	t.Parallel()
	testProjects(t, "GET /projects", map[string]string{"workspace": "1", "archived": "true", "limit": "100"}, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.Projects(ctx, "1", new(true)))
	})
}

func TestWorkspaceProjects(t *testing.T) {
	t.Parallel()
	testProjects(t, "GET /workspaces/1/projects", map[string]string{"archived": "false", "limit": "100"}, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.WorkspaceProjects(ctx, "1", new(false)))
	})
}

func TestTeamProjects(t *testing.T) {
	t.Parallel()
	testProjects(t, "GET /teams/8/projects", map[string]string{"limit": "100"}, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.TeamProjects(ctx, "8", nil))
	})
}

func TestSearchProjects(t *testing.T) {
	t.Parallel()
	search := asana.ProjectSearch{
		Workspace: "1", Text: "web", SortBy: "modified_at", Completed: new(false), Members: []string{"5", "me"}, NotMembers: []string{"6"},
		Teams: []string{"8"}, Owners: []string{"5"}, Portfolios: []string{"4"},
	}
	query := map[string]string{
		"text": "web", "sort_by": "modified_at", "completed": "false", "members.any": "5,me", "members.not": "6",
		"teams.any": "8", "owner.any": "5", "portfolios.any": "4",
	}
	testProjects(t, "GET /workspaces/1/projects/search", query, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyOf(c.SearchProjects(ctx, search))
	})
}

func TestProjectPortfolios(t *testing.T) {
	t.Parallel()
	wire{
		request: "GET /projects/7/project_portfolio_settings", query: map[string]string{"opt_fields": "project.name,portfolio.name,is_access_control_inherited", "limit": "100"},
		data: `[{"gid":"2","resource_type":"project_portfolio_setting","project":{"gid":"7","resource_type":"project","name":"Website"},"portfolio":{"gid":"4","resource_type":"portfolio","name":"All"},"is_access_control_inherited":true}]`,
	}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.ProjectPortfolios(ctx, "7"))
	}, []asana.ProjectPortfolio{{GID: "2", Project: object("project", "7", "Website"), Portfolio: object("portfolio", "4", "All"), IsAccessControlInherited: true}})
}

const (
	portfolioFields = "name,archived,workspace.name,owner.name,privacy_setting,default_access_level,permalink_url"
	portfolioJSON   = `{"gid":"4","resource_type":"portfolio","name":"All","archived":false,"workspace":{"gid":"1","resource_type":"workspace","name":"Acme"},
		"owner":{"gid":"5","resource_type":"user","name":"Maya"},"privacy_setting":"members_only","default_access_level":"viewer","permalink_url":"https://app.asana.com/0/resource/4/list"}`
)

func wantPortfolio() asana.Portfolio {
	return asana.Portfolio{
		GID: "4", Name: "All", Workspace: object("workspace", "1", "Acme"), Owner: object("user", "5", "Maya"),
		PrivacySetting: "members_only", DefaultAccessLevel: "viewer", PermalinkURL: "https://app.asana.com/0/resource/4/list",
	}
}

func TestPortfolio(t *testing.T) {
	t.Parallel()
	wire{request: "GET /portfolios/4", query: map[string]string{"opt_fields": portfolioFields}, data: portfolioJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) { return anyOf(c.Portfolio(ctx, "4")) }, wantPortfolio())
}

func TestPortfolios(t *testing.T) {
	t.Parallel()
	query := map[string]string{"workspace": "1", "owner": "me", "opt_fields": portfolioFields, "limit": "100"}
	wire{request: "GET /portfolios", query: query, data: "[" + portfolioJSON + "]"}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.Portfolios(ctx, "1", "me"))
		}, []asana.Portfolio{wantPortfolio()})
}

const (
	goalFields = "name,workspace.name,team.name,owner.name,is_workspace_level,privacy_setting,default_access_level"
	goalJSON   = `{"gid":"6","resource_type":"goal","name":"Grow","workspace":{"gid":"1","resource_type":"workspace","name":"Acme"},"team":null,
		"owner":{"gid":"5","resource_type":"user","name":"Maya"},"is_workspace_level":true,"privacy_setting":"members_only","default_access_level":"commenter"}`
)

func wantGoal() asana.Goal {
	return asana.Goal{
		GID: "6", Name: "Grow", Workspace: object("workspace", "1", "Acme"), Owner: object("user", "5", "Maya"),
		IsWorkspaceLevel: true, PrivacySetting: "members_only", DefaultAccessLevel: "commenter",
	}
}

func TestGoal(t *testing.T) {
	t.Parallel()
	wire{request: "GET /goals/6", query: map[string]string{"opt_fields": goalFields}, data: goalJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) { return anyOf(c.Goal(ctx, "6")) }, wantGoal())
}

func TestGoals(t *testing.T) {
	t.Parallel()
	filter := asana.GoalFilter{
		Workspace: "1", Team: "8", Project: "7", Portfolio: "4", Task: "3", TimePeriods: []string{"21", "22"}, IsWorkspaceLevel: new(true),
	}
	query := map[string]string{
		"workspace": "1", "team": "8", "project": "7", "portfolio": "4", "task": "3", "time_periods": "21,22", "is_workspace_level": "true",
		"opt_fields": goalFields, "limit": "100",
	}
	wire{request: "GET /goals", query: query, data: "[" + goalJSON + "]"}.check(t, func(ctx context.Context, c *asana.Client) (any, error) {
		return anyList(c.Goals(ctx, filter))
	}, []asana.Goal{wantGoal()})
	client := setup(t, "GET /nothing", func(http.ResponseWriter, *http.Request) {})
	if err := firstError(client.Goals(t.Context(), asana.GoalFilter{TimePeriods: []string{"21"}})); !errors.Is(err, asana.ErrArgument) {
		t.Errorf("goals of nowhere: %v", err)
	}
}

const (
	customFieldFields = "name,resource_subtype,is_global_to_workspace,privacy_setting,default_access_level"
	customFieldJSON   = `{"gid":"2","resource_type":"custom_field","name":"Priority","resource_subtype":"enum","is_global_to_workspace":true,"privacy_setting":"private","default_access_level":"user"}`
)

func wantCustomField() asana.CustomField {
	return asana.CustomField{GID: "2", Name: "Priority", ResourceSubtype: "enum", IsGlobalToWorkspace: true, PrivacySetting: "private", DefaultAccessLevel: "user"}
}

func TestCustomField(t *testing.T) {
	t.Parallel()
	wire{request: "GET /custom_fields/2", query: map[string]string{"opt_fields": customFieldFields}, data: customFieldJSON}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) { return anyOf(c.CustomField(ctx, "2")) }, wantCustomField())
}

func TestCustomFields(t *testing.T) {
	t.Parallel()
	query := map[string]string{"opt_fields": customFieldFields, "limit": "100"}
	wire{request: "GET /workspaces/1/custom_fields", query: query, data: "[" + customFieldJSON + "]"}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.CustomFields(ctx, "1"))
		}, []asana.CustomField{wantCustomField()})
}

func TestCustomType(t *testing.T) {
	t.Parallel()
	wire{request: "GET /custom_types/2", query: map[string]string{"opt_fields": "name"}, data: `{"gid":"2","resource_type":"custom_type","name":"Bug"}`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) { return anyOf(c.CustomType(ctx, "2")) }, object("custom_type", "2", "Bug"))
}

func TestCustomTypes(t *testing.T) {
	t.Parallel()
	query := map[string]string{"project": "7", "opt_fields": "name", "limit": "100"}
	wire{request: "GET /custom_types", query: query, data: `[{"gid":"2","resource_type":"custom_type","name":"Bug"}]`}.
		check(t, func(ctx context.Context, c *asana.Client) (any, error) {
			return anyList(c.CustomTypes(ctx, "7"))
		}, []asana.Object{object("custom_type", "2", "Bug")})
}
