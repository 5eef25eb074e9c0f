package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

const (
	// walLimit is how large the write-ahead log may grow before the writer empties it. SQLite alone starts it anew only when at some commit nobody
	// reads, so readers that take turns would keep it growing for ever.
	walLimit = 8 << 20
	// walPatience is how long the writer waits for those who still read what the log holds; new ones need not, for they find everything in the file.
	walPatience = 50 * time.Millisecond
	// walPause is how long it leaves a log alone that somebody still reads, and walBroken one that can't be emptied for another reason.
	walPause, walBroken = time.Second, time.Minute
)

// emptyWAL moves a log that has grown into the file and makes it empty. Everything in it is durable before, so a failure loses nothing and it is
// tried again; only how long the writer waits for readers is bounded, because everybody waits for the writer.
func (w *writer) emptyWAL(now time.Time) error {
	info, err := os.Stat(w.wal)
	if err != nil || info.Size() <= walLimit || now.Before(w.walNext) {
		return nil //nolint:nilerr // without a log there is nothing to do
	}
	if err := w.patience(walPatience); err != nil {
		return err
	}
	var busy, frames, moved sql.NullInt64
	ctx := context.Background()
	err = w.conn.conn.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &frames, &moved)
	switch {
	case err != nil:
		w.walNext = now.Add(walBroken)
	case busy.Int64 != 0:
		w.walNext = now.Add(walPause)
	}
	return errors.Join(err, w.patience(busyTimeout))
}

// patience is how long a statement of the writer waits for other connections.
func (w *writer) patience(d time.Duration) error {
	_, err := w.conn.conn.ExecContext(context.Background(), fmt.Sprintf("pragma busy_timeout(%d)", d.Milliseconds()))
	return err
}
