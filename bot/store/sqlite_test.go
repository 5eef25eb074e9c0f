package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/store"
)

// open opens a store and closes it with the test.
func open(t *testing.T, cfg store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// migrated opens a store and migrates it.
func migrated(t *testing.T, cfg store.Config) *store.Store {
	t.Helper()
	s := open(t, cfg)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// insert stores a request.
func insert(ctx context.Context, tx bot.Tx) error {
	return tx.InsertRequest(ctx, &bot.Request{State: bot.Received, Command: "one", Origin: bot.Origin{SlackUser: "U1"}})
}

// count tells how many requests are open.
func count(t *testing.T, s *store.Store) (n int) {
	t.Helper()
	err := s.View(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		list, err := tx.OpenRequests(ctx, "", 100_000)
		n = len(list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Parameters are bound by their numbers, not in the order in which they appear, as some other drivers for SQLite do.
func TestParametersByNumber(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	var first, second, third string
	err = db.QueryRowContext(t.Context(), "select $2, $1, $2", "one", "two").Scan(&first, &second, &third)
	if err != nil || first != "two" || second != "one" || third != "two" {
		t.Errorf("bound %s, %s, %s: %v", first, second, third, err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// Only one process serves from a file, even by another name of it; others may use the file meanwhile.
func TestExclusive(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, link := filepath.Join(folder, "a.db"), filepath.Join(folder, "b.db")
	serving := migrated(t, store.Config{URL: "sqlite:" + file, Exclusive: true})
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, link} {
		_, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + name, Exclusive: true})
		if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), file+".lock") {
			t.Errorf("second service on %s: %v", name, err)
		}
	}
	other := open(t, store.Config{URL: "sqlite:" + file})
	if err := errors.Join(serving.Update(t.Context(), insert), other.Update(t.Context(), insert)); err != nil {
		t.Fatal(err)
	}
	if a, b := count(t, serving), count(t, other); a != 2 || b != 2 {
		t.Errorf("%d and %d requests", a, b)
	}
	if err := serving.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, store.Config{URL: "sqlite:" + file, Exclusive: true})
}

// What a dead process was running goes on at once, and if it isn't dead after all it is fenced off. Its locks stay with its jobs.
func TestResume(t *testing.T) {
	t.Parallel()
	cfg := store.Config{URL: sqliteURL(t), Exclusive: true}
	s := migrated(t, cfg)
	err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.Enqueue(ctx, bot.Job{Kind: "a", Lock: "l"}), tx.Enqueue(ctx, bot.Job{Kind: "b", Lock: "l"}))
	})
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.Claim(t.Context(), bot.Claim{Kinds: []string{"a", "b"}, Slots: map[string]int{"": 10}, Lease: time.Hour})
	if err != nil || len(before) != 1 {
		t.Fatalf("claimed %v: %v", before, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, cfg)
	after, err := s.Claim(t.Context(), bot.Claim{Kinds: []string{"a", "b"}, Slots: map[string]int{"": 10}, Lease: time.Hour})
	if err != nil || len(after) != 1 || after[0].Kind != "a" || after[0].Attempt != 2 {
		t.Fatalf("claimed %v: %v", after, err)
	}
	if _, err := s.Renew(t.Context(), before[0], time.Hour); !errors.Is(err, bot.ErrLeaseLost) {
		t.Errorf("the dead process renewed: %v", err)
	}
}

// While one transaction takes its time, a caller behind it can go with nothing stored, and the caller of it itself learns that nobody knows.
func TestCallersWhoCannotWait(t *testing.T) {
	t.Parallel()
	s := migrated(t, store.Config{URL: sqliteURL(t)})
	started, release, slow := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		slow <- s.Update(ctx, func(ctx context.Context, tx bot.Tx) error {
			close(started)
			<-release
			return insert(ctx, tx)
		})
	}()
	<-started
	queued, leave := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer leave()
	if err := s.Update(queued, insert); !errors.Is(err, bot.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("caller in the queue: %v", err)
	}
	cancel()
	if err := <-slow; !errors.Is(err, bot.ErrCommitUnknown) {
		t.Errorf("caller in the transaction: %v", err)
	}
	close(release)
	if err := s.Update(t.Context(), insert); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s); n != 2 {
		t.Errorf("%d requests: the withdrawn one must be missing, the unknown one be there", n)
	}
}

// A caller whose transaction has begun and ends soon gets the true answer, although its own time is up.
func TestCallerGetsTheCommit(t *testing.T) {
	t.Parallel()
	s := migrated(t, store.Config{URL: sqliteURL(t)})
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(ctx context.Context, tx bot.Tx) error {
		cancel()
		return insert(ctx, tx)
	})
	if n := count(t, s); err != nil || n != 1 {
		t.Errorf("%d requests: %v", n, err)
	}
}

// When the disk is full nothing is stored and the answer says so; when there is room again everything goes on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	s := migrated(t, store.Config{URL: sqliteURL(t)})
	limit := func(pages int) {
		if err := s.SetMaxPages(t.Context(), pages); err != nil {
			t.Fatal(err)
		}
	}
	limit(1)
	err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		return tx.Remember(ctx, "key", make([]byte, 1<<20), s.Now().Add(time.Hour))
	})
	if !errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("with a full disk: %v", err)
	}
	limit(1 << 20)
	if err := s.Update(t.Context(), insert); err != nil {
		t.Error(err)
	}
}

// The file holds names, so nobody else may read it; a ? in its path is part of the path.
func TestFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "what?mode=ro 100%.db")
	migrated(t, store.Config{URL: "sqlite://" + file})
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v: %v", info, err)
	}
}

// Reading never makes a file.
func TestReadOnlyMissing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "none.db")
	_, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + file, ReadOnly: true})
	if !errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("Open: %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file: %v", err)
	}
}

func TestWrongURL(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "rollcall.db", "sqlite:", "sqlite::memory:", "mysql://root:secret@host/db", "postgres://a:secret@host:port/db"} {
		_, err := store.Open(t.Context(), store.Config{URL: url})
		if !errors.Is(err, store.ErrURL) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
