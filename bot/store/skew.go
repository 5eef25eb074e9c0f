package store

import (
	"context"
	"time"
)

// maxSkew is how far the two clocks may be apart before it is logged.
const maxSkew = 5 * time.Second

// clockLoop keeps the clock at the server's time, so that all replicas agree on when a lease ends.
func (s *Store) clockLoop(ctx context.Context) {
	tick := time.NewTicker(correctEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		s.correctClock(ctx)
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// correctClock asks the server for its time. The answer is as old as half the way there and back; what is within that is no difference.
func (s *Store) correctClock(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	asked := s.base()
	var ms float64
	row := s.engine.reader().QueryRowContext(ctx, `select extract(epoch from clock_timestamp())::float8 * 1000`)
	if err := row.Scan(&ms); err != nil {
		return // the sealer reports a database that is away
	}
	answered := s.base()
	way := answered.Sub(asked) / 2
	offset := time.UnixMilli(int64(ms)).Sub(asked.Add(way))
	if offset.Abs() <= way+time.Millisecond {
		offset = 0
	}
	if offset.Abs() > maxSkew {
		s.log.Warn().Dur("offset", offset).Msg("the clocks of this machine and of the database server differ")
	}
	s.offset.Store(int64(offset))
}
