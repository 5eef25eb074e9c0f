package policy

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/bot/command"
)

// suggest says which of the known words somebody may have meant, or, when none is near, which there are.
func suggest(word string, known []string) string {
	near := nearest(word, known)
	if len(near) > 0 {
		return "did you mean " + list(near, "or") + "?"
	}
	return "there " + isOrAre(len(known)) + " " + list(known, "and")
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// list joins words as a sentence does.
func list(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return fmt.Sprintf("%s %s %s", strings.Join(words[:n], ", "), last, words[n])
}

// nearest returns those of the known words that are the fewest slips away, when that is few for the length of the word.
func nearest(word string, known []string) []string {
	if len(word) > 40 {
		return nil
	}
	reach := min(3, 1+len(word)/4)
	var best []string
	for _, k := range known {
		switch d := command.Distance(strings.ToLower(word), strings.ToLower(k)); {
		case d < reach:
			reach, best = d, []string{k}
		case d == reach:
			best = append(best, k)
		}
	}
	return slices.Compact(best)
}
