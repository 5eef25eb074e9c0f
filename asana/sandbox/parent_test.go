package sandbox_test

import (
	"net/http"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure projects are filtered by team and by being archived.
func TestProjectLists(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	cases := map[string]string{
		"/projects?archived=true":                               "Office Move 2024",
		"/projects?team=" + design:                              "Website Relaunch,Website",
		"/teams/" + engineers + "/projects":                     "Harbour App,On-call Handbook",
		"/workspaces/" + workspace + "/projects?archived=true":  "Office Move 2024",
		"/workspaces/" + workspace + "/projects?archived=false": "Website Relaunch,Website,Harbour App,On-call Handbook,Salary Review 2026,Hiring,Spring Campaign",
	}
	for path, want := range cases {
		if got := b.get(path).want(200).all("name"); got != want {
			t.Errorf("%s gives %q, want %q", path, got, want)
		}
	}
}

// Ensure a project tells what the bot needs to know about it.
func TestProject(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	project := b.get("/projects/" + salary).want(200)
	for name, want := range map[string]any{
		"archived": false, "privacy_setting": "private", "public": false, "default_access_level": "viewer",
		"minimum_access_level_for_sharing": "admin",
		"permalink_url":                    "https://app.asana.com/1/" + workspace + "/project/" + salary,
	} {
		if got := project.at(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if got := b.get("/projects/" + campaign); got.at("team") != nil || got.at("minimum_access_level_for_sharing") != "editor" {
		t.Errorf("a project without a team is %v", got.at())
	}
	if got := b.get("/projects/"+salary).at("members", 1, "name"); got != "Noor Haddad" {
		t.Errorf("the second member is %v", got)
	}
}

// Ensure people list their own portfolios and the service account everybody's.
func TestPortfolioLists(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	path := "/portfolios?workspace=" + workspace
	cases := []struct{ token, query, want string }{
		{service, "", "Company Roadmap,Client Work"}, {service, "&owner=" + mayaL, "Client Work"},
		{adaToken, "", "Company Roadmap"}, {adaToken, "&owner=me", "Company Roadmap"},
		{"sandbox-ben-token", "", ""},
	}
	for _, tc := range cases {
		if got := b.as(tc.token, http.MethodGet, path+tc.query, "").want(200).all("name"); got != tc.want {
			t.Errorf("%s%s gives %q, want %q", tc.token, tc.query, got, tc.want)
		}
	}
	b.as(adaToken, http.MethodGet, path+"&owner="+mayaL, "").
		refused(403, "You can only list the portfolios that you own.")
}

// Ensure goals, fields and types are found the ways that Asana offers.
func TestGoalFieldAndTypeLists(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	cases := []struct{ token, path, want string }{
		{service, "/goals?workspace=" + workspace, "Double the bookings,Answer support in a day,Find a second harbour"},
		{"sandbox-ben-token", "/goals?workspace=" + workspace, "Double the bookings,Answer support in a day"},
		{service, "/goals?team=" + engineers, "Answer support in a day"},
		{service, "/goals?is_workspace_level=false&workspace=" + workspace, "Answer support in a day"},
		{service, "/goals?project=" + website, ""},
		{service, "/workspaces/" + workspace + "/custom_fields", "Priority,Budget,Salary band"},
		{"sandbox-ben-token", "/workspaces/" + workspace + "/custom_fields", "Priority,Budget"},
		{service, "/custom_types?project=" + website, "Bug"},
		{service, "/custom_types?project=" + harbour, "Bug,Feature request"},
		{service, "/custom_types?project=" + relaunch, ""},
	}
	for _, tc := range cases {
		if got := b.as(tc.token, http.MethodGet, tc.path, "").want(200).all("name"); got != tc.want {
			t.Errorf("%s gives %q, want %q", tc.path, got, tc.want)
		}
	}
	b.get("/goals").refused(400, "workspace: Missing input")
	b.as("sandbox-ben-token", http.MethodGet, "/custom_types?project="+salary, "").
		refused(403, "You do not have access to this project.")
}

// Ensure the older reads tell people only, by the same gids.
func TestOlderMemberships(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	if got := b.get("/projects/"+website+"/project_memberships").all("member", "gid"); got != chloe+","+maya+","+gus {
		t.Errorf("people of a project: %q", got)
	}
	gid := b.pair(website, maya)
	one := b.get("/project_memberships/" + gid).want(200)
	if one.at("write_access") != "comment_only" || one.at("user", "gid") != maya || one.at("project", "gid") != website {
		t.Errorf("the older form is %v", one.at())
	}
	team := b.pair(website, design)
	b.get("/project_memberships/"+team).refused(404, "project_membership: Not a recognized ID: "+team)
	for _, path := range []string{
		"/portfolio_memberships?portfolio=" + roadmap + "&user=" + ben,
		"/portfolio_memberships?workspace=" + workspace + "&user=ben@tidewater.example",
		"/portfolios/" + roadmap + "/portfolio_memberships?user=" + ben,
	} {
		got := b.get(path).want(200)
		if got.all("portfolio", "name") != "Company Roadmap" || got.at(0, "access_level") != "editor" {
			t.Errorf("%s: %s", path, got.raw)
		}
	}
	b.get("/portfolio_memberships").refused(400, "workspace: Missing input")
	b.get("/portfolio_memberships?workspace="+workspace).refused(400, "user: Missing input")
}
