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
	part, err := audit.VerifyPart(f)
	if err != nil {
		return err
	}
	if part.Last == 0 {
		return errors.New("there are no events in this file")
	}
	before := ""
	if part.First > 1 {
		before = fmt.Sprintf(" (they follow on the event with the hash %s, which is not in the file)", part.Before)
	}
	fmt.Fprintf(con.out, "events %d to %d, unbroken%s; the last hash is %s\n", part.First, part.Last, before, part.Head)
	return nil
}

// atHead compares the last event with the head that is kept apart from the events, which shows a log whose end was cut off.
func atHead(ctx context.Context, s *store.Store, chain audit.Chain) error {
	seq, hash, err := s.Head(ctx)
	if err != nil {
		return err
	}
	if chain.Count < seq {
		return &audit.BrokenError{Seq: chain.Count + 1, Problem: fmt.Sprintf("the log ends here, but it reached seq %d", seq)}
	}
	if chain.Count == seq && seq > 0 && chain.Head != hash {
		return &audit.BrokenError{Seq: seq, Problem: "the event is not the one that the chain was at"}
	}
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
	if err := atHead(ctx, s, chain); err != nil {
		return err
	}
	waiting, err := s.Unsealed(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "%d events, unbroken; the last hash is %s; %d wait to be sealed\n", chain.Count, chain.Head, waiting)
	return nil
}
