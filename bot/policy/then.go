package policy

import (
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// then is what a rule comes to.
type then struct {
	decision    Decision
	needsReason bool
	max         time.Duration // 0: no limit
	say         string
	terms       Terms
	limitAt     place // where max_duration stands
}

// then reads what a rule comes to: a word, or a mapping with exactly one of the words.
func (s *source) then(n ast.Node) then {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		return s.thenWord(n)
	}
	var t then
	has := s.members(n, "then",
		member{string(Allow), func(n ast.Node) { t = s.allow(n) }},
		member{string(Deny), func(n ast.Node) { t = s.deny(n) }},
		member{string(Approve), func(n ast.Node) { t = s.approve(n) }},
	)
	if len(has) != 1 {
		s.fault(placeOf(n), "then is exactly one of allow, deny and approve, and here are %d; leave one", len(has))
	}
	return t
}

func (s *source) thenWord(n ast.Node) then {
	word := s.word(n, "then", []string{string(Allow), string(Deny), string(Approve)})
	if word == string(Approve) {
		s.fault(placeOf(n), "the rule names no approvers; write then: {approve: {from: [owner]}} or whoever it is that approves")
	}
	return then{decision: Decision(word)}
}

func (s *source) allow(n ast.Node) then {
	t := then{decision: Allow}
	has := s.members(n, "allow", s.reason(&t), s.maxDuration(&t))
	s.notEmpty(has, n, "allow", "write then: allow")
	t.limitAt = has["max_duration"]
	return t
}

func (s *source) deny(n ast.Node) then {
	t := then{decision: Deny}
	has := s.members(n, "deny", member{"say", func(n ast.Node) {
		said, _ := s.text(n, "say")
		t.say = said.text
	}})
	s.notEmpty(has, n, "deny", "write then: deny")
	return t
}

func (s *source) reason(t *then) member {
	return member{"reason", func(n ast.Node) { t.needsReason = s.word(n, "reason", []string{"required"}) != "" }}
}

func (s *source) maxDuration(t *then) member {
	return member{"max_duration", func(n ast.Node) { t.max = s.duration(n, "max_duration") }}
}

// verdict is what the rule comes to for a subject that it is about.
func (r *rule) verdict(s *subject) Verdict {
	v := Verdict{Decision: r.then.decision, Rule: r.name, Line: r.at.line}
	gives := s.Action == Add || s.Action == Set
	switch {
	case v.Decision == Deny:
		v.Why, v.Say = ReasonRule, r.then.say
	case r.then.needsReason && isBlank(s.Reason):
		v.Decision, v.Why = Deny, ReasonNeedsReason
	case gives && r.then.max > 0 && s.length > r.then.max:
		v.Decision, v.Why, v.Limit = Deny, ReasonTooLong, r.then.max
	case v.Decision == Approve:
		v.Terms = r.then.terms.clone()
	}
	return v
}

// clone keeps the policy from being changed through what it gave away.
func (t Terms) clone() Terms {
	t.From = slices.Clone(t.From)
	if t.Escalate != nil {
		t.Escalate = &Escalation{After: t.Escalate.After, To: slices.Clone(t.Escalate.To)}
	}
	return t
}
