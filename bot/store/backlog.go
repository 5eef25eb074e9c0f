package store

import (
	"context"

	"rollcall/bot"
)

// Backlog counts what waits, in a snapshot of its own.
func (s *Store) Backlog(ctx context.Context) (b bot.Backlog, err error) {
	err = s.read(ctx, func(ctx context.Context, t *tx) error {
		b, err = t.Backlog(ctx)
		return err
	})
	return b, err
}

// Backlog implements bot.BacklogTx.
func (t *tx) Backlog(ctx context.Context) (bot.Backlog, error) {
	b, err := one(ctx, t, scanBacklog, `select count(*), coalesce(min(due), 0) from jobs where state = 'ready' and due <= $1`, millis(t.now))
	if err != nil {
		return b, err
	}
	if b.Dead, err = one(ctx, t, scanCount, `select count(*) from jobs where state = 'dead'`); err != nil {
		return b, err
	}
	b.Unsealed, err = one(ctx, t, scanCount, `select count(*) from events where seq is null`)
	return b, err
}

func scanBacklog(row scanner) (b bot.Backlog, err error) {
	var oldest int64
	err = row.Scan(&b.Due, &oldest)
	b.Oldest = moment(oldest)
	return b, err
}
