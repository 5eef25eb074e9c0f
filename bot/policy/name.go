package policy

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold makes names comparable: case, kinds and number of spaces, and the composition of letters do not matter.
func fold(s string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))), " ")
}

// pattern is a folded name in which * stands for anything, or a gid.
type pattern struct {
	text  string
	gid   bool // only digits
	parts []string
}

func newPattern(text string) pattern {
	if asanaGID.MatchString(text) {
		return pattern{text: text, gid: true}
	}
	text = fold(text)
	return pattern{text: text, parts: strings.Split(text, "*")}
}

// matches tells whether a folded text is of the pattern.
func (p pattern) matches(text string) bool {
	if len(p.parts) == 1 {
		return p.text == text
	}
	first, last := p.parts[0], p.parts[len(p.parts)-1]
	rest, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for _, part := range p.parts[1 : len(p.parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	return strings.HasSuffix(rest, last)
}

// names tells whether the pattern means a parent.
func (p pattern) names(gid, folded string) bool {
	if p.gid {
		return p.text == gid
	}
	return p.matches(folded)
}

// covers tells whether everything that another pattern means is meant by this one too. A * of the other pattern is a character like any other
// here, which only a * of this one can take, and then it takes all that it stands for.
func (p pattern) covers(other pattern) bool {
	switch {
	case p.text == "*":
		return true
	case p.gid || other.gid:
		return p.gid == other.gid && p.text == other.text
	}
	return p.matches(other.text)
}
