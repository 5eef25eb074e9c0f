package policy

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

const (
	// largest is how many bytes a policy file may have; nobody could read more.
	largest = 1 << 18
	// deepest is how many brackets may stand in each other; a policy needs five.
	deepest = 50
	// widest is how many characters a line may have. A line that only opens lists makes the parser slow.
	widest = 8000
)

// source is a policy file that is being read, with what is wrong with it so far.
type source struct {
	name   string
	lines  [][]rune // for finding places within texts
	faults []Fault
}

func newSource(name string, data []byte) *source {
	s := &source{name: name}
	for line := range bytes.Lines(data) {
		s.lines = append(s.lines, []rune(string(line)))
	}
	return s
}

// parse returns the one mapping that a file is, or nil when there is none.
func (s *source) parse(data []byte) ast.Node {
	start := place{1, 1}
	switch {
	case len(data) > largest:
		s.fault(start, "the file has %d bytes; a policy has at most %d", len(data), largest)
		return nil
	case !utf8.Valid(data):
		s.fault(start, "the file is no UTF-8 text; save it as UTF-8")
		return nil
	case nested(data) > deepest:
		s.fault(start, "more than %d brackets stand in each other", deepest)
		return nil
	}
	for i, line := range s.lines {
		if len(line) > widest {
			s.fault(place{i + 1, widest + 1}, "the line is longer than %d characters; break it", widest)
			return nil
		}
	}
	file, err := parseYAML(data)
	if err != nil {
		s.syntax(err)
		return nil
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		s.fault(start, "the file is empty; write rules:, see the documentation of the policy")
		return nil
	}
	if len(file.Docs) > 1 {
		s.fault(beginning(file.Docs[1]), "a second document begins here; a policy is one, so take the line --- away")
		return nil
	}
	return file.Docs[0].Body
}

// nested is how deep brackets stand in each other, whether or not they mean anything there. The parser works by recursion, which must have an end.
func nested(data []byte) int {
	depth, most := 0, 0
	for _, b := range data {
		switch b {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return most
}

// parseYAML keeps a mistake of the parser from ending the service: a file that it stumbles over is a bad file.
func parseYAML(data []byte) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this is no YAML that can be read (%v)", r)
		}
	}()
	return parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
}

// syntax notes what the parser says, where it says it.
func (s *source) syntax(err error) {
	if e, ok := errors.AsType[yaml.Error](err); ok && e.GetToken() != nil && e.GetToken().Position != nil {
		at := e.GetToken().Position
		s.fault(place{max(1, at.Line), max(1, at.Column)}, "this is no YAML: %s; look at the indentation, quotes and brackets around here", e.GetMessage())
		return
	}
	s.fault(place{1, 1}, "this is no YAML: %v", err)
}

// beginning is where a document is parted from the one before.
func beginning(d *ast.DocumentNode) place {
	if d.Start == nil || d.Start.Position == nil {
		return place{1, 1}
	}
	return place{max(1, d.Start.Position.Line), max(1, d.Start.Position.Column)}
}

// placeOf is where a node begins. The parser says of a block of members where its first colon is.
func placeOf(n ast.Node) place {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return placeOf(n.Values[0])
		}
	case *ast.MappingValueNode:
		return placeOf(n.Key)
	}
	if n.GetToken() == nil || n.GetToken().Position == nil {
		return place{1, 1}
	}
	at := n.GetToken().Position
	return place{max(1, at.Line), max(1, at.Column)}
}
