package main

import (
	"context"
	"errors"
	"fmt"

	"rollcall/bot/store"
)

// backupCmd copies the SQLite database while the service goes on.
type backupCmd struct {
	File string `arg:"" help:"Where the backup goes; it must not exist yet."`
	databaseSetting
	logSettings
}

// Run makes the backup and says how far it goes.
func (c *backupCmd) Run(ctx context.Context, con console) error {
	s, err := openStore(ctx, c.databaseSetting, c.logSettings, con, store.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	if _, _, err = s.Head(ctx); err != nil {
		err = fmt.Errorf("there is no log of rollcall at %s (%w); check DATABASE_URL, or run rollcall migrate", named(s.URL()), err)
	} else {
		err = s.Backup(ctx, c.File)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	return c.tell(ctx, con)
}

// tell looks into the backup itself: what can't be opened is none.
func (c *backupCmd) tell(ctx context.Context, con console) error {
	copied, err := store.Open(ctx, store.Config{URL: "sqlite:" + c.File, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("the backup can't be opened: %w", err)
	}
	seq, hash, err := copied.Head(ctx)
	if err := errors.Join(err, copied.Close()); err != nil {
		return fmt.Errorf("the backup can't be read: %w", err)
	}
	_, err = fmt.Fprintf(con.out, "%s holds everything up to now. Its log is sealed up to event %d (%s).\n", c.File, seq, hash)
	return err
}
