package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// Ensure that nothing is lost and nothing done twice when the process is killed at moments that nobody chose, while people go on typing and clicking, and
// started again each time: fifty times on each database with ROLLCALL_PROVE=1.
func TestLostKill(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		o := newOrdeal(t, url)
		d, kills := o.starts(), 4
		if proving() {
			kills = 50
		}
		met := 0
		o.endures(func(context.Context) {
			for k := range kills {
				o.chance((k + 1) * o.steps / (kills + 1))
				o.dies(d)
				met += min(1, len(o.leased(beside(t, o.direct), d)))
				d = o.starts()
			}
		})
		t.Logf("%d of %d kills met jobs under way", met, kills)
		o.proves(d)
	})
}

// chance waits until so many steps have begun, and then for a moment that nobody chooses: any at all, or one shortly after a call of Asana has come, or a
// write.
func (o *ordeal) chance(steps int) {
	o.t.Helper()
	waitFor(o.t, "the next steps of the load", o.reached(steps))
	kind := rand.IntN(3)
	if kind == 0 {
		<-time.After(rand.N(150 * time.Millisecond))
		return
	}
	var first sync.Once
	came := make(chan struct{})
	o.calls.hold(func(call *asanaCall) {
		if kind == 1 || isWrite(call) {
			first.Do(func() { close(came) })
		}
	})
	defer o.calls.hold(nil)
	select {
	case <-came:
		<-time.After(rand.N(40 * time.Millisecond))
	case <-time.After(time.Second): // perhaps none will come any more
	}
}
