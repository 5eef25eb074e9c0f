package asana_test

import (
	"slices"
	"testing"

	"rollcall/asana"
)

// Ensure every kind's levels are words of the table, highest first.
func TestLevelsOf(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{
		asana.KindProject: 4, asana.KindGoal: 4, asana.KindPortfolio: 3, asana.KindCustomField: 3, asana.KindCustomType: 4,
		asana.KindTeam: 0, asana.KindWorkspace: 0, "dashboard": 0,
	} {
		levels := asana.LevelsOf(kind)
		falling := slices.IsSortedFunc(levels, func(a, b string) int { return asana.Rank(b) - asana.Rank(a) })
		if len(levels) != want || !falling || slices.ContainsFunc(levels, func(l string) bool { return asana.Rank(l) == 0 }) {
			t.Errorf("%s takes %q", kind, levels)
		}
	}
	if asana.AcceptsLevel(asana.KindPortfolio, asana.LevelCommenter) || !asana.AcceptsLevel(asana.KindCustomType, asana.LevelUser) {
		t.Error("a level is accepted that the kind does not take, or the other way round")
	}
}

func TestNormalizeLevel(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"full_write": "admin", "comment_only": "commenter", "Editor\n": "editor", "viewer": "viewer", "user": "user",
		"owner": "", "": "",
	} {
		if got, ok := asana.NormalizeLevel(word); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v", word, got, ok)
		}
	}
}
