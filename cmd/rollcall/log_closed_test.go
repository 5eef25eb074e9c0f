package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/audit"
	"rollcall/bot/store/pgtest"
)

// The audit log becomes unwritable at any step of what people do: no event, no action. Nothing is written to Asana of which the log has no intent,
// whoever types is told that nothing was accepted, and what waits says what for. When the log can be written again, what waited goes on by itself and
// people repeat what was not accepted, and the end is exactly that of a log which was never closed. It is tried at a few steps of each script, and with
// ROLLCALL_PROVE=1 at every one.
func TestLogClosedAnywhere(t *testing.T) {
	t.Parallel()
	for _, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.closes(t, sqliteURL, 4, 1)
		})
	}
}

// TestLogClosedAnywherePostgres is a part of the same on PostgreSQL.
func TestLogClosedAnywherePostgres(t *testing.T) {
	t.Parallel()
	for _, s := range stories() {
		if proves := proving(); !proves && s.name != "approve" {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.closes(t, pgtest.Start, 3, 3)
		})
	}
}

// closes plays the script with a log that is never closed, and then once for each step at which it is closed: some of them, or with ROLLCALL_PROVE=1
// all, or every so-manieth.
func (s story) closes(t *testing.T, database func(testing.TB) string, some, every int) {
	t.Helper()
	want, steps := s.play(t, database(t), newFate(0, false))
	t.Logf("%d steps", len(steps))
	var all []death
	for i := range steps {
		all = append(all, death{at: i + 1})
	}
	for _, d := range chosen(all, some, every) {
		t.Run(fmt.Sprintf("step %d", d.at), func(t *testing.T) {
			t.Parallel()
			got, taken := s.playClosed(t, database(t), d.at)
			if len(taken) < d.at {
				t.Log("this time it took fewer steps, and nothing struck") // jobs run side by side, and one that looks too early looks again
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("closed at step %d, %s: other than with a log that is never closed (-want +got):\n%s\nsteps: %s",
					d.at, taken[min(d.at, len(taken))-1], diff, strings.Join(taken, "; "))
			}
		})
	}
}

// playClosed plays the script with a log that is closed at a step, until the first sign that something was refused or put off because of it.
func (s story) playClosed(t *testing.T, database string, at int) (aftermath, []string) {
	t.Helper()
	f := newFate(0, false)
	l := &closedLog{mortal: newCompany(t, s.seed).livesOn(database, f)}
	l.books.open(l.memberships())
	f.strikes(at, l.closes)
	for _, d := range s.doings {
		l.plays(d)
	}
	f.spare()
	if l.isClosed() { // nothing was left to be written to it
		l.opens()
	}
	return s.leaves(l.mortal).numbered(l.mortal), f.taken()
}

// closedLog is a service whose log can't be written for some time.
type closedLog struct {
	*mortal

	mu     sync.Mutex
	shut   bool
	opened bool
	before int // writes that had ended by then
}

// closes lets nothing be written to the log from now on.
func (l *closedLog) closes() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.side.closeLog()
	l.shut, l.before = true, len(l.books.written())
}

func (l *closedLog) isClosed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shut && !l.opened
}

// written are the writes that have ended.
func (l *ledger) written() []written {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.writes)
}

// opens lets the log be written again. Until then no write may have reached Asana but those whose intents it has.
func (l *closedLog) opens() {
	t := l.t
	t.Helper()
	intents := l.intents()
	for _, w := range l.books.written()[l.before:] {
		if !slices.Contains(intents, w.bond) {
			t.Errorf("%s of %v reached Asana with the log closed; it has the intents %v", w.method, w.bond, intents)
		}
	}
	l.side.openLog()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.opened = true
}

// intents are the pairs of which the log has an intent without its outcome, among the events that wait for their place in the chain too.
func (l *closedLog) intents() []bond {
	l.t.Helper()
	open := map[string]bond{}
	for _, body := range l.side.list(`select coalesce(canonical, body) from events order by id`) {
		var e audit.Event
		must(l.t, json.Unmarshal([]byte(body), &e))
		switch {
		case e.Change == "":
		case e.Outcome == audit.Intent:
			open[e.Change] = bond{e.Resource.GID, e.Subject.GID}
		default:
			delete(open, e.Change)
		}
	}
	var all []bond
	for _, b := range open {
		all = append(all, b)
	}
	return all
}

// plays does one thing, and again what was not accepted.
func (l *closedLog) plays(d doing) {
	l.t.Helper()
	before := l.shown(d.who)
	for again := true; again; again = !d.once && !l.happened(d, before) {
		d.does(l.mortal)
		l.rests(d)
	}
}

// unwritable is in the lines that a service logs because of a closed log.
const unwritable = "audit log can't be written"

// rests returns when everything that is due has been done. The log is opened when something was refused or put off because it is closed.
func (l *closedLog) rests(d doing) {
	t := l.t
	t.Helper()
	late := time.After(patience)
	for {
		signs, changed := l.watch.count(unwritable)
		switch quiet := l.underWay() == 0; {
		case quiet && l.isClosed() && signs > 0:
			l.waits(d)
			l.opens()
			continue
		case l.busy() == 0:
			return
		case quiet && l.opened:
			l.passes(silence) // the pauses between attempts
			continue
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("work does not come to rest: %s", strings.Join(l.jobs(), ", "))
		}
	}
}

// silence is how long nobody is told what a job waits for. A lease lasts longer.
const silence = 5 * time.Second

// underWay counts the jobs that run, or that a worker may take now.
func (l *closedLog) underWay() (n int) {
	const count = `select count(*) from jobs j where j.state = 'running' or j.state = 'ready' and j.due <= $1 and (j.lock_key = ''
		or exists (select 1 from locks l where l.key = j.lock_key and l.job_id = j.id)
		or not exists (select 1 from locks l where l.key = j.lock_key) and not exists (select 1 from jobs o
			where o.lock_key = j.lock_key and o.state <> 'dead' and (o.lock_order, o.id) < (j.lock_order, j.id)))`
	must(l.t, l.side.db.QueryRowContext(l.t.Context(), count, l.store.Now().UnixMilli()).Scan(&n))
	return n
}

// waits checks that everybody knows what a closed log kept from being done: who typed something that was not accepted at once, who waits when it
// has taken a while.
func (l *closedLog) waits(d doing) {
	t := l.t
	t.Helper()
	if n, _ := l.watch.count(unwritable, "not accepted"); n > 0 && !slices.ContainsFunc(l.messages(), func(s said) bool { return s.For == d.who && isUnlogged(s) }) {
		t.Errorf("%s is not told that nothing was accepted: %s", d.who, spelled(l.messages()))
	}
	known := len(l.messages())
	l.passes(silence)
	l.settles()
	var told []string
	for _, s := range l.messages()[known:] {
		if isStopgap(s.Text) {
			first, _, _ := strings.Cut(s.Text, "\n")
			told = append(told, first)
		}
	}
	slices.Sort(told)
	if diff := cmp.Diff(l.waiting(), slices.Compact(told)); diff != "" {
		t.Errorf("what people are told who wait (-want +got):\n%s", diff)
	}
}

// settles returns when nothing is under way.
func (l *closedLog) settles() {
	l.t.Helper()
	for {
		_, changed := l.watch.count("")
		if l.underWay() == 0 {
			return
		}
		waitFor(l.t, "the jobs under way", changed)
	}
}

// unlogged is how people are told that something was not accepted.
const unlogged = "Nothing was accepted: the audit log can't be written, and without it I do nothing."

// isUnlogged fits the answer to what was not accepted.
func isUnlogged(s said) bool {
	return strings.HasPrefix(s.Text, unlogged)
}

// waiting is what people are told of the jobs that were put off. Nobody waits for a timer.
func (l *closedLog) waiting() (all []string) {
	for kinds, words := range map[string]string{"resolve apply ask": "Not done yet", "decide": "Not decided yet"} {
		putOff := func(kind string) bool {
			n, _ := l.watch.count(again, unwritable, fmt.Sprintf("%q", kind))
			return n > 0
		}
		if slices.ContainsFunc(strings.Fields(kinds), putOff) {
			all = append(all, words+": waiting for the audit log, will go on by itself.")
		}
	}
	slices.Sort(all)
	return all
}
