package sandbox_test

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"

	"rollcall/asana/sandbox"

	"github.com/getkin/kin-openapi/openapi3"
)

// Ensure every read answers what Asana's document describes, for everybody:
// the referee in front of the server fails the test where it does not.
func TestReadsFollowTheDocument(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	paths := []string{
		"/users", "/users/me", "/users?workspace=" + workspace + "&team=" + design + "&limit=1",
		"/workspaces", "/workspaces/" + workspace, "/workspaces/" + workspace + "/users",
		"/workspaces/" + workspace + "/users/ada@tidewater.example", "/teams/" + design + "/users",
		"/workspaces/" + workspace + "/teams", "/users/me/teams?organization=" + workspace, "/teams/" + design,
		"/workspaces/" + workspace + "/projects", "/projects?archived=true", "/teams/" + design + "/projects?limit=1",
		"/projects/" + website, "/projects/" + campaign, "/portfolios?workspace=" + workspace,
		"/portfolios/" + roadmap, "/goals?workspace=" + workspace, "/goals/" + bookings,
		"/workspaces/" + workspace + "/custom_fields", "/custom_fields/" + priority, "/custom_fields/" + budget,
		"/custom_types?project=" + website, "/custom_types/" + bug,
		"/memberships?parent=" + website, "/memberships?parent=" + roadmap, "/memberships?parent=" + bookings,
		"/memberships?parent=" + priority, "/memberships?parent=" + bug,
		"/memberships?member=" + design + "&resource_subtype=project_membership",
		"/team_memberships?team=" + design, "/team_memberships?user=me&workspace=" + workspace,
		"/teams/" + design + "/team_memberships", "/users/me/team_memberships?workspace=" + workspace,
		"/users/me/workspace_memberships", "/workspaces/" + workspace + "/workspace_memberships",
		"/projects/" + website + "/project_memberships", "/portfolio_memberships?portfolio=" + roadmap,
		"/portfolio_memberships?user=me&workspace=" + workspace, "/portfolios/" + roadmap + "/portfolio_memberships",
		"/access_requests?target=" + website,
		"/projects/" + campaign + "/project_portfolio_settings?limit=1", "/portfolios/" + roadmap + "/project_portfolio_settings",
		"/workspaces/" + workspace + "/typeahead?resource_type=project&query=web",
		"/workspaces/" + workspace + "/projects/search?text=web&owner.any=me",
	}
	for _, path := range paths {
		for _, token := range []string{service, adaToken, "sandbox-noor-token"} {
			b.as(token, http.MethodGet, path, "").want(http.StatusOK)
		}
		if got := b.as("sandbox-gus-token", http.MethodGet, path, "").status; got >= 500 {
			t.Errorf("a guest's %s was answered %d", path, got)
		}
	}
}

// Ensure single memberships of every kind follow the document as well, in their
// present and their older form.
func TestSingleMembershipsFollowTheDocument(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	for parent, who := range map[string]string{
		website: design, relaunch: chloe, roadmap: ada, bookings: noor, priority: engineers, bug: ben,
	} {
		b.get("/memberships/" + b.pair(parent, who)).want(http.StatusOK)
	}
	b.get("/project_memberships/" + b.pair(relaunch, chloe)).want(http.StatusOK)
	b.get("/portfolio_memberships/" + b.pair(roadmap, ada)).want(http.StatusOK)
	seat := b.get("/team_memberships?team="+design).at(0, "gid")
	b.get("/team_memberships/" + seat.(string)).want(http.StatusOK)
	stay := b.get("/workspaces/"+workspace+"/workspace_memberships?user="+ada).at(0, "gid")
	b.get("/workspace_memberships/" + stay.(string)).want(http.StatusOK)
}

// Ensure a seed may set every member that the document gives a parent, and that
// no other member slips through.
func TestSeedTakesWhatTheDocumentNames(t *testing.T) {
	t.Parallel()
	if document() == "" {
		missing := t.Skip
		if os.Getenv("CI") == "true" {
			missing = t.Fatal
		}
		missing("Asana's document is not here: set ASANA_OAS to its path")
	}
	text, err := os.ReadFile(document())
	if err != nil {
		t.Fatal(err)
	}
	// The schemas come first; the paths behind them take most of the time to load.
	schemas, _, _ := bytes.Cut(text, []byte("\npaths:"))
	doc, err := openapi3.NewLoader().LoadFromData(append(schemas, "\npaths: {}\n"...))
	if err != nil {
		t.Fatal(err)
	}
	for list, name := range map[string]string{
		"projects": "ProjectResponse", "portfolios": "PortfolioResponse", "goals": "GoalResponse",
		"custom_fields": "CustomFieldResponse", "custom_types": "CustomTypeResponse",
	} {
		named := map[string]bool{}
		collect(doc.Components.Schemas[name], named)
		for _, field := range append(strings.Fields("colour followers team completed metric precision"), keys(named)...) {
			if field == "gid" || field == "name" {
				continue
			}
			_, err := sandbox.ReadSeed(strings.NewReader(
				`{"workspace":{"gid":"1","name":"W"},"` + list + `":[{"gid":"2","name":"P","` + field + `":null}]}`))
			unknown := err != nil && strings.Contains(err.Error(), "unknown member")
			if unknown == named[field] {
				t.Errorf("%s.%s: in the document %v, refused %v", list, field, named[field], unknown)
			}
		}
	}
}

// collect gathers the members of a schema and of what it is made of.
func collect(schema *openapi3.SchemaRef, names map[string]bool) {
	for name := range schema.Value.Properties {
		names[name] = true
	}
	for _, part := range schema.Value.AllOf {
		collect(part, names)
	}
}

// keys returns the names of a set.
func keys(set map[string]bool) []string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	return names
}
