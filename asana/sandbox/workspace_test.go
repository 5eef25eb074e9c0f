package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure joining makes guests of foreign addresses and members of own ones.
func TestJoiningTheWorkspace(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	add := "/workspaces/" + workspace + "/addUser"
	for email, guest := range map[string]bool{"new@partner.example": true, "new@tidewater.example": false} {
		made := b.as("sandbox-maya-token", http.MethodPost, add, `{"data":{"user":"`+email+`"}}`).want(200)
		if got := names(made.at()); got != "email gid name photo resource_type" {
			t.Errorf("the answer shows %q", got)
		}
		stay := b.get("/users/"+email+"/workspace_memberships").want(200).at(0, "gid").(string)
		if got := b.get("/workspace_memberships/" + stay).want(200); got.at("is_guest") != guest || got.at("is_active") != true {
			t.Errorf("%s joined as %v", email, got.at())
		}
	}
	b.post(add, `{"user":"`+maya+`"}`).want(200)
	b.post(add, `{"user":"`+nobody+`"}`).refused(400, "user: Unknown object: "+nobody)
	b.post(add, `{}`).refused(400, "user: Missing input")
	if got := b.get("/workspaces/"+workspace).at("email_domains", 0); got != "tidewater.example" {
		t.Errorf("the domain is %v", got)
	}
}

// Ensure only admins remove people, and everything of theirs goes: rows, teams,
// tokens; what they owned passes to the owner of the token.
func TestLeavingTheWorkspace(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	remove := "/workspaces/" + workspace + "/removeUser"
	b.as("sandbox-ben-token", http.MethodPost, remove, `{"data":{"user":"`+chloe+`"}}`).
		refused(403, "You must be an admin of the workspace to remove people.")
	b.as("sandbox-chloe-token", http.MethodGet, "/users/me", "").want(200)
	b.as(adaToken, http.MethodPost, remove, `{"data":{"user":"chloe@tidewater.example"}}`).want(200)
	b.as("sandbox-chloe-token", http.MethodGet, "/users/me", "").refused(401, "Not Authorized")
	if got := b.pair(website, chloe); got != "" {
		t.Errorf("the membership %s is left", got)
	}
	if got := b.get("/projects/"+website).at("owner", "gid"); got != ada {
		t.Errorf("the project's owner is %v", got)
	}
	if got := b.get("/team_memberships?team="+design).all("user", "gid"); strings.Contains(got, chloe) {
		t.Errorf("the team still has %q", got)
	}
	b.post(remove, `{"user":"`+chloe+`"}`).refused(400, "user: Not a user in Organization: "+chloe)
}

// Ensure who comes back has an inactive membership and an active one, and the
// rights of somebody new.
func TestComingBack(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.post("/workspaces/"+workspace+"/removeUser", `{"user":"`+ada+`"}`).want(200)
	b.post("/workspaces/"+workspace+"/addUser", `{"user":"ada@tidewater.example"}`).want(200)
	stays := b.get("/workspaces/" + workspace + "/workspace_memberships?user=" + ada).want(200)
	states := ""
	for _, gid := range strings.Split(stays.all("gid"), ",") {
		stay := b.get("/workspace_memberships/" + gid).want(200)
		if stay.at("is_active") == true {
			states += "active "
		} else {
			states += "inactive "
		}
		if stay.at("is_admin") != false {
			t.Error("an admin came back as an admin")
		}
	}
	if states != "inactive active " {
		t.Errorf("the stays are %q", states)
	}
	b.as(adaToken, http.MethodGet, "/users/me", "").want(200)
}

// Ensure workspace memberships tell what they know about a person.
func TestWorkspaceMemberships(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	everybody := b.get("/workspaces/" + workspace + "/workspace_memberships?limit=100").want(200)
	if got := strings.Count(everybody.all("gid"), ",") + 1; got != 8 {
		t.Errorf("%d memberships, want 8", got)
	}
	gid := b.get("/users/"+dana+"/workspace_memberships").at(0, "gid").(string)
	if got := b.get("/workspace_memberships/" + gid).at("is_active"); got != false {
		t.Errorf("a former colleague is active: %v", got)
	}
	b.get("/workspace_memberships/"+nobody).refused(404, "workspace_membership: Unknown object: "+nobody)
}
