package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// decisions checks what was decided about a request.
func (f *fixture) decisions(request int64, want ...bot.Decision) {
	f.t.Helper()
	f.view(func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.Decisions(ctx, request)
		if diff := cmp.Diff(want, got); diff != "" {
			f.t.Errorf("decisions (-want +got):\n%s", diff)
		}
		return err
	})
}

// Decisions keep the order in which they were made, also within one millisecond and when the clock was set back.
func testDecisions(t *testing.T, db Database) {
	f := setup(t, db)
	r, other := f.request("one"), f.request("two")
	first := bot.Decision{Request: r.ID, SlackUser: "U9", Approve: true, Note: "as viewer", At: f.Now()}
	second := bot.Decision{Request: r.ID, SlackUser: "U2", Note: `"no" <&>`, At: f.Now()}
	third := bot.Decision{Request: r.ID, SlackUser: "U5", Approve: true, At: f.Now().Add(-time.Second)}
	elsewhere := bot.Decision{Request: other.ID, SlackUser: "U9", At: f.Now()}
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.InsertDecision(ctx, first), tx.InsertDecision(ctx, elsewhere), tx.InsertDecision(ctx, second), tx.InsertDecision(ctx, third))
	})
	f.decisions(r.ID, first, second, third)
	f.decisions(other.ID, elsewhere)
	f.decisions(99)
}

// Nobody decides twice about one request: the second time nothing of the transaction is stored.
func testDecideOnce(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	first := bot.Decision{Request: r.ID, SlackUser: "U2", At: f.Now()}
	decide := func(ctx context.Context, tx bot.Tx, d bot.Decision) error {
		now, err := tx.Request(ctx, r.ID)
		if err != nil {
			return err
		}
		return errors.Join(tx.UpdateRequest(ctx, &now), tx.InsertDecision(ctx, d))
	}
	f.update(func(ctx context.Context, tx bot.Tx) error { return decide(ctx, tx, first) })
	f.fails(bot.ErrConflict, func(ctx context.Context, tx bot.Tx) error {
		again := first
		again.Approve, again.Note = true, "after all"
		err := decide(ctx, tx, again)
		if _, errRead := tx.Request(ctx, r.ID); errRead != nil {
			t.Errorf("the transaction can't go on after a conflict: %v", errRead)
		}
		return err
	})
	f.decisions(r.ID, first)
	f.view(func(ctx context.Context, tx bot.Tx) error {
		now, err := tx.Request(ctx, r.ID)
		if now.Version != 2 {
			t.Errorf("version %d", now.Version)
		}
		return err
	})
}

// Of many who decide at once, at several replicas and some by two clicks, one moves the request on; the others' decisions are not stored.
func testDecideAtOnce(t *testing.T, db Database) {
	const people, clicks = 4, 2
	f := setup(t, db)
	r := f.request("one")
	stores := [clicks]*fixture{f, open(t, f.url)}
	var won, lost counter
	var ready, wg sync.WaitGroup
	ready.Add(people * clicks)
	for i := range people * clicks {
		wg.Go(func() {
			seen := r
			ready.Done()
			ready.Wait()
			err := stores[i%clicks].Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
				mine := seen
				mine.State = bot.Approved
				d := bot.Decision{Request: r.ID, SlackUser: fmt.Sprint("U", i/clicks), Approve: true, At: f.Now()}
				if err := tx.InsertDecision(ctx, d); err != nil {
					return err
				}
				return tx.UpdateRequest(ctx, &mine)
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
	f.view(func(ctx context.Context, tx bot.Tx) error {
		list, err := tx.Decisions(ctx, r.ID)
		if len(list) != 1 || won.Load() != 1 || lost.Load() != people*clicks-1 {
			t.Errorf("%d won, %d lost, stored %v", won.Load(), lost.Load(), list)
		}
		return err
	})
}
