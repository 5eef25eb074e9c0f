package asana_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
)

// Ensure each filter is answered by the endpoint that has the memberships today.
func TestList(t *testing.T) {
	t.Parallel()
	const two = `[{"gid":"3","resource_type":"team_membership","user":{"gid":"5"},"team":{"gid":"8"}},{"gid":"4","resource_type":"team_membership","user":{"gid":"6"},"team":{"gid":"9"}}]`
	const kinds = `[{"gid":"1","resource_subtype":"goal_membership","resource_type":"membership"},{"gid":"2","resource_subtype":"project_membership","resource_type":"membership"}]`
	for name, x := range map[string]struct {
		filter asana.Filter
		path   string
		query  map[string]string
		data   string
		want   []string
	}{
		"parent":                   {asana.Filter{Parent: "7"}, "/memberships", map[string]string{"parent": "7"}, kinds, []string{"1", "2"}},
		"parent and member":        {asana.Filter{Parent: "7", Member: "5"}, "/memberships", map[string]string{"parent": "7", "member": "5"}, kinds, []string{"1", "2"}},
		"parent and subtype":       {asana.Filter{Parent: "7", Subtype: "goal_membership"}, "/memberships", map[string]string{"parent": "7"}, kinds, []string{"1"}},
		"parent of unknown kind":   {asana.Filter{Parent: "7", ParentKind: "dashboard"}, "/memberships", map[string]string{"parent": "7"}, kinds, []string{"1", "2"}},
		"team":                     {asana.Filter{Parent: "8", ParentKind: "team"}, "/teams/8/team_memberships", nil, two, []string{"3", "4"}},
		"team by subtype":          {asana.Filter{Parent: "8", Subtype: "team_membership"}, "/teams/8/team_memberships", nil, two, []string{"3", "4"}},
		"team and member":          {asana.Filter{Parent: "8", ParentKind: "team", Member: "6"}, "/teams/8/team_memberships", nil, two, []string{"4"}},
		"team, member, workspace":  {asana.Filter{Parent: "8", ParentKind: "team", Member: "a@b.example", Workspace: "1"}, "/team_memberships", map[string]string{"user": "a@b.example", "workspace": "1"}, two, []string{"3"}},
		"workspace":                {asana.Filter{Parent: "1", ParentKind: "workspace"}, "/workspaces/1/workspace_memberships", nil, `[]`, nil},
		"workspace as the parent":  {asana.Filter{Parent: "1", Workspace: "1"}, "/workspaces/1/workspace_memberships", nil, `[]`, nil},
		"workspace and member":     {asana.Filter{Workspace: "1", Member: "me", Subtype: "workspace_membership"}, "/workspaces/1/workspace_memberships", map[string]string{"user": "me"}, `[]`, nil},
		"workspaces of a person":   {asana.Filter{Member: "5", Subtype: "workspace_membership"}, "/users/5/workspace_memberships", nil, `[]`, nil},
		"teams of a person":        {asana.Filter{Member: "5", Subtype: "team_membership", Workspace: "1"}, "/users/5/team_memberships", map[string]string{"workspace": "1"}, two, []string{"3", "4"}},
		"portfolios of a person":   {asana.Filter{Member: "5", Subtype: "portfolio_membership", Workspace: "1"}, "/portfolio_memberships", map[string]string{"user": "5", "workspace": "1"}, `[]`, nil},
		"projects of a team":       {asana.Filter{Member: "8", Subtype: "project_membership"}, "/memberships", map[string]string{"member": "8", "resource_subtype": "project_membership"}, kinds, []string{"1", "2"}},
		"projects of a named team": {asana.Filter{Member: "8", MemberKind: "team", ParentKind: "project"}, "/memberships", map[string]string{"member": "8", "resource_subtype": "project_membership"}, kinds, []string{"1", "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := setup(t, "GET "+mount+x.path, func(w http.ResponseWriter, r *http.Request) {
				query := map[string]string{"limit": "100", "opt_fields": r.URL.Query().Get("opt_fields")}
				for key, value := range x.query {
					query[key] = value
				}
				testQuery(t, r, query)
				answer(w, http.StatusOK, `{"data":`+x.data+`,"next_page":null}`)
			})
			rows, err := all(client.List(t.Context(), x.filter))
			var got []string
			for _, row := range rows {
				got = append(got, row.GID)
			}
			if diff := cmp.Diff(x.want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// Ensure a team's list is filtered also when the caller names other fields.
func TestList_Fields(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/teams/8/team_memberships", func(w http.ResponseWriter, r *http.Request) {
		testQuery(t, r, map[string]string{"limit": "100", "opt_fields": "is_admin,user"})
		answer(w, http.StatusOK, `{"data":[{"gid":"3","user":{"gid":"5"},"is_admin":true}],"next_page":null}`)
	})
	filter := asana.Filter{Parent: "8", ParentKind: "team", Member: "5"}
	if rows, err := all(client.List(t.Context(), filter, asana.Fields("is_admin"))); err != nil || len(rows) != 1 || !*rows[0].IsAdmin {
		t.Errorf("%+v, %v", rows, err)
	}
}

// Ensure a goal's memberships tell its owner, whom only goals have.
func TestList_Goal(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/memberships", func(w http.ResponseWriter, r *http.Request) {
		testQuery(t, r, map[string]string{
			"limit": "100", "parent": "6",
			"opt_fields": "resource_type,resource_subtype,access_level,member.name,member.resource_type,parent.name,parent.resource_type,parent.owner.name,role",
		})
		answer(w, http.StatusOK, `{"data":[{"gid":"9","resource_subtype":"goal_membership","role":"editor","parent":{"gid":"6","owner":{"gid":"5","name":"Maya"}}}],"next_page":null}`)
	})
	rows, err := all(client.List(t.Context(), asana.Filter{Parent: "6", ParentKind: "goal"}))
	if err != nil || len(rows) != 1 || rows[0].Owner.Name != "Maya" || rows[0].Role != "editor" {
		t.Errorf("%+v, %v", rows, err)
	}
}

// Ensure what nothing answers is refused with a reason before anything is sent.
func TestList_Refused(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET /nothing", func(http.ResponseWriter, *http.Request) {})
	for name, filter := range map[string]asana.Filter{
		"projects of a person":  {Member: "5", MemberKind: "user", Subtype: "project_membership"},
		"projects by address":   {Member: "a@b.example", Subtype: "project_membership"},
		"goals of a person":     {Member: "5", Subtype: "goal_membership"},
		"fields of a person":    {Member: "5", ParentKind: "custom_field"},
		"types of a person":     {Member: "5", ParentKind: "custom_type"},
		"all teams":             {Subtype: "team_membership", Workspace: "1"},
		"all workspaces":        {Subtype: "workspace_membership"},
		"portfolios of a team":  {Member: "8", MemberKind: "team", Subtype: "portfolio_membership", Workspace: "1"},
		"teams of a team":       {Member: "8", MemberKind: "team", Subtype: "team_membership", Workspace: "1"},
		"a team in a workspace": {Parent: "1", ParentKind: "workspace", Member: "8", MemberKind: "team"},
	} {
		err := firstError(client.List(t.Context(), filter))
		refusal, ok := errors.AsType[*asana.UnsupportedError](err)
		if !ok || refusal.What == "" || refusal.Why == "" || refusal.Instead == "" || !asana.IsBadRequest(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, filter := range map[string]asana.Filter{
		"nothing":               {},
		"a member alone":        {Member: "5"},
		"no workspace":          {Member: "5", Subtype: "team_membership"},
		"portfolios, nowhere":   {Member: "5", Subtype: "portfolio_membership"},
		"address and no place":  {Parent: "8", ParentKind: "team", Member: "a@b.example"},
		"address in a project":  {Parent: "7", Member: "a@b.example"},
		"a contradiction":       {Parent: "7", ParentKind: "goal", Subtype: "team_membership"},
		"a parent that is none": {Parent: "x", ParentKind: "team"},
	} {
		err := firstError(client.List(t.Context(), filter))
		if _, ok := errors.AsType[*asana.UnsupportedError](err); ok && name != "nothing" || !errors.Is(err, asana.ErrArgument) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Ensure the requests of the older descriptions that set flags or levels which
// nothing takes today are refused in words that say what to do.
func TestOlderWrites(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET /nothing", func(http.ResponseWriter, *http.Request) {})
	ctx := t.Context()
	on := asana.Flags{IsActive: new(false)}
	_, created := client.Create(ctx, asana.NewMembership{Parent: "8", ParentKind: "team", Member: "5", Flags: asana.Flags{IsAdmin: new(true)}})
	_, guest := client.Create(ctx, asana.NewMembership{Parent: "7", Member: "5", Flags: asana.Flags{IsGuest: new(true)}})
	_, updated := client.Update(ctx, asana.MembershipUpdate{GID: "3", AccessLevel: "admin", Flags: on})
	_, team := client.Update(ctx, asana.MembershipUpdate{GID: "3", Kind: "team", AccessLevel: "admin"})
	_, space := client.Update(ctx, asana.MembershipUpdate{GID: "3", Kind: "workspace"})
	evicted := client.Delete(ctx, asana.Removal{GID: "4", Kind: "workspace"})
	for i, err := range []error{created, guest, updated, team, space, evicted} {
		if refusal, ok := errors.AsType[*asana.UnsupportedError](err); !ok || refusal.Instead == "" {
			t.Errorf("%d: %v", i, err)
		}
	}
	_, high := client.Create(ctx, asana.NewMembership{Parent: "4", ParentKind: "portfolio", Member: "5", AccessLevel: "comment_only"})
	_, inTeam := client.Create(ctx, asana.NewMembership{Parent: "8", ParentKind: "team", Member: "5", AccessLevel: "admin"})
	_, set := client.Update(ctx, asana.MembershipUpdate{GID: "9", Kind: "custom_field", AccessLevel: "viewer"})
	for want, err := range map[string]error{
		`a portfolio takes admin, editor or viewer, not "commenter"`:      high,
		`members of a team have no access level, so it cannot be "admin"`: inTeam,
		`a custom field takes admin, editor or user, not "viewer"`:        set,
		`setting is_admin is not possible: Asana shows it for people in teams and workspaces, and no endpoint sets it; change it in Asana's admin console or through SCIM`: created,
	} {
		if got := fmt.Sprint(errors.Unwrap(err)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if refusal, ok := errors.AsType[*asana.LevelError](high); !ok || !slices.Equal(refusal.Takes, asana.LevelsOf("portfolio")) {
		t.Errorf("%+v", refusal)
	}
}
