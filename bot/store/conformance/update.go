package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// One transaction holds everything that belongs together: when it fails, nothing of it is stored.
func testRollback(t *testing.T, db Database) {
	f := setup(t, db)
	own := errors.New("own reasons")
	f.fails(own, func(ctx context.Context, tx bot.Tx) error {
		r := bot.Request{State: bot.Received, Command: "one", Origin: origin()}
		return errors.Join(
			tx.InsertRequest(ctx, &r), tx.Append(ctx, happened()), tx.Enqueue(ctx, bot.Job{Kind: "k"}),
			tx.SavePerson(ctx, audit.Person{System: audit.Slack, ID: "U1"}), tx.Remember(ctx, "key", nil, f.Now()), own)
	})
	f.nothing()
}

// nothing checks that the database is empty.
func (f *fixture) nothing() {
	f.t.Helper()
	jobs, errJobs := f.Claim(f.t.Context(), anything(10, 0))
	events, errEvents := f.Unsealed(f.t.Context())
	people, errPeople := f.People(f.t.Context())
	if err := errors.Join(errJobs, errEvents, errPeople); err != nil {
		f.t.Fatal(err)
	}
	if n := f.requests(); n+len(jobs)+events+len(people) > 0 {
		f.t.Errorf("stored: %d requests, %d jobs, %d events, %d people", n, len(jobs), events, len(people))
	}
}

// A failure inside the transaction decides it, even when the caller overlooks it.
func testOverlooked(t *testing.T, db Database) {
	f := setup(t, db)
	f.fails(bot.ErrLeaseLost, func(ctx context.Context, tx bot.Tx) error {
		r := bot.Request{State: bot.Received, Command: "one", Origin: origin()}
		_ = tx.FinishJob(ctx, bot.Job{ID: 1, Attempt: 1})
		return tx.InsertRequest(ctx, &r)
	})
	f.nothing()
}

// A panic is an error of its own transaction and of no other.
func testPanic(t *testing.T, db Database) {
	f := setup(t, db)
	f.fails(store.ErrPanic, func(context.Context, bot.Tx) error { panic("oh") })
	f.request("one")
	if n := f.requests(); n != 1 {
		t.Errorf("%d requests after a panic", n)
	}
}

// A caller who has gone before the transaction began finds that nothing was stored.
func testWithdrawn(t *testing.T, db Database) {
	f := setup(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := f.Update(ctx, func(ctx context.Context, tx bot.Tx) error {
		return tx.InsertRequest(ctx, &bot.Request{State: bot.Received})
	})
	if !errors.Is(err, bot.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("Update: %v", err)
	}
	f.nothing()
}

// Many transactions at once are all stored, and one that fails takes no other along.
func testManyUpdates(t *testing.T, db Database) {
	const many = 300
	f := setup(t, db)
	own := errors.New("own reasons")
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			err := f.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
				r := bot.Request{State: bot.Received, Command: fmt.Sprint(i), Origin: origin()}
				if err := tx.InsertRequest(ctx, &r); err != nil || i%10 > 0 {
					return err
				}
				return own
			})
			if want := i%10 == 0; errors.Is(err, own) != want || err != nil && !want {
				t.Errorf("update %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if n := open(t, f.url).requests(); n != many*9/10 {
		t.Errorf("%d requests stored", n)
	}
}

// Writers of one row never overwrite each other: each either counts one on or learns of the conflict.
func testCompareAndSwap(t *testing.T, db Database) {
	const writers, rounds = 4, 10
	f := setup(t, db)
	id := f.request("one").ID
	stores := [2]*fixture{f, open(t, f.url)}
	var moved counter
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for range rounds {
				err := stores[i%2].Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
					r, err := tx.Request(ctx, id)
					if err != nil {
						return err
					}
					return tx.UpdateRequest(ctx, &r)
				})
				switch {
				case err == nil:
					moved.Add(1)
				case !errors.Is(err, bot.ErrConflict):
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	f.view(func(ctx context.Context, tx bot.Tx) error {
		r, err := tx.Request(ctx, id)
		if r.Version != 1+moved.Load() || moved.Load() == 0 {
			t.Errorf("version %d after %d moves", r.Version, moved.Load())
		}
		return err
	})
}

// A view is one moment: what is committed meanwhile is not in it. It can't write.
func testView(t *testing.T, db Database) {
	f := setup(t, db)
	f.request("one")
	f.view(func(ctx context.Context, tx bot.Tx) error {
		before, err := tx.OpenRequests(ctx, "", 10)
		if err != nil {
			return err
		}
		f.request("two")
		after, err := tx.OpenRequests(ctx, "", 10)
		if len(before) != 1 || len(after) != 1 {
			t.Errorf("%d requests, then %d in one view", len(before), len(after))
		}
		return err
	})
	err := f.View(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		return tx.InsertRequest(ctx, &bot.Request{State: bot.Received})
	})
	if n := f.requests(); err == nil || n != 2 {
		t.Errorf("a view wrote: %v, %d requests", err, n)
	}
}

// What was stored is there after a restart, and ids go on where they were.
func testReopen(t *testing.T, db Database) {
	f := setup(t, db)
	first := f.request("one")
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	f.fails(bot.ErrUnavailable, func(context.Context, bot.Tx) error { return nil })
	again := open(t, f.url)
	second := again.request("two")
	if n := again.requests(); n != 2 || second.ID <= first.ID {
		t.Errorf("%d requests, ids %d and %d", n, first.ID, second.ID)
	}
	if err := again.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}
