package main

import (
	"context"
	"errors"
	"fmt"

	"rollcall/bot/store"
)

// migrateCmd brings the database to this version.
type migrateCmd struct {
	databaseSetting
	logSettings
}

// Run migrates and says so. serve migrates by itself; this is for operators who want it to happen before.
func (c *migrateCmd) Run(ctx context.Context, con console) error {
	s, err := openStore(ctx, c.databaseSetting, c.logSettings, con, store.Config{})
	if err != nil {
		return err
	}
	if err := errors.Join(s.Migrate(ctx), s.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(con.out, "The database is at this version.")
	return err
}

// openStore opens the database that the settings name, for a subcommand that runs beside the service.
func openStore(ctx context.Context, d databaseSetting, l logSettings, con console, cfg store.Config) (*store.Store, error) {
	known, err := storeConfig(d, l, con)
	if err != nil {
		return nil, err
	}
	cfg.Logger, cfg.URL, cfg.Instance = known.Logger, known.URL, known.Instance
	return store.Open(ctx, cfg)
}

// storeConfig reads which database a subcommand works with.
func storeConfig(d databaseSetting, l logSettings, con console) (cfg store.Config, err error) {
	var f faults
	all := settings{databaseSetting: d}
	all.readFiles(&f)
	if err := store.CheckURL(all.DatabaseURL); err != nil {
		f.add("DATABASE_URL", "%v", err)
	}
	cfg.Logger = l.logger(con.err, &f)
	if err := f.err(); err != nil {
		return cfg, err
	}
	cfg.URL, cfg.Instance = all.DatabaseURL, instance()
	return cfg, nil
}
