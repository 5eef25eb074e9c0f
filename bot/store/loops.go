package store

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	sealPoll     = 500 * time.Millisecond // for events of other processes; those of this one wake the sealer
	forgetEvery  = time.Minute
	correctEvery = time.Minute
)

// loops are what runs in the background between Start and Stop.
type loops struct {
	mu      sync.Mutex
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// Start runs the sealer and, on PostgreSQL, the correction of the clock. It returns at once and may be repeated.
func (s *Store) Start(context.Context) error {
	s.loops.mu.Lock()
	defer s.loops.mu.Unlock()
	if s.loops.cancel != nil || s.cfg.ReadOnly {
		return nil
	}
	// The context of a start ends with the start; the loops have their own.
	ctx, cancel := context.WithCancel(context.Background())
	s.loops.cancel = cancel
	s.loops.running.Go(func() { s.sealLoop(ctx) })
	if s.cfg.postgres() {
		s.loops.running.Go(func() { s.clockLoop(ctx) })
	}
	return nil
}

// Stop ends what Start began, waits for it, and seals what is left. It may be repeated.
func (s *Store) Stop(ctx context.Context) error {
	s.loops.mu.Lock()
	defer s.loops.mu.Unlock()
	if s.loops.cancel == nil {
		return nil
	}
	s.loops.cancel()
	s.loops.cancel = nil
	s.loops.running.Wait()
	return s.sealAll(ctx)
}

// sealLoop seals when an event was committed here, and now and then for those of other processes.
func (s *Store) sealLoop(ctx context.Context) {
	poll, forget := time.NewTicker(sealPoll), time.NewTicker(forgetEvery)
	defer poll.Stop()
	defer forget.Stop()
	var failing bool
	for ctx.Err() == nil {
		failing = s.report(ctx, failing, s.sealAll(ctx))
		select {
		case <-ctx.Done():
		case <-s.unsealed:
		case <-poll.C:
		case <-forget.C:
			if _, err := s.Forget(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn().Err(err).Msg("answers past their time could not be cleared away")
			}
		}
	}
}

// sealAll seals until nothing waits, and files what was stored by a version that did not.
func (s *Store) sealAll(ctx context.Context) error {
	for {
		n, err := s.Seal(ctx)
		if err != nil {
			return err
		}
		if n < sealBatch {
			break
		}
	}
	for {
		n, err := s.file(ctx)
		if err != nil || n < fileBatch {
			return err
		}
	}
}

// report logs when sealing begins to fail and when it works again, not every time in between.
func (s *Store) report(ctx context.Context, failing bool, err error) bool {
	switch {
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return failing
	case err != nil && !failing:
		s.log.Error().Err(err).Msg("the audit log can't be sealed; trying again")
	case err == nil && failing:
		s.log.Info().Msg("the audit log is sealed again")
	}
	return err != nil
}

// serve makes the database ready and starts the loops, as the service does.
func (s *Store) serve(ctx context.Context) error {
	if err := s.Migrate(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	return s.Start(ctx)
}

// shut stops the loops and closes the database.
func (s *Store) shut(ctx context.Context) error {
	return errors.Join(s.Stop(ctx), s.Close())
}
