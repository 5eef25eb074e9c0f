package policy

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// match reads what a rule is about.
func (s *source) match(n ast.Node) match {
	var m match
	before := len(s.faults)
	m.at = s.members(n, "match",
		member{"action", func(n ast.Node) { m.asks = s.asks(n) }},
		member{"kind", func(n ast.Node) { m.kinds = s.kinds(n) }},
		member{"what", func(n ast.Node) { m.names = s.patterns(n) }},
		member{"level", func(n ast.Node) { m.levels = s.levels(n) }},
		member{"requester", func(n ast.Node) { m.requesters = s.requesters(n) }},
		member{"group", func(n ast.Node) { m.groups = s.groups(n, "group") }},
		member{"target", func(n ast.Node) { m.targets = s.targets(n) }},
		member{"guest", func(n ast.Node) { m.guest = new(s.truth(n, "guest")) }},
		member{"duration", func(n ast.Node) { m.spans = s.spans(n) }},
	)
	s.notEmpty(m.at, n, "match", "name a member, or take match away so that the rule is about every change")
	if len(s.faults) == before {
		s.contradictions(&m)
	}
	return m
}

func (s *source) asks(n ast.Node) []ask {
	var all []ask
	for _, w := range s.words(n, "action", actionWords()) {
		if w == wordRequest {
			all = append(all, ask{action: Add, self: true})
			continue
		}
		all = append(all, ask{action: Action(w)})
	}
	return all
}

func (s *source) kinds(n ast.Node) []string {
	var all []string
	for _, w := range s.words(n, "kind", kindWords()) {
		if k := kindOf(w); !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	return all
}

func (s *source) patterns(n ast.Node) []pattern {
	var all []pattern
	for _, t := range s.texts(n, "what") {
		all = append(all, newPattern(t.text))
	}
	return all
}

// levels reads access levels. The words of older documents of Asana are told apart from mistypings.
func (s *source) levels(n ast.Node) []string {
	var all []string
	for _, t := range s.texts(n, "level") {
		if today, old := oldLevel(t.text); old {
			s.fault(t.at, "%q is an older word of Asana's for %s; write %s", t.text, today, today)
			continue
		}
		if s.isWord(t, "level", levels()) {
			all = append(all, t.text)
		}
	}
	return all
}

func oldLevel(word string) (string, bool) {
	today, old := map[string]string{"full_write": "admin", "comment_only": "commenter"}[word]
	return today, old
}

func (s *source) requesters(n ast.Node) []string {
	known := append([]string{FromAdmins}, roleWords()...)
	return s.people(n, "requester", known)
}

// people reads Slack users, user groups and the words that are known in their place.
func (s *source) people(n ast.Node, what string, known []string) []string {
	var all []string
	for _, t := range s.texts(n, what) {
		if slackUser.MatchString(t.text) || slackGroup.MatchString(t.text) || slices.Contains(known, t.text) {
			all = append(all, t.text)
			continue
		}
		s.fault(t.at, "%q can't be in %s; %s", t.text, what, idFault(t.text, known, "a Slack user (U… or W…), a Slack user group (S…)"))
	}
	return all
}

func (s *source) groups(n ast.Node, what string) []string {
	var all []string
	for _, t := range s.texts(n, what) {
		if !slackGroup.MatchString(t.text) {
			s.fault(t.at, "%q can't be in %s; it takes ids of Slack user groups (S…) only, people go into requester", t.text, what)
			continue
		}
		all = append(all, t.text)
	}
	return all
}

func (s *source) targets(n ast.Node) []pattern {
	var all []pattern
	for _, t := range s.texts(n, "target") {
		switch {
		case slices.Contains(targetWords(), t.text), slackUser.MatchString(t.text), slackGroup.MatchString(t.text):
			all = append(all, pattern{text: t.text})
		case asanaGID.MatchString(t.text), strings.Contains(t.text, "@"):
			all = append(all, newPattern(t.text))
		default:
			s.fault(t.at, "%q can't be in target; %s", t.text, idFault(t.text, targetWords(), "a Slack user (U… or W…), a Slack user group (S…), a gid, an e-mail address"))
		}
	}
	return all
}
