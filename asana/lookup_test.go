package asana_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
)

func TestMe(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/users/me", func(w http.ResponseWriter, r *http.Request) {
		testQuery(t, r, map[string]string{"opt_fields": "name,email,workspaces.name"})
		answer(w, http.StatusOK, `{"data":{"gid":"5","resource_type":"user","name":"Ada","email":"ada@example.com","workspaces":[{"gid":"1","resource_type":"workspace","name":"Acme"}]}}`)
	})
	got, err := client.Me(t.Context())
	want := asana.User{GID: "5", Name: "Ada", Email: "ada@example.com", Workspaces: []asana.Object{{GID: "1", ResourceType: "workspace", Name: "Acme"}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestWorkspaceUser(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/workspaces/1/users/{user}", func(w http.ResponseWriter, r *http.Request) {
		if user := r.PathValue("user"); user != "maya+x@example.com" {
			t.Errorf("asked for %q", user)
		}
		answer(w, http.StatusOK, `{"data":{"gid":"5","name":"Maya Lin"}}`)
	})
	got, err := client.WorkspaceUser(t.Context(), "1", "maya+x@example.com")
	if diff := cmp.Diff(asana.User{GID: "5", Name: "Maya Lin"}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, bad := range []string{"", "maya", "@x", "maya@", "maya@..", "a/../b@c", `a\b@c`, "a b@c", "a@b?c", "a@b#c", "a%2f@b", "Me"} {
		if _, err := client.WorkspaceUser(t.Context(), "1", bad); !errors.Is(err, asana.ErrArgument) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestProject(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/projects/7", func(w http.ResponseWriter, r *http.Request) {
		testQuery(t, r, map[string]string{"opt_fields": "name,archived,workspace.name,team.name,owner.name,privacy_setting,default_access_level,minimum_access_level_for_sharing,permalink_url"})
		answer(w, http.StatusOK, `{"data":{"gid":"7","resource_type":"project","name":"Website","archived":true,"workspace":{"gid":"1","resource_type":"workspace","name":"Acme"},
			"team":null,"owner":{"gid":"5","resource_type":"user","name":"Ada"},"privacy_setting":"private","default_access_level":"editor",
			"minimum_access_level_for_sharing":"admin","permalink_url":"https://app.asana.com/1/1/project/7"}}`)
	})
	got, err := client.Project(t.Context(), "7")
	want := asana.Project{
		GID: "7", Name: "Website", Archived: true,
		Workspace: asana.Object{GID: "1", ResourceType: "workspace", Name: "Acme"}, Owner: asana.Object{GID: "5", ResourceType: "user", Name: "Ada"},
		PrivacySetting: "private", DefaultAccessLevel: "editor", MinimumAccessLevelForSharing: "admin", PermalinkURL: "https://app.asana.com/1/1/project/7",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestTypeahead(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/workspaces/1/typeahead", func(w http.ResponseWriter, r *http.Request) {
		testQuery(t, r, map[string]string{"resource_type": "project", "query": "Web & co", "count": "100", "opt_fields": "name"})
		answer(w, http.StatusOK, `{"data":[{"gid":"7","resource_type":"project","name":"Website"}]}`)
	})
	got, err := client.Typeahead(t.Context(), asana.TypeaheadQuery{Workspace: "1", ResourceType: "project", Query: "Web & co"})
	if diff := cmp.Diff([]asana.Object{{GID: "7", ResourceType: "project", Name: "Website"}}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Ensure what is asked for of candidates is taken from the answer, and that an
// answer without it is as good.
func TestCandidates(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET "+mount+"/workspaces/1/typeahead", func(w http.ResponseWriter, r *http.Request) {
		testQuery(t, r, map[string]string{"resource_type": "project", "query": "w", "count": "100", "opt_fields": "name,privacy_setting,team.name,team.visibility,owner.name"})
		answer(w, http.StatusOK, `{"data":[{"gid":"7","resource_type":"project","name":"Website","privacy_setting":"private","owner":null,
			"team":{"gid":"3","name":"Design","visibility":"secret"}},{"gid":"8","resource_type":"project","name":"Web","owner":{"gid":"5","name":"Ada"},"team":null}]}`)
	})
	got, err := client.Candidates(t.Context(), asana.TypeaheadQuery{Workspace: "1", ResourceType: "project", Query: "w"},
		asana.Fields("name", "privacy_setting", "team.name", "team.visibility", "owner.name"))
	want := []asana.Candidate{{
		Object: asana.Object{GID: "7", ResourceType: "project", Name: "Website"}, PrivacySetting: "private",
		Team: asana.CandidateTeam{Object: asana.Object{GID: "3", Name: "Design"}, Visibility: "secret"},
	}, {Object: asana.Object{GID: "8", ResourceType: "project", Name: "Web"}, Owner: asana.Object{GID: "5", Name: "Ada"}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Ensure every kind that Asana finds by name is asked for, and the others are
// refused with the way to find them.
func TestTypeahead_Kinds(t *testing.T) {
	t.Parallel()
	asked := ""
	client := setup(t, "GET "+mount+"/workspaces/1/typeahead", func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Query().Get("resource_type")
		answer(w, http.StatusOK, `{"data":[]}`)
	})
	for _, kind := range []string{"actor", "agent", "custom_field", "goal", "project", "project_template", "portfolio", "tag", "task", "team", "user"} {
		if _, err := client.Typeahead(t.Context(), asana.TypeaheadQuery{Workspace: "1", ResourceType: kind}); err != nil || asked != kind {
			t.Errorf("%s: asked for %s, %v", kind, asked, err)
		}
	}
	for _, kind := range []string{"custom_type", "workspace"} {
		_, err := client.Typeahead(t.Context(), asana.TypeaheadQuery{Workspace: "1", ResourceType: kind})
		if _, ok := errors.AsType[*asana.UnsupportedError](err); !ok {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
