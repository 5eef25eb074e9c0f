package store

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

const (
	// restedFor is how long a connection is not used until it is asked first whether somebody is still there.
	restedFor = time.Second
	// aliveWithin is how long it has for its answer. It leaves time for a new connection within the time that Slack gives us.
	aliveWithin = time.Second
)

// lastUse is the key under which a connection keeps when it was last used. The driver does not know it of one that was used only once.
const lastUse = "rollcall last use"

// doubts tell connections that lead nowhere from those that lead to the server. What is on the way may forget them without a word, as firewalls and failovers
// do, and then whatever is sent waits in vain until the end of its time.
type doubts struct {
	since atomic.Int64 // a connection that was last used before this is not to be trusted; unix nanoseconds
}

// about asks a connection that has rested whether it is alive, in place of the driver, which would wait for as long as its caller has time. When there is no
// answer, those that have rested as long get no chance to cost as much: they were most likely forgotten with it. The driver finds what is closed here to be
// of no use and takes the next one, or makes one.
func (d *doubts) about(ctx context.Context, p stdlib.ShouldPingParams) (ask bool) {
	now := time.Now()
	kept := p.Conn.PgConn().CustomData()
	used, known := kept[lastUse].(time.Time)
	kept[lastUse] = now
	switch {
	case known && used.UnixNano() < d.since.Load():
		_ = p.Conn.Close(ctx) // whether or not this reaches anybody
		return true
	case known && now.Sub(used) < restedFor:
		return false
	}
	within, cancel := context.WithTimeout(ctx, aliveWithin)
	defer cancel()
	if err := p.Conn.Ping(within); err != nil {
		if ctx.Err() == nil { // else it was the caller who did not wait
			d.since.Store(now.UnixNano())
		}
		return true
	}
	return false
}
