package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// auditCmd works with the audit log.
type auditCmd struct {
	Export auditExportCmd `cmd:"" help:"Write the log to standard output."`
	Verify auditVerifyCmd `cmd:"" help:"Prove the chain, of an export or of the database."`
	Erase  auditEraseCmd  `cmd:"" help:"Blank the names and addresses that are kept of a person beside the log."`
	Schema auditSchemaCmd `cmd:"" help:"Print the JSON schema of an event."`
	Key    auditKeyCmd    `cmd:"" help:"Make the keys that sign and prove checkpoints."`
}

// auditExportCmd writes the log out. Reading the log is itself an event of it.
type auditExportCmd struct {
	databaseSetting
	logSettings
	Since  string `help:"Events at or after this moment: 2026-01-31 or RFC 3339."`
	Until  string `help:"Events before this moment."`
	Format string `default:"jsonl" enum:"jsonl,csv" help:"jsonl or csv."`
}

// Run streams the sealed events.
func (c *auditExportCmd) Run(ctx context.Context, con console) error {
	x := audit.Export{Format: audit.Format(c.Format)}
	var err error
	if x.Since, err = moment("--since", c.Since); err != nil {
		return err
	}
	if x.Until, err = moment("--until", c.Until); err != nil {
		return err
	}
	if err := c.present(ctx, con); err != nil {
		return fmt.Errorf("nothing was exported: %w", err)
	}
	s, err := openStore(ctx, c.databaseSetting, c.logSettings, con, store.Config{})
	if err != nil {
		return err
	}
	return errors.Join(c.export(ctx, con, s, x), s.Close())
}

// present fails unless the database is there and of this version: a name that was mistyped must not make a new one.
func (c *auditExportCmd) present(ctx context.Context, con console) error {
	s, err := openStore(ctx, c.databaseSetting, c.logSettings, con, store.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(ctx), s.Close())
}

func (c *auditExportCmd) export(ctx context.Context, con console, s *store.Store, x audit.Export) error {
	err := s.Update(ctx, func(ctx context.Context, tx bot.Tx) error {
		return tx.Append(ctx, audit.Event{
			Action: audit.LogExported, Outcome: audit.OK, Actor: &audit.Actor{Via: "cli:" + osUser()},
			Context: &audit.Context{Instance: instance(), Version: version()},
		})
	})
	if err != nil {
		return fmt.Errorf("nothing was exported, because the export could not be recorded: %w", err)
	}
	if err := sealAll(ctx, s); err != nil {
		return err
	}
	people, err := s.People(ctx)
	if err != nil {
		return err
	}
	x.Names = audit.NewNames(people)
	if _, err := x.Write(con.out, s.Events(ctx, 1)); err != nil {
		return fmt.Errorf("the export is not complete: %w", err)
	}
	return nil
}

// sealAll seals what waits, so that an export has everything up to now even when the service does not run.
func sealAll(ctx context.Context, s *store.Store) error {
	for {
		n, err := s.Seal(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

// moment reads a day, which begins at midnight UTC, or a full time.
func moment(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%s: %q is neither a day like 2026-01-31 nor a time like 2026-01-31T09:00:00Z", flag, text)
}
