package store

import (
	"context"
	"fmt"
)

// SetMaxPages limits the size of the SQLite file, so that a test can fill the disk.
func (s *Store) SetMaxPages(ctx context.Context, pages int) error {
	_, err := s.engine.(*writer).conn.conn.ExecContext(ctx, fmt.Sprintf("pragma max_page_count = %d", pages))
	return err
}
