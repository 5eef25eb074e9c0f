package store

import (
	"context"
	"errors"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// Cursor implements bot.CursorTx.
func (t *tx) Cursor(ctx context.Context, name string) (bot.Cursor, error) {
	c, err := one(ctx, t, scanCursor, `select seq, moved_at from cursors where name = $1`, name)
	c.Name = name
	if errors.Is(err, bot.ErrNotFound) {
		return c, nil
	}
	return c, err
}

// MoveCursor implements bot.CursorTx.
func (t *tx) MoveCursor(ctx context.Context, c bot.Cursor, seq int64) error {
	return t.execOne(ctx, bot.ErrConflict, `insert into cursors (name, seq, moved_at) values ($1, $2, $3)
		on conflict (name) do update set seq = excluded.seq, moved_at = excluded.moved_at where cursors.seq = $4`, c.Name, seq, millis(t.now), c.Seq)
}

// Head implements bot.CursorTx.
func (t *tx) Head(ctx context.Context) (seq int64, hash string, err error) {
	h, err := one(ctx, t, scanHead, `select seq, hash from chain where id = 1`)
	return h.seq, h.hash, err
}

// SealedAfter implements bot.CursorTx.
func (t *tx) SealedAfter(ctx context.Context, seq int64, limit int) ([]audit.Sealed, error) {
	return all(ctx, t, scanSealed, `select seq, hash, canonical from events where seq > $1 order by seq limit $2`, seq, limit)
}

func scanCursor(row scanner) (c bot.Cursor, err error) {
	var moved int64
	err = row.Scan(&c.Seq, &moved)
	c.MovedAt = moment(moved)
	return c, err
}
