package policy

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// ruleDefault is the name of what happens when no rule matches.
const ruleDefault = "default"

// longestName is how many characters the name of a rule or test may have; it is part of events and of messages to people.
const longestName = 100

// rule is one rule of a policy.
type rule struct {
	name   string
	at     place // in its file; line 0 for built-in rules
	match  match
	when   *when
	then   then
	faulty bool // only while a file is read
}

// unconditional tells whether nothing but its match decides whether the rule applies.
func (r *rule) unconditional() bool { return r.when == nil || r.when.always }

// rules reads the list of rules.
func (l *loader) rules(n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		l.fault(placeOf(n), "rules is a list, each beginning with - name:, not %s", shape(n))
		return
	}
	if len(list.Values) == 0 {
		l.fault(placeOf(n), "rules is an empty list, so everything would be refused; write a rule")
	}
	for _, v := range list.Values {
		l.policy.rules = append(l.policy.rules, l.rule(v))
	}
	l.unreachable(l.policy.rules)
}

func (l *loader) rule(n ast.Node) *rule {
	before := len(l.faults)
	r := &rule{at: placeOf(n)}
	has := l.members(n, "a rule",
		member{"name", func(n ast.Node) { r.name, r.at = l.title(n, "a rule") }},
		member{"match", func(n ast.Node) { r.match = l.match(n) }},
		member{"when", func(n ast.Node) { r.when = l.when(n) }},
		member{"then", func(n ast.Node) { r.then = l.then(n) }},
	)
	l.require(has, r.at, "the rule", "name", "then")
	l.uniqueRule(r)
	l.thenFits(r)
	r.faulty = len(l.faults) > before
	return r
}

// name reads a name of one line.
func (s *source) title(n ast.Node, of string) (string, place) {
	t, ok := s.text(n, "the name of "+of)
	switch {
	case !ok:
		return "", placeOf(n)
	case strings.ContainsAny(t.text, "\n\r") || len([]rune(t.text)) > longestName:
		s.fault(t.at, "the name of %s is one line of at most %d characters", of, longestName)
	}
	return t.text, t.at
}

// uniqueRule faults a name that would mean two things in an event.
func (l *loader) uniqueRule(r *rule) {
	if r.name == "" {
		return
	}
	if r.name == ruleDefault || strings.HasPrefix(r.name, "built-in") {
		l.fault(r.at, "%q is what Rollcall itself calls a rule of its own; choose another name", r.name)
	}
	for _, other := range l.policy.rules {
		if other.name == r.name {
			l.fault(r.at, "rule %q is there twice, first on line %d; choose another name", r.name, other.at.line)
			return
		}
	}
}

// thenFits faults what makes no sense for the actions of a rule.
func (l *loader) thenFits(r *rule) {
	t := r.then
	switch {
	case r.match.reads() && t.decision == Approve:
		l.fault(r.at, "a rule about reading allows or denies, but never waits for approval; write allow or deny")
	case r.match.reads() && (t.needsReason || t.max > 0):
		l.fault(r.at, "reading has no reason and no duration; write then: allow, or take action read away")
	case t.max > 0 && !r.match.gives():
		l.fault(t.limitAt, "max_duration has no effect, because a removal has no duration; take it away")
	}
}
