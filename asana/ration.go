package asana

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// Ration keeps Asana's limits for everybody who uses one token, in whichever
// process. It is asked by one request of each sort at a time, so it need not be
// fair. An error means that it can't tell, and then nothing is sent.
type Ration interface {
	// Place waits until one of so many places in flight is free for requests of a
	// kind, and takes it. What it returns gives the place back at once, and is
	// called when the request has been answered or was not sent.
	Place(ctx context.Context, kind string, places int) (release func(), err error)
	// Turn lets a request leave now, which is counted, when it answers 0. Otherwise
	// nothing is counted, and the answer is after how long to ask again.
	Turn(ctx context.Context, p Pace) (wait time.Duration, err error)
	// Pause lets nobody leave before the wait is over.
	Pause(ctx context.Context, wait time.Duration) error
}

// line holds those who want to ask a ration, so that of each sort one asks and
// the others wait behind in their order.
type line struct {
	first *semaphore.Weighted
	ahead atomic.Int64
}

func newLine() *line { return &line{first: semaphore.NewWeighted(1)} }

// enter waits until nobody is ahead, unless those who are take longer than the
// context lasts.
func (l *line) enter(ctx context.Context, p Pace) (leave func(), err error) {
	ahead := l.ahead.Add(1) - 1
	out := func() { l.ahead.Add(-1) }
	if wait := time.Duration(ahead-int64(p.Burst)) * p.Every; wait > 0 && ctx.Err() == nil && !fits(ctx, wait) {
		out()
		return nil, tooLong(wait, waitsForPace)
	}
	if err := l.first.Acquire(ctx, 1); err != nil {
		out()
		return nil, &unsentError{err: err}
	}
	return func() { l.first.Release(1); out() }, nil
}

// sharedPlace takes a place in flight that is shared with others, and a turn. The
// place is taken by who is next to leave: who waits behind holds none.
func (l *limits) sharedPlace(ctx context.Context, p *places) (release func(), err error) {
	leave, err := p.line.enter(ctx, l.all.Pace)
	if err != nil {
		return nil, err
	}
	defer leave()
	release, err = l.ration.Place(ctx, p.kind, p.most)
	if err != nil {
		return nil, unrationed(ctx, err)
	}
	if err := l.askTurn(ctx, l.all.Pace); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// sharedTurn waits for a turn of a pace that is shared with others.
func (l *limits) sharedTurn(ctx context.Context, t *turns) error {
	leave, err := t.line.enter(ctx, t.Pace)
	if err != nil {
		return err
	}
	defer leave()
	return l.askTurn(ctx, t.Pace)
}

// askTurn asks until the ration lets the request leave.
func (l *limits) askTurn(ctx context.Context, p Pace) error {
	for {
		if err := waitFor(ctx, l.pause.remaining(), waitsForAsana); err != nil {
			return err
		}
		wait, err := l.ration.Turn(ctx, p)
		if err != nil {
			return unrationed(ctx, err)
		}
		if wait <= 0 {
			return nil
		}
		if err := waitFor(ctx, wait, waitsForPace); err != nil {
			return err
		}
	}
}

// tellWithin bounds how long a request that got a 429 keeps its place for that.
const tellWithin = time.Second

// tell passes a pause on to the others. If that fails, they learn of it by a 429
// of their own.
func (l *limits) tell(ctx context.Context) {
	wait := l.pause.remaining()
	if l.ration == nil || wait <= 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellWithin)
	defer cancel()
	_ = l.ration.Pause(ctx, wait)
}

// unrationed is the failure of a request that nobody let leave. It goes by the
// caller's context when that has ended.
func unrationed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &unsentError{err: ctx.Err()}
	}
	return &unsentError{passing: true, err: fmt.Errorf("share Asana's limits: %w", err)}
}
