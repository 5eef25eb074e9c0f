package sandbox

import (
	"slices"
	"time"
)

// identity is who a request acts as. It is an argument everywhere, so that no
// rule depends on something hidden.
type identity struct {
	token   string
	service bool
	user    *user
	// scopes are what an app's token may do; none means everything.
	scopes []string
}

// identify returns whose token it is. Tokens of people who left are dead.
func (w *world) identify(token string, now time.Time) (identity, bool) {
	if token == "" {
		return identity{}, false
	}
	if token == w.tokens[serviceToken] {
		return identity{token: token, service: true, user: w.bot}, true
	}
	gid, known := w.tokens[token]
	if !known || token == serviceToken {
		return w.oauth.identify(token, now)
	}
	u := w.userByGID(gid)
	return identity{token: token, user: u}, u != nil && u.isActive
}

// guest tells whether only what was shared with the caller is visible.
func (id identity) guest() bool { return !id.service && id.user.isGuest }

// belongs tells whether a member of a parent is this person, directly or as
// part of a team.
func (w *world) belongs(u *user, member resource) bool {
	if member.kind == kindTeam {
		t := w.teamByGID(member.gid)
		return t != nil && t.inTeam(u) != nil
	}
	return member.gid == u.gid
}

// level returns the strongest access level that a caller has through its own
// row, through teams and as owner; public access gives none.
func (w *world) level(id identity, p *parent) string {
	if id.service || p.points("owner") == id.user.gid {
		return "admin"
	}
	best := ""
	for _, m := range w.rows[p.gid] {
		if rank(m.level) > rank(best) && w.belongs(id.user, m.member) {
			best = m.level
		}
	}
	return best
}

// sees tells whether a caller may know the parent.
func (w *world) sees(id identity, p *parent) bool {
	if w.level(id, p) != "" || w.inherits(id, p) {
		return true
	}
	privacy := p.privacy()
	switch {
	case privacy == "public_with_guests":
		return true
	case id.guest():
		return false
	case privacy == "private_to_team":
		t := w.teamByGID(p.points("team"))
		return t != nil && t.inTeam(id.user) != nil
	case privacy == "public":
		return true
	}
	open := rulesOf(p.kind).privacy
	return len(open) == 0 || privacy == open[0]
}

// knows tells whether a caller sees a person's name and address. A guest knows
// those with whom a team or a parent is shared.
func (w *world) knows(id identity, u *user) bool {
	if !id.guest() || u == id.user {
		return true
	}
	for _, t := range w.teams {
		if t.inTeam(u) != nil && t.inTeam(id.user) != nil {
			return true
		}
	}
	return slices.ContainsFunc(w.parents, func(p *parent) bool {
		return w.level(id, p) != "" && w.level(identity{user: u}, p) != ""
	})
}

// shares tells whether a caller may manage the memberships of a parent.
// Projects say from which level on; for the other kinds no public source names
// a threshold, so it is the highest.
func (w *world) shares(id identity, p *parent) bool {
	needed := "admin"
	if p.kind == kindProject {
		needed = p.sharing()
	}
	return rank(w.level(id, p)) >= rank(needed)
}

// sharing returns a project's threshold for managing its memberships.
func (p *parent) sharing() string {
	if level, _ := text(p.members, "minimum_access_level_for_sharing"); level != "" {
		return level
	}
	return "editor"
}
