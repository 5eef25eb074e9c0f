package asana_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
)

const membershipJSON = `{"gid":"9","resource_type":"membership","resource_subtype":"project_membership",
	"member":{"gid":"5","resource_type":"user","name":"Maya Lin"},
	"parent":{"gid":"7","resource_type":"project","name":"Website"},"access_level":"editor"}`

func wantMembership() asana.Membership {
	return asana.Membership{
		GID: "9", ResourceType: "membership", ResourceSubtype: "project_membership",
		Member:      asana.Object{GID: "5", ResourceType: "user", Name: "Maya Lin"},
		Parent:      asana.Object{GID: "7", ResourceType: "project", Name: "Website"},
		AccessLevel: "editor",
	}
}

func TestMemberships(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/memberships", func(w http.ResponseWriter, r *http.Request) {
		testQuery(t, r, map[string]string{
			"parent": "7", "member": "5", "limit": "100",
			"opt_fields": "resource_type,resource_subtype,access_level,member.name,member.resource_type,parent.name,parent.resource_type",
		})
		answer(w, http.StatusOK, `{"data":[`+membershipJSON+`],"next_page":null}`)
	})
	var got []asana.Membership
	for m, err := range client.Memberships(t.Context(), asana.MembershipFilter{Parent: "7", Member: "5"}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, m)
	}
	if diff := cmp.Diff([]asana.Membership{wantMembership()}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMembership(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/memberships/9", func(w http.ResponseWriter, r *http.Request) {
		testQuery(t, r, map[string]string{})
		answer(w, http.StatusOK, `{"data":`+membershipJSON+`}`)
	})
	got, err := client.Membership(t.Context(), "9")
	if diff := cmp.Diff(wantMembership(), got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestCreateMembership(t *testing.T) {
	t.Parallel()
	for level, sent := range map[string]string{
		"editor":     `,"access_level":"editor"`,
		"full_write": `,"access_level":"admin"`,
		"":           ``,
	} {
		client := setup(t, "POST "+mount+"/memberships", func(w http.ResponseWriter, r *http.Request) {
			testBody(t, r, `{"data":{"member":"5","parent":"7"`+sent+`}}`)
			answer(w, http.StatusCreated, `{"data":`+membershipJSON+`}`)
		})
		got, err := client.CreateMembership(t.Context(), asana.NewMembership{Member: "5", Parent: "7", AccessLevel: level})
		if diff := cmp.Diff(wantMembership(), got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
}

func TestUpdateMembership(t *testing.T) {
	t.Parallel()
	client := setup(t, "PUT "+mount+"/memberships/9", func(w http.ResponseWriter, r *http.Request) {
		testBody(t, r, `{"data":{"access_level":"commenter"}}`)
		answer(w, http.StatusOK, `{"data":`+membershipJSON+`}`)
	})
	got, err := client.UpdateMembership(t.Context(), "9", "comment_only")
	if diff := cmp.Diff(wantMembership(), got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestDeleteMembership(t *testing.T) {
	t.Parallel()
	called := false
	client := setup(t, "DELETE "+mount+"/memberships/9", func(w http.ResponseWriter, r *http.Request) {
		called = true
		testBody(t, r, "")
		answer(w, http.StatusOK, `{"data":{}}`)
	})
	if err := client.DeleteMembership(t.Context(), "9"); err != nil || !called {
		t.Errorf("error %v, called %v", err, called)
	}
}

// Ensure the kind is found wherever a record says it, and unknown kinds are kept.
func TestMembership_Kind(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]asana.Membership{
		"goal":         {ResourceType: "membership", ResourceSubtype: "goal_membership"},
		"portfolio":    {ResourceType: "portfolio_membership"},
		"custom_field": {ResourceType: "custom_field_membership", ResourceSubtype: "custom_field_membership"},
		"project":      {ResourceType: "membership", Parent: asana.Object{ResourceType: "project"}},
		"dashboard":    {ResourceType: "membership", ResourceSubtype: "dashboard_membership"},
		"":             {},
	} {
		if got := m.Kind(); got != want {
			t.Errorf("%+v is of kind %q, want %q", m, got, want)
		}
	}
}

// Ensure nothing that is not a gid is sent: no request must arrive.
func TestArguments(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET /nothing", func(http.ResponseWriter, *http.Request) {})
	ctx := t.Context()
	for _, bad := range []string{"", "0", "../users/me", "9?x=1", "9/..", "me", "٣", "9 ", "12345678901234567890123456789012345"} {
		_, one := client.Membership(ctx, bad)
		_, created := client.CreateMembership(ctx, asana.NewMembership{Member: bad, Parent: "7"})
		_, parent := client.CreateMembership(ctx, asana.NewMembership{Member: "5", Parent: bad})
		_, updated := client.UpdateMembership(ctx, bad, "editor")
		_, project := client.Project(ctx, bad)
		_, user := client.WorkspaceUser(ctx, bad, "5")
		_, typed := client.Typeahead(ctx, asana.TypeaheadQuery{Workspace: bad, ResourceType: "user"})
		listed := firstError(client.Memberships(ctx, asana.MembershipFilter{Parent: bad}))
		teams := firstError(client.UserTeamMemberships(ctx, "5", bad))
		for i, err := range []error{one, created, parent, updated, client.DeleteMembership(ctx, bad), project, user, typed, listed, teams} {
			if !errors.Is(err, asana.ErrArgument) || !asana.IsBadRequest(err) {
				t.Errorf("%q as argument of call %d: %v", bad, i, err)
			}
		}
	}
	_, level := client.UpdateMembership(ctx, "9", "")
	_, kind := client.Typeahead(ctx, asana.TypeaheadQuery{Workspace: "1"})
	_, count := client.Typeahead(ctx, asana.TypeaheadQuery{Workspace: "1", ResourceType: "user", Count: 101})
	member := firstError(client.Memberships(ctx, asana.MembershipFilter{Parent: "1", Member: "x"}))
	lone := firstError(client.Memberships(ctx, asana.MembershipFilter{Member: "5"}))
	for i, err := range []error{level, kind, count, member, lone} {
		if !errors.Is(err, asana.ErrArgument) {
			t.Errorf("call %d: %v", i, err)
		}
	}
}

// firstError returns the error that ends a list.
func firstError[T any](list func(func(T, error) bool)) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}
