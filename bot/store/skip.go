package store

import (
	"context"
	"fmt"
)

// Skipped is how many numbers are left out after a backup was restored: more than were given since it was made.
const Skipped = 10_000

// numbered are the tables whose numbers stand in messages, in the log or in arguments of jobs.
func numbered() []string {
	return []string{"requests", "changes", "grants", "cards", "decisions", "jobs"}
}

// SkipNumbers lets the numbers of requests, and of what belongs to them, go on ten thousand higher. It is for a database that was restored from a
// backup: buttons of requests that were made after that still stand in Slack, and must never mean another request.
func (s *Store) SkipNumbers(ctx context.Context) error { return s.skipNumbers(ctx, nil) }

// skipNumbers lets them go on from no lower than the numbers that were given last where that is known.
func (s *Store) skipNumbers(ctx context.Context, given map[string]int64) error {
	skip := skipSQLite
	if s.cfg.postgres() {
		skip = skipPostgres
	}
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		for _, table := range numbered() {
			if err := skip(ctx, t, table, given[table]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("skip numbers: %w", err)
	}
	return nil
}

// skipSQLite raises the number that a table gave last. One that never gave any has no row for it yet.
func skipSQLite(ctx context.Context, t *tx, table string, given int64) error {
	n, err := t.exec(ctx, `update sqlite_sequence set seq = max(seq, $3) + $2 where name = $1`, table, Skipped, given)
	if err != nil || n > 0 {
		return err
	}
	_, err = t.exec(ctx, `insert into sqlite_sequence (name, seq) values ($1, $2)`, table, given+Skipped)
	return err
}

// skipPostgres raises it likewise; taking one number is what tells where a sequence stands.
func skipPostgres(ctx context.Context, t *tx, table string, _ int64) error {
	_, err := one(ctx, t, scanID, `select setval(pg_get_serial_sequence($1, 'id'), nextval(pg_get_serial_sequence($1, 'id')) + $2 - 1)`, table, Skipped)
	return err
}
