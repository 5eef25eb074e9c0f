package command

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// nearest returns the candidates that word may be a mistyping of: those at the smallest edit
// distance within reach, or, when there is none, those it is the beginning of.
func nearest(word string, candidates []string) []string {
	reach := 2
	if utf8.RuneCountInString(word) <= 3 {
		reach = 1
	}
	var best []string
	for _, c := range candidates {
		switch d := Distance(word, c); {
		case d < reach:
			reach, best = d, []string{c}
		case d == reach:
			best = append(best, c)
		}
	}
	if len(best) > 0 || utf8.RuneCountInString(word) < 2 {
		return best
	}
	return slices.DeleteFunc(slices.Clone(candidates), func(c string) bool {
		return !strings.HasPrefix(c, word)
	})
}

// Distance is the number of letters to insert, delete, replace or swap with their neighbour. Words
// much longer than any keyword are not compared letter by letter.
func Distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > 2*len(t)+4 {
		return len(s)
	}
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
