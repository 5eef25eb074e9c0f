package policy

import (
	"fmt"
	"slices"
	"strings"
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
		switch d := slips(strings.ToLower(word), strings.ToLower(k)); {
		case d < reach:
			reach, best = d, []string{k}
		case d == reach:
			best = append(best, k)
		}
	}
	return slices.Compact(best)
}

// slips counts the letters to insert, delete, replace or swap with their neighbour that make one word of the other.
func slips(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(row[j]+1, last[j+1]+1, last[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
