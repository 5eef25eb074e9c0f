package asana_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/asana"
	"rollcall/asana/contract"
	"rollcall/asana/sandbox"
)

// model is what the sandbox should hold: the level of every member by parent,
// "member" where there are no levels.
type model struct {
	t      *testing.T
	client *asana.Client
	kinds  map[string]string
	rows   map[string]map[string]string
	people []string
	left   map[string]bool
}

const (
	modelWorkspace = "100"
	// noLevel stands for the level of members that have none.
	noLevel = "member"
	// crowded is a project that takes more than one page.
	crowded = "402"
)

// newModel starts a sandbox of its own with the referee on both sides.
func newModel(t *testing.T) (m *model, reset func()) {
	t.Helper()
	seed, err := sandbox.ReadSeed(strings.NewReader(`{"workspace":{"gid":"100","name":"Tidewater"},
		"teams":[{"gid":"301","name":"Design"},{"gid":"302","name":"Sales"}],
		"projects":[{"gid":"401","name":"Website"},{"gid":"402","name":"Everybody"}],"goals":[{"gid":"501","name":"Grow"}],
		"portfolios":[{"gid":"601","name":"All"}],"custom_fields":[{"gid":"701","name":"Priority"}],"custom_types":[{"gid":"801","name":"Bug"}],
		"tokens":{"service":"` + fakeToken + `"}}`))
	if err != nil {
		t.Fatal(err)
	}
	m = &model{t: t, kinds: map[string]string{
		"100": "workspace", "301": "team", "302": "team", "401": "project", "402": "project", "501": "goal",
		"601": "portfolio", "701": "custom_field", "801": "custom_type",
	}}
	for i := range 105 {
		gid := strconv.Itoa(2001 + i)
		m.people = append(m.people, gid)
		seed.Users = append(seed.Users, sandbox.SeedUser{GID: gid, Name: "Person " + gid, Email: gid + "@tidewater.example"})
		seed.Memberships = append(seed.Memberships, sandbox.SeedMembership{Parent: crowded, Member: gid, AccessLevel: "editor"})
	}
	box, err := sandbox.New(sandbox.Options{Seed: seed, RatePerMinute: 600_000})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(contract.Handler(t, http.StripPrefix("/below", box)))
	t.Cleanup(server.Close)
	m.client = newClient(t, asana.Config{
		BaseURL: server.URL + "/below/api/1.0", Token: fakeToken, RequestsPerMinute: 600_000, Transport: contract.Transport(t, nil),
	})
	return m, func() {
		resp, err := http.Post(server.URL+"/below/_sandbox/reset", "application/json", nil) //nolint:noctx // it is at once
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		m.begin()
	}
}

// begin is what the seed says.
func (m *model) begin() {
	m.rows, m.left = map[string]map[string]string{}, map[string]bool{}
	for parent := range m.kinds {
		m.rows[parent] = map[string]string{}
	}
	for _, gid := range m.people {
		m.rows[crowded][gid], m.rows[modelWorkspace][gid] = "editor", noLevel
	}
}

// parent, member and level draw what to do next; few people, so that they meet.
func (m *model) parent(rt *rapid.T) string {
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m.kinds))).Draw(rt, "parent")
}

func (m *model) member(rt *rapid.T, kind string) string {
	who := m.people[:3]
	if kind != asana.KindTeam && kind != asana.KindWorkspace {
		who = append([]string{"301", "302"}, who...)
	}
	return rapid.SampledFrom(who).Draw(rt, "member")
}

func (m *model) level(rt *rapid.T) string {
	return rapid.SampledFrom([]string{"", "admin", "editor", "commenter", "user", "viewer", "full_write"}).Draw(rt, "level")
}

// list reads a parent through the client.
func (m *model) list(rt *rapid.T, filter asana.Filter) []asana.Membership {
	filter.ParentKind = m.kinds[filter.Parent]
	rows, err := all(m.client.List(m.t.Context(), filter))
	if err != nil {
		rt.Fatalf("%+v: %v", filter, err)
	}
	return slices.DeleteFunc(rows, func(r asana.Membership) bool { return r.IsActive != nil && !*r.IsActive })
}

// find reads one pair; nil means no membership.
func (m *model) find(rt *rapid.T, parent, member string) *asana.Membership {
	rows := m.list(rt, asana.Filter{Parent: parent, Member: member})
	_, want := m.rows[parent][member]
	if len(rows) > 1 || want != (len(rows) == 1) {
		rt.Fatalf("%s in %s: %+v, the model says %v", member, parent, rows, want)
	}
	if !want {
		return nil
	}
	m.same(rt, rows[0], parent, member)
	return &rows[0]
}

// same compares a membership with the model.
func (m *model) same(rt *rapid.T, got asana.Membership, parent, member string) {
	level := got.AccessLevel
	if level == "" {
		level = noLevel
	}
	if got.Parent.GID != parent || got.Member.GID != member || got.Kind() != m.kinds[parent] || got.Parent.ResourceType != got.Kind() || got.Member.ResourceType != memberKind(member) || level != m.rows[parent][member] {
		rt.Fatalf("%+v; the model says %s is %q in the %s %s", got, member, m.rows[parent][member], m.kinds[parent], parent)
	}
}

// memberKind is what a member is; teams have gids that begin with 3.
func memberKind(gid string) string {
	if strings.HasPrefix(gid, "3") {
		return "team"
	}
	return "user"
}

// refused checks that a call failed as one that cannot be right.
func refused(rt *rapid.T, err error) {
	if !asana.IsBadRequest(err) {
		rt.Fatalf("not refused: %v", err)
	}
}

// Ensure client and sandbox, with Asana's document between them, agree with a
// simple model whatever is done in whatever order.
func TestModel(t *testing.T) {
	t.Parallel()
	m, reset := newModel(t)
	steps := map[string]func(*rapid.T){
		"create": m.create, "update": m.update, "remove": m.remove, "get": m.get, "list": m.listParent, "list of member": m.listMember,
	}
	names := slices.Sorted(maps.Keys(steps))
	rapid.Check(t, func(rt *rapid.T) {
		reset()
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 15, 30).Draw(rt, "steps") {
			steps[name](rt)
		}
	})
}
