package sandbox_test

import (
	"net/http"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure a private parent shows itself to those who belong to it, directly or
// through a team, and to the service account; to others it is forbidden, or for
// some kinds not there.
func TestPrivateParents(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	benToken, noorToken := "sandbox-ben-token", "sandbox-noor-token"
	b.as(adaToken, http.MethodGet, "/projects/"+salary, "").want(200)
	b.as(noorToken, http.MethodGet, "/memberships?parent="+salary, "").want(200)
	b.get("/projects/" + salary).want(200)
	b.as(adaToken, http.MethodGet, "/projects/"+hiring, "").want(200) // through the team
	for _, path := range []string{"/projects/" + salary, "/memberships?parent=" + salary, "/projects/" + hiring} {
		b.as(benToken, http.MethodGet, path, "").refused(403, "You do not have access to this project.")
	}
	b.as(benToken, http.MethodGet, "/portfolios/"+clients, "").refused(403, "You do not have access to this portfolio.")
	b.as(benToken, http.MethodGet, "/goals/"+secret, "").refused(404, "goal: Unknown object: "+secret)
	b.as(benToken, http.MethodGet, "/custom_fields/"+band, "").refused(404, "custom_field: Unknown object: "+band)
	row, goalRow := b.pair(salary, noor), b.pair(secret, ada)
	b.as(benToken, http.MethodGet, "/memberships/"+row, "").refused(403, "You do not have access to this membership.")
	b.as(benToken, http.MethodDelete, "/memberships/"+row, "").refused(403, "You do not have access to this membership.")
	b.as(benToken, http.MethodGet, "/memberships/"+goalRow, "").refused(404, "membership: Unknown object: "+goalRow)
	b.as(benToken, http.MethodPost, "/memberships", `{"data":{"parent":"`+salary+`","member":"`+ben+`"}}`).
		refused(403, "You do not have access to this project.")
	list := b.as(benToken, http.MethodGet, "/projects", "").all("name")
	if list != "Website Relaunch,Website,Harbour App,On-call Handbook,Spring Campaign,Office Move 2024" {
		t.Errorf("a list shows %q", list)
	}
}

// Ensure who manages a project's memberships follows the project's threshold,
// and nobody gives or takes more than they have.
func TestSharing(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	add := func(token, parent, level string) result {
		return b.as(token, http.MethodPost, "/memberships",
			`{"data":{"parent":"`+parent+`","member":"`+noor+`","access_level":"`+level+`"}}`)
	}
	denied := "You do not have permission to manage the members of this project."
	add("sandbox-maya-token", website, "viewer").refused(403, denied) // an editor through a team; admins share here
	add("sandbox-noor-token", website, "viewer").refused(403, denied) // public access alone gives no right
	add("sandbox-chloe-token", website, "admin").want(201)
	add("sandbox-ben-token", relaunch, "admin").refused(403, "You do not have permission to give this access level.")
	add("sandbox-ben-token", relaunch, "editor").want(201)
	admin := "/memberships/" + b.pair(relaunch, chloe)
	b.as("sandbox-ben-token", http.MethodDelete, admin, "").
		refused(403, "You do not have permission to change this membership.")
	b.as("sandbox-ben-token", http.MethodPut, admin, `{"data":{"access_level":"viewer"}}`).
		refused(403, "You do not have permission to change this membership.")
	b.as("sandbox-ben-token", http.MethodDelete, "/memberships/"+b.pair(roadmap, ada), "").want(403)
	b.as("sandbox-ben-token", http.MethodDelete, "/memberships/"+b.pair(roadmap, ben), "").want(200) // everybody may leave
}

// Ensure guests see what was shared with them and know whom they work with.
func TestGuests(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	token := "sandbox-gus-token"
	if got := b.as(token, http.MethodGet, "/projects", "").all("name"); got != "Website Relaunch,Website,Spring Campaign" {
		t.Errorf("projects %q", got)
	}
	if got := b.as(token, http.MethodGet, "/workspaces/"+workspace+"/teams", "").all("name"); got != "Design" {
		t.Errorf("teams %q", got)
	}
	if got := b.as(token, http.MethodGet, "/workspaces/"+workspace+"/custom_fields", "").all("name"); got != "Priority" {
		t.Errorf("fields %q", got)
	}
	stranger := b.as(token, http.MethodGet, "/users/"+noor, "").want(200)
	if stranger.at("name") != "Private User" || stranger.at("email") != nil {
		t.Errorf("a stranger is %v", stranger.at())
	}
	if got := b.as(token, http.MethodGet, "/users/"+chloe, "").at("email"); got != "chloe@tidewater.example" {
		t.Errorf("a teammate's address is %v", got)
	}
	b.as(token, http.MethodGet, "/users/noor@tidewater.example", "").
		refused(404, "user: Unknown object: noor@tidewater.example")
	b.as(token, http.MethodGet, "/teams/"+engineers, "").refused(403, "You do not have access to this team.")
	b.as(token, http.MethodGet, "/projects/"+harbour, "").refused(403, "You do not have access to this project.")
	b.as(token, http.MethodPost, "/workspaces/"+workspace+"/addUser", `{"data":{"user":"x@y.example"}}`).
		refused(403, "Guests cannot invite people.")
}

// Ensure a view-only license reads and never writes.
func TestViewOnly(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(s *sandbox.Seed) { s.Users[0].IsViewOnly = true })
	b.as(adaToken, http.MethodGet, "/projects/"+relaunch, "").want(200)
	got := b.as(adaToken, http.MethodDelete, "/memberships/"+b.pair(relaunch, ben), "").want(403)
	if code := follow(got.body, "errors", 0, "error"); code != "view_only_api_access_failure" {
		t.Errorf("the code is %v", code)
	}
	stay, _ := b.as(adaToken, http.MethodGet, "/users/me/workspace_memberships", "").at(0, "gid").(string)
	if mine := b.get("/workspace_memberships/" + stay); mine.at("is_view_only") != true {
		t.Errorf("the workspace membership says %v", mine.at())
	}
}
