package conformance

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// tidying are the parts about what is removed when its time is over.
func tidying() map[string]func(*testing.T, Database) {
	return map[string]func(*testing.T, Database){
		"Tidy":             testTidy,
		"TidyKeeps":        testTidyKeeps,
		"TidyReferredTo":   testTidyReferredTo,
		"TidyJobs":         testTidyJobs,
		"TidyHomes":        testTidyHomes,
		"TidyNothing":      testTidyNothing,
		"TidyNumbers":      testTidyNumbers,
		"TidyAtOnce":       testTidyAtOnce,
		"TidyHomeReopened": testTidyHomeReopened,
	}
}

// tidy removes what is past its time, and checks how much that was.
func (f *fixture) tidy(o bot.Outdated, limit int, want bot.Tidied) {
	f.t.Helper()
	f.update(func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.Tidy(ctx, o, limit)
		if diff := cmp.Diff(want, got); diff != "" {
			f.t.Errorf("tidied (-want +got):\n%s", diff)
		}
		return err
	})
}

// ended stores a request that ended now, with a change, a card and a decision.
func (f *fixture) ended(command string) bot.Request {
	f.t.Helper()
	r := f.request(command)
	c := f.change(r.ID, "add")
	f.card(r.ID, "U2", fmt.Sprint(command, ".1"))
	f.update(func(ctx context.Context, tx bot.Tx) error {
		c.State = bot.ChangeApplied
		return errors.Join(tx.UpdateChange(ctx, &c), tx.InsertDecision(ctx, bot.Decision{Request: r.ID, SlackUser: "U2", Approve: true}))
	})
	f.ends(&r)
	return r
}

// ends ends a request now.
func (f *fixture) ends(r *bot.Request) {
	f.t.Helper()
	f.update(func(ctx context.Context, tx bot.Tx) error {
		r.State, r.EndedAt = bot.Applied, f.Now()
		return tx.UpdateRequest(ctx, r)
	})
}

// left checks which of some requests are still there; of those that went nothing may be left.
func (f *fixture) left(all []bot.Request, want ...bot.Request) {
	f.t.Helper()
	var got, kept []string
	for _, r := range want {
		kept = append(kept, r.Command)
	}
	for _, r := range all {
		if f.has(r.ID) {
			got = append(got, r.Command)
		}
	}
	if diff := cmp.Diff(kept, got); diff != "" {
		f.t.Errorf("left (-want +got):\n%s", diff)
	}
}

// has tells whether a request is there, with what belongs to it.
func (f *fixture) has(id int64) bool {
	f.t.Helper()
	var there bool
	f.view(func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Request(ctx, id)
		there = err == nil
		changes, errChanges := tx.Changes(ctx, id)
		cards, errCards := tx.Cards(ctx, id)
		decisions, errDecisions := tx.Decisions(ctx, id)
		grants, errGrants := tx.GrantsOf(ctx, id)
		if n := len(changes) + len(cards) + len(decisions) + len(grants); !there && n > 0 {
			f.t.Errorf("%d rows are left of the request %d", n, id)
		}
		if there && len(changes)*len(cards)*len(decisions) == 0 {
			f.t.Errorf("the request %d has lost what belongs to it", id)
		}
		return errors.Join(errChanges, errCards, errDecisions, errGrants)
	})
	return there
}

// What ended before a moment goes with all that belongs to it, the oldest end first and no more than the limit; what is open or ended later stays.
func testTidy(t *testing.T, db Database) {
	f := setup(t, db)
	open := f.request("open")
	second, first := f.ended("b"), f.ended("a")
	f.Forward(time.Hour)
	f.ends(&second)
	f.Forward(time.Hour)
	third := f.ended("c")
	before := f.Now()
	f.Forward(time.Hour)
	fourth := f.ended("d")
	all := []bot.Request{first, second, third, fourth}

	f.tidy(bot.Outdated{Requests: before}, 1, bot.Tidied{Requests: 1})
	f.left(all, second, third, fourth)
	f.tidy(bot.Outdated{Requests: before}, 10, bot.Tidied{Requests: 1})
	f.left(all, third, fourth)
	f.tidy(bot.Outdated{Requests: before}, 10, bot.Tidied{})
	f.tidy(bot.Outdated{Requests: before.Add(time.Millisecond)}, 10, bot.Tidied{Requests: 1})
	f.left(all, fourth)
	f.Forward(1000 * time.Hour)
	f.tidy(bot.Outdated{Requests: f.Now()}, 10, bot.Tidied{Requests: 1})
	f.view(func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Request(ctx, open.ID)
		return err
	})
}

// A request stays while access that it gave lives, and as long after that has ended as after its own end; what it ended of another counts for that one.
func testTidyKeeps(t *testing.T, db Database) {
	f := setup(t, db)
	live, over, taken, pending := f.ended("live"), f.ended("over"), f.ended("taken"), f.ended("pending")
	f.grant(live.ID, "12", "34")
	ended := f.grant(over.ID, "12", "34")
	f.change(pending.ID, "end")
	f.exec(fmt.Sprintf("update requests set access_request = '77' where id = %d", taken.ID))
	f.exec("update changes set state = 'applied' where request in (select request from grants)")
	all := []bot.Request{live, over, taken, pending}

	f.Forward(time.Hour)
	f.update(func(ctx context.Context, tx bot.Tx) error {
		ended.State, ended.EndedAt, ended.EndedBy = bot.GrantEnded, f.Now(), 7
		return tx.UpdateGrant(ctx, &ended)
	})
	f.tidy(bot.Outdated{Requests: f.Now()}, 10, bot.Tidied{})
	f.tidy(bot.Outdated{Requests: f.Now().Add(time.Millisecond)}, 10, bot.Tidied{Requests: 1})
	f.left(all, live, taken, pending)
	f.exec("update changes set state = 'skipped' where state = 'pending'")
	f.tidy(bot.Outdated{Requests: f.Now()}, 10, bot.Tidied{Requests: 1})
	f.left(all, live, taken)
}

// What an open request is about stays until that has ended too.
func testTidyReferredTo(t *testing.T, db Database) {
	f := setup(t, db)
	undone, extended, other := f.ended("undone"), f.ended("extended"), f.ended("other")
	g := f.grant(extended.ID, "12", "34")
	f.update(func(ctx context.Context, tx bot.Tx) error {
		g.State, g.EndedAt = bot.GrantLeft, f.Now()
		changes, err := tx.Changes(ctx, undone.ID)
		if err != nil {
			return err
		}
		later := bot.Request{State: bot.AwaitingApproval, Command: "later", Origin: origin(), AcceptedAt: f.Now()}
		if err := errors.Join(tx.UpdateGrant(ctx, &g), tx.InsertRequest(ctx, &later)); err != nil {
			return err
		}
		return errors.Join(tx.InsertChange(ctx, &bot.Change{Request: later.ID, State: bot.ChangePending, Verb: "undo", Undoes: changes[0].ID}),
			tx.InsertChange(ctx, &bot.Change{Request: later.ID, State: bot.ChangePending, Verb: "extend", Grant: g.ID}))
	})
	f.exec(fmt.Sprintf("update changes set state = 'applied' where request = %d", extended.ID))
	f.Forward(time.Hour)
	all := []bot.Request{undone, extended, other}
	f.tidy(bot.Outdated{Requests: f.Now()}, 10, bot.Tidied{Requests: 1})
	f.left(all, undone, extended)
	f.exec("update requests set open = 0, ended_at = 4102444800000 where command = 'later'")
	f.tidy(bot.Outdated{Requests: f.Now()}, 10, bot.Tidied{Requests: 2})
	f.left(all)
}
