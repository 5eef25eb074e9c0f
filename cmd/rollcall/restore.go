package main

import (
	"context"
	"fmt"

	"rollcall/bot/store"
)

// restoreCmd goes on from a backup.
type restoreCmd struct {
	File string `arg:"" optional:"" help:"The backup, for SQLite. On PostgreSQL put the backup back with pg_restore before, and leave this out."`
	databaseSetting
	logSettings
}

// Run puts the backup in place and says what became of what was there.
func (c *restoreCmd) Run(ctx context.Context, con console) error {
	cfg, err := storeConfig(c.databaseSetting, c.logSettings, con)
	if err != nil {
		return err
	}
	if lite := store.IsSQLite(cfg.URL); lite != (c.File != "") {
		if lite {
			return fmt.Errorf("name the backup: rollcall restore FILE")
		}
		return fmt.Errorf("put the backup back with pg_restore, then run rollcall restore without a file")
	}
	replaced, err := store.Restore(ctx, cfg, c.File)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if replaced != "" {
		fmt.Fprintf(con.out, "What was there before is now %s.\n", replaced)
	}
	_, err = fmt.Fprintf(con.out, "The database is restored and at this version. New requests get numbers that are %d higher, so that no button in Slack means another request than before.\n", store.Skipped)
	return err
}
