package sandbox_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"rollcall/asana/sandbox"
)

// Ensure projects are found by what the search takes, newest change first.
func TestSearch(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) { seed.Projects[7].Members["completed"] = true })
	base := "/workspaces/" + workspace + "/projects/search?"
	cases := map[string]string{
		"text=WEBSITE&sort_by=created_at":                                       "Website Relaunch,Website",
		"text=WEBSITE&sort_by=created_at&sort_ascending=true":                   "Website,Website Relaunch",
		"teams.any=" + design + "," + engineers + "&sort_by=created_at&limit=2": "Website Relaunch,On-call Handbook",
		"owner.any=me": "",
		"owner.any=" + chloe + "&sort_by=created_at":                 "Website Relaunch,Website",
		"members.any=" + gus + "&sort_by=created_at":                 "Spring Campaign,Website",
		"members.any=" + gus + "&members.not=maya@tidewater.example": "",
		"portfolios.any=" + roadmap:                                  "",
		"completed=true":                                             "Office Move 2024",
		"created_on.before=2024-01-01":                               "Website",
		"created_on=2024-02-11":                                      "Office Move 2024",
		"created_at.after=2026-01-20T14:00:00Z":                      "Salary Review 2026",
		"due_on.after=2026-01-01":                                    "Spring Campaign",
		"start_on=2026-03-01&due_on=2026-05-31":                      "Spring Campaign",
		"due_on=null&text=campaign":                                  "",
	}
	for query, want := range cases {
		found := b.get(base + query).want(http.StatusOK)
		if got := found.all("name"); got != want || found.body["next_page"] != nil {
			t.Errorf("%s found %q, want %q", query, got, want)
		}
	}
	if got := b.as("sandbox-ben-token", http.MethodGet, base+"text=salary", "").want(http.StatusOK).all("name"); got != "" {
		t.Errorf("Ben found %q", got)
	}
	for query, message := range map[string]string{
		"limit=101": "limit: Must be between 1 and 100", "sort_by=size": "sort_by: Not a valid value: size",
		"created_on.before=soon": "created_on.before: Not a valid date: soon", "completed=maybe": "completed: Not a valid boolean: maybe",
		"sort_ascending=up": "sort_ascending: Not a valid boolean: up",
	} {
		b.get(base+query).refused(http.StatusBadRequest, message)
	}
	b.get(base+"members.any="+url.QueryEscape("x@y.example")).refused(http.StatusNotFound, "members.any: Unknown object: x@y.example")
}

// Ensure search takes a paid plan, and has a limit of its own beside Asana's rates.
func TestSearchIsPaidAndLimited(t *testing.T) {
	t.Parallel()
	path := "/workspaces/" + workspace + "/projects/search"
	free := seeded(t, func(seed *sandbox.Seed) { seed.Settings.Plan = "free" })
	free.get(path).refused(http.StatusPaymentRequired, "Search is only available to premium users.")
	now := &clock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	server, err := sandbox.New(sandbox.Options{Now: now.Now})
	if err != nil {
		t.Fatal(err)
	}
	search := func() int { return serve(server, http.MethodGet, path, nil) }
	if first, second := search(), search(); first != http.StatusOK || second != http.StatusTooManyRequests {
		t.Errorf("two searches at once were answered %d and %d", first, second)
	}
	if other := serve(server, http.MethodGet, "/users/me", nil); other != http.StatusOK {
		t.Errorf("another read was answered %d", other)
	}
	now.forward(2 * time.Second)
	if third := search(); third != http.StatusOK {
		t.Errorf("a search after a while was answered %d", third)
	}
}
