package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"

	"github.com/google/go-cmp/cmp"
)

// Ensure the story of a membership holds for each kind of parent and for users
// and teams alike: create, read, list, change, end.
func TestMembershipsOfEveryParent(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, parent, member, first, second string }{
		{"project and user", harbour, chloe, "commenter", "viewer"},
		{"project and team", harbour, design, "viewer", "admin"},
		{"portfolio and user", roadmap, maya, "viewer", "admin"},
		{"portfolio and team", roadmap, design, "editor", "viewer"},
		{"goal and user", bookings, maya, "viewer", "commenter"},
		{"goal and team", bookings, engineers, "editor", "admin"},
		{"custom field and user", budget, maya, "user", "editor"},
		{"custom field and team", budget, design, "admin", "user"},
		{"custom type and user", bug, maya, "viewer", "user"},
		{"custom type and team", bug, design, "editor", "admin"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := start(t, sandbox.Options{})
			made := b.post("/memberships", `{"parent":"`+tc.parent+`","member":"`+tc.member+`","access_level":"`+tc.first+`"}`)
			made.want(http.StatusCreated)
			gid, _ := made.at("gid").(string)
			if want := b.url + "/api/1.0/memberships/" + gid; made.header.Get("Location") != want {
				t.Errorf("Location %q, want %q", made.header.Get("Location"), want)
			}
			if got := b.get("/memberships/" + gid).want(http.StatusOK).at("access_level"); got != tc.first {
				t.Errorf("level %v after POST", got)
			}
			put := b.as(service, http.MethodPut, "/memberships/"+gid, `{"data":{"access_level":"`+tc.second+`"}}`)
			if got := put.want(http.StatusOK).at("access_level"); got != tc.second {
				t.Errorf("level %v after PUT", got)
			}
			row := b.get("/memberships?parent=" + tc.parent + "&member=" + tc.member).want(http.StatusOK)
			if got := row.all("access_level"); got != tc.second {
				t.Errorf("levels %q in the list", got)
			}
			gone := b.as(service, http.MethodDelete, "/memberships/"+gid, "").want(http.StatusOK)
			if diff := cmp.Diff(map[string]any{"data": map[string]any{}}, gone.body); diff != "" {
				t.Error(diff)
			}
			b.as(service, http.MethodDelete, "/memberships/"+gid, "").
				refused(http.StatusNotFound, "membership: Unknown object: "+gid)
		})
	}
}

// Ensure each parent takes its own access levels and no others.
func TestAccessLevels(t *testing.T) {
	t.Parallel()
	takes := map[string]string{
		harbour: "admin editor commenter viewer", roadmap: "admin editor viewer",
		bookings: "admin editor commenter viewer", budget: "admin editor user", bug: "admin editor user viewer",
	}
	words := strings.Fields("admin editor commenter viewer user full_write comment_only owner")
	for parent, levels := range takes {
		b := start(t, sandbox.Options{})
		gid := b.post("/memberships", `{"parent":"`+parent+`","member":"`+mayaL+`","access_level":"editor"}`).
			want(http.StatusCreated).at("gid").(string)
		for _, word := range words {
			got := b.as(service, http.MethodPut, "/memberships/"+gid, `{"data":{"access_level":"`+word+`"}}`)
			if strings.Contains(" "+levels+" ", " "+word+" ") {
				got.want(http.StatusOK)
			} else {
				got.refused(http.StatusBadRequest, "access_level: Not a valid value: "+word)
			}
		}
	}
}

// Ensure a creation without a level takes the parent's default.
func TestDefaultLevels(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	cases := []struct{ parent, member, want string }{
		{relaunch, noor, "editor"}, {website, ben, "commenter"}, {salary, ben, "viewer"},
		{roadmap, maya, "viewer"}, {clients, maya, "editor"}, {bookings, maya, "commenter"},
		{budget, maya, "user"}, {priority, gus, "user"}, {bug, maya, "user"},
	}
	for _, tc := range cases {
		made := b.post("/memberships", `{"parent":"`+tc.parent+`","member":"`+tc.member+`"}`)
		if got := made.want(http.StatusCreated).at("access_level"); got != tc.want {
			t.Errorf("%s got %v, want %s", tc.parent, got, tc.want)
		}
	}
	// The deprecated role still stands in for a level on goals and projects.
	b.post("/memberships", `{"parent":"`+harbour+`","member":"`+chloe+`","role":"admin"}`).want(http.StatusCreated)
	b.post("/memberships", `{"parent":"`+bookings+`","member":"`+ben+`","role":"admin"}`).
		refused(http.StatusBadRequest, "role: Not a valid value: admin")
	b.post("/memberships", `{"parent":"`+roadmap+`","member":"`+chloe+`","role":"editor"}`).
		refused(http.StatusBadRequest, "role: Not a valid value: editor")
}

// Ensure the three ways of treating an existing pair.
func TestExistingPair(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{"return": "editor", "update": "viewer", "refuse": "editor"} {
		b := seeded(t, func(s *sandbox.Seed) { s.Settings.ExistingPair = setting })
		got := b.post("/memberships", `{"parent":"`+relaunch+`","member":"`+ben+`","access_level":"viewer"}`)
		if setting == "refuse" {
			got.refused(http.StatusBadRequest, "member: Already a member: "+ben)
		} else if got.want(http.StatusCreated).at("access_level") != want {
			t.Errorf("%s answered %v", setting, got.at("access_level"))
		}
		rows := b.get("/memberships?parent=" + relaunch + "&member=" + ben)
		if levels := rows.all("access_level"); levels != want {
			t.Errorf("%s left %q, want %q", setting, levels, want)
		}
	}
}

// Ensure a free plan answers 402 to the levels that cost, on projects only.
func TestFreePlan(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(s *sandbox.Seed) { s.Settings.Plan = "free" })
	for _, level := range []string{"commenter", "viewer"} {
		b.post("/memberships", `{"parent":"`+harbour+`","member":"`+chloe+`","access_level":"`+level+`"}`).
			want(http.StatusPaymentRequired)
		b.as(service, http.MethodPut, "/memberships/"+b.pair(harbour, ben), `{"data":{"access_level":"`+level+`"}}`).
			want(http.StatusPaymentRequired)
	}
	b.post("/memberships", `{"parent":"`+harbour+`","member":"`+chloe+`","access_level":"editor"}`).want(http.StatusCreated)
	b.post("/memberships", `{"parent":"`+bookings+`","member":"`+chloe+`","access_level":"viewer"}`).want(http.StatusCreated)
}

// Ensure the list without a parent gives a team's projects, and nothing else does.
func TestProjectsOfTeam(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	list := b.get("/memberships?resource_subtype=project_membership&member=" + design).want(http.StatusOK)
	if got := list.all("parent", "name"); got != "Website Relaunch,Website" {
		t.Errorf("projects %q", got)
	}
	b.get("/memberships").refused(http.StatusBadRequest, "parent: Missing input")
	b.get("/memberships?member="+design).refused(http.StatusBadRequest, "parent: Missing input")
	b.get("/memberships?member="+ada+"&resource_subtype=project_membership").
		refused(http.StatusBadRequest, "member: Must be a team when there is no parent: "+ada)
	b.get("/memberships?member="+design+"&resource_subtype=goal_membership").
		refused(http.StatusBadRequest, "resource_subtype: Not a valid value: goal_membership")
	hidden := b.as("sandbox-maya-token", http.MethodGet,
		"/memberships?resource_subtype=project_membership&member=1208000000020003", "").want(http.StatusOK)
	if got := hidden.all("parent", "name"); got != "" {
		t.Errorf("somebody outside saw %q", got)
	}
}

// Ensure the last admin can be removed, and the token's owner too.
func TestNothingGuardsTheLastAdmin(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.as(adaToken, http.MethodDelete, "/memberships/"+b.pair(secret, ada), "").want(http.StatusOK)
	if got := b.get("/memberships?parent=" + secret).all("gid"); got != "" {
		t.Errorf("rows %q are left", got)
	}
}
