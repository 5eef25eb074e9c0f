package bot

import (
	"strings"
	"unicode"
)

// maxQuoted bounds what is repeated of Asana's own words.
const maxQuoted = 300

// quoted shows Asana's own words, shortened and on one line, so that they can't pass for ours; empty when it has none.
func quoted(messages []string) string {
	words := []rune(strings.Join(strings.Fields(unmarked(strings.Join(messages, " "))), " "))
	if len(words) == 0 {
		return ""
	}
	said := string(words[:min(len(words), maxQuoted)])
	if len(words) > maxQuoted {
		said += "…"
	}
	return " Asana says: “" + said + "”"
}

// unmarked takes out the characters that a chat reads as markup. An underscore within a word is none: Asana's names of fields have it.
func unmarked(text string) string {
	all := []rune(text)
	inWord := func(i int) bool {
		return i >= 0 && i < len(all) && (unicode.IsLetter(all[i]) || unicode.IsDigit(all[i]))
	}
	var kept []rune
	for i, r := range all {
		switch {
		case strings.ContainsRune("*~`“”", r), r == '_' && (!inWord(i-1) || !inWord(i+1)), unicode.IsControl(r) && !unicode.IsSpace(r):
			continue
		}
		kept = append(kept, r)
	}
	return string(kept)
}
