package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	mathrand "math/rand/v2"
	"sync"
	"time"
)

const (
	// placeFor is how long a place is held without being renewed: so long after a replica was killed its places are free again.
	placeFor = 8 * time.Second
	// renewPlaceEvery leaves room for failed renewals.
	renewPlaceEvery = placeFor / 4
	// placePoll is how soon a place that was not free is looked for again, at the earliest; at the latest after twice as long.
	placePoll = 25 * time.Millisecond
)

// place is one that is held.
type place struct {
	ration       *Ration
	kind, holder string
}

// takePlace takes any of $3 places that is free at $5, until $6; one whose end is past $7 is free as well. The place may have been taken by another
// replica in the meantime; then there is no row.
const takePlace = `
insert into ration_places (ration, kind, place, holder, ends)
select $1::text, $2::text, n, $4::text, $6::bigint from generate_series(1, $3::bigint) as n
where not exists (select from ration_places as p where p.ration = $1 and p.kind = $2 and p.place = n and p.ends > $5 and p.ends <= $7)
order by random() limit 1
on conflict (ration, kind, place) do update set holder = excluded.holder, ends = excluded.ends
where ration_places.ends <= $5 or ration_places.ends > $7
returning place`

// Place waits until one of so many places of a kind is free, and holds it until it is released: by releasing, or some time after the process has died.
func (r *Ration) Place(ctx context.Context, kind string, places int) (release func(), err error) {
	p := place{ration: r, kind: kind, holder: rand.Text()}
	for {
		taken, err := p.take(ctx, places)
		if err != nil {
			r.store.holds.start(p.free) // it may have been taken although we did not hear of it
			return nil, err
		}
		if taken {
			return r.store.holds.hold(p), nil
		}
		if err := r.store.holds.pause(ctx, placePoll+mathrand.N(placePoll)); err != nil {
			return nil, unavailable(err)
		}
	}
}

func (p place) take(ctx context.Context, places int) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, rationTimeout)
	defer cancel()
	now := p.ration.store.real()
	var n int64
	err := p.ration.store.engine.reader().QueryRowContext(ctx, takePlace, p.ration.name, p.kind, places, p.holder,
		now.UnixMicro(), now.Add(placeFor).UnixMicro(), now.Add(placeFor+clockSlack).UnixMicro()).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, classify(err)
}

// renew holds the place for longer.
func (p place) renew() { p.endAt(p.ration.store.real().Add(placeFor)) }

// free gives the place back.
func (p place) free() { p.endAt(time.UnixMicro(0)) }

// endAt sets the end of the place. Nobody waits for it, and what fails ends by itself.
func (p place) endAt(end time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), renewPlaceEvery)
	defer cancel()
	_, err := p.ration.store.engine.reader().ExecContext(ctx, `update ration_places set ends = $4 where ration = $1 and kind = $2 and holder = $3`,
		p.ration.name, p.kind, p.holder, end.UnixMicro())
	if err != nil {
		p.ration.store.log.Debug().Err(err).Msg("a place in flight was not renewed or given back; it ends by itself")
	}
}

// holds keep the places that this process holds, until the store is closed.
type holds struct {
	closing chan struct{}

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

// start runs fn unless the store is closed.
func (h *holds) start(fn func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.running.Go(fn)
	}
}

// hold renews a place until it is released.
func (h *holds) hold(p place) (release func()) {
	released := make(chan struct{})
	h.start(func() { h.keep(p, released) })
	return sync.OnceFunc(func() { close(released) })
}

// keep renews a place and gives it back. When the store is closed before, whatever is in flight may still be, so the place is left to end by itself.
func (h *holds) keep(p place, released <-chan struct{}) {
	tick := time.NewTicker(renewPlaceEvery)
	defer tick.Stop()
	for {
		select {
		case <-released:
			p.free()
			return
		case <-tick.C:
			p.renew()
		case <-h.closing:
			select {
			case <-released:
				p.free()
			default:
			}
			return
		}
	}
}

// pause waits, unless the context ends or the store is closed.
func (h *holds) pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-h.closing:
		return errClosed
	}
}

// close ends the holding and waits for what is being given back.
func (h *holds) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.closing)
	}
	h.running.Wait()
}
