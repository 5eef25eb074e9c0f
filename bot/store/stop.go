package store

import (
	"context"

	"rollcall/bot"
)

// stopRow is the row of the switch. It is there whether or not writes are stopped: what isn't there can't be locked.
type stopRow struct {
	stopped int
	stop    bot.Stop
}

// Stopped implements bot.StopTx. On PostgreSQL an Update shares a lock on the row until it commits, and turning the switch waits for all who
// share it; on SQLite there is one writer anyway. A View locks nothing.
func (t *tx) Stopped(ctx context.Context) (bot.Stop, error) {
	row, err := one(ctx, t, scanStop, `select stopped, slack_user, since, reason from stop where id = 1`+t.lockStop)
	if err == nil && row.stopped == 0 {
		err = bot.ErrNotFound
	}
	return row.stop, err
}

// StopWrites implements bot.StopTx.
func (t *tx) StopWrites(ctx context.Context, s bot.Stop) error {
	return t.execOne(ctx, bot.ErrConflict, `update stop set stopped = 1, slack_user = $1, since = $2, reason = $3 where id = 1 and stopped = 0`,
		s.By, millis(s.Since), s.Reason)
}

// ResumeWrites implements bot.StopTx.
func (t *tx) ResumeWrites(ctx context.Context) error {
	return t.execOne(ctx, bot.ErrConflict, `update stop set stopped = 0, slack_user = '', since = 0, reason = '' where id = 1 and stopped = 1`)
}

func scanStop(row scanner) (r stopRow, err error) {
	var since int64
	err = row.Scan(&r.stopped, &r.stop.By, &since, &r.stop.Reason)
	r.stop.Since = moment(since)
	return r, err
}
