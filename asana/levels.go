package asana

import (
	"slices"
	"strings"
)

// Kinds of parents. The first five have memberships of the same form; teams and
// workspaces have their own endpoints and no levels.
const (
	KindProject     = "project"
	KindPortfolio   = "portfolio"
	KindGoal        = "goal"
	KindCustomField = "custom_field"
	KindCustomType  = "custom_type"
	KindTeam        = "team"
	KindWorkspace   = "workspace"
)

// Access levels, highest first. LevelUser is for fields and types, where it means
// using them without changing what they are.
const (
	LevelAdmin     = "admin"
	LevelEditor    = "editor"
	LevelCommenter = "commenter"
	LevelUser      = "user"
	LevelViewer    = "viewer"
)

// LevelsOf returns the levels that a parent of the kind takes, highest first, and
// nothing for kinds without levels. Asana renamed these words three times, so
// this is the only place that lists them.
func LevelsOf(kind string) []string {
	switch kind {
	case KindProject, KindGoal:
		return []string{LevelAdmin, LevelEditor, LevelCommenter, LevelViewer}
	case KindPortfolio:
		return []string{LevelAdmin, LevelEditor, LevelViewer}
	case KindCustomField:
		return []string{LevelAdmin, LevelEditor, LevelUser}
	case KindCustomType:
		return []string{LevelAdmin, LevelEditor, LevelUser, LevelViewer}
	default:
		return nil
	}
}

// AcceptsLevel tells whether a parent of the kind takes the level.
func AcceptsLevel(kind, level string) bool {
	return slices.Contains(LevelsOf(kind), level)
}

// Rank orders levels: a higher number allows more. Unknown words have rank 0, as
// has the empty one, which stands for no membership. Commenter and user are never
// levels of the same parent, so one order serves all kinds.
func Rank(level string) int {
	order := []string{"", LevelViewer, LevelUser, LevelCommenter, LevelEditor, LevelAdmin}
	return max(0, slices.Index(order, level))
}

// NormalizeLevel returns the level a word stands for, and whether it stands for
// one. Words of older descriptions of the API are understood; the values of the
// older "role" are levels already.
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
