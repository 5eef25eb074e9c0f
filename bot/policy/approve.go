package policy

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

const (
	defaultExpires = 3 * day
	defaultRemind  = day
	// mostApprovers is how many people may have to agree: more cards than this are not sent by direct message.
	mostApprovers = 20
)

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// approve reads whose approval a rule wants.
func (s *source) approve(n ast.Node) then {
	t := then{decision: Approve, terms: Terms{AtLeast: 1, Expires: defaultExpires, RemindAfter: defaultRemind}}
	x := &t.terms
	has := s.members(n, "approve",
		member{"from", func(n ast.Node) { x.From = s.approvers(n, "from") }},
		member{"at_least", func(n ast.Node) { x.AtLeast = s.number(n, "at_least", mostApprovers) }},
		s.reason(&t), s.maxDuration(&t),
		member{"expires", func(n ast.Node) { x.Expires = s.duration(n, "expires") }},
		member{"remind_after", func(n ast.Node) { x.RemindAfter = s.reminder(n) }},
		member{"escalate", func(n ast.Node) { x.Escalate = s.escalate(n) }},
		member{"self", func(n ast.Node) { x.Self = s.truth(n, "self") }},
	)
	if _, ok := has["from"]; !ok && has != nil {
		s.fault(placeOf(n), "the rule names no approvers; add from: with people, user groups, owner, admins or ADMINS")
	}
	t.limitAt = has["max_duration"]
	x.MaxDuration = t.max
	s.enough(x, has)
	s.inTime(x, has)
	return t
}

func (s *source) approvers(n ast.Node, what string) []string {
	return s.people(n, what, []string{FromOwner, FromParentAdmin, FromAdmins})
}

// number reads a whole number from 1.
func (s *source) number(n ast.Node, what string, most int) int {
	t, ok := s.text(n, what)
	if !ok {
		return 1
	}
	i, err := strconv.Atoi(t.text)
	if err != nil || i < 1 || i > most {
		s.fault(t.at, "%s is a whole number from 1 to %d, not %q", what, most, t.text)
		return 1
	}
	return i
}

// reminder reads when to remind; 0 is never.
func (s *source) reminder(n ast.Node) time.Duration {
	if t, ok := n.(*ast.IntegerNode); ok && t.GetToken().Value == "0" {
		return 0
	}
	return s.duration(n, "remind_after")
}

func (s *source) escalate(n ast.Node) *Escalation {
	e := new(Escalation)
	has := s.members(n, "escalate",
		member{"after", func(n ast.Node) { e.After = s.duration(n, "after") }},
		member{"to", func(n ast.Node) { e.To = s.approvers(n, "to") }},
	)
	s.require(has, placeOf(n), "escalate", "after", "to")
	return e
}

// enough faults a number of approvals that nobody could bring together.
func (s *source) enough(x *Terms, has given) {
	crowd := slices.ContainsFunc(x.From, func(who string) bool { return !slackUser.MatchString(who) && who != FromOwner })
	if !crowd && len(x.From) > 0 && x.AtLeast > len(x.From) {
		s.fault(has["at_least"], "%d people are to approve, but from gives only %d; name more, or lower at_least", x.AtLeast, len(x.From))
	}
}

// inTime faults times that come too late, and brings the time of the reminder before a near end.
func (s *source) inTime(x *Terms, has given) {
	at, given := has["remind_after"]
	switch {
	case x.Expires <= 0:
		return
	case given && x.RemindAfter >= x.Expires:
		s.fault(at, "remind_after (%s) must come before expires (%s)", durationWords(x.RemindAfter), durationWords(x.Expires))
	case !given:
		x.RemindAfter = min(x.RemindAfter, x.Expires/2)
	}
	if x.Escalate != nil && x.Escalate.After >= x.Expires {
		s.fault(has["escalate"], "escalate after (%s) must come before expires (%s)", durationWords(x.Escalate.After), durationWords(x.Expires))
	}
}
