package asana_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
	"rollcall/asana/contract"
	"rollcall/asana/sandbox"
)

// company is a seed with one row to change and one to end.
const company = `{
	"workspace": {"gid": "100", "name": "Tidewater"},
	"users": [
		{"gid": "201", "name": "Ada Bianchi", "email": "ada@tidewater.example", "is_admin": true},
		{"gid": "202", "name": "Maya Ito", "email": "maya@tidewater.example"}],
	"teams": [{"gid": "301", "name": "Design", "members": ["202"]}],
	"projects": [{"gid": "401", "name": "Website", "team": "301", "owner": "201", "default_access_level": "editor"}],
	"goals": [{"gid": "501", "name": "Double the bookings"}],
	"portfolios": [{"gid": "601", "name": "Roadmap"}],
	"custom_fields": [{"gid": "701", "name": "Priority"}],
	"custom_types": [{"gid": "801", "name": "Bug", "projects": ["401"]}],
	"memberships": [{"parent": "401", "member": "201", "access_level": "admin"}],
	"tokens": {"service": "` + fakeToken + `"}}`

// newSandbox makes a sandbox of the company.
func newSandbox(t *testing.T, perMinute int) *sandbox.Server {
	t.Helper()
	seed, err := sandbox.ReadSeed(strings.NewReader(company))
	if err != nil {
		t.Fatal(err)
	}
	box, err := sandbox.New(sandbox.Options{Seed: seed, RatePerMinute: perMinute})
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// inPrivate starts a sandbox with a private project, and returns clients of those
// who decide about it and of somebody who may not see it.
func inPrivate(t *testing.T) (boss, maya *asana.Client) {
	t.Helper()
	text := strings.Replace(company, `"projects": [`, `"projects": [{"gid": "402", "name": "Salaries", "privacy_setting": "private"}, `, 1)
	seed, err := sandbox.ReadSeed(strings.NewReader(strings.Replace(text, `"tokens": {`, `"tokens": {"mayas-fake-token": "202", `, 1)))
	if err != nil {
		t.Fatal(err)
	}
	box, err := sandbox.New(sandbox.Options{Seed: seed, RatePerMinute: 60_000})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(contract.Handler(t, box))
	t.Cleanup(server.Close)
	config := asana.Config{BaseURL: server.URL + "/api/1.0", Token: fakeToken, RequestsPerMinute: 60_000, Transport: contract.Transport(t, nil)}
	boss = newClient(t, config)
	config.Token = "mayas-fake-token"
	return boss, newClient(t, config)
}

// inSandbox starts the sandbox below a prefix, with the referee on both sides.
func inSandbox(t *testing.T) (client *asana.Client, control string) {
	t.Helper()
	server := httptest.NewServer(contract.Handler(t, http.StripPrefix("/below", newSandbox(t, 60_000))))
	t.Cleanup(server.Close)
	client = newClient(t, asana.Config{
		BaseURL: server.URL + "/below/api/1.0", Token: fakeToken, RequestsPerMinute: 60_000,
		Transport: contract.Transport(t, nil),
	})
	return client, server.URL + "/below/_sandbox/"
}

// fault plants a fault in the sandbox.
func fault(t *testing.T, control, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, control+"faults", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode/100 != 2 {
		t.Fatalf("the fault was not taken: %s", text)
	}
}

// rows lists memberships.
func rows(t *testing.T, client *asana.Client, filter asana.MembershipFilter) []asana.Membership {
	t.Helper()
	var got []asana.Membership
	for m, err := range client.Memberships(t.Context(), filter) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, m)
	}
	return got
}

// Ensure a membership of every kind goes through its whole life.
func TestSandbox_Life(t *testing.T) {
	t.Parallel()
	client, _ := inSandbox(t)
	ctx := t.Context()
	for parent, kind := range map[string]string{"401": "project", "501": "goal", "601": "portfolio", "701": "custom_field", "801": "custom_type"} {
		levels := asana.LevelsOf(kind)
		made, err := client.CreateMembership(ctx, asana.NewMembership{Member: "301", Parent: parent, AccessLevel: levels[1]})
		if err != nil || made.Kind() != kind || made.AccessLevel != levels[1] || made.Member.ResourceType != "team" {
			t.Fatalf("%s: made %+v, %v", kind, made, err)
		}
		for _, level := range levels {
			if set, err := client.UpdateMembership(ctx, made.GID, level); err != nil || set.AccessLevel != level {
				t.Errorf("%s to %s: %+v, %v", kind, level, set, err)
			}
		}
		listed := rows(t, client, asana.MembershipFilter{Parent: parent, Member: "301"})
		if len(listed) != 1 || listed[0].GID != made.GID || listed[0].Kind() != kind || listed[0].Parent.GID != parent || listed[0].Member.Name != "Design" {
			t.Errorf("%s: listed %+v", kind, listed)
		}
		if err := client.DeleteMembership(ctx, made.GID); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if _, err := client.Membership(ctx, made.GID); !asana.IsNotFound(err) {
			t.Errorf("%s: still there, %v", kind, err)
		}
		if err := client.DeleteMembership(ctx, made.GID); !asana.IsNotFound(err) {
			t.Errorf("%s: deleted twice, %v", kind, err)
		}
	}
}

// Ensure the look-ups find what the seed has.
func TestSandbox_Lookups(t *testing.T) {
	t.Parallel()
	client, _ := inSandbox(t)
	ctx := t.Context()
	user, err := client.WorkspaceUser(ctx, "100", "maya@tidewater.example")
	if err != nil || user.GID != "202" || user.Name != "Maya Ito" || user.Email != "maya@tidewater.example" {
		t.Errorf("user %+v, %v", user, err)
	}
	if _, err := client.WorkspaceUser(ctx, "100", "nobody@tidewater.example"); !asana.IsNotFound(err) {
		t.Errorf("nobody: %v", err)
	}
	if me, err := client.Me(ctx); err != nil || me.GID == "" || len(me.Workspaces) != 1 || me.Workspaces[0].GID != "100" {
		t.Errorf("me: %+v, %v", me, err)
	}
	found, err := client.Typeahead(ctx, asana.TypeaheadQuery{Workspace: "100", ResourceType: "project", Query: "web"})
	if diff := cmp.Diff([]asana.Object{{GID: "401", ResourceType: "project", Name: "Website"}}, found); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	project, err := client.Project(ctx, "401")
	if err != nil || project.Name != "Website" || project.Workspace.GID != "100" || project.Team.Name != "Design" || project.Owner.GID != "201" || project.DefaultAccessLevel != "editor" {
		t.Errorf("project %+v, %v", project, err)
	}
	for m, err := range client.UserTeamMemberships(ctx, "202", "100") {
		if err != nil || m.Parent.Name != "Design" || m.Member.GID != "202" {
			t.Errorf("team %+v, %v", m, err)
		}
	}
}

// Ensure the sandbox's refusals arrive as what they are.
func TestSandbox_Refusals(t *testing.T) {
	t.Parallel()
	client, _ := inSandbox(t)
	ctx := t.Context()
	if _, err := client.CreateMembership(ctx, asana.NewMembership{Member: "202", Parent: "401", AccessLevel: "user"}); !asana.IsBadRequest(err) {
		t.Errorf("a level the kind does not take: %v", err)
	}
	if _, err := client.CreateMembership(ctx, asana.NewMembership{Member: "999", Parent: "401", AccessLevel: "editor"}); !asana.IsBadRequest(err) {
		t.Errorf("an unknown member: %v", err)
	}
	if _, err := client.Project(ctx, "999"); !asana.IsNotFound(err) {
		t.Errorf("an unknown project: %v", err)
	}
}

// Ensure a write that was done and not answered is unknown, and that reading
// tells it was done; and that a repeated DELETE ends well.
func TestSandbox_Faults(t *testing.T) {
	t.Parallel()
	client, control := inSandbox(t)
	ctx := t.Context()
	fault(t, control, `{"match":"POST /memberships","drop":true,"after":true,"times":1}`)
	_, err := client.CreateMembership(ctx, asana.NewMembership{Member: "202", Parent: "401", AccessLevel: "editor"})
	if !asana.OutcomeUnknown(err) {
		t.Fatalf("error %v", err)
	}
	made := rows(t, client, asana.MembershipFilter{Parent: "401", Member: "202"})
	if len(made) != 1 {
		t.Fatalf("rows %+v", made)
	}
	fault(t, control, `{"match":"DELETE /memberships/*","status":500,"after":true,"times":1}`)
	if err := client.DeleteMembership(ctx, made[0].GID); err != nil {
		t.Errorf("error %v", err)
	}
}

// Ensure the sandbox's own limits are never hit by a steady stream of calls.
func TestSandbox_Pace(t *testing.T) {
	t.Parallel()
	for _, perMinute := range []int{60, 150, 1500} {
		var limited atomic.Int64
		config := asana.Config{RequestsPerMinute: perMinute, OnCall: func(c asana.Call) {
			if c.Status != http.StatusOK {
				limited.Add(1)
			}
		}}
		box := http.StripPrefix("/mount", newSandbox(t, perMinute))
		inBubble(t, config, box.ServeHTTP, func(t *testing.T, c *asana.Client) {
			var wg sync.WaitGroup
			for range 60 {
				wg.Go(func() {
					if _, err := c.Project(t.Context(), "401"); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		})
		if n := limited.Load(); n > 0 {
			t.Errorf("%d a minute: %d were refused", perMinute, n)
		}
	}
}
