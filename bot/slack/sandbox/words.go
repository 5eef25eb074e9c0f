package sandbox

import (
	"errors"
	"strings"
	"unicode"
)

var errTrailing = errors.New("more than one JSON value")

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// lowerWord keeps the letters and digits of s, as Slack does for a domain.
func lowerWord(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// unaccent replaces the accented letters of the seed's languages, which is what
// Slack's normalized names are for.
func unaccent(s string) string {
	return strings.NewReplacer("é", "e", "è", "e", "ê", "e", "à", "a", "á", "a", "ä", "a", "å", "a",
		"ö", "o", "ó", "o", "ø", "o", "ü", "u", "ú", "u", "í", "i", "ñ", "n", "ç", "c").Replace(s)
}
