package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall/asana/sandbox"

	"github.com/google/go-cmp/cmp"
)

// calls reads the journal.
func calls(b *bench) []any {
	b.t.Helper()
	var list []any
	if err := json.Unmarshal([]byte(b.control(http.MethodGet, "calls", "").want(200).raw), &list); err != nil {
		b.t.Fatal(err)
	}
	return list
}

// Ensure calls are told in order, refused ones and ones without a route too,
// and controls are not among them.
func TestCalls(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	if got := b.control(http.MethodGet, "calls", "").raw; got != "[]" {
		t.Errorf("no calls are told as %q", got)
	}
	b.get("/users?limit=1")
	b.post("/memberships", `{}`)
	b.get("/nothing")
	b.as("", http.MethodGet, "/users/me", "")
	now := "2026-03-02T09:00:00Z"
	want := []any{
		map[string]any{"method": "GET", "path": "/users", "query": "limit=1", "status": 200.0, "time": now},
		map[string]any{"method": "POST", "path": "/memberships", "status": 400.0, "time": now},
		map[string]any{"method": "GET", "path": "/nothing", "status": 404.0, "time": now},
		map[string]any{"method": "GET", "path": "/users/me", "status": 401.0, "time": now},
	}
	if diff := cmp.Diff(want, calls(b)); diff != "" {
		t.Error(diff)
	}
}

// Ensure the state is a seed: it tells what calls changed, and a server that
// starts with it tells the same.
func TestState(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) {
		seed.Teams[1].Visibility, seed.Teams[1].Removals = "secret", "only_team_admins"
	})
	made := b.post("/memberships", `{"parent":"`+harbour+`","member":"`+chloe+`","access_level":"viewer"}`).want(201)
	b.post("/teams/"+engineers+"/addUser", `{"user":"`+chloe+`"}`).want(200)
	raw := b.control(http.MethodGet, "state", "").want(200).raw
	seed, err := sandbox.ReadSeed(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	last := seed.Memberships[len(seed.Memberships)-1]
	want := sandbox.SeedMembership{GID: made.at("gid").(string), Parent: harbour, Member: chloe, AccessLevel: "viewer"}
	if diff := cmp.Diff(want, last); diff != "" {
		t.Error(diff)
	}
	members := seed.Teams[1].Members
	if got := members[len(members)-1]; got.User != chloe {
		t.Errorf("the team's last member is %v", got)
	}
	again := start(t, sandbox.Options{Seed: seed})
	if diff := cmp.Diff(raw, again.control(http.MethodGet, "state", "").raw); diff != "" {
		t.Errorf("a server with that state tells another one: %s", diff)
	}
}

// Ensure reset goes back to the seed, calls and all.
func TestReset(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	before := b.control(http.MethodGet, "state", "").raw
	b.post("/workspaces/"+workspace+"/removeUser", `{"user":"`+chloe+`"}`).want(200)
	b.control(http.MethodPost, "faults", `{"match":"GET /users","status":503}`).want(200)
	if after := b.control(http.MethodGet, "state", "").raw; after == before {
		t.Fatal("nothing changed")
	}
	b.control(http.MethodPost, "reset", "").want(200)
	if diff := cmp.Diff(before, b.control(http.MethodGet, "state", "").raw); diff != "" {
		t.Error(diff)
	}
	if got := len(calls(b)); got != 0 {
		t.Errorf("%d calls are left", got)
	}
	b.get("/users").want(200)
}

// Ensure the server works below a prefix and points back at itself there.
func TestMountedBelowAPrefix(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(http.StripPrefix("/asana-sandbox", server))
	t.Cleanup(web.Close)
	b := &bench{t: t, url: web.URL + "/asana-sandbox"}
	page := b.get("/users?limit=1").want(200).body["next_page"]
	if uri := member(page, "uri").(string); !strings.HasPrefix(uri, b.url+"/api/1.0/users?") {
		t.Errorf("uri %q", uri)
	}
	if path := member(page, "path").(string); !strings.HasPrefix(path, "/users?") {
		t.Errorf("path %q", path)
	}
	made := b.post("/memberships", `{"parent":"`+harbour+`","member":"`+chloe+`"}`).want(201)
	if got := made.header.Get("Location"); !strings.HasPrefix(got, b.url+"/api/1.0/memberships/") {
		t.Errorf("Location %q", got)
	}
	b.control(http.MethodGet, "state", "").want(200)
	b.control(http.MethodGet, "nothing", "").want(404)
}
