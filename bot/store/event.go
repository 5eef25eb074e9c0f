package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/google/uuid"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// SealedEvent is an event with its place in the chain.
type SealedEvent = audit.Sealed

// Append implements bot.EventTx. The event waits for the sealer; it is as durable as the rest of its transaction.
func (t *tx) Append(ctx context.Context, e audit.Event) error {
	id, err := uuid.NewV7()
	if err != nil {
		return t.unwritable(err)
	}
	e.ID = id.String()
	if e.Time == "" {
		e.Time = audit.FormatTime(t.now)
	}
	draft, err := audit.Draft(e)
	if err != nil {
		return t.unwritable(err)
	}
	if err := t.insertEvent(ctx, draft, e); err != nil {
		return t.unwritable(err)
	}
	t.events = true
	return nil
}

// unwritable tells a log that can't be written from a database that is away as a whole.
func (t *tx) unwritable(err error) error {
	err = classify(err)
	if !errors.Is(err, bot.ErrUnavailable) {
		err = fmt.Errorf("%w: %w", bot.ErrLogUnwritable, err)
	}
	return t.fail(err)
}

// page is how many events are read at once.
const page = 500

// Events yields the sealed events from a seq on, in order. It reads page by page, so that a long export holds no snapshot open.
func (s *Store) Events(ctx context.Context, from int64) iter.Seq2[SealedEvent, error] {
	return func(yield func(SealedEvent, error) bool) {
		for {
			events, err := s.eventPage(ctx, from)
			if err != nil {
				yield(SealedEvent{}, err)
				return
			}
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
			}
			if len(events) < page {
				return
			}
			from = events[len(events)-1].Seq + 1
		}
	}
}

func (s *Store) eventPage(ctx context.Context, from int64) (events []SealedEvent, err error) {
	err = s.read(ctx, func(ctx context.Context, t *tx) error {
		events, err = all(ctx, t, scanSealed, `select seq, hash, canonical from events where seq >= $1 order by seq limit $2`, from, page)
		return err
	})
	return events, err
}

// Unsealed counts the events that wait for the sealer.
func (s *Store) Unsealed(ctx context.Context) (n int, err error) {
	err = s.read(ctx, func(ctx context.Context, t *tx) error {
		n, err = one(ctx, t, scanCount, `select count(*) from events where seq is null`)
		return err
	})
	return n, err
}

func scanSealed(row scanner) (e SealedEvent, err error) {
	err = row.Scan(&e.Seq, &e.Hash, &e.Canonical)
	return e, err
}
