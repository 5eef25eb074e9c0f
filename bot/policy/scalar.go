package policy

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// scalar is one word or text of a file.
type scalar struct {
	text  string
	at    place
	token *token.Token // where the text begins; of a block, its | or >
}

// shape says what a node is, for people.
func shape(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "members"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		return "an anchor, alias or tag of YAML, which a policy doesn't use"
	case *ast.NullNode, nil:
		return "nothing"
	}
	return "a single word"
}

// scalar returns the text of a node that must be a single one. Numbers and truth values are the text that stands there: gids are digits.
func (s *source) scalar(n ast.Node, what string) (scalar, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return scalar{text: n.Value, at: placeOf(n), token: n.Token}, true
	case *ast.LiteralNode:
		return scalar{text: n.Value.Value, at: placeOf(n), token: n.Start}, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return scalar{text: n.GetToken().Value, at: placeOf(n), token: n.GetToken()}, true
	case nil:
		s.fault(place{1, 1}, "%s is missing", what)
	default:
		s.fault(placeOf(n), "%s is a single text, not %s", what, shape(n))
	}
	return scalar{}, false
}

// text returns a text that says something.
func (s *source) text(n ast.Node, what string) (scalar, bool) {
	t, ok := s.scalar(n, what)
	if ok && strings.TrimSpace(t.text) == "" {
		s.fault(t.at, "%s is empty; write something, or take the member away", what)
		return scalar{}, false
	}
	return t, ok
}

// texts returns what stands in a list, or the one text that stands in its place. An empty list is a fault, because it could mean all or nothing.
func (s *source) texts(n ast.Node, what string) []scalar {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		t, ok := s.text(n, what)
		if !ok {
			return nil
		}
		return []scalar{t}
	}
	if len(list.Values) == 0 {
		s.fault(placeOf(n), "%s is an empty list; name something, or take the member away", what)
	}
	var all []scalar
	seen := make(map[string]bool)
	for _, v := range list.Values {
		t, ok := s.text(v, "each of "+what)
		if !ok {
			continue
		}
		if seen[t.text] {
			s.fault(t.at, "%s names %q twice", what, t.text)
			continue
		}
		seen[t.text] = true
		all = append(all, t)
	}
	return all
}

// truth returns true or false.
func (s *source) truth(n ast.Node, what string) bool {
	t, ok := s.text(n, what)
	if ok && t.text != "true" && t.text != "false" {
		s.fault(t.at, "%s is true or false, not %q", what, t.text)
	}
	return t.text == "true"
}

// word returns one of the known words.
func (s *source) word(n ast.Node, what string, known []string) string {
	t, ok := s.text(n, what)
	if ok && s.isWord(t, what, known) {
		return t.text
	}
	return ""
}

// words returns known words, one or a list of them.
func (s *source) words(n ast.Node, what string, known []string) []string {
	var all []string
	for _, t := range s.texts(n, what) {
		if s.isWord(t, what, known) {
			all = append(all, t.text)
		}
	}
	return all
}

func (s *source) isWord(t scalar, what string, known []string) bool {
	for _, k := range known {
		if t.text == k {
			return true
		}
	}
	s.fault(t.at, "%q is no word for %s; %s", t.text, what, suggest(t.text, known))
	return false
}
