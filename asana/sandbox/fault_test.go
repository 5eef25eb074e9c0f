package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"

	"github.com/google/go-cmp/cmp"
)

// Ensure faults queue: the oldest that matches applies as often as it says.
func TestFaultQueue(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.control(http.MethodPost, "faults", `[
		{"match":"GET /projects/*","status":503,"retry_after":2},
		{"match":"GET /projects/*","status":500,"times":2},
		{"match":"GET /users/me","status":429,"retry_after":7,"times":0}]`).want(http.StatusOK)
	first := b.get("/projects/" + website).want(503)
	if got := first.header.Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After %q", got)
	}
	second := b.get("/projects/" + harbour).want(500)
	if follow(second.body, "errors", 0, "phrase") == nil {
		t.Errorf("a 500 has no phrase: %s", second.raw)
	}
	b.get("/projects/" + website).want(500)
	b.get("/projects/" + website).want(200)
	for range 3 {
		b.get("/users/me").want(429)
	}
	b.get("/users/" + ada).want(200)
	b.control(http.MethodPost, "reset", "").want(200)
	b.get("/users/me").want(200)
}

// Ensure a fault before the work leaves the world alone, and one after it does not.
func TestFaultsBeforeAndAfter(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	body := `{"parent":"` + harbour + `","member":"` + chloe + `","access_level":"viewer"}`
	b.control(http.MethodPost, "faults", `{"match":"POST /memberships","status":502}`).want(200)
	before := b.post("/memberships", body).want(502)
	if !strings.Contains(before.raw, "<html>") {
		t.Errorf("a gateway spoke JSON: %s", before.raw)
	}
	if got := b.pair(harbour, chloe); got != "" {
		t.Errorf("the fault came too late: %s exists", got)
	}
	b.control(http.MethodPost, "faults", `{"match":"POST /memberships","status":503,"after":true}`).want(200)
	b.post("/memberships", body).want(503)
	if got := b.pair(harbour, chloe); got == "" {
		t.Error("the fault came too early")
	}
}

// Ensure a dropped connection gives no answer at all and is told by status 0.
func TestDrop(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.control(http.MethodPost, "faults", `{"match":"PUT /memberships/*","drop":true,"after":true}`).want(200)
	gid := b.pair(website, maya)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, b.url+"/api/1.0/memberships/"+gid,
		strings.NewReader(`{"data":{"access_level":"admin"}}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+service)
	resp, err := http.DefaultClient.Do(req)
	if err == nil {
		_ = resp.Body.Close()
		t.Fatalf("answered %d", resp.StatusCode)
	}
	if got := b.get("/memberships/" + gid).at("access_level"); got != "admin" {
		t.Errorf("the work before the drop left %v", got)
	}
	var dropped []any
	for _, call := range calls(b) {
		if member(call, "method") == http.MethodPut {
			dropped = append(dropped, member(call, "status"))
		}
	}
	if diff := cmp.Diff([]any{0.0}, dropped); diff != "" {
		t.Error(diff)
	}
}

// Ensure a fault that only delays lets the answer through.
func TestDelay(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.control(http.MethodPost, "faults",
		`[{"match":"GET /users/me","delay_ms":1},{"match":"GET /users/me","delay_ms":1,"after":true}]`).want(200)
	b.get("/users/me").want(200)
	b.get("/users/me").want(200)
}

// Ensure a fault that makes no sense is refused with the reason.
func TestFaultRefusals(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	cases := map[string]string{
		`{"match":"GET /users","status":503,"retry":2}`:     `unknown field "retry"`,
		`{"match":"GET /users"}`:                            "nothing goes wrong",
		`{"match":"/users","status":503}`:                   "match has to be a method and a path",
		`{"match":"GET /users","status":200}`:               "status 200 is not an error",
		`{"match":"GET /users","status":503,"drop":true}`:   "a dropped connection has no status",
		`{"match":"GET /users","status":503,"times":-1}`:    "times cannot be negative",
		`{"match":"GET /users","status":503,"delay_ms":-1}`: "cannot be negative",
		`[null]`: "null is no fault", `nonsense`: "reading the faults",
	}
	for body, want := range cases {
		if got := b.control(http.MethodPost, "faults", body).want(400); !strings.Contains(got.raw, want) {
			t.Errorf("%s was refused by %q, want %q", body, got.raw, want)
		}
	}
	b.get("/users").want(200)
}
