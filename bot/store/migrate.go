package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// What Migrate answers when the database is not of this version.
var (
	// ErrNewerSchema: the database was migrated by a newer rollcall, which this one must not write to.
	ErrNewerSchema = errors.New("the database belongs to a newer version of rollcall; run that version")
	// ErrOlderSchema: the store is open for reading only and can't bring the database to this version.
	ErrOlderSchema = errors.New("the database belongs to an older version of rollcall; run rollcall migrate")
)

// Migrate brings the database to this version. Replicas that start at once wait for each other.
func (s *Store) Migrate(ctx context.Context) error {
	db, err := s.engine.open()
	if err != nil {
		return fmt.Errorf("migrate: %w", classify(err))
	}
	err = s.migrate(ctx, db)
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("migrate: %w", classify(err))
	}
	if s.cfg.postgres() {
		s.correctClock(ctx)
	}
	return nil
}

func (s *Store) migrate(ctx context.Context, db *sql.DB) error {
	provider, err := s.provider(db)
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case current > target:
		return fmt.Errorf("%w (its schema is %d, this program knows %d)", ErrNewerSchema, current, target)
	case current == target:
		return nil
	case s.cfg.ReadOnly:
		return ErrOlderSchema
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return err
	}
	if len(done) == 0 {
		return nil // another process was faster
	}
	s.log.Info().Int64("from", current).Int64("to", target).Int("steps", len(done)).Msg("database migrated")
	return nil
}

func (s *Store) provider(db *sql.DB) (*goose.Provider, error) {
	files, err := spell(migrations, s.dialect)
	if err != nil {
		return nil, err
	}
	locker, err := s.engine.locker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(s.dialect.goose, db, files, goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(locker))
}
