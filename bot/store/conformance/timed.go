package conformance

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// What a change says about time, and about what it takes back, comes back as it was stored.
func testTimedChanges(t *testing.T, db Database) {
	f := setup(t, db)
	want := f.change(f.request("one").ID, "add")
	for _, x := range []struct {
		lasts         time.Duration
		until         time.Time
		grant, undoes int64
	}{
		{lasts: 14 * 24 * time.Hour}, {until: f.Now().Add(time.Hour)}, {lasts: time.Second, until: f.Now(), grant: 7, undoes: 8}, {},
	} {
		want.Lasts, want.Until, want.Grant, want.Undoes = x.lasts, x.until, x.grant, x.undoes
		f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateChange(ctx, &want) })
		fresh := want
		f.update(func(ctx context.Context, tx bot.Tx) error { return tx.InsertChange(ctx, &fresh) })
		for _, c := range []bot.Change{want, fresh} {
			f.view(func(ctx context.Context, tx bot.Tx) error {
				got, err := tx.Change(ctx, c.ID)
				if diff := cmp.Diff(c, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				return err
			})
		}
	}
}

// The end of access is carried out long after the request that gave it has ended, and counts as being carried out.
func testOpenEnds(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	f.update(func(ctx context.Context, tx bot.Tx) error {
		r.State = bot.Applied
		return tx.UpdateRequest(ctx, &r)
	})
	f.change(r.ID, "add")
	end := f.change(r.ID, "end")
	open := func(want ...int64) {
		f.view(func(ctx context.Context, tx bot.Tx) error {
			list, err := tx.OpenChanges(ctx, "12")
			var got []int64
			for _, c := range list {
				got = append(got, c.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("open changes (-want +got):\n%s", diff)
			}
			return err
		})
	}
	open(end.ID)
	end.State = bot.ChangeNoop
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateChange(ctx, &end) })
	open()
}

// An access request of Asana is taken over once, also by two replicas at once; requests that were made here have none.
func testRequestByAccess(t *testing.T, db Database) {
	f := setup(t, db)
	f.request("made here")
	f.request("made here too")
	want := bot.Request{State: bot.Received, Command: "request project 12", Origin: origin(), AcceptedAt: f.Now(), AccessRequest: "777"}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.InsertRequest(ctx, &want) })
	f.view(func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.RequestByAccess(ctx, "777")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for _, missing := range []string{"778", ""} {
			if _, err := tx.RequestByAccess(ctx, missing); !errors.Is(err, bot.ErrNotFound) {
				t.Errorf("the access request %q: %v", missing, err)
			}
		}
		return err
	})
	again := bot.Request{State: bot.Received, Command: "request project 12", Origin: origin(), AcceptedAt: f.Now(), AccessRequest: "777"}
	if err := f.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error { return tx.InsertRequest(ctx, &again) }); err == nil || again.ID != 0 {
		t.Errorf("it was taken over twice, as %d: %v", again.ID, err)
	}
	f.update(func(ctx context.Context, tx bot.Tx) error {
		want.State = bot.Denied
		return tx.UpdateRequest(ctx, &want)
	})
	f.view(func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.RequestByAccess(ctx, "777")
		return err
	})
}
