package slack

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// The marks around text that is written from right to left: inside them it runs its own way and leaves what stands beside it alone.
const (
	isolateFrom = "\u2068"
	isolateTo   = "\u2069"
)

// undirected takes the controls of direction out of what people and Asana wrote. They show nothing themselves; left open, they would turn around
// the rest of a line, so that a name could make "viewer → admin" read the other way.
func undirected(text string) string {
	if strings.IndexByte(text, isolateFrom[0]) < 0 { // all of them begin with this byte
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, text)
}

// isolated keeps text that runs from right to left from moving the digits and signs beside it. Each line is a paragraph of its own to the reader's
// client, so each is kept apart by itself.
func isolated(text string) string {
	if !runsLeft(text) {
		return text
	}
	return isolateFrom + strings.ReplaceAll(text, "\n", isolateTo+"\n"+isolateFrom) + isolateTo
}

// runsLeft tells whether anything in a text is written from right to left.
func runsLeft(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		if r < '\u0590' { // most text has only such characters
			return false
		}
		p, _ := bidi.LookupRune(r)
		return p.Class() == bidi.R || p.Class() == bidi.AL
	})
}
