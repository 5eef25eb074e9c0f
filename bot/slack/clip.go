package slack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxCluster is how far back a cut moves to keep a character with its marks together. Some pile up thousands of marks.
const maxCluster = 40

// clip is as much of a text as fits in n characters, not cut within what a reader sees as one: a letter with its accents, a flag, or
// an emoji of several.
func clip(text string, n int) string {
	n = max(n, 0)
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	r := []rune(first(text, n+1))
	for i := n; i >= max(0, n-maxCluster); i-- {
		if i == 0 || !joined(r, i) {
			return string(r[:i])
		}
	}
	return string(r[:n])
}

// joined tells whether the character at i belongs to the one before it.
func joined(r []rune, i int) bool {
	const joiner, skinFrom, skinTo = '\u200D', '\U0001F3FB', '\U0001F3FF'
	switch at := r[i]; {
	case unicode.Is(unicode.M, at), at == joiner, at >= skinFrom && at <= skinTo, r[i-1] == joiner:
		return true
	case at >= '\U000E0020' && at <= '\U000E007F': // spells the flag of a region
		return true
	case at == '\n':
		return r[i-1] == '\r'
	}
	flags := 0
	for j := i - 1; j >= 0 && flagLetter(r[j]); j-- {
		flags++
	}
	return flagLetter(r[i]) && flags%2 == 1
}

// flagLetter tells the letters of which two make a flag.
func flagLetter(r rune) bool { return r >= '\U0001F1E6' && r <= '\U0001F1FF' }

// ellipsis cuts a text to n characters and shows that it did.
func ellipsis(text string, n int) string {
	if utf8.RuneCountInString(text) > n {
		return clip(text, n-1) + "…"
	}
	return text
}

// firstSaid is the first text that says something; Slack refuses an empty one.
func firstSaid(texts []string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return "…"
}
