package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"
)

// together posts actions as a batch with the service account's token.
func (b *bench) together(actions ...string) result {
	b.t.Helper()
	return b.post("/batch", `{"actions":[`+strings.Join(actions, ",")+`]}`)
}

// Ensure each action of a batch is answered as if it had come alone.
func TestBatch(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	got := b.together(
		`{"relative_path":"/memberships","method":"post","data":{"parent":"`+harbour+`","member":"`+chloe+`","access_level":"viewer"},"options":{"fields":["access_level"]}}`,
		`{"relative_path":"/memberships","method":"GET","data":{"parent":"`+harbour+`"},"options":{"limit":2,"fields":["gid"]}}`,
		`{"relative_path":"/projects","method":"get","data":{"workspace":"`+workspace+`","archived":true},"options":{"limit":1}}`,
		`{"relative_path":"/memberships/`+nobody+`","method":"put","data":{"access_level":"editor"}}`,
		`{"relative_path":"/users/me","method":"patch"}`,
		`{"relative_path":"/batch","method":"post","data":{}}`,
	).want(http.StatusOK)
	for i, status := range []float64{201, 200, 200, 404, 404, 404} {
		if got.at(i, "status_code") != status {
			t.Errorf("action %d was answered %v", i, got.at(i))
		}
	}
	made := got.at(0, "body", "data")
	if names(made) != "access_level gid resource_type" || member(made, "access_level") != "viewer" {
		t.Errorf("made %v", made)
	}
	location, _ := got.at(0, "headers", "location").(string)
	if want := b.url + "/api/1.0/memberships/" + member(made, "gid").(string); location != want {
		t.Errorf("made at %q, want %q", location, want)
	}
	if next := got.at(1, "body", "next_page", "uri").(string); !strings.HasPrefix(next, b.url+"/api/1.0/memberships?") {
		t.Errorf("the next page is at %q", next)
	}
	if name := got.at(2, "body", "data", 0, "name"); name != "Office Move 2024" {
		t.Errorf("archived is %v", name)
	}
	if message := got.at(3, "body", "errors", 0, "message"); message != "membership: Unknown object: "+nobody {
		t.Errorf("the refusal says %v", message)
	}
	if b.pair(harbour, chloe) == "" {
		t.Error("the membership is not there")
	}
}

// Ensure batches that are none are refused as a whole.
func TestBatchRefusals(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	me := `{"relative_path":"/users/me","method":"get"}`
	b.together().refused(400, "actions: Missing input")
	b.post("/batch", `{}`).refused(400, "actions: Missing input")
	b.post("/batch", `{"action":[]}`).refused(400, "action: Cannot write this property")
	b.together(strings.Split(strings.Repeat(me+" ", 11), " ")[:11]...).refused(400, "actions: Must be at most 10 actions")
	b.together(me, `{"relative_path":"/users/me","method":"options"}`).refused(400, "actions[1]: Not a valid method: options")
	b.together(`{"relative_path":"/users/me?x=1","method":"get"}`).refused(400, "actions[0]: Not a valid relative_path: /users/me?x=1")
	b.together(`3`).refused(400, "actions[0]: Not a valid method: ")
	b.as("wrong", http.MethodPost, "/batch", `{"data":{"actions":[`+me+`]}}`).want(http.StatusUnauthorized)
	b.as(service, http.MethodGet, "/batch", "").refused(404, "No matching route for request")
}

// Ensure every action counts, and that a batch of which one action would be too
// many is refused whole, without having done anything.
func TestBatchLimits(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{RatePerMinute: 180})
	me := `{"relative_path":"/users/me","method":"get"}`
	write := `{"relative_path":"/memberships","method":"post","data":{"parent":"` + harbour + `","member":"` + chloe + `"}}`
	b.together(write, me, me, me).want(http.StatusTooManyRequests)
	b.together(me, me).want(http.StatusOK)
	b.get("/users/me").want(http.StatusTooManyRequests)
	b.clock.forward(10e9)
	if got := b.pair(harbour, chloe); got != "" {
		t.Errorf("a refused batch made %s", got)
	}
}
