package asana_test

import (
	"errors"
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

// Ensure the table says what a membership gets that names no level.
func TestDefaultLevel(t *testing.T) {
	t.Parallel()
	for _, x := range [][3]string{
		{"goal", "", "commenter"}, {"goal", "editor", "editor"}, {"project", "", ""}, {"project", "viewer", "viewer"},
		{"custom_field", "user", "user"}, {"custom_type", "", ""}, {"dashboard", "", ""},
	} {
		if got := asana.DefaultLevel(x[0], x[1]); got != x[2] {
			t.Errorf("a %s whose default is %q gives %q, want %q", x[0], x[1], got, x[2])
		}
	}
}

// Ensure a refusal names what the parent takes, and leaves to Asana what is not
// known here.
func TestCheckLevel(t *testing.T) {
	t.Parallel()
	for _, kind := range asana.Kinds() {
		for _, level := range []string{"admin", "editor", "commenter", "user", "viewer", "owner"} {
			err := asana.CheckLevel(kind, level)
			refusal, refused := errors.AsType[*asana.LevelError](err)
			if refused == asana.AcceptsLevel(kind, level) || refused && (!errors.Is(err, asana.ErrArgument) || !slices.Equal(refusal.Takes, asana.LevelsOf(kind))) {
				t.Errorf("%s %s: %v", kind, level, err)
			}
		}
	}
	if err := errors.Join(asana.CheckLevel("dashboard", "owner"), asana.CheckLevel("project", "")); err != nil || len(asana.Kinds()) != 7 {
		t.Errorf("%v; kinds %q", err, asana.Kinds())
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
