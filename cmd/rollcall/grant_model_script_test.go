package main

import (
	"testing"
	"time"
)

// TestGrantModelScripts plays scripts that once went wrong, or come near to what could.
func TestGrantModelScripts(t *testing.T) {
	t.Parallel()
	timed := func(verb, level string, lasts time.Duration) act { return act{verb: verb, level: level, lasts: lasts} }
	good := func(verb, level string) act { return act{verb: verb, level: level} }
	undo := func(back int) act { return act{verb: "undo", back: back} }
	pass := func(d time.Duration) act { return act{verb: "pass", forward: d} }
	outside := func(level string) act { return act{verb: "outside", level: level} }
	for name, script := range map[string][]act{
		"the undo of a grant that was made good":            {timed("add", "viewer", time.Hour), good("add", "viewer"), undo(0)},
		"the undo of a grant that has ended beside another": {timed("add", "editor", time.Hour), timed("add", "editor", 14*day), pass(5 * time.Hour), undo(0)},
		"the undo of what was made good over a grant":       {timed("add", "viewer", 14*day), good("add", "commenter"), undo(0), pass(20 * day)},
		"the same when the grant is over":                   {timed("add", "viewer", 3*time.Hour), good("add", "commenter"), pass(5 * time.Hour), undo(0)},
		"an undo that brought a grant back is not undone":   {timed("add", "editor", 14*day), good("set", "admin"), undo(0), undo(anyBack), outside("editor"), pass(20 * day)},
		"an undo that ended a grant is not undone":          {timed("add", "editor", 14*day), undo(0), undo(anyBack), pass(20 * day)},
		"one undo twice":                               {timed("add", "editor", 14*day), good("set", "viewer"), undo(0), good("set", "viewer"), undo(1), pass(20 * day)},
		"an undo beneath a later grant":                {good("add", "viewer"), outside("none"), timed("add", "viewer", 14*day), undo(1), pass(20 * day)},
		"an undo after a change outside":               {timed("add", "commenter", 14*day), timed("add", "editor", 20*day), outside("commenter"), undo(1), undo(0), pass(30 * day)},
		"a grant that would lower":                     {timed("add", "admin", 14*day), timed("set", "viewer", time.Hour), pass(20 * day)},
		"a short grant above a long one":               {timed("add", "viewer", 14*day), timed("set", "admin", time.Hour), pass(day), pass(20 * day)},
		"a short grant beneath a long one":             {timed("add", "admin", 14*day), timed("add", "viewer", time.Hour), pass(day), pass(20 * day)},
		"an end after a change outside":                {timed("add", "editor", 14*day), outside("viewer"), {verb: "end"}, pass(20 * day)},
		"a grant after a change outside":               {timed("add", "editor", 14*day), outside("viewer"), timed("add", "admin", time.Hour), pass(day), pass(20 * day)},
		"an undo does not bring back what was left":    {timed("add", "editor", 14*day), outside("viewer"), timed("add", "admin", time.Hour), undo(0), outside("editor"), pass(20 * day)},
		"an extension":                                 {timed("add", "editor", time.Hour), {verb: "extend", lasts: day}, pass(5 * time.Hour), pass(4 * day)},
		"an extension when the end is due":             {timed("add", "editor", time.Hour), {verb: "extend", lasts: day, trouble: trouble{kind: "due"}}, pass(5 * time.Hour), pass(4 * day)},
		"what is there for good is not given":          {good("add", "editor"), timed("add", "viewer", time.Hour), timed("set", "editor", time.Hour), pass(day)},
		"the end of a team's grant that was made good": {{verb: "add", pair: 2, lasts: time.Hour}, {verb: "add", pair: 2}, pass(day), undo(1)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newGrantModel(t, inMemory).plays(script, func() bool { return false })
		})
	}
}
