package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
	"rollcall/bot/store/pgtest"
)

// busy is a store that several write to at once.
type busy struct {
	*store.Store
	mu        sync.Mutex
	committed []int64 // requests
	some      chan struct{}
	writers   sync.WaitGroup
	end       func()
}

// keepBusy stores requests with an event, a change and a job each, until it is stopped.
func keepBusy(t *testing.T, s *store.Store) *busy {
	t.Helper()
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b := &busy{Store: s, some: make(chan struct{})}
	b.end = sync.OnceFunc(func() { cancel(); b.writers.Wait() })
	t.Cleanup(b.end)
	for range 4 {
		b.writers.Go(func() {
			for ctx.Err() == nil {
				b.write(t)
			}
		})
	}
	<-b.some
	return b
}

func (b *busy) write(t *testing.T) {
	r := bot.Request{State: bot.Received, Command: "one", Origin: bot.Origin{SlackUser: "U1"}}
	err := b.Update(context.WithoutCancel(t.Context()), func(ctx context.Context, tx bot.Tx) error {
		if err := tx.InsertRequest(ctx, &r); err != nil {
			return err
		}
		return errors.Join(tx.InsertChange(ctx, &bot.Change{Request: r.ID, State: bot.ChangePending}), tx.Enqueue(ctx, bot.Job{Kind: "a"}),
			tx.Append(ctx, audit.Event{Action: audit.RequestCreated, Outcome: audit.OK, Request: r.Name()}))
	})
	if err != nil {
		t.Error(err)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.committed = append(b.committed, r.ID); len(b.committed) == 50 {
		close(b.some)
	}
}

// soFar are the requests that are committed.
func (b *busy) soFar() []int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.committed)
}

// whole checks that a copy holds these requests with all that belongs to them, that its log is unbroken, and that it works on with numbers of its own.
func whole(t *testing.T, original *busy, url string, held []int64) {
	t.Helper()
	s := migrated(t, store.Config{URL: url, Exclusive: true})
	err := s.View(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		var missed []error
		for _, id := range held {
			_, err := tx.Request(ctx, id)
			changes, errChanges := tx.Changes(ctx, id)
			if missed = append(missed, err, errChanges); len(changes) != 1 {
				t.Errorf("R%d has %d changes", id, len(changes))
			}
		}
		return errors.Join(missed...)
	})
	if err != nil {
		t.Error("missing: ", err)
	}
	if n := provenIn(t, s); n < len(held) {
		t.Errorf("%d events, there were %d", n, len(held))
	}
	original.end()
	skips(t, s, slices.Max(original.soFar()))
	jobs, err := s.Claim(t.Context(), bot.Claim{Kinds: []string{"a"}, Slots: map[string]int{"": 10}, Lease: time.Minute})
	if err != nil || len(jobs) != 10 {
		t.Errorf("%d jobs: %v", len(jobs), err)
	}
}

// provenIn seals and proves the log of a store.
func provenIn(t *testing.T, s *store.Store) int {
	t.Helper()
	if err := errors.Join(s.Start(t.Context()), s.Stop(t.Context())); err != nil { // stopping seals what is left
		t.Error(err)
	}
	var log bytes.Buffer
	if _, err := (audit.Export{}).Write(&log, s.Events(t.Context(), 1)); err != nil {
		t.Error(err)
	}
	p, err := audit.Verify(&log)
	if err != nil {
		t.Error(err)
	}
	return int(p.Last)
}

// skips checks that what a restored store makes next has no number that the original gave since.
func skips(t *testing.T, s *store.Store, last int64) {
	t.Helper()
	if err := s.SkipNumbers(t.Context()); err != nil {
		t.Fatal(err)
	}
	var r bot.Request
	err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		r = bot.Request{State: bot.Received}
		if err := tx.InsertRequest(ctx, &r); err != nil {
			return err
		}
		c := bot.Change{Request: r.ID}
		if err := tx.InsertChange(ctx, &c); err != nil {
			return err
		}
		card, g := bot.Card{Request: r.ID}, bot.Grant{Request: r.ID, Change: c.ID}
		err := errors.Join(tx.InsertCard(ctx, &card), tx.InsertGrant(ctx, &g), tx.Enqueue(ctx, bot.Job{Kind: "new"}))
		if min(c.ID, r.ID) <= max(last, 10_000) || card.ID != 10_001 || g.ID != 10_001 {
			t.Errorf("after %d: request %d, change %d, card %d, grant %d", last, r.ID, c.ID, card.ID, g.ID)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	jobs, err := s.Claim(t.Context(), bot.Claim{Kinds: []string{"new"}, Slots: map[string]int{"": 10}, Lease: time.Minute})
	if err != nil || len(jobs) != 1 || jobs[0].ID <= max(last, 10_000) {
		t.Errorf("after %d: jobs %v, %v", last, jobs, err)
	}
}

// A backup by another process while the service writes is a whole database of its own.
func TestBackup(t *testing.T) {
	t.Parallel()
	url, folder := sqliteURL(t), t.TempDir()
	file := filepath.Join(folder, "what's \"this\".db")
	serving := keepBusy(t, migrated(t, store.Config{URL: url, Exclusive: true}))
	beside := open(t, store.Config{URL: url})
	held := serving.soFar()
	if err := beside.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v: %v", info, err)
	}
	var sound string
	if err := raw(t, "sqlite:"+file).QueryRowContext(t.Context(), "pragma integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("%s: %v", sound, err)
	}
	whole(t, serving, "sqlite:"+file, held)
}

// A backup overwrites nothing, and one that fails leaves nothing behind.
func TestBackupRefused(t *testing.T) {
	t.Parallel()
	s, folder := migrated(t, store.Config{URL: sqliteURL(t)}), t.TempDir()
	file := filepath.Join(folder, "there.db")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(folder, "nowhere"), filepath.Join(folder, "link.db")); err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{"file": s.Backup(t.Context(), file), "link": s.Backup(t.Context(), filepath.Join(folder, "link.db"))} {
		if !errors.Is(err, store.ErrExists) {
			t.Errorf("over a %s: %v", name, err)
		}
	}
	if err := s.Backup(t.Context(), filepath.Join(folder, "none", "new.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("into a folder that is not there: %v", err)
	}
	if err := s.Backup(over, filepath.Join(folder, "new.db")); !errors.Is(err, bot.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
	text, err := os.ReadFile(file)
	left, errDir := os.ReadDir(folder)
	if err := errors.Join(err, errDir); err != nil || string(text) != "mine" || len(left) != 2 {
		t.Errorf("left %v, the file says %q: %v", left, text, err)
	}
}

// A dump that pg_dump makes while replicas write is a whole database of its own when pg_restore has read it.
func TestDump(t *testing.T) {
	t.Parallel()
	url, restored, file := pgtest.Start(t), pgtest.Start(t), filepath.Join(t.TempDir(), "dump")
	serving := keepBusy(t, migrated(t, store.Config{URL: url}))
	if err := serving.Backup(t.Context(), file); !errors.Is(err, store.ErrNotSQLite) {
		t.Errorf("Backup: %v", err)
	}
	held := serving.soFar()
	for _, command := range [][]string{
		{"pg_dump", "--format=custom", "--file=" + file, url}, {"pg_restore", "--exit-on-error", "--no-owner", "--dbname=" + restored, file},
	} {
		out, err := exec.CommandContext(t.Context(), pgtest.Program(t, command[0]), command[1:]...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", command[0], err, out)
		}
	}
	whole(t, serving, restored, held)
}
