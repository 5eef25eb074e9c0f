package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Result is what a test of a policy file came to.
type Result struct {
	Name     string
	Line     int    // of the test in its file
	Expected string // what the test says
	Got      string // what the policy says
	Differs  []string
}

// OK tells whether everything came as expected.
func (r Result) OK() bool { return len(r.Differs) == 0 }

// Test runs the tests of the file; none of the built-in policy.
func (p *Policy) Test() []Result {
	results := make([]Result, len(p.tests))
	for i, t := range p.tests {
		results[i] = t.run(p)
	}
	return results
}

func (t *test) run(p *Policy) Result {
	judge := p.Change
	if t.facts.Action == Read {
		judge = p.Read
	}
	v := judge(t.facts)
	return Result{Name: t.name, Line: t.at.line, Expected: t.expect.String(), Got: said(v), Differs: t.expect.differs(v)}
}

// differs says what came otherwise, one sentence each.
func (x expectation) differs(v Verdict) []string {
	var all []string
	if got := decisionWord(v.Decision); x.decision != got {
		all = append(all, fmt.Sprintf("expected %s, got %s", x.decision, got))
	}
	if x.rule != "" && x.rule != v.Rule {
		all = append(all, fmt.Sprintf("expected rule %q, got %q", x.rule, v.Rule))
	}
	if v.Decision != Approve {
		return all
	}
	if len(x.from) > 0 && !slices.Equal(slices.Sorted(slices.Values(x.from)), slices.Sorted(slices.Values(v.Terms.From))) {
		all = append(all, fmt.Sprintf("expected approval from %s, got %s", strings.Join(x.from, ", "), strings.Join(v.Terms.From, ", ")))
	}
	if x.atLeast > 0 && x.atLeast != v.Terms.AtLeast {
		all = append(all, fmt.Sprintf("expected at least %d approvals, got %d", x.atLeast, v.Terms.AtLeast))
	}
	return all
}

// String is the expectation for people.
func (x expectation) String() string {
	text := x.decision
	if x.rule != "" {
		text += fmt.Sprintf(" by rule %q", x.rule)
	}
	if len(x.from) > 0 {
		text += " from " + strings.Join(x.from, ", ")
	}
	if x.atLeast > 0 {
		text += fmt.Sprintf(", at least %d", x.atLeast)
	}
	return text
}

// said is a verdict for people.
func said(v Verdict) string {
	text := decisionWord(v.Decision)
	if v.Rule != "" {
		text += fmt.Sprintf(" by rule %q", v.Rule)
	}
	switch {
	case v.Fault != "":
		text += ": " + v.Fault
	case v.Why == ReasonTooLong:
		text += ": longer than " + durationWords(v.Limit)
	case v.Why == ReasonNeedsReason:
		text += ": a reason is required"
	case v.Decision == Approve:
		text += fmt.Sprintf(" from %s, at least %d", strings.Join(v.Terms.From, ", "), v.Terms.AtLeast)
	}
	return text
}

func decisionWord(d Decision) string {
	if d == Unruled {
		return wordUnruled
	}
	return string(d)
}
