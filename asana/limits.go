package asana

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"
)

// limits keeps a client within what Asana allows its token: within this process,
// or with a ration together with all others who use the token.
type limits struct {
	all, search, sparing *turns
	reads, writes        *places
	pause                pause
	ration               Ration
}

// places bounds the requests of one kind that are in flight.
type places struct {
	kind string
	most int
	own  *semaphore.Weighted
	line *line
}

func newPlaces(kind string, most int) *places {
	return &places{kind: kind, most: most, own: semaphore.NewWeighted(int64(most)), line: newLine()}
}

func newLimits(config Config) *limits {
	return &limits{
		all:     steady("all", config.rate()),
		search:  steady("search", min(searches, config.rate())),
		sparing: spare(config.rate()),
		reads:   newPlaces("read", config.maxReads()),
		writes:  newPlaces("write", config.maxWrites()),
		ration:  config.Ration,
	}
}

// unsentError is a failure before anything was sent. When wait is set, the limit
// that stood in the way will be gone after it; what is passing will be gone some
// time.
type unsentError struct {
	wait    time.Duration
	passing bool
	err     error
}

func (e *unsentError) Error() string { return e.err.Error() }
func (e *unsentError) Unwrap() error { return e.err }

// enter waits until a request may be sent: first for what few requests have to
// keep, then for a place in flight, so that what the pace lets through leaves at
// once and not in a bunch.
func (l *limits) enter(ctx context.Context, call call) (release func(), err error) {
	for _, narrow := range l.narrow(ctx, call) {
		if err := l.waitTurn(ctx, narrow); err != nil {
			return nil, err
		}
	}
	places := l.reads
	if call.writes() {
		places = l.writes
	}
	if err := places.own.Acquire(ctx, 1); err != nil {
		return nil, &unsentError{err: err}
	}
	shared, err := l.leave(ctx, places)
	if err != nil {
		places.own.Release(1)
		return nil, err
	}
	return func() { shared(); places.own.Release(1) }, nil
}

// narrow are the paces that a request has to keep beside that of all.
func (l *limits) narrow(ctx context.Context, call call) (paces []*turns) {
	if isSparing(ctx) {
		paces = append(paces, l.sparing)
	}
	if call.search {
		paces = append(paces, l.search)
	}
	return paces
}

// leave waits for the pace of all, and for a place among all who share a ration.
func (l *limits) leave(ctx context.Context, p *places) (release func(), err error) {
	if l.ration != nil {
		return l.sharedPlace(ctx, p)
	}
	return func() {}, l.ownTurn(ctx, l.all)
}

func (l *limits) waitTurn(ctx context.Context, t *turns) error {
	if l.ration != nil {
		return l.sharedTurn(ctx, t)
	}
	return l.ownTurn(ctx, t)
}

// ownTurn waits for the end of a pause and for the pace. A pause may begin while
// we wait for the pace, so it is looked at again.
func (l *limits) ownTurn(ctx context.Context, t *turns) error {
	for {
		if err := waitFor(ctx, l.pause.remaining(), waitsForAsana); err != nil {
			return err
		}
		turn := t.own.Reserve()
		if err := waitFor(ctx, turn.Delay(), waitsForPace); err != nil {
			turn.Cancel()
			return err
		}
		if l.pause.remaining() == 0 {
			return nil
		}
	}
}

// What a request waits for, as its error says.
const (
	waitsForAsana = "Asana asked to wait"
	waitsForPace  = "the pace allows no more"
)

// tooLong is the error of a request that would leave too late.
func tooLong(wait time.Duration, why string) error {
	return &unsentError{wait: wait, err: fmt.Errorf("%w: %s", errPaused, why)}
}

// waitFor waits, unless the context would end first: then it says so at once and
// after how long it would have been worth it.
func waitFor(ctx context.Context, wait time.Duration, why string) error {
	if wait > 0 && ctx.Err() == nil && !fits(ctx, wait) {
		return tooLong(wait, why)
	}
	if err := sleep(ctx, wait); err != nil {
		return &unsentError{err: err}
	}
	return nil
}

func sleep(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
