package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rollcall/bot/audit"
)

// Sink takes the sealed log on, event by event in order, at least once.
type Sink interface {
	// Name tells one sink from another, also over restarts: its place in the log is stored under it.
	Name() string
	// Take passes events on. They were taken when it returns nil; otherwise all of them are passed again.
	Take(ctx context.Context, events []audit.Sealed) error
}

const (
	// sinkBatch is how many events are passed on at once.
	sinkBatch = 100
	// sinkWithin bounds one turn at a sink, so that a slow one gives its worker back.
	sinkWithin = 30 * time.Second
)

type sinkArgs struct {
	Sink string `json:"sink"`
}

func sinkCursor(name string) string { return "sink:" + name }

// feedSinks queues a turn for each sink that is behind. Its key keeps it to one at a time, of all replicas.
func (b *Bot) feedSinks(ctx context.Context) error {
	for _, s := range b.sinks {
		var at Cursor
		behind := false
		err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
			if at, err = tx.Cursor(ctx, sinkCursor(s.Name())); err != nil {
				return err
			}
			seq, _, err := tx.Head(ctx)
			behind = seq > at.Seq
			return err
		})
		if err != nil {
			return err
		}
		if !behind {
			continue
		}
		if err := b.store.Update(ctx, func(ctx context.Context, tx Tx) error { return queueSink(ctx, tx, s, at) }); err != nil && !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return nil
}

// queueSink queues a turn, and stores where a new sink stands, so that it is seen how far it is behind before it has taken anything.
func queueSink(ctx context.Context, tx Tx, s Sink, at Cursor) error {
	turn := newJob(jobSink, sinkArgs{Sink: s.Name()})
	turn.Unique = sinkCursor(s.Name())
	if at.MovedAt.IsZero() {
		if err := tx.MoveCursor(ctx, at, 0); err != nil {
			return err
		}
	}
	return tx.Enqueue(ctx, turn)
}

// feedSink passes on what a sink has not seen, batch by batch, until it has seen all of it or its turn is over. A failure is tried again, for as long as
// it takes.
func (b *Bot) feedSink(ctx context.Context, r *run) error {
	var args sinkArgs
	if err := r.args(&args); err != nil {
		return err
	}
	for _, s := range b.sinks {
		if s.Name() != args.Sink {
			continue
		}
		turn, cancel := context.WithTimeout(ctx, sinkWithin)
		defer cancel()
		for more := true; more; {
			var err error
			if more, err = b.feedBatch(turn, s); err != nil && (ctx.Err() != nil || turn.Err() == nil) {
				return err
			} else if err != nil {
				break // the turn is over; the next one goes on
			}
		}
	}
	return r.finish(ctx, nil) // a sink that is not set any more has no turn
}

// feedBatch passes one batch on and stores how far that came; false when there is no more.
func (b *Bot) feedBatch(ctx context.Context, s Sink) (more bool, err error) {
	var at Cursor
	var events []audit.Sealed
	err = b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if at, err = tx.Cursor(ctx, sinkCursor(s.Name())); err != nil {
			return err
		}
		events, err = tx.SealedAfter(ctx, at.Seq, sinkBatch)
		return err
	})
	if err != nil || len(events) == 0 {
		return false, err
	}
	if err := s.Take(ctx, events); err != nil {
		return false, fmt.Errorf("sink %s: %w", s.Name(), err)
	}
	err = b.store.Update(ctx, func(ctx context.Context, tx Tx) error { return tx.MoveCursor(ctx, at, events[len(events)-1].Seq) })
	if errors.Is(err, ErrConflict) {
		return false, nil // somebody else passed them on
	}
	return err == nil && len(events) == sinkBatch, err
}
