package main

import (
	"context"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/bot/store/pgtest"
)

// graceFor is how long a service may take that is told to stop.
const graceFor = 25 * time.Second

// longPause lets the load last longer than the time in which a service stops.
const longPause = 2 * time.Second

// Ensure that nobody notices when a replica is replaced under load: the successor runs beside it before it is told to stop, the ingress sends it nothing
// more once it says that it wants no more, every command and click is answered, and what was under way is carried out.
func TestLostTermReplaced(t *testing.T) {
	t.Parallel()
	o := newOrdeal(t, pgtest.Start(t))
	o.pause = longPause
	old, rounds := o.starts(), 1
	if proving() {
		rounds = 4
	}
	o.endures(func(context.Context) {
		for k := range rounds {
			o.chance(k*o.steps/rounds + o.steps/10)
			next := o.starts()
			told := time.Now()
			old.signal(syscall.SIGTERM)
			for ready(t, old.address()) == http.StatusOK {
				old.running()
			}
			o.in.leaves(old.address())
			old.endsIn(told)
			old = next
		}
	})
	o.proves(old)
	for _, d := range o.sent {
		if d.verdict == lost {
			t.Errorf("%q of %s had no answer: %s", d.text, d.who, d.answer.Body)
		}
	}
	for _, v := range o.votes {
		if v.verdict == lost {
			t.Errorf("a decision of %s about %s had no answer", v.who, v.request)
		}
	}
}

// Ensure that nothing is lost when the one service on a file is told to stop under load: whoever is started too early says what is in the way and ends, and
// the next one goes on with what the first one took.
func TestLostTermFile(t *testing.T) {
	t.Parallel()
	o := newOrdeal(t, sqliteURL(t))
	o.pause = longPause
	old, rounds := o.starts(), 1
	if proving() {
		rounds = 4
	}
	o.endures(func(context.Context) {
		for k := range rounds {
			o.chance(k*o.steps/rounds + o.steps/10)
			told := time.Now()
			old.signal(syscall.SIGTERM)
			early := o.launches()
			if code := early.wait(); code != 1 || !strings.Contains(early.err.String(), "another process already serves from this database; stop it first") {
				t.Errorf("started too early it ended with status %d: %s", code, early.err)
			}
			old.endsIn(told)
			o.in.leaves(old.address())
			old = o.starts()
		}
	})
	o.proves(old)
}

// endsIn waits for the end of a process that was told to stop, which must come by itself, in time and without complaint.
func (d *daemon) endsIn(told time.Time) {
	d.t.Helper()
	code, took := d.wait(), time.Since(told)
	if code != 0 || took > graceFor {
		d.t.Errorf("ended with status %d after %v: %s", code, took, d.err)
	}
	d.t.Logf("stopped within %v", took.Round(time.Millisecond))
	for line := range strings.Lines(d.err.String()) {
		if fields := parsed(line); fields["level"] == "error" {
			d.t.Errorf("it complained: %s", line)
		}
	}
}

// running fails the test when the process has ended.
func (d *daemon) running() {
	d.t.Helper()
	select {
	case <-d.ended:
		d.t.Fatalf("ended with status %d: %s", d.code, d.err)
	default:
	}
}
