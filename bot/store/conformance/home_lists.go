package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// requestOf stores a request of somebody in a state; one that has ended did so now.
func (f *fixture) requestOf(slackUser string, s bot.RequestState) bot.Request {
	f.t.Helper()
	r := bot.Request{State: s, Command: "one", Origin: bot.Origin{SlackTeam: "T1", SlackUser: slackUser}, AcceptedAt: f.Now()}
	if s.Ended() {
		r.EndedAt = f.Now()
	}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.InsertRequest(ctx, &r) })
	return r
}

// Of a person's requests those that ended after a moment are listed, the newest first.
func testRequestsEnded(t *testing.T, db Database) {
	f := setup(t, db)
	f.requestOf("U1", bot.Applied)
	f.Forward(time.Hour)
	since := f.Now()
	f.Forward(time.Minute)
	first := f.requestOf("U1", bot.Applied)
	f.requestOf("U2", bot.Denied)
	f.requestOf("U1", bot.Held)
	f.Forward(time.Minute)
	second := f.requestOf("U1", bot.Refused)
	third := f.requestOf("U1", bot.Expired)
	ended := func(limit int, want ...string) {
		f.view(func(ctx context.Context, tx bot.Tx) error {
			got, err := tx.RequestsEnded(ctx, "U1", since, limit)
			if diff := cmp.Diff(want, names(got)); diff != "" {
				t.Errorf("ended (-want +got):\n%s", diff)
			}
			return err
		})
	}
	ended(10, third.Name(), second.Name(), first.Name())
	ended(2, third.Name(), second.Name())
}

// Of all requests those that are held are listed, the oldest first.
func testRequestsHeld(t *testing.T, db Database) {
	f := setup(t, db)
	first, _, second := f.requestOf("U1", bot.Held), f.requestOf("U1", bot.AwaitingApproval), f.requestOf("U2", bot.Held)
	held := func(limit int, want ...string) {
		f.view(func(ctx context.Context, tx bot.Tx) error {
			got, err := tx.RequestsHeld(ctx, limit)
			if diff := cmp.Diff(want, names(got)); diff != "" {
				t.Errorf("held (-want +got):\n%s", diff)
			}
			return err
		})
	}
	held(10, first.Name(), second.Name())
	held(1, first.Name())
	first.State = bot.Cancelled
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateRequest(ctx, &first) })
	held(10, second.Name())
}

// The active grants that somebody asked for or has are listed, the first to end first.
func testGrantsAbout(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one") // the grants are asked for by U1 and given to U2
	late, soon := f.grant(r.ID, "12", "34"), f.grant(r.ID, "13", "35")
	soon.EndsAt = soon.EndsAt.Add(-time.Minute)
	over := f.grant(r.ID, "14", "34")
	over.State = bot.GrantEnded
	f.update(func(ctx context.Context, tx bot.Tx) error {
		if err := tx.UpdateGrant(ctx, &over); err != nil {
			return err
		}
		return tx.UpdateGrant(ctx, &soon)
	})
	about := func(user, gid string, limit int) listing {
		return func(ctx context.Context, tx bot.Tx) ([]bot.Grant, error) {
			return tx.GrantsAbout(ctx, user, gid, limit)
		}
	}
	f.lists("who asked", about("U1", "", 10), soon, late)
	f.lists("who has it", about("U2", "", 10), soon, late)
	f.lists("the account", about("U3", "34", 10), late)
	f.lists("both", about("U2", "34", 1), soon)
	f.lists("a stranger", about("U3", "", 10))
}

// What waits is counted: jobs that are due, since when, those given up, and events that are not sealed.
func testBacklog(t *testing.T, db Database) {
	f := setup(t, db)
	counts := func(want bot.Backlog) {
		t.Helper()
		f.view(func(ctx context.Context, tx bot.Tx) error {
			got, err := tx.Backlog(ctx)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("backlog (-want +got):\n%s", diff)
			}
			return err
		})
	}
	counts(bot.Backlog{})
	start := f.Now()
	f.enqueue(bot.Job{Kind: "a"}, bot.Job{Kind: "b", RunAt: start.Add(time.Hour)}, bot.Job{Kind: "c", Lane: "talk"})
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.Append(ctx, happened()) })
	counts(bot.Backlog{Due: 2, Oldest: start, Unsealed: 1})
	f.Forward(time.Minute)
	a := f.claim("a")[0]
	counts(bot.Backlog{Due: 1, Oldest: start, Unsealed: 1})
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.BuryJob(ctx, a, "no luck") })
	counts(bot.Backlog{Due: 1, Oldest: start, Dead: 1, Unsealed: 1})
}
