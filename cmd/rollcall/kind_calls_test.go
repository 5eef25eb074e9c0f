package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// callTable is what each verb costs in calls to Asana in a warm process, by kind.
type callTable map[string][]string

// costs carries a change or question out and returns the calls that it made.
func (c *company) costs(text string) []string {
	c.t.Helper()
	c.calls.take()
	if strings.HasPrefix(text, "list") || strings.HasPrefix(text, "show") {
		c.asks(ada, text)
	} else if end, state := c.does(ada, text); state != "applied" {
		c.t.Errorf("%s: ended %s: %s", text, state, end.Text)
	}
	return spelledCalls(c.calls.take())
}

// warm walks through all verbs once for the caches, and then again for the table.
func (c *company) warm(typed string, verbs []string, row func() string) callTable {
	c.t.Helper()
	table := callTable{}
	for range 2 {
		for _, text := range verbs {
			verb, _, _ := strings.Cut(text, " ")
			if verb == "show" {
				text += " " + row()
			} else {
				text = strings.ReplaceAll(text, "%s", typed)
			}
			table[verb] = c.costs(text)
		}
	}
	return table
}

// expected is what the verbs cost at most for the five kinds with levels: two calls for each change. What is left after a lowering or a removal is
// looked up beside that: whether the person is a guest where that matters, their teams, the rows of the parent when they are in one, and for a project its portfolios.
func expected(k kind) callTable {
	after := []string{"GET /users/*", "GET /memberships"}
	if k.subtype != "custom_type" && k.subtype != "custom_field" { // is she a guest, to whom it isn't public?
		after = append([]string{"GET /workspaces/*"}, after...)
	}
	if k.subtype == "project" {
		after = append(after, "GET /projects/*")
	}
	return callTable{
		"add": {"GET /memberships", "POST /memberships"}, "list": {"GET /memberships"}, "show": {"GET /memberships/*"},
		"set":    append([]string{"GET /memberships", "PUT /memberships/*"}, after...),
		"remove": append([]string{"GET /memberships", "DELETE /memberships/*"}, after...),
	}
}

// Warm, a change costs two calls whatever the kind, and what it takes to say what is left; a list one for each page, and show one.
func TestKindCalls(t *testing.T) {
	t.Parallel()
	eachKind(t, func(s *service, k kind) {
		c, low := s.company, k.levels[len(k.levels)-1]
		verbs := []string{"add @maya.l to %s as editor", "list %s", "show", "set @maya.l on %s to " + low, "remove @maya.l from %s"}
		got := c.warm(k.typed, verbs, func() string { return c.rows(k.gid, lindGID)[0].GID })
		c.logTable(k.subtype, got)
		if diff := cmp.Diff(expected(k), got); diff != "" {
			c.t.Errorf("calls (-want +got):\n%s", diff)
		}
		if raise := func() []string {
			c.does(ada, "add @maya.l to "+k.typed+" as "+low)
			return c.costs("set @maya.l on " + k.typed + " to editor")
		}(); len(raise) != 2 {
			c.t.Errorf("raising costs %v", raise)
		}
	})
}

// logTable prints what the verbs cost.
func (c *company) logTable(kind string, table callTable) {
	c.t.Helper()
	for _, verb := range []string{"add", "set", "remove", "list", "show"} {
		if calls, ok := table[verb]; ok {
			c.t.Logf("%-12s %-6s %d  %s", kind, verb, len(calls), strings.Join(calls, ", "))
		}
	}
}

// Teams and workspaces cost the same two calls for a change, and one more where Asana does not answer with the membership it made.
func TestTeamAndWorkspaceCalls(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]callTable{
		"team Design": {
			"add": {"GET /team_memberships", "POST /teams/*"}, "remove": {"GET /team_memberships", "POST /teams/*"},
			"list": {"GET /teams/*"}, "show": {"GET /memberships/*", "GET /team_memberships/*"},
		},
		"workspace": {
			"add": {"GET /workspaces/*", "POST /workspaces/*", "GET /workspaces/*"}, "remove": {"GET /workspaces/*", "POST /workspaces/*"},
			"list": {"GET /workspaces/*"}, "show": {"GET /memberships/*", "GET /team_memberships/*", "GET /workspace_memberships/*"},
		},
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			c.serve(sqliteURL(t), nil)
			path, first := "/teams/"+design+"/team_memberships", "add @ben to %s"
			if typed == "workspace" {
				path = stays
				c.does(ada, "remove @ben from workspace anyway")
			}
			got := c.warm(typed, []string{first, "list %s", "show", "remove @ben from %s anyway"}, func() string { return c.seat(path, benGID) })
			c.logTable(typed, got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}
