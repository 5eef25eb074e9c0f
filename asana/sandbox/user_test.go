package sandbox_test

import (
	"net/http"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure a person is found by gid, by address and as me.
func TestGetUser(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	for _, path := range []string{
		"/users/" + maya, "/users/maya@tidewater.example", "/users/MAYA@tidewater.example",
		"/workspaces/" + workspace + "/users/" + maya, "/users/" + maya + "?workspace=" + workspace,
		"/workspaces/" + workspace + "/users/maya@tidewater.example",
	} {
		if got := b.get(path).want(http.StatusOK).at("name"); got != "Maya Ito" {
			t.Errorf("%s is %v", path, got)
		}
	}
	if got := b.as(adaToken, http.MethodGet, "/users/me", "").at("gid"); got != ada {
		t.Errorf("me is %v", got)
	}
	b.get("/users/nobody@tidewater.example").refused(404, "user: Unknown object: nobody@tidewater.example")
	b.get("/users/maya").refused(400, "user: Not a recognized ID: maya")
	b.get("/users/"+nobody).refused(404, "user: Unknown object: "+nobody)
	b.get("/users/"+maya+"?workspace="+nobody).refused(404, "workspace: Unknown object: "+nobody)
}

// Ensure who has left the workspace is not found in it, but still by gid.
func TestDeactivatedUsers(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.get("/workspaces/"+workspace+"/users/dana@tidewater.example").refused(404, "user: Unknown object: "+dana)
	if got := names(b.get("/users/"+dana).want(200).at("workspaces", 0)); got != "" {
		t.Errorf("a former colleague has a workspace: %s", got)
	}
	for _, path := range []string{
		"/users", "/workspaces/" + workspace + "/users",
		"/workspaces/" + workspace + "/typeahead?resource_type=user&count=100",
	} {
		got := b.get(path).want(200).all("name")
		if want := len("Ada Bianchi,Maya Ito,Ben Okafor,Chloé Dubois,Noor Haddad,Maya Lindqvist,Gus Freelance"); len(got) != want {
			t.Errorf("%s lists %q", path, got)
		}
	}
}

// Ensure the two kinds of lists have their own order.
func TestUserOrder(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	if got := b.get("/users?team=" + design).want(200).all("gid"); got != maya+","+chloe+","+mayaL+","+gus {
		t.Errorf("by id: %q", got)
	}
	want := "Chloé Dubois,Gus Freelance,Maya Ito,Maya Lindqvist"
	if got := b.get("/teams/" + design + "/users").want(200).all("name"); got != want {
		t.Errorf("by name: %q", got)
	}
}

// Ensure typeahead contains words of name or address in any case, without
// accents, in the caller's sight only, the most recent first.
func TestTypeahead(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	path := "/workspaces/" + workspace + "/typeahead"
	cases := []struct{ token, query, want string }{
		{service, "?resource_type=user&query=MAYA", "Maya Ito,Maya Lindqvist"},
		{service, "?resource_type=user&query=chloe", "Chloé Dubois"},
		{service, "?resource_type=user&query=maya.l@", "Maya Lindqvist"},
		{service, "?resource_type=project&query=web", "Website,Website Relaunch"},
		{service, "?resource_type=project&query=web%20relaunch", "Website Relaunch"},
		{service, "?resource_type=project&query=salary", "Salary Review 2026"},
		{"sandbox-ben-token", "?resource_type=project&query=salary", ""},
		{"sandbox-gus-token", "?resource_type=project", "Spring Campaign,Website,Website Relaunch"},
		{service, "?resource_type=team&query=eng", "Engineering"},
		{service, "?resource_type=goal&query=harbour", "Find a second harbour"},
		{"sandbox-ben-token", "?resource_type=goal&query=harbour", ""},
		{service, "?resource_type=custom_field&query=bud", "Budget"},
		{service, "?resource_type=portfolio&query=road", "Company Roadmap"},
		{service, "?resource_type=task&query=web", ""},
		{service, "?resource_type=actor&query=ben", "Ben Okafor"},
		{service, "?resource_type=project&count=2", "Office Move 2024,Spring Campaign"},
	}
	for _, tc := range cases {
		if got := b.as(tc.token, http.MethodGet, path+tc.query, "").want(200).all("name"); got != tc.want {
			t.Errorf("%s gives %q, want %q", tc.query, got, tc.want)
		}
	}
	b.post("/memberships", `{"parent":"`+relaunch+`","member":"`+noor+`"}`).want(201)
	if got := b.get(path + "?resource_type=project&query=web").all("name"); got != "Website Relaunch,Website" {
		t.Errorf("after somebody was added: %q", got)
	}
}

// Ensure typeahead wants a type it knows and a count it can give.
func TestTypeaheadRefusals(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	path := "/workspaces/" + workspace + "/typeahead"
	b.get(path+"?query=web").refused(400, "resource_type: Missing input")
	b.get(path+"?type=user&query=web").refused(400, "resource_type: Missing input")
	b.get(path+"?resource_type=custom_type").refused(400, "resource_type: Not a valid value: custom_type")
	for _, count := range []string{"0", "101", "many", ""} {
		b.get(path+"?resource_type=user&count="+count).refused(400, "count: Must be between 1 and 100")
	}
	b.get("/workspaces/"+nobody+"/typeahead?resource_type=user").refused(404, "workspace: Unknown object: "+nobody)
	many := seeded(t, crowd(harbour, 30))
	people, _ := many.get(path + "?resource_type=user&query=person").body["data"].([]any)
	if len(people) != 20 {
		t.Errorf("%d candidates without a count, want 20", len(people))
	}
}
