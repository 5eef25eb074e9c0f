package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure requests that do not get as far as the world are refused in Asana's
// words, in Asana's order: the route first, then the token.
func TestRefusalsAtTheDoor(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.as("", http.MethodGet, "/users/me", "").refused(http.StatusUnauthorized, "Not Authorized")
	b.as("wrong", http.MethodGet, "/users/me", "").refused(http.StatusUnauthorized, "Not Authorized")
	b.as("service", http.MethodGet, "/users/me", "").refused(http.StatusUnauthorized, "Not Authorized")
	b.as("sandbox-dana-token", http.MethodGet, "/users/me", "").refused(http.StatusUnauthorized, "Not Authorized")
	b.as("", http.MethodGet, "/nothing", "").refused(http.StatusNotFound, "No matching route for request")
	b.as(service, http.MethodPatch, "/memberships", "").refused(http.StatusNotFound, "No matching route for request")
	b.as(service, http.MethodDelete, "/users/me", "").refused(http.StatusNotFound, "No matching route for request")
	b.as(service, http.MethodOptions, "/memberships", "").refused(http.StatusNotFound, "No matching route for request")
	b.as(service, http.MethodHead, "/users/me", "").want(http.StatusNotFound)
	b.get("/jobs/"+nobody).refused(http.StatusNotFound, "job: Unknown object: "+nobody)
	b.get("/memberships//").refused(http.StatusNotFound, "No matching route for request")
}

// Ensure bodies are refused for their form before anything else is looked at.
func TestBodies(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	post := func(body string) result { return b.as(service, http.MethodPost, "/memberships", body) }
	post(strings.Repeat(" ", 1<<20+1)).refused(413, "The request is larger than 1048576 bytes.")
	post(`{`).refused(400, "Could not parse request data, invalid JSON")
	post(`[]`).refused(400, "Could not parse request data, invalid JSON")
	post(`{"parent":"1"}`).refused(400, "Unrecognized request field parent . The only allowed keys at the top level "+
		"are: data, options. Is it possible you did not wrap object properties in a data object?")
	post(`{"data":3}`).refused(400, "data: Value is not a JSON object: 3")
	post(``).refused(400, "parent: Missing input")
	post(`{"data":{"parent":"`+website+`"}}`).refused(400, "member: Missing input")
	post(`{"data":{"member":"`+ada+`"}}`).refused(400, "parent: Missing input")
	post(`{"data":{"parent":`+website+`,"member":"`+ada+`"}}`).refused(400, "parent: Not a valid GID type: number")
	post(`{"data":{"parent":"`+website+`","member":["`+ada+`"]}}`).refused(400, "member: Not a valid GID type: array")
	post(`{"data":{"parent":"Website","member":"`+ada+`"}}`).refused(400, "parent: Not a recognized ID: Website")
	post(`{"data":{"parent":"`+nobody+`","member":"`+ada+`"}}`).refused(400, "parent: Unknown object: "+nobody)
	post(`{"data":{"parent":"`+design+`","member":"`+ada+`"}}`).refused(400, "parent: Not a recognized ID: "+design)
	post(`{"data":{"parent":"`+website+`","member":"`+nobody+`"}}`).refused(400, "member: Unknown object: "+nobody)
	post(`{"data":{"parent":"`+website+`","member":"`+bug+`"}}`).refused(400, "member: Not a recognized ID: "+bug)
	post(`{"data":{"parent":"`+website+`","member":"me"}}`).refused(400, "member: Not a recognized ID: me")
	post(`{"data":{"parent":"`+website+`","member":"`+dana+`"}}`).refused(400, "member: Not a user in Organization: "+dana)
	post(`{"data":{"parent":"`+bookings+`","member":"`+gus+`"}}`).refused(400, "member: Guests cannot be added to goals: "+gus)
	post(`{"data":{"parent":"`+website+`","member":"`+ben+`","access_level":1}}`).
		refused(400, "access_level: Not a valid string: number")
	post(`{"data":{"parent":"`+website+`","member":"`+ben+`","level":"admin"}}`).
		refused(400, "level: Cannot write this property")
}

// Ensure PUT changes the access level and nothing else.
func TestOnlyTheLevelChanges(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	path := "/memberships/" + b.pair(website, maya)
	put := func(data string) result { return b.as(service, http.MethodPut, path, `{"data":`+data+`}`) }
	put(`{}`).refused(400, "access_level: Missing input")
	put(`{"access_level":"editor","member":"`+ben+`"}`).refused(400, "member: Cannot write this property")
	put(`{"role":"editor"}`).refused(400, "role: Cannot write this property")
	put(`{"is_admin":true}`).refused(400, "is_admin: Cannot write this property")
	if got := b.get(path).at("access_level"); got != "commenter" {
		t.Errorf("a refused change left %v", got)
	}
}

// Ensure gids in paths and queries lead to 404, or to 400 when they are no gids.
func TestUnknownGIDs(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.get("/projects/"+nobody).refused(404, "project: Unknown object: "+nobody)
	b.get("/projects/Website").refused(400, "project: Not a recognized ID: Website")
	b.get("/projects/"+bookings).refused(404, "project: Not a recognized ID: "+bookings)
	b.get("/memberships/"+website).refused(404, "membership: Not a recognized ID: "+website)
	b.get("/project_memberships/"+website).refused(404, "project_membership: Not a recognized ID: "+website)
	b.get("/memberships?parent="+nobody).refused(404, "parent: Unknown object: "+nobody)
	b.get("/memberships?parent="+website+"&member="+nobody).refused(404, "member: Unknown object: "+nobody)
	b.get("/memberships?parent="+website+"&member=me").refused(400, "member: Not a recognized ID: me")
	b.get("/workspaces/"+nobody).refused(404, "workspace: Unknown object: "+nobody)
	b.get("/teams/"+nobody).refused(404, "team: Unknown object: "+nobody)
	b.get("/portfolios").refused(400, "workspace: Missing input")
	b.get("/custom_types").refused(400, "project: Missing input")
	b.get("/projects?archived=maybe").refused(400, "archived: Not a valid boolean: maybe")
}

// Ensure parameters that Asana does not know are ignored.
func TestUnknownParameters(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.get("/memberships?body=1&colour=red&parent=" + website).want(200)
	made := b.as(service, http.MethodPost, "/memberships?body=%7B%7D",
		`{"data":{"parent":"`+website+`","member":"`+ben+`"},"options":{"pretty":true}}`)
	if made.want(201); made.raw[:4] != "{\n  " {
		t.Errorf("options.pretty was ignored: %q", made.raw)
	}
}
