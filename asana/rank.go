package asana

import (
	"slices"
	"strings"
)

// Rank orders levels: a higher number allows more. Unknown words have rank 0, as
// has the empty one, which stands for no membership. Commenter and user are never
// levels of the same parent, so one order serves all kinds.
func Rank(level string) int {
	order := []string{"", LevelViewer, LevelUser, LevelCommenter, LevelEditor, LevelAdmin}
	return max(0, slices.Index(order, level))
}

// NormalizeLevel returns the level a word stands for, and whether it stands for
// one. Words of older descriptions of the API are understood; the values of the
// older "role" are levels already. The "write_all" of early 2023 is not among
// them, because nothing says what became of it.
func NormalizeLevel(word string) (string, bool) {
	word = strings.ToLower(strings.TrimSpace(word))
	switch word {
	case "full_write":
		return LevelAdmin, true
	case "comment_only":
		return LevelCommenter, true
	}
	if Rank(word) == 0 {
		return "", false
	}
	return word, true
}
