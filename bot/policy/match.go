package policy

import "slices"

// ask is an action that a rule is about. An add can be meant for oneself only.
type ask struct {
	action Action
	self   bool
}

// match says what a rule is about. Each member is a list of which one must fit; a member without entries fits everything.
type match struct {
	asks       []ask // none: every change
	kinds      []string
	names      []pattern
	levels     []string
	requesters []string
	groups     []string
	targets    []pattern // slack ids and words as they stand, gids, folded addresses
	spans      []span
	guest      *bool
	at         given // where the members stand
}

// fits tells whether the rule is about a subject.
func (m *match) fits(s *subject) bool {
	return m.fitsAction(s) && m.fitsParent(s) && m.fitsRequester(s) && m.fitsTarget(s) && m.fitsAccess(s)
}

func (m *match) fitsAction(s *subject) bool {
	if len(m.asks) == 0 {
		return s.Action != Read
	}
	return slices.ContainsFunc(m.asks, func(a ask) bool { return a.action == s.Action && (!a.self || s.Target.Self) })
}

func (m *match) fitsParent(s *subject) bool {
	if len(m.kinds) > 0 && !slices.Contains(m.kinds, s.Parent.Kind) {
		return false
	}
	return len(m.names) == 0 || slices.ContainsFunc(m.names, func(p pattern) bool { return p.names(s.Parent.GID, s.name) })
}

func (m *match) fitsRequester(s *subject) bool {
	if len(m.requesters) > 0 && !slices.ContainsFunc(m.requesters, s.Requester.is) {
		return false
	}
	return len(m.groups) == 0 || slices.ContainsFunc(m.groups, s.Requester.is)
}

func (m *match) fitsTarget(s *subject) bool {
	if m.guest != nil && (s.Action == Read || *m.guest != s.Target.Guest) {
		return false
	}
	return len(m.targets) == 0 || s.Action != Read && slices.ContainsFunc(m.targets, s.targetIs)
}

// fitsAccess compares level and duration, which a removal does not have.
func (m *match) fitsAccess(s *subject) bool {
	has := s.Action == Add || s.Action == Set
	if len(m.levels) > 0 && (!has || !slices.Contains(m.levels, s.Level)) {
		return false
	}
	return len(m.spans) == 0 || has && slices.ContainsFunc(m.spans, func(d span) bool { return d.holds(s.length) })
}

// about tells which actions the rule can be about.
func (m *match) about(a Action) bool {
	if len(m.asks) == 0 {
		return a != Read
	}
	return slices.ContainsFunc(m.asks, func(x ask) bool { return x.action == a })
}

// gives tells whether the rule can be about giving access, which alone has a level and a duration.
func (m *match) gives() bool { return m.about(Add) || m.about(Set) }

// reads and changes tell of which of the two the rule can be about.
func (m *match) reads() bool { return m.about(Read) }

func (m *match) changes() bool { return m.gives() || m.about(Remove) }

// possibleKinds are the kinds of parents that the rule can be about.
func (m *match) possibleKinds() []string {
	if len(m.kinds) == 0 {
		return kinds()
	}
	return m.kinds
}
