package conformance

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// grants are the parts about access that ends.
func grants() map[string]func(*testing.T, Database) {
	return map[string]func(*testing.T, Database){
		"Grants":          testGrants,
		"GrantLists":      testGrantLists,
		"GrantsEndedBy":   testGrantsEndedBy,
		"GrantConflict":   testGrantConflict,
		"GrantOnce":       testGrantOnce,
		"TimedChanges":    testTimedChanges,
		"OpenEnds":        testOpenEnds,
		"RequestByAccess": testRequestByAccess,
	}
}

// change stores a change of a request.
func (f *fixture) change(request int64, verb string) bot.Change {
	f.t.Helper()
	c := bot.Change{
		Request: request, State: bot.ChangePending, Verb: verb, Level: "editor",
		Parent: bot.Parent{Kind: "project", GID: "12", Name: "Website"}, Member: bot.Member{Kind: "user", GID: "34", Name: "Maya"},
	}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.InsertChange(ctx, &c) })
	return c
}

// grant stores access to a parent for a member, by a change of its own.
func (f *fixture) grant(request int64, parent, member string) bot.Grant {
	f.t.Helper()
	g := bot.Grant{
		Request: request, Change: f.change(request, "add").ID, State: bot.GrantActive, Origin: origin(), Level: "editor", Base: "none",
		Parent:   bot.Parent{Kind: "project", GID: parent, Name: "Größe", URL: "https://app.asana.com/0/" + parent},
		Member:   bot.Member{Kind: "user", GID: member, Name: "Maya", Email: "maya@example.com", SlackUser: "U2"},
		StartsAt: f.Now(), EndsAt: f.Now().Add(time.Hour),
	}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.InsertGrant(ctx, &g) })
	return g
}

// A grant comes back as it was stored; what can change does, and nothing else.
func testGrants(t *testing.T, db Database) {
	f := setup(t, db)
	want := f.grant(f.request("one").ID, "12", "34")
	if want.ID == 0 || want.Version != 1 {
		t.Errorf("inserted as id %d, version %d", want.ID, want.Version)
	}
	check := func(when string) {
		f.view(func(ctx context.Context, tx bot.Tx) error {
			got, err := tx.Grant(ctx, want.ID)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
			return err
		})
	}
	check("inserted")
	want.State, want.Base, want.EndsAt, want.EndedAt = bot.GrantLeft, "viewer", f.Now().Add(2*time.Hour), f.Now().Add(time.Millisecond)
	want.EndedBy, want.Note = 7, "somebody changed it"
	f.update(func(ctx context.Context, tx bot.Tx) error {
		wrong := want
		wrong.Request, wrong.Change, wrong.Level, wrong.StartsAt, wrong.Parent.GID, wrong.Origin.SlackUser = 99, 99, "admin", f.Now().Add(time.Hour), "99", "U9"
		return tx.UpdateGrant(ctx, &wrong)
	})
	want.Version = 2
	check("updated")
	want.State, want.EndedAt, want.EndedBy, want.Note = bot.GrantActive, time.Time{}, 0, ""
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateGrant(ctx, &want) })
	if want.Version != 3 {
		t.Errorf("version %d", want.Version)
	}
	check("alive again")
	f.view(func(ctx context.Context, tx bot.Tx) error {
		if _, err := tx.Grant(ctx, want.ID+1); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("missing grant: %v", err)
		}
		return nil
	})
}

// listing is one of the ways to list grants.
type listing func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error)

// lists checks which grants a listing has, in which order.
func (f *fixture) lists(name string, list listing, want ...bot.Grant) {
	f.t.Helper()
	f.view(func(ctx context.Context, tx bot.Tx) error {
		got, err := list(ctx, tx)
		if diff := cmp.Diff(want, got); diff != "" {
			f.t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		return err
	})
}

// What has ended is in the list of its request alone; the others have what lives, oldest first.
func testGrantLists(t *testing.T, db Database) {
	f := setup(t, db)
	r, other := f.request("one"), f.request("two")
	first, elsewhere := f.grant(r.ID, "12", "34"), f.grant(r.ID, "56", "34")
	another, second, ended := f.grant(other.ID, "12", "78"), f.grant(other.ID, "12", "34"), f.grant(r.ID, "12", "34")
	ended.State, ended.EndedAt = bot.GrantEnded, f.Now()
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateGrant(ctx, &ended) })

	live := func(parent, member string) listing {
		return func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error) { return tx.LiveGrants(ctx, parent, member) }
	}
	in := func(parent string, limit int) listing {
		return func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error) { return tx.GrantsIn(ctx, parent, limit) }
	}
	having := func(member string, limit int) listing {
		return func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error) { return tx.GrantsFor(ctx, member, limit) }
	}
	of := func(request int64) listing {
		return func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error) { return tx.GrantsOf(ctx, request) }
	}
	f.lists("of a pair", live("12", "34"), first, second)
	f.lists("of another pair", live("56", "34"), elsewhere)
	f.lists("of no pair", live("56", "78"))
	f.lists("in a parent", in("12", 10), first, another, second)
	f.lists("in a parent, two", in("12", 2), first, another)
	f.lists("in no parent", in("34", 10))
	f.lists("of a member", having("34", 10), first, elsewhere, second)
	f.lists("of a member, one", having("34", 1), first)
	f.lists("of nobody", having("12", 10))
	f.lists("of a request", of(r.ID), first, elsewhere, ended)
	f.lists("of no request", of(99))
}

// What a change ended is found by it, until it lives again; nothing was ended by no change.
func testGrantsEndedBy(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	first, second, third := f.grant(r.ID, "12", "34"), f.grant(r.ID, "12", "34"), f.grant(r.ID, "12", "34")
	by := func(change int64) listing {
		return func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error) { return tx.GrantsEndedBy(ctx, change) }
	}
	f.lists("before", by(7))
	first.State, first.EndedBy = bot.GrantEnded, 7
	second.State, second.EndedBy = bot.GrantEnded, 8
	third.State, third.EndedBy = bot.GrantEnded, 7
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.UpdateGrant(ctx, &third), tx.UpdateGrant(ctx, &first), tx.UpdateGrant(ctx, &second))
	})
	f.lists("by one change", by(7), first, third)
	f.lists("by another", by(8), second)
	f.lists("by none", by(0))
	first.State, first.EndedBy = bot.GrantActive, 0
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateGrant(ctx, &first) })
	f.lists("one lives again", by(7), third)
	f.lists("still by none", by(0))
}

// Of two that read the same version only one can write, and the other's value is as it was.
func testGrantConflict(t *testing.T, db Database) {
	f := setup(t, db)
	winner := f.grant(f.request("one").ID, "12", "34")
	loser := winner
	winner.State = bot.GrantEnded
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateGrant(ctx, &winner) })
	loser.State = bot.GrantLeft
	f.fails(bot.ErrConflict, func(ctx context.Context, tx bot.Tx) error { return tx.UpdateGrant(ctx, &loser) })
	if loser.Version != 1 {
		t.Errorf("version %d after a conflict", loser.Version)
	}
	own := errors.New("own reasons")
	undone := winner
	f.fails(own, func(ctx context.Context, tx bot.Tx) error { return errors.Join(tx.UpdateGrant(ctx, &undone), own) })
	if undone.Version != winner.Version {
		t.Errorf("version %d of what was not stored", undone.Version)
	}
	f.lists("after it", func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error) { return tx.GrantsOf(ctx, winner.Request) }, winner)
}

// One change gives one grant, however often it is carried out; what was not stored has no id.
func testGrantOnce(t *testing.T, db Database) {
	f := setup(t, db)
	first := f.grant(f.request("one").ID, "12", "34")
	again := first
	again.ID, again.Version = 0, 0
	if err := f.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error { return tx.InsertGrant(ctx, &again) }); err == nil {
		t.Error("one change gave two grants")
	}
	if again.ID != 0 || again.Version != 0 {
		t.Errorf("id %d, version %d of a grant that is not stored", again.ID, again.Version)
	}
	f.lists("after it", func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error) { return tx.LiveGrants(ctx, "12", "34") }, first)
}
