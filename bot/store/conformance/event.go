package conformance

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
	"rollcall/bot/audit"
)

func testEvents(t *testing.T, db Database) {
	f := setup(t, db)
	f.update(func(ctx context.Context, tx bot.Tx) error {
		given := happened()
		given.Time = "2026-01-02T03:04:05.678Z"
		maya := audit.Person{System: audit.Slack, ID: "U1", Name: "Maya"}
		return errors.Join(tx.Append(ctx, given), tx.Append(ctx, happened()), tx.SavePerson(ctx, audit.Person{System: audit.Slack, ID: "U1"}),
			tx.SavePerson(ctx, maya))
	})
	f.waiting(2)
	if n, err := f.Seal(t.Context()); err != nil || n != 2 {
		t.Fatalf("sealed %d: %v", n, err)
	}
	f.waiting(0)
	events := f.proven(2)
	if events[0].Time != "2026-01-02T03:04:05.678Z" || events[1].Time != audit.FormatTime(f.Now()) {
		t.Errorf("times %s, %s", events[0].Time, events[1].Time)
	}
	if events[0].ID == "" || events[0].ID == events[1].ID {
		t.Errorf("ids %q and %q", events[0].ID, events[1].ID)
	}
	people, err := f.People(t.Context())
	if diff := cmp.Diff([]audit.Person{{System: audit.Slack, ID: "U1", Name: "Maya"}}, people); diff != "" || err != nil {
		t.Errorf("people: %v (-want +got):\n%s", err, diff)
	}
	if n, err := f.Seal(t.Context()); err != nil || n != 0 {
		t.Errorf("sealed %d more: %v", n, err)
	}
}

// waiting checks how many events have no place in the chain yet.
func (f *fixture) waiting(want int) {
	f.t.Helper()
	if n, err := f.Unsealed(f.t.Context()); err != nil || n != want {
		f.t.Errorf("%d events unsealed, want %d: %v", n, want, err)
	}
}

// proven exports the log, verifies it, and returns its events.
func (f *fixture) proven(want int64) (events []audit.Event) {
	f.t.Helper()
	var log bytes.Buffer
	if _, err := (audit.Export{}).Write(&log, f.Events(f.t.Context(), 1)); err != nil {
		f.t.Fatal(err)
	}
	if p, err := audit.Verify(&log); err != nil || p.Last != want {
		f.t.Fatalf("verified %d events, want %d: %v", p.Last, want, err)
	}
	for s, err := range f.Events(f.t.Context(), 1) {
		e, errEvent := s.Event()
		if err := errors.Join(err, errEvent); err != nil {
			f.t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// Sealing and reading go on over the end of a batch.
func testEventsInPages(t *testing.T, db Database) {
	const many = 600
	f := setup(t, db)
	f.update(func(ctx context.Context, tx bot.Tx) (err error) {
		for range many {
			err = errors.Join(err, tx.Append(ctx, happened()))
		}
		return err
	})
	for sealed := 0; sealed < many; {
		n, err := f.Seal(t.Context())
		if err != nil || n == 0 {
			t.Fatalf("sealed %d after %d: %v", n, sealed, err)
		}
		sealed += n
	}
	if events := f.proven(many); len(events) != many {
		t.Errorf("%d events", len(events))
	}
	for s, err := range f.Events(t.Context(), many-1) {
		if err != nil || s.Seq != many-1 {
			t.Errorf("reading from %d begins with %d: %v", many-1, s.Seq, err)
		}
		break
	}
}

// What can't be logged is not done.
func testLogUnwritable(t *testing.T, db Database) {
	f := setup(t, db)
	f.exec("alter table events rename to events_away")
	f.fails(bot.ErrLogUnwritable, func(ctx context.Context, tx bot.Tx) error {
		r := bot.Request{State: bot.Received, Command: "one", Origin: origin()}
		if err := tx.InsertRequest(ctx, &r); err != nil {
			return err
		}
		_ = tx.Append(ctx, happened()) // a caller who overlooks it changes nothing
		return nil
	})
	f.exec("alter table events_away rename to events")
	f.nothing()
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.Append(ctx, happened()) })
	f.waiting(1)
}

// The chain has no gap and no fork, however many append and seal at once.
func testSealConcurrently(t *testing.T, db Database) {
	const writers, each = 4, 25
	first := setup(t, db)
	stores := []*fixture{first, open(t, first.url)}
	var wg sync.WaitGroup
	for i := range writers {
		f := stores[i%len(stores)]
		wg.Go(func() {
			for range each {
				err := f.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error { return tx.Append(ctx, happened()) })
				_, errSeal := f.Seal(t.Context())
				if err := errors.Join(err, errSeal); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	first.waiting(0)
	first.proven(writers * each)
}
