package conformance

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
	"rollcall/bot/store"
)

// stopped checks where the switch stands, in a view and in an update.
func (f *fixture) stopped(want *bot.Stop) {
	f.t.Helper()
	look := func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.Stopped(ctx)
		switch {
		case want == nil && !errors.Is(err, bot.ErrNotFound):
			f.t.Errorf("stopped by %+v: %v", got, err)
		case want != nil && (err != nil || !cmp.Equal(*want, got)):
			f.t.Errorf("stopped by %+v, want %+v: %v", got, *want, err)
		}
		return nil
	}
	f.view(look)
	f.update(look)
}

// The switch starts on, is turned by whoever finds it the other way, and tells who turned it off.
func testStop(t *testing.T, db Database) {
	f := setup(t, db)
	first := bot.Stop{By: "U9", Since: f.Now(), Reason: `"wrong" list`}
	stop := func(s bot.Stop) func(context.Context, bot.Tx) error {
		return func(ctx context.Context, tx bot.Tx) error { return tx.StopWrites(ctx, s) }
	}
	resume := func(ctx context.Context, tx bot.Tx) error { return tx.ResumeWrites(ctx) }
	f.stopped(nil)
	f.fails(bot.ErrConflict, resume)
	f.update(stop(first))
	f.stopped(&first)
	f.fails(bot.ErrConflict, stop(bot.Stop{By: "U2", Since: f.Now()}))
	open(t, f.url).stopped(&first)
	f.update(resume)
	f.stopped(nil)
	f.fails(bot.ErrConflict, resume)
	f.update(stop(bot.Stop{By: "U2"}))
	f.stopped(&bot.Stop{By: "U2"})
	if err := f.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.stopped(&bot.Stop{By: "U2"})
	reader, err := store.Open(t.Context(), store.Config{URL: f.url, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = reader.View(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Stopped(ctx)
		return err
	})
	if err := errors.Join(err, reader.Close()); err != nil {
		t.Error(err)
	}
}

// Of many who turn the switch at once one does. A view waits for none of them and sees what was committed.
func testStopAtOnce(t *testing.T, db Database) {
	const many = 6
	f := setup(t, db)
	stores := [2]*fixture{f, open(t, f.url)}
	var won, lost counter
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			err := stores[i%2].Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
				if err := tx.StopWrites(ctx, bot.Stop{By: "U9"}); err != nil {
					return err
				}
				return f.View(ctx, func(ctx context.Context, tx bot.Tx) error {
					if s, err := tx.Stopped(ctx); !errors.Is(err, bot.ErrNotFound) {
						t.Errorf("seen before the commit: %+v, %v", s, err)
					}
					return nil
				})
			})
			switch {
			case err == nil:
				won.Add(1)
			case errors.Is(err, bot.ErrConflict):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != many-1 {
		t.Errorf("%d turned the switch, %d learned of it", won.Load(), lost.Load())
	}
}

// Who saw that writes go on has committed when they are stopped: nothing is stored on that ground afterwards.
func testStopWhileWriting(t *testing.T, db Database) {
	const writers, before = 4, 20
	f := setup(t, db)
	stores := [2]*fixture{f, f}
	if strings.HasPrefix(f.url, "postgres") { // SQLite has one service, and lets a second writer starve
		stores[1] = open(t, f.url)
	}
	var written counter
	enough := make(chan struct{})
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for stores[i%2].writesOn() {
				if written.Add(1) == before {
					close(enough)
				}
			}
		})
	}
	ended := make(chan struct{})
	go func() {
		wg.Wait()
		close(ended)
	}()
	select {
	case <-enough:
	case <-ended:
		t.Fatal("the writers ended although writes were on")
	}
	var seen int
	f.update(func(ctx context.Context, tx bot.Tx) error {
		if err := tx.StopWrites(ctx, bot.Stop{By: "U9"}); err != nil {
			return err
		}
		list, err := tx.OpenRequests(ctx, "", 100_000)
		seen = len(list)
		return err
	})
	<-ended
	if n := f.requests(); n != seen || int64(n) != written.Load() || n < before {
		t.Errorf("%d requests when writes were stopped, %d afterwards, %d written", seen, n, written.Load())
	}
}

// writesOn stores a request unless writes are stopped, and tells whether it did.
func (f *fixture) writesOn() (on bool) {
	err := f.Update(f.t.Context(), func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Stopped(ctx)
		if on = errors.Is(err, bot.ErrNotFound); !on {
			return err
		}
		return tx.InsertRequest(ctx, &bot.Request{State: bot.Received, Command: "one", Origin: origin(), AcceptedAt: f.Now()})
	})
	if err != nil {
		f.t.Error(err)
		return false
	}
	return on
}
