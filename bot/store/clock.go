package store

import (
	"sync/atomic"
	"time"
)

// clock is the one clock of the service: the machine's, corrected by what the database server says, and moved by the demo.
type clock struct {
	base      func() time.Time
	offset    atomic.Int64 // how far the server is ahead of this machine
	forwarded atomic.Int64 // how far the demo has moved on
}

// Now implements bot.Store. It has the precision in which times are stored.
func (c *clock) Now() time.Time {
	moved := time.Duration(c.offset.Load() + c.forwarded.Load())
	return c.base().Add(moved).UTC().Truncate(time.Millisecond)
}

// real is the time that outside services go by, whatever the demo does with the service's own. It has the precision in which rations are stored.
func (c *clock) real() time.Time { return c.base().Add(c.Offset()).Truncate(time.Microsecond) }

// Offset is how far the database server's clock is ahead of this machine's.
func (c *clock) Offset() time.Duration { return time.Duration(c.offset.Load()) }

// millis is how a moment is stored; zero stays zero.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment reads a stored time.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Forward moves the clock; only the demo does that. Jobs that became due are looked for at once.
func (s *Store) Forward(d time.Duration) {
	s.forwarded.Add(int64(d))
	nudge(s.wake)
}
