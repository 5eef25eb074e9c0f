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
	KeepRequests    time.Duration // how long after its end a request is kept
	KeepFailedJobs  time.Duration // how long the operator finds a job that was given up

	CheckpointEvents int           // after so many events the log gets a signed checkpoint
	CheckpointEvery  time.Duration // and after so long, if there were any
}

// mostPerHour bounds the settings: above it there is no limit worth the name.
const mostPerHour = 100_000

func defaultSettings() Settings {
	return Settings{ChangesPerHour: 200, RemovalsPerHour: 50, UndoWindow: day, KeepRequests: 400 * day, KeepFailedJobs: 30 * day, CheckpointEvents: 1000, CheckpointEvery: time.Hour}
}

func (l *loader) settings(n ast.Node) {
	set := &l.policy.settings
	has := l.members(n, "settings",
		member{"changes_per_hour", func(n ast.Node) { set.ChangesPerHour = l.number(n, "changes_per_hour", mostPerHour) }},
		member{"undo_window", func(n ast.Node) { set.UndoWindow = l.duration(n, "undo_window") }},
		member{"keep_requests", func(n ast.Node) { set.KeepRequests = l.keep(n, "keep_requests") }},
		member{"keep_failed_jobs", func(n ast.Node) { set.KeepFailedJobs = l.duration(n, "keep_failed_jobs") }},
		member{"checkpoint_events", func(n ast.Node) { set.CheckpointEvents = l.number(n, "checkpoint_events", mostPerHour) }},
		member{"checkpoint_every", func(n ast.Node) { set.CheckpointEvery = l.duration(n, "checkpoint_every") }},
		member{"removals_per_hour", func(n ast.Node) { set.RemovalsPerHour = l.number(n, "removals_per_hour", mostPerHour) }},
	)
	l.notEmpty(has, n, "settings", "set something, or take it away")
}

// keep reads how long something is kept that people look back at.
func (l *loader) keep(n ast.Node, what string) time.Duration {
	d := l.duration(n, what)
	if d >= time.Minute && d < day { // what is less is a fault already
		l.fault(placeOf(n), "%s is %s, but people look back at what they did the day before; write at least 1d", what, durationWords(d))
	}
	return d
}
