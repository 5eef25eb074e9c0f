package sandbox

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// kindOf returns what a gid belongs to, or nothing.
func (w *world) kindOf(gid string) kind {
	switch {
	case gid == "":
		return ""
	case gid == w.workspace.GID:
		return kindWorkspace
	case w.userByGID(gid) != nil:
		return kindUser
	case w.teamByGID(gid) != nil:
		return kindTeam
	}
	if p := w.parentByGID(gid); p != nil {
		return p.kind
	}
	if w.membershipByGID(gid) != nil || w.spaceByGID(gid) != nil || w.requestByGID(gid) != nil {
		return "membership"
	}
	if w.placementByGID(gid) != nil {
		return kindPlacement
	}
	if team, _ := w.teamMemberByGID(gid); team != nil {
		return "membership"
	}
	return ""
}

// find returns the first element that satisfies the test, or nil.
func find[T any](list []*T, test func(*T) bool) *T {
	if i := slices.IndexFunc(list, test); i >= 0 {
		return list[i]
	}
	return nil
}

func (w *world) userByGID(gid string) *user {
	if w.bot != nil && w.bot.gid == gid {
		return w.bot
	}
	if w.byGID == nil {
		w.byGID = make(map[string]*user)
	}
	for _, u := range w.users[len(w.byGID):] {
		w.byGID[u.gid] = u
	}
	return w.byGID[gid]
}

func (w *world) userByEmail(email string) *user {
	return find(w.users, func(u *user) bool { return u.email != "" && strings.EqualFold(u.email, email) })
}

func (w *world) teamByGID(gid string) *team {
	return find(w.teams, func(t *team) bool { return t.gid == gid })
}

func (w *world) parentByGID(gid string) *parent {
	return find(w.parents, func(p *parent) bool { return p.gid == gid })
}

func (w *world) spaceByGID(gid string) *workspaceMembership {
	return find(w.spaces, func(m *workspaceMembership) bool { return m.gid == gid })
}

func (w *world) placementByGID(gid string) *placement {
	return find(w.placements, func(p *placement) bool { return p.gid == gid })
}

func (w *world) requestByGID(gid string) *accessRequest {
	return find(w.requests, func(r *accessRequest) bool { return r.gid == gid })
}

func (w *world) membershipByGID(gid string) *membership {
	for _, rows := range w.rows {
		if m := find(rows, func(m *membership) bool { return m.gid == gid }); m != nil {
			return m
		}
	}
	return nil
}

func (w *world) teamMemberByGID(gid string) (*team, *teamMember) {
	for _, t := range w.teams {
		if m := find(t.members, func(m *teamMember) bool { return m.gid == gid }); m != nil {
			return t, m
		}
	}
	return nil, nil
}

// memberships returns all memberships, oldest first.
func (w *world) memberships() []*membership {
	all := slices.Concat(slices.Collect(maps.Values(w.rows))...)
	slices.SortFunc(all, func(a, b *membership) int { return cmp.Compare(a.order, b.order) })
	return all
}

// pair returns the membership of a member in a parent, or nil.
func (w *world) pair(p *parent, gid string) *membership {
	return find(w.rows[p.gid], func(m *membership) bool { return m.member.gid == gid })
}

// inTeam returns the team membership of a person, or nil.
func (t *team) inTeam(u *user) *teamMember {
	return find(t.members, func(m *teamMember) bool { return m.user == u })
}

func (u *user) id() string                { return u.gid }
func (t *team) id() string                { return t.gid }
func (m *teamMember) id() string          { return m.gid }
func (p *parent) id() string              { return p.gid }
func (m *membership) id() string          { return m.gid }
func (m *workspaceMembership) id() string { return m.gid }
