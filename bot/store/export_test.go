package store

import (
	"context"
	"errors"
	"fmt"
)

// WALLimit is how large the write-ahead log may grow before it is emptied.
const WALLimit = walLimit

// SetMaxPages limits the size of the SQLite file, so that a test can fill the disk.
func (s *Store) SetMaxPages(ctx context.Context, pages int) error {
	_, err := s.engine.(*writer).conn.conn.ExecContext(ctx, fmt.Sprintf("pragma max_page_count = %d", pages))
	return err
}

// Newest is the version of the schema that this program knows.
func Newest() int64 {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		panic(err) // they are in the program
	}
	return int64(len(files))
}

// MigrateTo brings an empty database to an older version, as the program of that time left it.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	db, err := s.engine.open()
	if err != nil {
		return err
	}
	provider, err := s.provider(db)
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return errors.Join(err, db.Close())
}

// Statement is a statement with values for its parameters.
type Statement struct {
	Text   string
	Values []any
	Index  []string // by which it is to find what it looks for
}

// Statements are those that must not read whole tables.
func (s *Store) Statements() map[string]Statement {
	d := s.dialect
	return map[string]Statement{
		"claim":        {d.claimable(), []any{1, 10, "", `["a"]`}, []string{"jobs_due", "jobs_lock"}},
		"past":         {pastRequests + d.tidy, []any{1, 10}, []string{"requests_past", "changes_undoes", "changes_grant"}},
		"jobs":         {removeJobs, []any{1, 10}, []string{"jobs_died"}},
		"homes":        {removeHomes, []any{1, 10}, []string{"homes_opened"}},
		"changes gone": {"delete from " + fmt.Sprintf(d.amongIDs, "changes where request", "$1"), []any{"[1]"}, []string{"changes_request"}},
	}
}
