package asana

import (
	"cmp"
	"fmt"
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

// levelRow is what one kind of parent takes.
type levelRow struct {
	kind string
	// levels are the words it takes, highest first.
	levels []string
	// standard is what Asana gives when neither the request nor the parent's own
	// default_access_level names a level; empty where no document says.
	standard string
}

// levelTable is the only place that lists levels: Asana renamed these words three
// times. It is a function so that nobody can change it.
func levelTable() []levelRow {
	return []levelRow{
		{KindProject, []string{LevelAdmin, LevelEditor, LevelCommenter, LevelViewer}, ""},
		{KindPortfolio, []string{LevelAdmin, LevelEditor, LevelViewer}, ""},
		{KindGoal, []string{LevelAdmin, LevelEditor, LevelCommenter, LevelViewer}, LevelCommenter},
		{KindCustomField, []string{LevelAdmin, LevelEditor, LevelUser}, ""},
		{KindCustomType, []string{LevelAdmin, LevelEditor, LevelUser, LevelViewer}, ""},
		{KindTeam, nil, ""},
		{KindWorkspace, nil, ""},
	}
}

// rowOf returns the row of a kind; one that is not known takes nothing.
func rowOf(kind string) (levelRow, bool) {
	table := levelTable()
	i := slices.IndexFunc(table, func(row levelRow) bool { return row.kind == kind })
	if i < 0 {
		return levelRow{kind: kind}, false
	}
	return table[i], true
}

// Kinds returns all kinds of parents.
func Kinds() []string {
	var kinds []string
	for _, row := range levelTable() {
		kinds = append(kinds, row.kind)
	}
	return kinds
}

// LevelsOf returns the levels that a parent of the kind takes, highest first, and
// nothing for kinds without levels.
func LevelsOf(kind string) []string {
	row, _ := rowOf(kind)
	return row.levels
}

// AcceptsLevel tells whether a parent of the kind takes the level.
func AcceptsLevel(kind, level string) bool {
	return slices.Contains(LevelsOf(kind), level)
}

// DefaultLevel is what a membership gets that names no level: the parent's own
// default, or else the kind's. Empty means that no document says.
func DefaultLevel(kind, parents string) string {
	row, _ := rowOf(kind)
	return cmp.Or(parents, row.standard)
}

// LevelError refuses a level that the kind of parent does not take.
type LevelError struct {
	Kind, Level string
	// Takes are the levels it takes, highest first; none for kinds without levels.
	Takes []string
}

// CheckLevel returns a [LevelError] unless a parent of the kind takes the level.
// Kinds that are not known here are Asana's to judge, and so is the empty level.
func CheckLevel(kind, level string) error {
	row, known := rowOf(kind)
	if !known || level == "" || slices.Contains(row.levels, level) {
		return nil
	}
	return &LevelError{Kind: kind, Level: level, Takes: row.levels}
}

// Error implements error.
func (e *LevelError) Error() string {
	kind := strings.ReplaceAll(e.Kind, "_", " ")
	if len(e.Takes) == 0 {
		return fmt.Sprintf("members of a %s have no access level, so it cannot be %q", kind, e.Level)
	}
	last := len(e.Takes) - 1
	return fmt.Sprintf("a %s takes %s or %s, not %q", kind, strings.Join(e.Takes[:last], ", "), e.Takes[last], e.Level)
}

// Unwrap says that the argument is wrong.
func (e *LevelError) Unwrap() error { return ErrArgument }
