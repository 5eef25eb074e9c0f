package sandbox_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure memberships have the types and members that Asana gives each parent,
// in lists and by themselves.
func TestMembershipShapes(t *testing.T) {
	t.Parallel()
	common := "access_level gid member parent resource_type"
	cases := []struct{ name, parent, member, listType, oneType, listMembers, oneMembers string }{
		{"project", website, maya, "membership", "membership", common + " resource_subtype", common + " resource_subtype"},
		{"portfolio", roadmap, ben, "membership", "portfolio_membership", common + " resource_subtype", common},
		{
			"goal", bookings, noor, "membership", "membership",
			common + " goal is_commenter is_editor resource_subtype role",
			common + " goal resource_subtype role user workspace",
		},
		{
			"custom field", priority, maya, "custom_field_membership", "custom_field_membership",
			common + " resource_subtype", common + " resource_subtype",
		},
		{
			"custom type", bug, ben, "custom_type_membership", "custom_type_membership",
			common + " resource_subtype", common + " resource_subtype",
		},
	}
	b := start(t, sandbox.Options{})
	for _, tc := range cases {
		row := b.get("/memberships?parent=" + tc.parent + "&member=" + tc.member).want(http.StatusOK).at(0)
		one := b.get("/memberships/" + b.pair(tc.parent, tc.member)).want(http.StatusOK).at()
		for _, got := range []struct {
			what, members, resourceType string
			value                       any
		}{
			{"in a list", tc.listMembers, tc.listType, row}, {"alone", tc.oneMembers, tc.oneType, one},
		} {
			if names := names(got.value); names != sorted(got.members) {
				t.Errorf("%s %s has %q, want %q", tc.name, got.what, names, sorted(got.members))
			}
			if member(got.value, "resource_type") != got.resourceType {
				t.Errorf("%s %s is a %v", tc.name, got.what, member(got.value, "resource_type"))
			}
		}
	}
}

// Ensure the parent of a goal's membership shows its owner and a field's its type.
func TestMembershipParents(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	goal := b.get("/memberships?parent="+bookings).at(0, "parent")
	if got := names(goal); got != "gid name owner resource_type" {
		t.Errorf("the goal shows %q", got)
	}
	field := b.get("/memberships?parent="+priority).at(0, "parent")
	if member(field, "type") != "enum" || member(field, "enum_options") == nil {
		t.Errorf("the field shows %v", field)
	}
	who := b.get("/memberships?parent="+website+"&member="+design).at(0, "member")
	if names(who) != "gid name resource_type" || member(who, "resource_type") != "team" {
		t.Errorf("the member shows %v", who)
	}
}

// Ensure compact records show nothing beyond what Asana shows.
func TestCompactRecords(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	cases := map[string]string{
		"/users": "gid name resource_type", "/workspaces": "gid name resource_type",
		"/workspaces/" + workspace + "/teams":      "gid name resource_type",
		"/projects?workspace=" + workspace:         "gid name resource_type",
		"/portfolios?workspace=" + workspace:       "gid name resource_type",
		"/goals?workspace=" + workspace:            "gid name owner resource_type",
		"/custom_types?project=" + website:         "gid name resource_type",
		"/teams/" + design + "/team_memberships":   "gid is_admin is_guest is_limited_access resource_type team user",
		"/users/" + ada + "/workspace_memberships": "gid resource_type user workspace",
	}
	for path, want := range cases {
		if got := names(b.get(path).want(http.StatusOK).at(0)); got != want {
			t.Errorf("%s shows %q, want %q", path, got, want)
		}
	}
	full := names(b.get("/teams/" + design).at())
	if strings.Contains(full, "description ") || !strings.Contains(full, "visibility") {
		t.Errorf("a full team shows %q", full)
	}
}

// names returns the sorted member names of an object.
func names(value any) string {
	object, _ := value.(map[string]any)
	return strings.Join(slices.Sorted(maps.Keys(object)), " ")
}

// sorted sorts the words of a text.
func sorted(words string) string {
	list := strings.Fields(words)
	slices.Sort(list)
	return strings.Join(list, " ")
}
