package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// auditEraseCmd blanks what is kept of a person beside the log.
type auditEraseCmd struct {
	Person string `arg:"" help:"Slack id, Asana gid or e-mail address."`
	databaseSetting
	logSettings
}

// Run erases and says what is left.
func (c *auditEraseCmd) Run(ctx context.Context, con console) error {
	s, err := openStore(ctx, c.databaseSetting, c.logSettings, con, store.Config{})
	if err != nil {
		return err
	}
	ids, err := s.Erase(ctx, strings.TrimSpace(c.Person), audit.Event{
		Action: audit.LogRead, Outcome: audit.OK, Actor: &audit.Actor{Via: "cli:" + osUser()}, Context: &audit.Context{Instance: instance(), Version: version()},
	})
	err = errors.Join(err, s.Close())
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return fmt.Errorf("nothing is kept of %q: give the Slack id, the Asana gid or the e-mail address", c.Person)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(con.out, "Erased the names and addresses kept of %s. The log still has the ids, and proves as before.\n"+
		"Access that still goes on keeps its names until it ends, and whoever uses Rollcall again is kept again. Backups and earlier exports are yours to erase.\n", strings.Join(ids, ", "))
	return err
}
