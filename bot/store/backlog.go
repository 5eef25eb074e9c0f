package store

import (
	"context"
	"strings"

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
	if b.Unsealed, err = one(ctx, t, scanCount, `select count(*) from events where seq is null`); err != nil {
		return b, err
	}
	b.Sinks, err = t.sinkLags(ctx)
	return b, err
}

func scanBacklog(row scanner) (b bot.Backlog, err error) {
	var oldest int64
	err = row.Scan(&b.Due, &oldest)
	b.Oldest = moment(oldest)
	return b, err
}

// sinkLags tells how far sinks are behind, of those that have ever passed an event on or are about to.
func (t *tx) sinkLags(ctx context.Context) (lags map[string]int64, err error) {
	type lag struct {
		name   string
		behind int64
	}
	scan := func(row scanner) (l lag, err error) {
		err = row.Scan(&l.name, &l.behind)
		return l, err
	}
	list, err := all(ctx, t, scan, `select c.name, h.seq - c.seq from cursors c, chain h where h.id = 1 and c.name like 'sink:%' order by c.name`)
	for _, l := range list {
		if lags == nil {
			lags = make(map[string]int64)
		}
		lags[strings.TrimPrefix(l.name, "sink:")] = l.behind
	}
	return lags, err
}
