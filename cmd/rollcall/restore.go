package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"rollcall/bot/store"
)

// restoreCmd goes on from a backup.
type restoreCmd struct {
	File string `arg:"" optional:"" help:"The backup, for SQLite. On PostgreSQL put the backup back with pg_restore before, and leave this out."`
	databaseSetting
	logSettings
}

// Run puts the backup in place and says which database that is, how far its log goes, and what became of what was there.
func (c *restoreCmd) Run(ctx context.Context, con console) error {
	cfg, err := storeConfig(c.databaseSetting, c.logSettings, con)
	if err != nil {
		return err
	}
	lite := store.IsSQLite(cfg.URL)
	switch {
	case lite && c.File == "":
		return errors.New("name the backup: rollcall restore FILE")
	case !lite && c.File != "":
		return errors.New("put the backup back with pg_restore, then run rollcall restore without a file")
	}
	r, err := store.Restore(ctx, cfg, c.File)
	if err != nil {
		return fmt.Errorf("%s was not restored: %w", named(cfg.URL), err)
	}
	fmt.Fprintf(con.out, "%s is restored and at this version. Its log is sealed up to event %d (%s).\n", named(cfg.URL), r.Seq, r.Hash)
	switch {
	case r.Replaced != "":
		fmt.Fprintf(con.out, "What was there before is now %s.\n", r.Replaced)
	case lite:
		fmt.Fprintln(con.out, "There was no database there before.")
	}
	_, err = fmt.Fprintf(con.out, "New requests get numbers that are %d higher, so that no button in Slack means another request than before.\n", store.Skipped)
	return err
}

// named is what a database is called, without the password that its address may have.
func named(address string) string {
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		if whole, err := filepath.Abs(strings.TrimPrefix(file, "//")); err == nil {
			return whole
		}
		return file
	}
	u, err := url.Parse(address)
	if err != nil {
		return "the database"
	}
	return u.Host + u.Path
}
