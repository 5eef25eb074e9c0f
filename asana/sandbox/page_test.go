package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/asana/sandbox"
)

// crowd adds people who are all members of a project.
func crowd(project string, count int) func(*sandbox.Seed) {
	return func(s *sandbox.Seed) {
		for i := range count {
			gid := fmt.Sprintf("13%014d", i)
			s.Users = append(s.Users, sandbox.SeedUser{GID: gid, Name: fmt.Sprintf("Person %04d", i)})
			s.Memberships = append(s.Memberships, sandbox.SeedMembership{Parent: project, Member: gid})
		}
	}
}

// Ensure pages cover a list exactly once, and the last one says so.
func TestPages(t *testing.T) {
	t.Parallel()
	b := seeded(t, crowd(harbour, 247))
	path, seen, pages := "/memberships?parent="+harbour+"&limit=100", map[any]bool{}, 0
	for path != "" {
		got := b.get(path).want(http.StatusOK)
		pages++
		list, _ := got.body["data"].([]any)
		for _, row := range list {
			seen[member(row, "gid")] = true
		}
		next, present := got.body["next_page"]
		if !present {
			t.Fatal("next_page is missing although limit was sent")
		}
		path, _ = member(next, "path").(string)
		if uri, _ := member(next, "uri").(string); path != "" && uri != b.url+"/api/1.0"+path {
			t.Errorf("uri %q does not fit path %q", uri, path)
		}
	}
	if pages != 3 || len(seen) != 250 {
		t.Errorf("%d pages with %d rows", pages, len(seen))
	}
}

// Ensure rows that go away between two pages make no other row disappear.
func TestPagesWhileRowsGo(t *testing.T) {
	t.Parallel()
	b := seeded(t, crowd(harbour, 5))
	first := b.get("/memberships?parent=" + harbour + "&limit=4")
	gone := first.at(0, "gid").(string)
	b.as(service, http.MethodDelete, "/memberships/"+gone, "").want(http.StatusOK)
	rest := b.get(member(first.body["next_page"], "path").(string)).want(http.StatusOK)
	if got := len(rest.body["data"].([]any)); got != 4 {
		t.Errorf("%d rows on the second page, want 4", got)
	}
}

// Ensure limits and offsets that Asana would not take are refused.
func TestPageRefusals(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	for _, limit := range []string{"0", "101", "-1", "ten", ""} {
		b.get("/users?limit="+limit).refused(400, "limit: Must be between 1 and 100")
	}
	invalid := "offset: Your pagination token is invalid."
	b.get("/users?limit=1&offset=").refused(400, invalid)
	b.get("/users?limit=1&offset=2").refused(400, invalid)
	token := member(b.get("/users?limit=1").body["next_page"], "offset").(string)
	b.get("/users?limit=1&offset="+token[:len(token)-4]).refused(400, invalid)
	b.get("/projects?limit=1&offset="+token).refused(400, invalid)
	b.get("/users?limit=1&offset=" + token).want(200)
	b.clock.forward(time.Hour)
	b.get("/users?limit=1&offset="+token).refused(400, "offset: Your pagination token has expired.")
}

// Ensure next_page is not there without a limit, and too many rows want one.
func TestUnpagedLists(t *testing.T) {
	t.Parallel()
	b := seeded(t, crowd(harbour, 1000))
	if _, present := b.get("/memberships?parent=" + website).body["next_page"]; present {
		t.Error("next_page is present without limit")
	}
	b.get("/memberships?parent="+harbour).
		refused(400, "The result is too large. You should use pagination (may require specifying a workspace)!")
	b.get("/memberships?limit=100&parent=" + harbour).want(200)
	// The alphabetical lists of people have their own cap and no limit.
	people := b.get("/workspaces/" + workspace + "/users?limit=1").want(200)
	if got := strings.Count(people.all("name"), ",") + 1; got != 1007 {
		t.Errorf("%d people, want 1007", got)
	}
}
