package conformance

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"rollcall/bot"
)

// The sealer seals what is committed here at once, and what another process commits within a second.
func testSealer(t *testing.T, db Database) {
	f := setup(t, db)
	other := open(t, f.url)
	if err := f.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, writer := range []*fixture{f, other} {
		writer.update(func(ctx context.Context, tx bot.Tx) error { return tx.Append(ctx, happened()) })
		f.eventually("everything is sealed", func() bool {
			n, err := f.Unsealed(t.Context())
			return err == nil && n == 0
		})
	}
	f.proven(2)
}

// eventually asks until the answer is yes. It is for what loops do by themselves and the store has no signal for.
func (f *fixture) eventually(what string, yes func() bool) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 20*time.Second)
	defer cancel()
	for !yes() {
		select {
		case <-ctx.Done():
			f.t.Fatalf("never happened: %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Start and Stop may come in any order, any number of times and at once; Stop seals what is left.
func testStartStop(t *testing.T, db Database) {
	f := setup(t, db)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 5 {
				if err := errors.Join(f.Stop(t.Context()), f.Start(t.Context()), f.Start(t.Context()), f.Stop(t.Context())); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := f.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.Append(ctx, happened()) })
	if err := f.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.waiting(0)
}

// Answers past their time are cleared away.
func testRepeatsForgotten(t *testing.T, db Database) {
	f := setup(t, db)
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.Remember(ctx, "old", []byte("a"), f.Now().Add(time.Minute)), tx.Remember(ctx, "new", []byte("b"), f.Now().Add(time.Hour)))
	})
	f.Forward(time.Minute)
	n, err := f.Forget(t.Context())
	if err != nil || n != 1 {
		t.Errorf("forgot %d answers: %v", n, err)
	}
	f.view(func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Remembered(ctx, "new")
		return err
	})
}
