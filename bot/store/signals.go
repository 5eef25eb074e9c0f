package store

import "sync/atomic"

// signals remember what a transaction is to wake once it is committed. A transaction with an unknown end may still be running while they
// are read, hence the atomics.
type signals struct{ due, events atomic.Bool }

func (g *signals) set(t *tx) {
	g.due.Store(t.due)
	g.events.Store(t.events)
}

// signal wakes the worker and the sealer of this process.
func (s *Store) signal(g *signals) {
	if g.due.Load() {
		nudge(s.wake)
	}
	if g.events.Load() {
		nudge(s.unsealed)
	}
}

// nudge wakes whoever waits on c; one pending signal is enough.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
