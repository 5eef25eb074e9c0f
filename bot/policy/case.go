package policy

import (
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// test is a case of a policy file: facts, and what the policy is to say about them.
type test struct {
	name   string
	at     place
	facts  Facts
	do     string // the word of the file, which may be request
	who    string
	expect expectation
	has    given
}

// someone and somebody else are who a test is about when it names nobody.
const (
	someone     = "U0SOMEONE"
	someoneElse = "U0SOMEBODYELSE"
)

// testNow is when tests happen that say nothing: a Monday, at work.
func testNow() time.Time { return time.Date(2026, time.January, 5, 10, 0, 0, 0, time.UTC) }

// tests reads the list of tests.
func (l *loader) tests(n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok || len(list.Values) == 0 {
		l.fault(placeOf(n), "tests is a list, each beginning with - name:; write one, or take tests away")
		return
	}
	for _, v := range list.Values {
		t := l.test(v)
		for _, other := range l.policy.tests {
			if t.name != "" && other.name == t.name {
				l.fault(t.at, "test %q is there twice, first on line %d; choose another name", t.name, other.at.line)
			}
		}
		l.policy.tests = append(l.policy.tests, t)
	}
}

func (l *loader) test(n ast.Node) *test {
	before := len(l.faults)
	t := &test{at: placeOf(n), facts: Facts{Requester: Requester{SlackUser: someone}, Parent: Parent{Kind: "project"}, Now: testNow()}}
	t.has = l.members(n, "a test", slices.Concat(l.testPeople(t), l.testChange(t), l.testExpects(t))...)
	l.require(t.has, t.at, "the test", "name", "do", "expect")
	if len(l.faults) == before {
		l.complete(t)
	}
	return t
}

// testPeople are the members of a test that say who asks.
func (l *loader) testPeople(t *test) []member {
	r := &t.facts.Requester
	return []member{
		{"name", func(n ast.Node) { t.name, t.at = l.title(n, "a test") }},
		{"as", func(n ast.Node) { r.SlackUser = l.slackUser(n, "as") }},
		{"admin", func(n ast.Node) { r.Admin = l.truth(n, "admin") }},
		{"groups", func(n ast.Node) { r.Groups = l.groups(n, "groups") }},
		{"roles", func(n ast.Node) {
			for _, w := range l.words(n, "roles", roleWords()) {
				r.Roles = append(r.Roles, Role(w))
			}
		}},
		{"requester_email", func(n ast.Node) { r.Email = l.string(n, "requester_email") }},
		{"requester_name", func(n ast.Node) { r.Name = l.string(n, "requester_name") }},
	}
}

// testChange are the members of a test that say what is asked for.
func (l *loader) testChange(t *test) []member {
	f := &t.facts
	return []member{
		{"do", func(n ast.Node) { t.do = l.word(n, "do", actionWords()) }},
		{"kind", func(n ast.Node) { f.Parent.Kind = kindOf(l.word(n, "kind", kindWords())) }},
		{"what", func(n ast.Node) { f.Parent.Name = l.string(n, "what") }},
		{"gid", func(n ast.Node) { f.Parent.GID = l.gid(n) }},
		{"who", func(n ast.Node) { t.who = l.who(n) }},
		{"target_name", func(n ast.Node) { f.Target.Name = l.string(n, "target_name") }},
		{"target_groups", func(n ast.Node) { f.Target.Groups = l.groups(n, "target_groups") }},
		{"guest", func(n ast.Node) { f.Target.Guest = l.truth(n, "guest") }},
		{"level", func(n ast.Node) { f.Level = l.word(n, "level", levels()) }},
		{"before", func(n ast.Node) { f.Before = l.word(n, "before", append(levels(), levelNone)) }},
		{"for", func(n ast.Node) { f.Duration = l.testDuration(n) }},
		{"because", func(n ast.Node) { f.Reason = l.string(n, "because") }},
		{"now", func(n ast.Node) { f.Now = l.moment(n) }},
	}
}

// string reads any text, an empty one too.
func (s *source) string(n ast.Node, what string) string {
	t, _ := s.scalar(n, what)
	return t.text
}

func (s *source) slackUser(n ast.Node, what string) string {
	t, ok := s.text(n, what)
	if ok && !slackUser.MatchString(t.text) {
		s.fault(t.at, "%q can't be %s; write the id of a Slack user (U… or W…)", t.text, what)
	}
	return t.text
}

func (s *source) gid(n ast.Node) string {
	t, ok := s.text(n, "gid")
	if ok && !asanaGID.MatchString(t.text) {
		s.fault(t.at, "%q is no gid; a gid is digits only", t.text)
	}
	return t.text
}
