package policy

import (
	"github.com/goccy/go-yaml/ast"
)

// member is a member that a mapping may have, and what reads its value.
type member struct {
	name string
	read func(ast.Node)
}

// given are the members that a mapping has, each with its place; nil for what is no mapping.
type given map[string]place

// members reads a mapping strictly: what is unknown, stands twice or has no value is a fault.
func (s *source) members(n ast.Node, of string, known ...member) given {
	pairs, ok := s.pairs(n, of)
	if !ok {
		return nil
	}
	has := make(given)
	for _, pair := range pairs {
		if !s.once(has, pair.key, of) {
			continue
		}
		i := find(known, pair.key.text)
		if i < 0 {
			s.fault(pair.key.at, "%s has no member %q; %s", of, pair.key.text, suggest(pair.key.text, names(known)))
			continue
		}
		if !s.isNothing(pair) {
			known[i].read(pair.value)
		}
	}
	return has
}

// once notes that a member is there, and faults it when it was already.
func (s *source) once(has given, key scalar, of string) bool {
	if first, again := has[key.text]; again {
		s.fault(key.at, "%s has %q twice, first on line %d; keep one of them", of, key.text, first.line)
		return false
	}
	has[key.text] = key.at
	return true
}

func (s *source) isNothing(p pair) bool {
	if _, null := p.value.(*ast.NullNode); !null && p.value != nil {
		return false
	}
	s.fault(p.key.at, "%q has no value; write one, or take the member away", p.key.text)
	return true
}

// notEmpty faults a mapping that says nothing.
func (s *source) notEmpty(has given, n ast.Node, of, instead string) {
	if has != nil && len(has) == 0 {
		s.fault(placeOf(n), "%s is empty; %s", of, instead)
	}
}

// require faults members that are missing.
func (s *source) require(has given, at place, of string, wanted ...string) {
	for _, w := range wanted {
		if _, ok := has[w]; !ok && has != nil {
			s.fault(at, "%s lacks %q; add it", of, w)
		}
	}
}

func find(known []member, name string) int {
	for i, k := range known {
		if k.name == name {
			return i
		}
	}
	return -1
}

func names(known []member) []string {
	all := make([]string, len(known))
	for i, k := range known {
		all[i] = k.name
	}
	return all
}

// pair is a key with its value.
type pair struct {
	key   scalar
	value ast.Node
}

// pairs returns the keys and values of a mapping; anything else is a fault.
func (s *source) pairs(n ast.Node, of string) (all []pair, ok bool) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		s.fault(placeOf(n), "%s is written as members, such as name: value, not as %s", of, shape(n))
		return nil, false
	}
	for _, v := range values {
		if key, ok := s.scalar(v.Key, "the name of a member"); ok {
			all = append(all, pair{key: key, value: v.Value})
		}
	}
	return all, true
}
