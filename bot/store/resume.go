package store

import (
	"context"
	"fmt"
)

// resume gives back the jobs that a process was running when it died: the lock on the file proves that it is gone, so there is no need to
// wait for the end of its leases. Their attempts stay, so that the next claim fences the dead one off; so do their locks.
func (s *Store) resume(ctx context.Context) error {
	var resumed int64
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		there, err := one(ctx, t, scanCount, `select count(*) from sqlite_master where type = 'table' and name = 'jobs'`)
		if err != nil || there == 0 {
			return err
		}
		resumed, err = t.exec(ctx, `update jobs set state = 'ready', due = run_at where state = 'running'`)
		return err
	})
	if err != nil {
		return fmt.Errorf("resume jobs: %w", err)
	}
	if resumed > 0 {
		s.log.Info().Int64("jobs", resumed).Msg("resuming jobs that were running when the service ended")
		nudge(s.wake)
	}
	return nil
}

func scanCount(row scanner) (n int, err error) {
	err = row.Scan(&n)
	return n, err
}
