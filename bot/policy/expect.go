package policy

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// wordUnruled is the word for Unruled in a file.
const wordUnruled = "unruled"

// expectation is what a test expects. What it leaves out may be anything.
type expectation struct {
	decision string
	rule     string
	from     []string
	atLeast  int
}

// testExpects are the members of a test that say what is to come.
func (l *loader) testExpects(t *test) []member {
	x := &t.expect
	return []member{
		{"expect", func(n ast.Node) { x.decision = l.word(n, "expect", expectWords()) }},
		{"rule", func(n ast.Node) { x.rule = l.ruleName(n) }},
		{"from", func(n ast.Node) { x.from = l.approvers(n, "from") }},
		{"at_least", func(n ast.Node) { x.atLeast = l.number(n, "at_least", mostApprovers) }},
	}
}

func expectWords() []string {
	return []string{string(Allow), string(Deny), string(Approve), wordUnruled}
}

// expectable faults expectations that could never come true.
func (l *loader) expectable(t *test) {
	x := t.expect
	if reading := t.facts.Action == Read; reading && x.decision == string(Approve) || !reading && x.decision == wordUnruled {
		l.fault(t.has["expect"], "do: %s never comes to %s; reading is allowed, denied or unruled, a change allowed, denied or approved", t.do, x.decision)
	}
	for _, name := range []string{"from", "at_least"} {
		if at, there := t.has[name]; there && x.decision != string(Approve) {
			l.fault(at, "%s goes with expect: approve only; take it away", name)
		}
	}
	if at, there := t.has["rule"]; there && x.decision == wordUnruled {
		l.fault(at, "unruled means that no rule matches; take rule away")
	}
}

// ruleName reads the name of a rule that there is.
func (l *loader) ruleName(n ast.Node) string {
	t, ok := l.text(n, "rule")
	known := []string{ruleDefault}
	for _, r := range l.policy.rules {
		known = append(known, r.name)
	}
	if ok && !slices.Contains(known, t.text) {
		l.fault(t.at, "there is no rule %q; %s", t.text, suggest(t.text, known))
	}
	return t.text
}
