package policy

import (
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Settings are what an operator sets in the policy file besides rules.
type Settings struct {
	ChangesPerHour  int // of one person, before further ones are held
	RemovalsPerHour int
	UndoWindow      time.Duration // how long after it was done a change can be undone
}

// mostPerHour bounds the settings: above it there is no limit worth the name.
const mostPerHour = 100_000

func defaultSettings() Settings {
	return Settings{ChangesPerHour: 200, RemovalsPerHour: 50, UndoWindow: 24 * time.Hour}
}

func (l *loader) settings(n ast.Node) {
	set := &l.policy.settings
	has := l.members(n, "settings",
		member{"changes_per_hour", func(n ast.Node) { set.ChangesPerHour = l.number(n, "changes_per_hour", mostPerHour) }},
		member{"undo_window", func(n ast.Node) { set.UndoWindow = l.duration(n, "undo_window") }},
		member{"removals_per_hour", func(n ast.Node) { set.RemovalsPerHour = l.number(n, "removals_per_hour", mostPerHour) }},
	)
	l.notEmpty(has, n, "settings", "set something, or take it away")
}
