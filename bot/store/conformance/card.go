package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// card stores a copy of a question to somebody.
func (f *fixture) card(request int64, slackUser, ts string) bot.Card {
	f.t.Helper()
	c := bot.Card{Request: request, SlackUser: slackUser, Why: "you own it", Posted: bot.Posted{Channel: "D" + slackUser, TS: ts}, Shown: "waiting"}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.InsertCard(ctx, &c) })
	return c
}

// cards checks which copies of a question there are.
func (f *fixture) cards(request int64, want ...bot.Card) {
	f.t.Helper()
	f.view(func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.Cards(ctx, request)
		if diff := cmp.Diff(want, got); diff != "" {
			f.t.Errorf("cards (-want +got):\n%s", diff)
		}
		return err
	})
}

func testCards(t *testing.T, db Database) {
	f := setup(t, db)
	r, other := f.request("one"), f.request("two")
	first, second := f.card(r.ID, "U2", "1.1"), f.card(r.ID, "", "1.0")
	elsewhere := f.card(other.ID, "U2", "1.2")
	f.cards(r.ID, first, second)
	changed := first
	changed.Shown, changed.Posted = "denied", bot.Posted{Channel: "D9", TS: "2.0"}
	f.update(func(ctx context.Context, tx bot.Tx) error {
		wrong := changed
		wrong.Request, wrong.SlackUser, wrong.Why = other.ID, "U9", "?"
		return tx.UpdateCard(ctx, wrong)
	})
	f.cards(r.ID, changed, second)
	f.cards(other.ID, elsewhere)
	f.fails(bot.ErrNotFound, func(ctx context.Context, tx bot.Tx) error { return tx.UpdateCard(ctx, bot.Card{ID: 99}) })
	f.cards(99)
}

// A message that is known stays what it is; the caller learns which it is, unless the transaction fails.
func testCardsAdopted(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	known := f.card(r.ID, "U2", "1.1")
	again := bot.Card{Request: r.ID, SlackUser: "U3", Why: "other", Posted: known.Posted, Shown: "approved"}
	fresh := bot.Card{Request: r.ID, SlackUser: "U2", Posted: bot.Posted{Channel: known.Posted.Channel, TS: "1.2"}}
	own := errors.New("own reasons")
	f.fails(own, func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.InsertCard(ctx, &again), tx.InsertCard(ctx, &fresh), own)
	})
	if again.ID != 0 || fresh.ID != 0 {
		t.Errorf("ids %d and %d of cards that are not stored", again.ID, fresh.ID)
	}
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.InsertCard(ctx, &again), tx.InsertCard(ctx, &fresh))
	})
	if again.ID != known.ID || fresh.ID == known.ID {
		t.Errorf("ids %d and %d, the known one is %d", again.ID, fresh.ID, known.ID)
	}
	f.cards(r.ID, known, fresh)
	replica := open(t, f.url)
	var ids [2]int64
	var wg sync.WaitGroup
	for i, store := range []*fixture{f, replica} {
		wg.Go(func() {
			err := store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
				c := bot.Card{Request: r.ID, Posted: bot.Posted{Channel: "C1", TS: "9.9"}}
				err := tx.InsertCard(ctx, &c)
				ids[i] = c.ID
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if ids[0] != ids[1] || ids[0] == 0 {
		t.Errorf("one message has the ids %v", ids)
	}
}

// Copies that are not posted yet are different ones.
func testCardsUnposted(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	first, second := f.card(r.ID, "", ""), f.card(r.ID, "", "")
	f.cards(r.ID, first, second)
	second.Posted.TS = "1.1"
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateCard(ctx, second) })
	f.cards(r.ID, first, second)
}

// Somebody is asked about what waits for approval and came to them, however often, oldest first.
func testRequestsAsking(t *testing.T, db Database) {
	f := setup(t, db)
	var ids []int64
	for i, state := range []bot.RequestState{
		bot.Denied, bot.AwaitingApproval, bot.Held, bot.AwaitingApproval, bot.AwaitingApproval, bot.Applied, bot.AwaitingApproval,
	} {
		r := f.request(fmt.Sprint(i))
		f.update(func(ctx context.Context, tx bot.Tx) error {
			r.State = state
			return tx.UpdateRequest(ctx, &r)
		})
		ids = append(ids, r.ID)
	}
	for n, i := range []int{6, 4, 0, 1, 1, 2, 5, 1} {
		f.card(ids[i], "U2", fmt.Sprint(n))
	}
	f.card(ids[3], "U3", "1")
	f.card(ids[3], "", "1")
	asked := func(user string, limit int, want ...int64) {
		f.view(func(ctx context.Context, tx bot.Tx) error {
			list, err := tx.RequestsAsking(ctx, user, limit)
			var got []int64
			for _, r := range list {
				got = append(got, r.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q is asked about %v, want %v", user, got, want)
			}
			return err
		})
	}
	asked("U2", 10, ids[1], ids[4], ids[6])
	asked("U2", 2, ids[1], ids[4])
	asked("U3", 10, ids[3])
	asked("U4", 10)
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(endRequest(ctx, tx, ids[1]), endRequest(ctx, tx, ids[4]))
	})
	asked("U2", 10, ids[6])
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(endRequest(ctx, tx, ids[2]), endRequest(ctx, tx, ids[3]), endRequest(ctx, tx, ids[6]))
	})
	asked("U2", 10)
}
