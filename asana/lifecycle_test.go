package asana_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
)

// stand answers each request, "METHOD /path", with the data it is told.
func stand(t *testing.T, answers map[string]string) *asana.Client {
	t.Helper()
	return setup(t, mount+"/", func(w http.ResponseWriter, r *http.Request) {
		data, ok := answers[r.Method+" "+r.URL.Path[len(mount):]]
		switch {
		case !ok:
			refuse(w, http.StatusNotFound, "Unknown object")
		case r.URL.Query().Has("limit"):
			answer(w, http.StatusOK, `{"data":`+data+`,"next_page":null}`)
		case r.Method == http.MethodPost && r.URL.Path == mount+"/memberships":
			answer(w, http.StatusCreated, `{"data":`+data+`}`)
		default:
			answer(w, http.StatusOK, `{"data":`+data+`}`)
		}
	})
}

func TestCreate(t *testing.T) {
	t.Parallel()
	left := `{"gid":"2","resource_type":"workspace_membership","user":{"gid":"5"},"is_active":false}`
	client := stand(t, map[string]string{
		"POST /memberships":                        membershipJSON,
		"POST /teams/8/addUser":                    teamMembershipJSON,
		"POST /workspaces/1/addUser":               `{"gid":"5","resource_type":"user","name":"Maya"}`,
		"GET /workspaces/1/workspace_memberships":  "[" + workspaceMembershipJSON + "," + left + "]",
		"POST /workspaces/10/addUser":              `{"gid":"5","resource_type":"user","name":"Maya"}`,
		"GET /workspaces/10/workspace_memberships": "[]",
	})
	for kind, x := range map[string]struct {
		parent, member string
		want           asana.Membership
	}{
		"project": {"7", "5", wantMembership()}, "": {"7", "5", wantMembership()},
		"team": {"8", "me", wantTeamMembership()}, "workspace": {"1", "maya@example.com", wantWorkspaceMembership()},
	} {
		got, err := client.Create(t.Context(), asana.NewMembership{Parent: x.parent, ParentKind: kind, Member: x.member})
		if diff := cmp.Diff(x.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", kind, err, diff)
		}
	}
	for _, workspace := range []string{"10", "11"} {
		_, err := client.Create(t.Context(), asana.NewMembership{Parent: workspace, ParentKind: "workspace", Member: "5"})
		// Who was added and cannot be seen may be there; who was refused is not.
		if err == nil || asana.OutcomeUnknown(err) != (workspace == "10") {
			t.Errorf("workspace %s: %v", workspace, err)
		}
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	wantBody := `{"data":{"access_level":"admin"}}`
	client := setup(t, "PUT "+mount+"/memberships/9", func(w http.ResponseWriter, r *http.Request) {
		testBody(t, r, wantBody)
		answer(w, http.StatusOK, `{"data":`+membershipJSON+`}`)
	})
	for _, kind := range []string{"", "project", "dashboard"} {
		if _, err := client.Update(t.Context(), asana.MembershipUpdate{GID: "9", Kind: kind, AccessLevel: "full_write"}); err != nil {
			t.Errorf("%q: %v", kind, err)
		}
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	client := stand(t, map[string]string{
		"DELETE /memberships/9":         `{}`,
		"GET /team_memberships/3":       teamMembershipJSON,
		"POST /teams/8/removeUser":      `{}`,
		"GET /workspace_memberships/4":  workspaceMembershipJSON,
		"POST /workspaces/1/removeUser": `{}`,
	})
	for _, r := range []asana.Removal{{GID: "9"}, {GID: "9", Kind: "goal"}, {GID: "3", Kind: "team"}, {GID: "4", Kind: "workspace", Confirmed: true}} {
		if err := client.Delete(t.Context(), r); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
	for _, r := range []asana.Removal{{GID: "99"}, {GID: "99", Kind: "team"}, {GID: "99", Kind: "workspace", Confirmed: true}} {
		if err := client.Delete(t.Context(), r); !asana.IsNotFound(err) {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	client := stand(t, map[string]string{
		"GET /memberships/9": membershipJSON, "GET /team_memberships/3": teamMembershipJSON, "GET /workspace_memberships/4": workspaceMembershipJSON,
	})
	for gid, want := range map[string]asana.Membership{"9": wantMembership(), "3": wantTeamMembership(), "4": wantWorkspaceMembership()} {
		got, err := client.Find(t.Context(), gid)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
	if _, err := client.Find(t.Context(), "5"); !asana.IsNotFound(err) {
		t.Errorf("nothing: %v", err)
	}
	busy := setup(t, "GET "+mount+"/memberships/9", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusUnauthorized, "Not Authorized")
	})
	if _, err := busy.Find(t.Context(), "9"); !asana.IsUnauthorized(err) {
		t.Errorf("refused: %v", err)
	}
}

// Ensure members of every kind and age are kept, and what is not known is data.
func TestMembership_Decoding(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		data string
		want asana.Membership
	}{
		"goal": {
			`{"gid":"9","resource_type":"membership","resource_subtype":"goal_membership","member":{"gid":"5","resource_type":"user","name":"Maya"},
			"parent":{"gid":"6","resource_type":"goal","name":"Grow","owner":{"gid":"5","resource_type":"user","name":"Maya"}},"access_level":"editor",
			"role":"editor","user":{"gid":"5","resource_type":"user","name":"Maya"},"workspace":{"gid":"1","resource_type":"workspace","name":"Acme"}}`,
			asana.Membership{GID: "9", ResourceType: "membership", ResourceSubtype: "goal_membership", Member: object("user", "5", "Maya"), Parent: object("goal", "6", "Grow"),
				Owner: object("user", "5", "Maya"), AccessLevel: "editor", Details: asana.Details{Role: "editor"}},
		},
		"goal by its older name": {
			`{"gid":"9","resource_type":"membership","resource_subtype":"goal_membership","member":{"gid":"8","resource_type":"team","name":"Design"},"goal":{"gid":"6","resource_type":"goal","name":"Grow"}}`,
			asana.Membership{GID: "9", ResourceType: "membership", ResourceSubtype: "goal_membership", Member: object("team", "8", "Design"), Parent: object("goal", "6", "Grow")},
		},
		"portfolio": {
			`{"gid":"9","resource_type":"portfolio_membership","member":{"gid":"8","resource_type":"team","name":"Design"},"parent":{"gid":"4","resource_type":"portfolio","name":"All"},"access_level":"viewer"}`,
			asana.Membership{GID: "9", ResourceType: "portfolio_membership", Member: object("team", "8", "Design"), Parent: object("portfolio", "4", "All"), AccessLevel: "viewer"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := stand(t, map[string]string{"GET /memberships/9": x.data})
			got, err := client.Membership(t.Context(), "9")
			if diff := cmp.Diff(x.want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// Ensure levels and kinds that came after this was written are kept as they are.
func TestMembership_Unknown(t *testing.T) {
	t.Parallel()
	var got asana.Membership
	data := `{"gid":"9","resource_type":"membership","resource_subtype":"dashboard_membership","access_level":"owner","is_commenter":true,"is_editor":null,
		"member":{"gid":"3","resource_type":"agent","name":"Bot"},"parent":{"gid":"2","resource_type":"dashboard"},"anything":{"else":[1]}}`
	if err := got.UnmarshalJSON([]byte(data)); err != nil {
		t.Fatal(err)
	}
	want := asana.Membership{GID: "9", ResourceType: "membership", ResourceSubtype: "dashboard_membership", AccessLevel: "owner",
		Member: object("agent", "3", "Bot"), Parent: object("dashboard", "2", ""), Details: asana.Details{IsCommenter: new(true)}}
	if diff := cmp.Diff(want, got); diff != "" || got.Kind() != "dashboard" || asana.Rank(got.AccessLevel) != 0 {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
