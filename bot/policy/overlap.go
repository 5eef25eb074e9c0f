package policy

import "slices"

// unreachable faults each rule before which another one, without a condition, already matches everything that it matches.
func (s *source) unreachable(rules []*rule) {
	for i, later := range rules {
		for _, earlier := range rules[:i] {
			if earlier.faulty || later.faulty || !earlier.unconditional() || !earlier.match.covers(&later.match) {
				continue
			}
			s.fault(later.at, "rule %q is never reached, because rule %q on line %d matches everything that it matches; move it above that rule, or narrow one of the two",
				later.name, earlier.name, earlier.at.line)
			break
		}
	}
}

// covers tells whether everything that another match fits is fitted by this one too. It says yes only when that is certain.
func (m *match) covers(o *match) bool {
	return m.coversActions(o) && m.coversParents(o) && m.coversRequesters(o) && m.coversTargets(o) && m.coversAccess(o)
}

// every tells whether a list that is empty for everything has, for each of the other list, one that includes it.
func every[T any](mine, others []T, includes func(mine, other T) bool) bool {
	if len(mine) == 0 {
		return true
	}
	return len(others) > 0 && !slices.ContainsFunc(others, func(o T) bool {
		return !slices.ContainsFunc(mine, func(m T) bool { return includes(m, o) })
	})
}

func (m *match) coversActions(o *match) bool {
	return every(m.possibleAsks(), o.possibleAsks(), func(mine, other ask) bool {
		return mine.action == other.action && (!mine.self || other.self || o.onlySelf())
	})
}

// possibleAsks are the actions that the rule can be about, those included that it does not name. Levels and durations leave removals out.
func (m *match) possibleAsks() []ask {
	asks := m.asks
	if len(asks) == 0 {
		asks = []ask{{action: Add}, {action: Remove}, {action: Set}}
	}
	if !m.hasAccess() {
		return asks
	}
	return slices.DeleteFunc(slices.Clone(asks), func(a ask) bool { return a.action != Add && a.action != Set })
}

// hasAccess tells whether the rule looks at level or duration.
func (m *match) hasAccess() bool { return len(m.levels) > 0 || len(m.spans) > 0 }

// onlySelf tells whether the rule is only about what people do for themselves.
func (m *match) onlySelf() bool {
	byTarget := len(m.targets) > 0 && !slices.ContainsFunc(m.targets, func(p pattern) bool { return p.text != wordSelf })
	return byTarget || !slices.ContainsFunc(m.possibleAsks(), func(a ask) bool { return !a.self })
}

func (m *match) coversParents(o *match) bool {
	same := func(mine, other string) bool { return mine == other }
	return every(m.possibleKinds(), o.possibleKinds(), same) && every(m.names, o.names, pattern.covers)
}

func (m *match) coversRequesters(o *match) bool {
	same := func(mine, other string) bool {
		return mine == other || mine == string(Member) && other == string(ParentAdmin)
	}
	return every(m.requesters, o.requesters, same) && every(m.groups, o.groups, same)
}

func (m *match) coversTargets(o *match) bool {
	if m.guest != nil && (o.guest == nil || *m.guest != *o.guest) {
		return false
	}
	has := func(word string) bool {
		return slices.ContainsFunc(m.targets, func(p pattern) bool { return p.text == word })
	}
	if has(wordSelf) && (has(wordOthers) || o.onlySelf()) || has(wordUser) && (has(wordTeam) || o.onlySelf()) {
		return true
	}
	return every(m.targets, o.targets, includesTarget)
}

// includesTarget tells whether a target of a rule includes another one.
func includesTarget(mine, other pattern) bool {
	if mine.text == other.text {
		return true
	}
	switch mine.text {
	case wordOthers:
		return other.text == wordTeam
	case wordUser: // an id of Asana or a group may stand for anybody, an address or a Slack user for a person
		return other.text == wordSelf || isAddress(other) || slackUser.MatchString(other.text)
	}
	return isAddress(mine) && isAddress(other) && mine.covers(other)
}

// isAddress tells e-mail addresses, which have parts, from words and ids.
func isAddress(p pattern) bool { return len(p.parts) > 0 }

func (m *match) coversAccess(o *match) bool {
	if m.hasAccess() && !o.hasAccess() && (o.about(Remove) || o.reads()) {
		return false
	}
	levels := o.levels
	if len(levels) == 0 {
		for _, kind := range o.possibleKinds() {
			levels = append(levels, levelsOf(kind)...)
		}
	}
	if !every(m.levels, levels, func(mine, other string) bool { return mine == other }) {
		return false
	}
	spans := o.spans
	if len(spans) == 0 {
		spans = []span{always()}
	}
	return len(m.spans) == 0 || !slices.ContainsFunc(spans, func(d span) bool { return !covers(m.spans, d) })
}
