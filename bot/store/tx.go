package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"rollcall/bot"
)

// querier is what a transaction of either database offers.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// tx is one transaction. Its time is fixed at the beginning.
type tx struct {
	q        querier
	now      time.Time
	instance string
	dialect  *dialect
	lockStop string // of the dialect; empty when reading only, for a view must wait for nobody and PostgreSQL lets it lock nothing
	due      bool   // a job became due, or a lock was freed
	events   bool   // an event was appended
	touches  []bot.HomeTouch
	failed   error    // the first failure; it decides the transaction even if the caller overlooks it
	undo     []func() // give callers their values back when nothing is stored
}

var _ bot.Tx = (*tx)(nil)

func (s *Store) begin(q querier) *tx {
	return &tx{q: q, now: s.Now(), instance: s.cfg.Instance, dialect: &s.dialect}
}

// close decides how the transaction ends. What failed inside can't be overlooked: a change without its event must not be stored.
func (t *tx) close(err error) error {
	switch {
	case err == nil:
		err = t.failed
	case t.failed != nil && !errors.Is(err, t.failed):
		err = errors.Join(t.failed, err)
	}
	if err != nil {
		for _, undo := range t.undo {
			undo()
		}
	}
	return err
}

// fail records the first failure of the transaction.
func (t *tx) fail(err error) error {
	err = classify(err)
	if t.failed == nil {
		t.failed = err
	}
	return err
}

// exec runs a statement and returns how many rows it touched.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, t.fail(err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, t.fail(err)
	}
	return n, nil
}

// execOne runs a statement that must touch a row; otherwise the transaction fails with missed.
func (t *tx) execOne(ctx context.Context, missed error, query string, args ...any) error {
	n, err := t.exec(ctx, query, args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return t.fail(missed)
	}
	return nil
}

// insert runs a statement that returns the new id.
func (t *tx) insert(ctx context.Context, query string, args ...any) (int64, error) {
	var id int64
	if err := t.q.QueryRowContext(ctx, query, args...).Scan(&id); err != nil {
		return 0, t.fail(err)
	}
	return id, nil
}

// scanner is a row to be read.
type scanner interface{ Scan(dest ...any) error }

// one reads a single row; no row is ErrNotFound, which does not fail the transaction.
func one[T any](ctx context.Context, t *tx, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	v, err := scan(t.q.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, bot.ErrNotFound
	}
	if err != nil {
		return v, t.fail(err)
	}
	return v, nil
}

// all reads every row.
func all[T any](ctx context.Context, t *tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, t.fail(err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what matters
	var list []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, t.fail(err)
		}
		list = append(list, v)
	}
	if err := rows.Err(); err != nil {
		return nil, t.fail(err)
	}
	return list, nil
}
