package conformance

import (
	"context"
	"strings"
	"sync"
	"testing"

	"rollcall/bot"
)

// viewer shows a home again and again, as a worker does, and remembers what it showed last.
type viewer struct {
	*fixture
	mu    sync.Mutex
	shown int // requests
}

// However many change something at once, on several replicas, while others show it: what is shown at last is all of it.
func testHomesAtOnce(t *testing.T, db Database) {
	const writers, each, viewers = 4, 12, 2
	f := setup(t, db)
	stores := [2]*fixture{f, f}
	if strings.HasPrefix(f.url, "postgres") { // SQLite has one service
		stores[1] = open(t, f.url)
	}
	f.opens("U1")
	v := &viewer{fixture: f}
	ended := make(chan struct{})
	var writing, viewing sync.WaitGroup
	for i := range writers {
		writing.Go(func() {
			for range each {
				stores[i%2].asksFor(t)
			}
		})
	}
	for i := range viewers {
		viewing.Go(func() { v.look(stores[i%2], ended) })
	}
	writing.Wait()
	close(ended)
	viewing.Wait()
	if v.shown != writers*each {
		t.Errorf("%d requests are shown at last, there are %d", v.shown, writers*each)
	}
	f.claim()
}

// asksFor stores a request of U1, which its home shows.
func (f *fixture) asksFor(t *testing.T) {
	err := f.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		r := bot.Request{State: bot.Received, Command: "one", Origin: origin(), AcceptedAt: f.Now()}
		if err := tx.InsertRequest(ctx, &r); err != nil {
			return err
		}
		tx.TouchHomes(f.touch(r.ID, true))
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// look shows the home whenever there is a job for it, until the writers have ended and there is none.
func (v *viewer) look(f *fixture, ended <-chan struct{}) {
	for last := false; ; {
		jobs, err := f.Claim(v.t.Context(), anything(1, lease))
		if err != nil {
			v.t.Error(err)
			return
		}
		if len(jobs) > 0 {
			v.show(f, jobs[0])
			continue
		}
		if last {
			return
		}
		select {
		case <-ended:
			last = true
		default:
		}
	}
}

// show reads what the home shows and ends the job as a worker does: the row first.
func (v *viewer) show(f *fixture, j bot.Job) {
	var h bot.Home
	var seen []bot.Request
	err := f.View(v.t.Context(), func(ctx context.Context, tx bot.Tx) (err error) {
		if h, err = tx.Home(ctx, "U1"); err != nil {
			return err
		}
		seen, err = tx.OpenRequests(ctx, "U1", 10_000)
		return err
	})
	if err != nil {
		v.t.Error(err)
	}
	v.mu.Lock()
	v.shown = len(seen)
	v.mu.Unlock()
	h.Shown = h.Wanted
	err = f.Update(v.t.Context(), func(ctx context.Context, tx bot.Tx) error {
		now, err := tx.ShowHome(ctx, h)
		if err != nil {
			return err
		}
		if err := tx.FinishJob(ctx, j); err != nil || now.Wanted == h.Shown {
			return err
		}
		return tx.Enqueue(ctx, f.touch(0, true).Job(now))
	})
	if err != nil {
		v.t.Error(err)
	}
}
