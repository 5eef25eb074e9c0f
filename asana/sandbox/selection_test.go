package sandbox_test

import (
	"net/http"
	"testing"

	"rollcall/asana/sandbox"

	"github.com/google/go-cmp/cmp"
)

// Ensure opt_fields give exactly what they name, plus gid and resource_type.
func TestOptFields(t *testing.T) {
	t.Parallel()
	b := unjudged(t)
	path := "/memberships?parent=" + website + "&member=" + maya + "&opt_fields="
	gid := b.pair(website, maya)
	base := func(more map[string]any) map[string]any {
		more["gid"], more["resource_type"] = gid, "membership"
		return more
	}
	compact := map[string]any{"gid": maya, "resource_type": "user", "name": "Maya Ito"}
	cases := []struct {
		fields string
		want   map[string]any
	}{
		{"", base(map[string]any{})},
		{"access_level", base(map[string]any{"access_level": "commenter"})},
		{"this.access_level", base(map[string]any{"access_level": "commenter"})},
		{"offset,path,uri", base(map[string]any{})},
		{"nothing,member.nothing", base(map[string]any{"member": map[string]any{"gid": maya}})},
		{"member", base(map[string]any{"member": compact})},
		{"member.name", base(map[string]any{"member": map[string]any{"gid": maya, "name": "Maya Ito"}})},
		{"member,member.email", base(map[string]any{"member": map[string]any{
			"gid": maya, "resource_type": "user", "name": "Maya Ito", "email": "maya@tidewater.example",
		}})},
		{"parent.owner.name", base(map[string]any{"parent": map[string]any{
			"gid": website, "owner": map[string]any{"gid": chloe, "name": "Chloé Dubois"},
		}})},
		{"(member|parent).name", base(map[string]any{
			"member": map[string]any{"gid": maya, "name": "Maya Ito"},
			"parent": map[string]any{"gid": website, "name": "Website"},
		})},
		{"member.(name|(email|photo))", base(map[string]any{"member": map[string]any{
			"gid": maya, "name": "Maya Ito", "email": "maya@tidewater.example", "photo": nil,
		}})},
		{"member.(name", base(map[string]any{"member": map[string]any{"gid": maya}})},
	}
	for _, tc := range cases {
		got := b.get(path + tc.fields).want(http.StatusOK).at(0)
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("opt_fields=%s: %s", tc.fields, diff)
		}
	}
}

// Ensure a write can name fields in the options of its body, and lists of
// people and of raw objects are projected like everything else.
func TestOptFieldsElsewhere(t *testing.T) {
	t.Parallel()
	b := unjudged(t)
	made := b.as(service, http.MethodPost, "/memberships", `{"data":{"parent":"`+bookings+`","member":"`+maya+
		`"},"options":{"fields":["access_level","member.name"]}}`).want(http.StatusCreated)
	if got := names(made.at()); got != "access_level gid member resource_type" {
		t.Errorf("a creation shows %q", got)
	}
	project := b.get("/projects/" + salary + "?opt_fields=members.name,html_notes,team.name").want(http.StatusOK)
	want := map[string]any{
		"gid": salary, "resource_type": "project", "team": map[string]any{"gid": "1208000000020003", "name": "People"},
		"members": []any{
			map[string]any{"gid": ada, "name": "Ada Bianchi"}, map[string]any{"gid": noor, "name": "Noor Haddad"},
		},
	}
	if diff := cmp.Diff(want, project.at()); diff != "" {
		t.Error(diff)
	}
	field := b.get("/custom_fields/"+priority+"?opt_fields=enum_options.name").at("enum_options", 0)
	if got := names(field); got != "gid name" {
		t.Errorf("an option shows %q", got)
	}
	list := b.as("sandbox-chloe-token", http.MethodGet, "/users?opt_fields=email", "").at(0)
	if got := names(list); got != "email gid resource_type" {
		t.Errorf("a listed user shows %q", got)
	}
}

// Ensure opt_pretty indents and an opt-in member is there when it is named.
func TestOptPretty(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	pretty, plain := b.get("/users/me?opt_pretty=true").raw, b.get("/users/me").raw
	if len(pretty) <= len(plain) {
		t.Errorf("pretty is %q", pretty)
	}
	if got := b.get("/portfolios/" + roadmap); member(got.at(), "archived") != nil {
		t.Errorf("an opt-in member shows by itself: %s", got.raw)
	}
	if got := b.get("/portfolios/" + roadmap + "?opt_fields=archived").at("archived"); got != false {
		t.Errorf("an opt-in member that is named is %v", got)
	}
}
