package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// auditVerifyCmd proves the chain, of an export or of the database.
type auditVerifyCmd struct {
	databaseSetting
	logSettings
	File       string   `arg:"" optional:"" type:"existingfile" help:"Export in JSON lines; the database when left out."`
	PublicKey  string   `type:"existingfile" help:"File with the public keys of checkpoints, one a line or one in PEM."`
	Checkpoint []string `type:"existingfile" help:"File with a checkpoint that was kept elsewhere, such as a copy from Slack; may be given several times. Needs --public-key."`
}

// Run says how much is proved; a broken chain names the first bad event and ends with status 1.
func (c *auditVerifyCmd) Run(ctx context.Context, con console) error {
	v, err := c.verifier()
	if err != nil {
		return err
	}
	if c.File != "" {
		return c.verifyFile(con, v)
	}
	s, err := openStore(ctx, c.databaseSetting, c.logSettings, con, store.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(c.verifyLive(ctx, con, s, v), s.Close())
}

// verifier reads the keys, and the checkpoints that are kept elsewhere.
func (c *auditVerifyCmd) verifier() (v audit.Verifier, err error) {
	if c.PublicKey == "" {
		if len(c.Checkpoint) > 0 {
			return v, errors.New("--checkpoint: name the key that signed it with --public-key")
		}
		return v, nil
	}
	text, err := os.ReadFile(c.PublicKey)
	if err != nil {
		return v, err
	}
	keys, err := publicKeys(string(text))
	if err != nil {
		return v, fmt.Errorf("%s: %w", c.PublicKey, err)
	}
	v.Keys = note.VerifierList(keys...)
	for _, name := range c.Checkpoint {
		text, err := os.ReadFile(name) //nolint:gosec // the operator names the file
		if err != nil {
			return v, err
		}
		known, err := audit.OpenCheckpoint(string(text), v.Keys)
		if err != nil {
			return v, fmt.Errorf("%s: %w", name, err)
		}
		v.Known = append(v.Known, known)
	}
	return v, nil
}

// publicKeys reads one key in PEM, or note keys line by line.
func publicKeys(text string) (keys []note.Verifier, err error) {
	if text = strings.TrimSpace(text); strings.HasPrefix(text, "-----") {
		key, err := audit.PublicKey(text)
		return []note.Verifier{key}, err
	}
	for line := range strings.Lines(text) {
		key, err := audit.PublicKey(line)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, audit.ErrKey
	}
	return keys, nil
}

func (c *auditVerifyCmd) verifyFile(con console, v audit.Verifier) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	v.Part = true
	p, err := v.Lines(f)
	if err != nil {
		return err
	}
	if p.Last == 0 {
		return errors.New("there are no events in this file")
	}
	before := ""
	if p.First > 1 {
		before = fmt.Sprintf(" (they follow on the event with the hash %s, which is not in the file)", p.Before)
	}
	fmt.Fprintf(con.out, "events %d to %d, unbroken%s; the last hash is %s\n", p.First, p.Last, before, p.Head)
	sayProved(con, v, p)
	return nil
}

// sayProved says up to where signatures prove the log: behind that a cut could not be found.
func sayProved(con console, v audit.Verifier, p audit.Proof) {
	for _, known := range v.Known {
		if known.Size > p.Signed.Size && known.Size >= p.First {
			p.Signed = known
		}
	}
	switch {
	case v.Keys == nil:
		fmt.Fprintln(con.out, "no public key was given, so no signature was checked: whoever can write this log could have made all of it anew, or cut off its end")
	case p.Signed.Size == 0:
		fmt.Fprintf(con.out, "no checkpoint in it is signed by this key (%d by others): whoever can write this log could have made all of it anew, or cut off its end\n", p.Foreign)
	default:
		fmt.Fprintf(con.out, "proved up to event %d by the checkpoint of %s (%d good signatures); the %d events behind it fit, but that none was cut off only a later checkpoint can prove\n",
			p.Signed.Size, audit.FormatTime(p.Signed.Time), p.Signatures, p.Last-p.Signed.Size)
	}
}

// atHead compares the last event with the head that is kept apart from the events, which shows a log whose end was cut off.
func atHead(ctx context.Context, s *store.Store, p audit.Proof) error {
	seq, hash, err := s.Head(ctx)
	if err != nil {
		return err
	}
	if p.Last < seq {
		return &audit.BrokenError{Seq: p.Last + 1, Harm: audit.CutOff, Problem: fmt.Sprintf("the log ends here, but it reached seq %d", seq)}
	}
	if p.Last == seq && seq > 0 && p.Head != hash {
		return &audit.BrokenError{Seq: seq, Harm: audit.Changed, Problem: "the event is not the one that the chain was at"}
	}
	return nil
}

func (c *auditVerifyCmd) verifyLive(ctx context.Context, con console, s *store.Store, v audit.Verifier) error {
	p, err := v.Events(s.Events(ctx, 1))
	if err != nil {
		return err
	}
	if err := atHead(ctx, s, p); err != nil {
		return err
	}
	waiting, err := s.Unsealed(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "%d events, unbroken; the last hash is %s; %d wait to be sealed\n", p.Last, p.Head, waiting)
	sayProved(con, v, p)
	return nil
}
