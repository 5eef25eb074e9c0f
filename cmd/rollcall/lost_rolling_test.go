package main

import (
	"context"
	"net/http"
	"os"
	"syscall"
	"testing"

	"rollcall/bot/store/pgtest"
)

// Ensure that two versions serve one database side by side while one replaces the other under load: the new one brings the schema to its version while the old
// one is at work, both take commands and clicks and carry out jobs, and then the old one is told to stop. ROLLCALL_PREVIOUS names the program of the version
// before; without it both are this version.
func TestLostRolling(t *testing.T) {
	t.Parallel()
	o := newOrdeal(t, pgtest.Start(t))
	o.pause = longPause
	o.program = os.Getenv("ROLLCALL_PREVIOUS")
	old := []*daemon{o.starts(), o.starts()}
	o.endures(func(context.Context) {
		o.chance(o.steps / 5)
		previous := o.program
		o.program = "" // from now on this version is started
		next := []*daemon{o.starts(), o.starts()}
		o.chance(o.steps / 2)
		for _, d := range old {
			d.signal(syscall.SIGTERM)
			for ready(t, d.address()) == http.StatusOK {
				d.running()
			}
			o.in.leaves(d.address())
			if code := d.wait(); code != 0 {
				t.Errorf("ended with status %d: %s", code, d.err)
			}
		}
		o.program, old = previous, next
	})
	o.proves(old...)
	acted := map[string]bool{}
	for _, e := range o.looksBack().log {
		if e.Change != "" {
			acted[e.Context.Instance] = true
		}
	}
	if len(acted) < 3 {
		t.Errorf("only %v took part", acted)
	}
}
