package policy

import (
	"maps"
	"slices"
)

// contradictions faults members of a match that can never fit together, so that the rule or a part of it would never apply.
func (s *source) contradictions(m *match) {
	s.readingHasNo(m)
	s.removalHasNo(m)
	s.levelsFitKinds(m)
	s.kindsTakeSet(m)
	s.targetsFit(m)
}

// readingHasNo faults what only a change has.
func (s *source) readingHasNo(m *match) {
	if !m.reads() {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(m.at)) {
		if slices.Contains([]string{"level", "target", "guest", "duration"}, name) {
			s.fault(m.at[name], "reading has no %s, so the rule could never match action read; take %s away, or make a rule of its own for reading", name, name)
		}
	}
}

// removalHasNo faults what a removal does not have, when there is nothing but removals.
func (s *source) removalHasNo(m *match) {
	if m.gives() || !m.about(Remove) || m.reads() {
		return
	}
	for _, name := range []string{"level", "duration"} {
		if at, there := m.at[name]; there {
			s.fault(at, "a removal has no %s, so this never matches; take %s away, or name another action", name, name)
		}
	}
}

// levelsFitKinds faults a level that none of the kinds takes, and a kind that takes none of the levels.
func (s *source) levelsFitKinds(m *match) {
	if len(m.levels) == 0 || len(m.kinds) == 0 {
		return
	}
	before := len(s.faults)
	for _, level := range m.levels {
		if !slices.ContainsFunc(m.kinds, func(kind string) bool { return slices.Contains(levelsOf(kind), level) }) {
			s.fault(m.at["level"], "level %s never matches, because %s; take it away or correct the kind", level, takes(m.kinds...))
		}
	}
	if len(s.faults) > before {
		return // one message is enough
	}
	for _, kind := range m.kinds {
		if !slices.ContainsFunc(m.levels, func(level string) bool { return slices.Contains(levelsOf(kind), level) }) {
			s.fault(m.at["kind"], "kind %s never matches with level %s, because %s; take it away or correct the level", kind, list(m.levels, "or"), takes(kind))
		}
	}
}

// takes says which levels there are.
func takes(kinds ...string) string {
	said := make([]string, len(kinds))
	for i, k := range kinds {
		said[i] = "a " + k + " has " + list(levelsOf(k), "and")
	}
	return list(said, "and")
}

// kindsTakeSet faults a rule about changing the level of what has no levels.
func (s *source) kindsTakeSet(m *match) {
	if len(m.kinds) == 0 || slices.ContainsFunc(m.kinds, hasLevels) {
		return
	}
	if len(m.asks) > 0 && !slices.ContainsFunc(m.asks, func(a ask) bool { return a.action != Set }) {
		s.fault(m.at["action"], "action set never matches, because teams and workspaces have no levels; name another action or kind")
	}
}

// targetsFit faults targets that cannot be.
func (s *source) targetsFit(m *match) {
	if len(m.targets) == 0 {
		return
	}
	only := func(words ...string) bool {
		return !slices.ContainsFunc(m.targets, func(p pattern) bool { return !slices.Contains(words, p.text) })
	}
	at := m.at["target"]
	if only(wordTeam) && len(m.kinds) > 0 && !slices.ContainsFunc(m.kinds, hasLevels) {
		s.fault(at, "target team never matches, because a team can't be a member of a team or workspace; name another target or kind")
	}
	if only(wordTeam) && m.guest != nil && *m.guest {
		s.fault(at, "target team never matches, because a team is no guest; name another target or take guest away")
	}
	if only(wordTeam, wordOthers) && len(m.asks) > 0 && !slices.ContainsFunc(m.asks, func(a ask) bool { return !a.self }) {
		s.fault(at, "this target never matches, because request is for oneself; write add, or take target away")
	}
}
