package store

import (
	"context"
	"time"

	"rollcall/bot"
)

// Remembered implements bot.RepeatTx.
func (t *tx) Remembered(ctx context.Context, key string) ([]byte, error) {
	return one(ctx, t, scanBytes, `select answer from repeats where key = $1 and expires > $2`, key, millis(t.now))
}

// Remember implements bot.RepeatTx. An answer past its time gives way even when nobody has cleared it away yet.
func (t *tx) Remember(ctx context.Context, key string, answer []byte, until time.Time) error {
	return t.execOne(ctx, bot.ErrConflict, `insert into repeats (key, answer, expires) values ($1, $2, $3)
		on conflict (key) do update set answer = excluded.answer, expires = excluded.expires where repeats.expires <= $4`,
		key, answer, millis(until), millis(t.now))
}

// Forget clears away answers past their time and returns how many they were.
func (s *Store) Forget(ctx context.Context) (int64, error) {
	var n int64
	err := s.write(ctx, func(ctx context.Context, t *tx) (err error) {
		n, err = t.exec(ctx, `delete from repeats where expires <= $1`, millis(t.now))
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func scanBytes(row scanner) (b []byte, err error) {
	err = row.Scan(&b)
	return b, err
}
