package asana_test

import (
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/asana"
)

// create makes a member, or is refused.
func (m *model) create(rt *rapid.T) {
	parent := m.parent(rt)
	kind := m.kinds[parent]
	member, level := m.member(rt, kind), m.level(rt)
	got, err := m.client.Create(m.t.Context(), asana.NewMembership{Parent: parent, ParentKind: kind, Member: member, AccessLevel: level})
	spoken, _ := asana.NormalizeLevel(level)
	if level != "" && !asana.AcceptsLevel(kind, spoken) || m.left[member] && kind != asana.KindWorkspace {
		refused(rt, err)
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	if _, had := m.rows[parent][member]; !had {
		m.rows[parent][member] = m.given(rt, kind, spoken, got)
	}
	delete(m.left, member)
	m.same(rt, got, parent, member)
}

// given is the level of a new member: the one that was asked for, or whatever
// default the parent has, as long as it is one.
func (m *model) given(rt *rapid.T, kind, asked string, got asana.Membership) string {
	switch {
	case len(asana.LevelsOf(kind)) == 0:
		return noLevel
	case asked != "":
		return asked
	case !asana.AcceptsLevel(kind, got.AccessLevel):
		rt.Fatalf("the default level of a %s is %q", kind, got.AccessLevel)
	}
	return got.AccessLevel
}

// update sets a level, or is refused.
func (m *model) update(rt *rapid.T) {
	parent := m.parent(rt)
	kind := m.kinds[parent]
	member, level := m.member(rt, kind), m.level(rt)
	row := m.find(rt, parent, member)
	if row == nil {
		return
	}
	got, err := m.client.Update(m.t.Context(), asana.MembershipUpdate{GID: row.GID, Kind: kind, AccessLevel: level})
	spoken, _ := asana.NormalizeLevel(level)
	if !asana.AcceptsLevel(kind, spoken) {
		refused(rt, err)
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	m.rows[parent][member] = spoken
	m.same(rt, got, parent, member)
}

// remove ends a membership; who leaves the workspace leaves everything.
func (m *model) remove(rt *rapid.T) {
	parent := m.parent(rt)
	kind := m.kinds[parent]
	member := m.member(rt, kind)
	row := m.find(rt, parent, member)
	if row == nil {
		return
	}
	confirmed := rapid.Bool().Draw(rt, "confirmed")
	err := m.client.Delete(m.t.Context(), asana.Removal{GID: row.GID, Kind: kind, Confirmed: confirmed})
	switch {
	case kind == asana.KindWorkspace && !confirmed:
		refused(rt, err)
		return
	case err != nil:
		rt.Fatal(err)
	case kind == asana.KindWorkspace:
		m.left[member] = true
		for _, rows := range m.rows {
			delete(rows, member)
		}
	}
	delete(m.rows[parent], member)
	if _, err := m.client.Find(m.t.Context(), row.GID); kind != asana.KindWorkspace && !asana.IsNotFound(err) {
		rt.Fatalf("after its end %s reads as %v", row.GID, err)
	}
}

// get reads a membership by its gid alone.
func (m *model) get(rt *rapid.T) {
	parent := m.parent(rt)
	member := m.member(rt, m.kinds[parent])
	if row := m.find(rt, parent, member); row != nil {
		got, err := m.client.Find(m.t.Context(), row.GID)
		if err != nil {
			rt.Fatal(err)
		}
		m.same(rt, got, parent, member)
	}
}

// listParent compares all members of a parent.
func (m *model) listParent(rt *rapid.T) {
	parent := m.parent(rt)
	got := map[string]string{}
	for _, row := range m.list(rt, asana.Filter{Parent: parent}) {
		if _, twice := got[row.Member.GID]; twice {
			rt.Fatalf("%s came twice", row.Member.GID)
		}
		m.same(rt, row, parent, row.Member.GID)
		got[row.Member.GID] = m.rows[parent][row.Member.GID]
	}
	if diff := cmp.Diff(m.rows[parent], got); diff != "" {
		rt.Fatalf("%s (-model +got):\n%s", parent, diff)
	}
}

// listMember compares what somebody belongs to, where Asana has such a list.
func (m *model) listMember(rt *rapid.T) {
	kind := rapid.SampledFrom([]string{"team", "portfolio", "project"}).Draw(rt, "kind")
	filter := asana.Filter{Member: m.member(rt, asana.KindTeam), Subtype: kind + "_membership", Workspace: modelWorkspace}
	if kind == "project" {
		filter.Member = rapid.SampledFrom([]string{"301", "302"}).Draw(rt, "team")
	}
	var got, want []string
	for _, row := range m.list(rt, filter) {
		got = append(got, fmt.Sprint(row.Kind(), row.Parent.GID))
	}
	for parent, rows := range m.rows {
		if _, in := rows[filter.Member]; in && m.kinds[parent] == kind {
			want = append(want, fmt.Sprint(kind, parent))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		rt.Fatalf("%+v: %q, the model says %q", filter, got, want)
	}
}
