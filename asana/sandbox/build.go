package sandbox

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// newWorld builds the company which a seed describes. The seed has been
// validated, so every reference leads somewhere.
func newWorld(seed *Seed, now time.Time) *world {
	w := &world{
		workspace: seed.Workspace,
		tokens:    maps.Clone(seed.Tokens),
		rows:      map[string][]*membership{},
		taken:     seed.gids(),
		born:      now,
		settings:  seed.Settings,
		oauth:     newOAuth(),
	}
	w.settings.Plan = cmp.Or(w.settings.Plan, "paid")
	w.settings.ExistingPair = cmp.Or(w.settings.ExistingPair, "return")
	w.addUsers(seed.Users)
	w.addParents(seed)
	w.addTeams(seed.Teams)
	w.addMemberships(seed.Memberships)
	w.addPeople()
	w.addSpaces()
	// Asana shows a service account as a user which is in no list and has no
	// mailbox; this record is what /users/me answers for its token.
	w.bot = &user{gid: w.newGID(), name: "Service account", email: "service-account@sandbox.invalid", isActive: true}
	w.addPlacements()
	return w
}

// gids returns every gid that the seed uses.
func (s *Seed) gids() map[string]bool {
	check := &seedCheck{seed: s, kinds: map[string]kind{}}
	check.names()
	taken := map[string]bool{}
	for gid := range check.kinds {
		taken[gid] = true
	}
	for _, m := range s.Memberships {
		taken[m.GID] = true
	}
	return taken
}

// addUsers adds people and derives the organization's domains from the
// addresses of those who are no guests.
func (w *world) addUsers(users []SeedUser) {
	for _, u := range users {
		w.users = append(w.users, &user{
			gid: u.GID, name: u.Name, email: u.Email,
			isGuest: u.IsGuest, isActive: u.active(), isAdmin: u.IsAdmin, isView: u.IsViewOnly,
		})
		if _, domain, ok := strings.Cut(u.Email, "@"); ok && !u.IsGuest {
			w.domains = append(w.domains, strings.ToLower(domain))
		}
	}
	slices.Sort(w.domains)
	w.domains = slices.Compact(w.domains)
}

// addParents adds the five kinds of parents.
func (w *world) addParents(seed *Seed) {
	for _, k := range parentKinds() {
		for _, p := range seed.parents(k) {
			members := maps.Clone(p.Members)
			if members == nil {
				members = map[string]any{}
			}
			w.parents = append(w.parents, &parent{
				kind: k, gid: p.GID, name: p.Name, members: members, touched: w.next(),
			})
		}
	}
}

// addTeams adds teams and who is in them. Gids come after everything that
// brings its own.
func (w *world) addTeams(teams []SeedTeam) {
	for _, t := range teams {
		w.teams = append(w.teams, &team{gid: t.GID, name: t.Name, policy: t.SeedTeamPolicy})
	}
	for i, t := range teams {
		for _, m := range t.Members {
			u := w.userByGID(m.User)
			w.teams[i].members = append(w.teams[i].members, &teamMember{
				gid: w.newGID(), user: u, isAdmin: m.IsAdmin, isGuest: m.IsGuest || u.isGuest,
			})
		}
	}
}

// addMemberships adds the memberships which the seed names.
func (w *world) addMemberships(memberships []SeedMembership) {
	for _, m := range memberships {
		p := w.parentByGID(m.Parent)
		gid := m.GID
		if gid == "" {
			gid = w.newGID()
		}
		w.add(p, resource{w.kindOf(m.Member), m.Member}, cmp.Or(m.AccessLevel, w.defaultLevel(p, m.Member))).gid = gid
	}
}

// addPeople turns the people whom a seed lists inside a parent into members:
// Asana derives those lists from the memberships, and so does this server.
func (w *world) addPeople() {
	for _, p := range w.parents {
		people := p.people("members")
		if p.kind == kindGoal {
			people = append(people, p.people("followers")...)
			delete(p.members, "followers")
		}
		delete(p.members, "members")
		for _, gid := range people {
			if w.pair(p, gid) == nil {
				w.add(p, resource{kindUser, gid}, w.defaultLevel(p, gid)).gid = w.newGID()
			}
		}
	}
}

// addSpaces gives everybody a membership of the workspace.
func (w *world) addSpaces() {
	for _, u := range w.users {
		w.spaces = append(w.spaces, &workspaceMembership{
			gid: w.newGID(), user: u, active: u.isActive, created: w.born,
		})
	}
}

// add makes a membership without a gid.
func (w *world) add(p *parent, member resource, level string) *membership {
	m := &membership{order: w.next(), parent: p, member: member, level: level}
	w.rows[p.gid] = append(w.rows[p.gid], m)
	return m
}
