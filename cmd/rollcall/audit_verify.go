package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// auditVerifyCmd proves the chain, of an export or of the database.
type auditVerifyCmd struct {
	databaseSetting
	logSettings
	File string `arg:"" optional:"" type:"existingfile" help:"Export in JSON lines; the database when left out."`
}

// Run says how much is proved; a broken chain names the first bad event and ends with status 1.
func (c *auditVerifyCmd) Run(ctx context.Context, con console) error {
	if c.File != "" {
		return c.verifyFile(con)
	}
	s, err := openStore(ctx, c.databaseSetting, c.logSettings, con, store.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(c.verifyLive(ctx, con, s), s.Close())
}

func (c *auditVerifyCmd) verifyFile(con console) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	count, head, err := audit.Verify(f)
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "%d events, unbroken; the last hash is %s\n", count, head)
	return nil
}

func (c *auditVerifyCmd) verifyLive(ctx context.Context, con console, s *store.Store) error {
	var chain audit.Chain
	for sealed, err := range s.Events(ctx, 1) {
		if err != nil {
			return err
		}
		line, err := sealed.Line()
		if err != nil {
			return err
		}
		if err := chain.Add(line); err != nil {
			return err
		}
	}
	waiting, err := s.Unsealed(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "%d events, unbroken; the last hash is %s; %d wait to be sealed\n", chain.Count, chain.Head, waiting)
	return nil
}
