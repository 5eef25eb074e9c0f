package policy

import (
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/token"
)

// inside finds where in the file the character stands that is the n-th of a text. YAML removes indentation, folds lines and undoes escapes, so the
// text is laid beside what stands in the file, character by character.
func (s *source) inside(t scalar, n int) place {
	if t.token == nil || t.token.Position == nil {
		return t.at
	}
	r := &ruler{lines: s.lines, at: t.at, kind: t.token.Type}
	r.begin()
	for i, want := range []rune(t.text) {
		here := r.seek(want)
		if i == n {
			return here
		}
		r.pass(want)
	}
	return r.at
}

// offset is the number of characters before a line and column of a text, the line counted from 1, the column from 0.
func offset(text string, line, column int) int {
	n := 0
	for l := range strings.Lines(text) {
		if line--; line == 0 {
			break
		}
		n += len([]rune(l))
	}
	return n + max(0, column)
}

// ruler moves through a file.
type ruler struct {
	lines [][]rune
	at    place
	kind  token.Type
}

// begin steps over what comes before the text: the quote, or the line with the | or >.
func (r *ruler) begin() {
	switch r.kind {
	case token.SingleQuoteType, token.DoubleQuoteType:
		r.at.column++
	case token.LiteralType, token.FoldedType:
		r.at = place{r.at.line + 1, 1}
	}
}

// here is the character at the place; 0 at the end.
func (r *ruler) here() rune {
	if r.at.line > len(r.lines) || r.at.column > len(r.lines[r.at.line-1]) {
		return 0
	}
	return r.lines[r.at.line-1][r.at.column-1]
}

// next moves one character on, to the next line after the last one.
func (r *ruler) next() {
	r.at.column++
	if r.at.line <= len(r.lines) && r.at.column > len(r.lines[r.at.line-1]) {
		r.at = place{r.at.line + 1, 1}
	}
}

// seek skips the white space that YAML took away, and returns where the wanted character stands.
func (r *ruler) seek(want rune) place {
	for !unicode.IsSpace(want) && (unicode.IsSpace(r.here()) || r.joins()) {
		r.next()
	}
	return r.at
}

// joins tells whether a backslash here joins the line with the next one.
func (r *ruler) joins() bool {
	if r.kind != token.DoubleQuoteType || r.here() != '\\' {
		return false
	}
	after := *r
	after.next()
	return after.here() == '\n' || after.here() == '\r'
}

// pass steps over a character of the text, which may take several in the file.
func (r *ruler) pass(want rune) {
	here := r.here()
	switch {
	case r.kind == token.DoubleQuoteType && here == '\\':
		r.passEscape()
	case unicode.IsSpace(want) && !unicode.IsSpace(here): // one line break became several characters
	case here == 0:
	default:
		r.next()
		if r.kind == token.SingleQuoteType && want == '\'' && r.here() == '\'' {
			r.next()
		}
	}
}

// passEscape steps over an escape such as \n, \x41 or \u00e4.
func (r *ruler) passEscape() {
	r.next()
	more := map[rune]int{'x': 2, 'u': 4, 'U': 8}[r.here()]
	for range more + 1 {
		r.next()
	}
}
