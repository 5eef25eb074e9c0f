package store

import (
	"context"
	"errors"
	"fmt"
)

// SetMaxPages limits the size of the SQLite file, so that a test can fill the disk.
func (s *Store) SetMaxPages(ctx context.Context, pages int) error {
	_, err := s.engine.(*writer).conn.conn.ExecContext(ctx, fmt.Sprintf("pragma max_page_count = %d", pages))
	return err
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
