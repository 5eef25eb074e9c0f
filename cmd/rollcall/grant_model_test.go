package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/bot/store/pgtest"
)

// TestGrantModel holds Rollcall to a reference that knows nothing of how it works, whatever people, the clock, Asana and crashes do in whatever
// order: nobody keeps access past their last live grant, nothing else is taken away, and "before" and "after" in the log are what Asana showed.
func TestGrantModel(t *testing.T) {
	t.Parallel()
	modelled(t, 6*time.Second, inMemory)
}

// TestGrantModelPostgres is the same on PostgreSQL, where a crash is a process that loses its database, Asana and Slack at one moment.
func TestGrantModelPostgres(t *testing.T) {
	t.Parallel()
	modelled(t, 2*time.Second, pgtest.Start)
}

// inMemory is a SQLite file in memory, where the system has a place for that: a crash is played here by what is stored and not by what is on the disk.
func inMemory(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "rollcall-test-") //nolint:usetesting // t.TempDir is on the disk
	if err != nil {
		return sqliteURL(t)
	}
	t.Cleanup(func() { must(t, os.RemoveAll(folder)) })
	return "sqlite:" + filepath.Join(folder, "rollcall.db")
}

// modelled plays random scripts until the time is over, thirty times as long with ROLLCALL_PROVE=1.
func modelled(t *testing.T, budget time.Duration, database func(testing.TB) string) {
	t.Helper()
	if proving() {
		budget *= 30
	}
	end, scripts := time.Now().Add(budget), 0
	for round := 0; round == 0 || time.Now().Before(end); round++ {
		failing := false // then it is shrunk, however long that takes
		rapid.Check(t, func(rt *rapid.T) {
			script := rapid.SliceOfN(rapid.Custom(drawAct), 1, 30).Draw(rt, "script")
			over := func() bool { return !failing && time.Now().After(end) }
			if over() {
				return
			}
			sound := false
			defer func() { failing = failing || !sound }()
			newGrantModel(rapidTB{TB: t, rt: rt}, database).plays(script, over)
			sound = !rt.Failed()
			scripts++
		})
	}
	t.Logf("%d scripts", scripts)
}

// rapidTB is a test of its own for each script, so that helpers fail the script and not the whole.
type rapidTB struct {
	testing.TB
	rt *rapid.T
}

func (t rapidTB) Cleanup(f func())             { t.rt.Cleanup(f) }
func (t rapidTB) Error(args ...any)            { t.rt.Error(args...) }
func (t rapidTB) Errorf(text string, a ...any) { t.rt.Errorf(text, a...) }
func (t rapidTB) Fatal(args ...any)            { t.rt.Fatal(args...) }
func (t rapidTB) Fatalf(text string, a ...any) { t.rt.Fatalf(text, a...) }
func (t rapidTB) Fail()                        { t.rt.Fail() }
func (t rapidTB) FailNow()                     { t.rt.FailNow() }
func (t rapidTB) Failed() bool                 { return t.rt.Failed() }
func (t rapidTB) Log(args ...any)              { t.rt.Log(args...) }
func (t rapidTB) Logf(text string, a ...any)   { t.rt.Logf(text, a...) }

// act is one step of a script.
type act struct {
	verb    string // of a command; or pass: time passes; or outside: somebody changes the pair in Asana
	pair    int
	level   string        // where the pair has levels; for outside none removes the member
	lasts   time.Duration // of a grant or an extension; 0 is for good
	back    int           // which request it is about: so many before the newest of those that it can be about; from anyBack on, of all
	forward time.Duration // how much time passes
	trouble trouble
}

// trouble is what goes wrong meanwhile.
type trouble struct {
	kind  string // empty for nothing
	at    int    // the call that it befalls, counted from 1
	times int    // how many calls
}

const anyBack = 4

func drawAct(rt *rapid.T) act {
	a := act{
		verb: rapid.SampledFrom([]string{
			"add", "add", "add", "add", "set", "set", "remove", "extend", "extend", "end", "undo", "undo", "pass", "pass", "pass", "outside",
		}).Draw(rt, "verb"),
		pair: rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, 1, 2, 3}).Draw(rt, "pair"),
	}
	switch a.verb {
	case "add", "set":
		a.level = rapid.SampledFrom([]string{"viewer", "commenter", "editor", "admin"}).Draw(rt, "level")
		a.lasts = rapid.SampledFrom([]time.Duration{40 * time.Minute, 3 * time.Hour, 20 * time.Hour, 3 * day, 14 * day, 0}).Draw(rt, "lasts")
	case "outside":
		a.level = rapid.SampledFrom([]string{"none", "viewer", "commenter", "editor", "admin"}).Draw(rt, "level")
		return a
	case "extend":
		a.lasts = rapid.SampledFrom([]time.Duration{time.Hour, day, 7 * day}).Draw(rt, "by")
		a.back = rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 3, anyBack, anyBack + 1, anyBack + 2}).Draw(rt, "back")
	case "end", "undo":
		a.back = rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 3, anyBack, anyBack + 1, anyBack + 2}).Draw(rt, "back")
	case "pass":
		a.forward = rapid.SampledFrom([]time.Duration{10 * time.Minute, time.Hour, 5 * time.Hour, 22 * time.Hour, 4 * day, 20 * day}).Draw(rt, "forward")
	}
	a.trouble = rapid.Custom(drawTrouble).Draw(rt, "trouble")
	if a.verb == "extend" && rapid.IntRange(0, 3).Draw(rt, "late") == 0 {
		a.trouble = trouble{kind: "due"}
	}
	return a
}

// The troubles: the process dies before or after a call did its work; a call is answered with 503 before or after its work, is cut before or
// after it, or comes too often; writes are stopped meanwhile; the service is stopped and started. An extension may come when the end is due.
func drawTrouble(rt *rapid.T) trouble {
	kind := rapid.SampledFrom([]string{
		"", "", "", "", "", "", "", "", "dies before", "dies before", "dies after", "dies after", "503", "503 after", "cut", "cut after", "429", "stopped", "restart",
	}).Draw(rt, "kind")
	switch kind {
	case "", "stopped", "restart":
		return trouble{kind: kind}
	case "429": // after which the client waits by the real clock
		return trouble{kind: kind, at: 1, times: 1}
	case "dies before", "dies after":
		return trouble{kind: kind, at: rapid.IntRange(1, 9).Draw(rt, "at")}
	}
	return trouble{kind: kind, at: rapid.IntRange(1, 2).Draw(rt, "at"), times: rapid.IntRange(1, 3).Draw(rt, "times")}
}

// GoString spells a step for whoever reads a script that failed.
func (a act) GoString() string {
	text := fmt.Sprintf("\n\t%s", a.verb)
	switch a.verb {
	case "add", "set", "remove", "outside":
		text += fmt.Sprintf(" %d %s", a.pair, a.level)
	case "extend", "end", "undo":
		text += fmt.Sprintf(" %d back", a.back)
	}
	if d := a.lasts + a.forward; d > 0 {
		text += fmt.Sprintf(" %v", d)
	}
	if a.trouble.kind != "" {
		text += fmt.Sprintf(" (%s at %d, %d times)", a.trouble.kind, a.trouble.at, a.trouble.times)
	}
	return text
}
