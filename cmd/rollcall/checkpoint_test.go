package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/bot/audit"
)

// signs gives a service a key, and returns the file with the public one.
func signs(t testing.TB, cfg *config) (publicKey string) {
	t.Helper()
	private, public, err := audit.NewKey("rollcall.example.com")
	must(t, err)
	cfg.Bot.SigningKey, err = audit.SigningKey(private)
	must(t, err)
	publicKey = filepath.Join(t.TempDir(), "key.pub")
	must(t, os.WriteFile(publicKey, []byte(public+"\n"), 0o600))
	return publicKey
}

// isCheckpoint fits what is posted to the auditors.
func isCheckpoint(m said) bool {
	return m.Channel == approvals && strings.Contains(m.Text, "Checkpoint of the audit log: ")
}

// A checkpoint is signed into the log after so many events, and after so long, and posted to the channel of the auditors. With the public key alone an export
// and the database are proved up to it; with the copy from the channel also that nothing was cut off before it.
func TestCheckpoint(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		var key string
		s := c.serveBy(url, "rules: [{name: all, then: allow}]\nsettings: {checkpoint_events: 5, checkpoint_every: 1h}", func(cfg *config) {
			key = signs(t, cfg)
			cfg.Bot.AuditChannel = approvals
		})
		c.does(ada, "add @maya to project Website Relaunch as editor")
		posted := c.waitSaid("a checkpoint", isCheckpoint)
		block := regexp.MustCompile("(?s)```\n(.*)```").FindStringSubmatch(posted.Text)
		if block == nil {
			t.Fatalf("no block to copy in %s", posted.Text)
		}
		if e := s.find(audit.LogCheckpoint); len(e) == 0 || e[0].Actor.Via != "timer:checkpoint" || e[0].Details.NewValue != block[1] {
			t.Errorf("in the log: %s", spelled(e))
		}
		c.asks(ada, "pending") // one event, too few for another by their number
		s.store.Forward(2 * time.Hour)
		c.waitSaid("another checkpoint", func(m said) bool { return isCheckpoint(m) && m.TS != posted.TS })
		s.stop()
		c.checkProofs(url, key, block[1])
	})
}

// checkProofs proves the log from the outside, whole and cut off.
func (c *company) checkProofs(database, key, checkpoint string) {
	t := c.t
	t.Helper()
	file, copied := filepath.Join(t.TempDir(), "log.jsonl"), filepath.Join(t.TempDir(), "checkpoint")
	must(t, os.WriteFile(copied, []byte(checkpoint), 0o600))
	code, export, errs := ends(t, "audit", "export", "--database-url", database)
	if code != 0 {
		t.Fatal(errs)
	}
	must(t, os.WriteFile(file, []byte(export), 0o600))
	for _, args := range [][]string{{"audit", "verify", file}, {"audit", "verify", "--database-url", database}} {
		code, out, errs := ends(t, append(args, "--public-key", key, "--checkpoint", copied)...)
		if code != 0 || !strings.Contains(out, "unbroken") || !strings.Contains(out, "proved up to event ") {
			t.Errorf("%q: status %d: %s%s", args, code, out, errs)
		}
	}
	must(t, os.WriteFile(file, []byte(strings.Join(strings.SplitAfter(export, "\n")[:1], "")), 0o600))
	code, out, errs := ends(t, "audit", "verify", file, "--public-key", key, "--checkpoint", copied)
	if code != 1 || !strings.Contains(errs, "broken at seq 2: cut off: the log ends here, but the checkpoint of ") {
		t.Errorf("cut off: status %d: %s%s", code, out, errs)
	}
}
