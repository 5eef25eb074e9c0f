package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
	"rollcall/bot/policy"
)

// judged is a judgement with everything in it.
func judged() bot.Judgement {
	website := bot.Parent{Kind: "project", GID: "12", Name: `"Größe" <&> 'x'`, URL: "https://app.asana.com/0/12"}
	return bot.Judgement{
		Policy: "e3b0c442",
		Terms: []bot.Term{
			{
				Terms: policy.Terms{
					From: []string{policy.FromOwner, "U7", "S1"}, AtLeast: 2, Self: true, MaxDuration: 14 * 24 * time.Hour,
					Expires: 72 * time.Hour, RemindAfter: time.Hour,
					Escalate: &policy.Escalation{After: 2 * time.Hour, To: []string{policy.FromAdmins}},
				},
				Rule: "editors ask\nthe owner", Parent: website, Fallback: "the owner is a guest", Escalated: true,
			},
			{Terms: policy.Terms{From: []string{policy.FromAdmins}, AtLeast: 1}, Rule: "second", Parent: website},
		},
		Confirmed: []string{"U1=34"},
		Released:  "U9",
	}
}

// A judgement comes back as it was, from an insert and from an update, and so does one that says nothing.
func testJudgements(t *testing.T, db Database) {
	f := setup(t, db)
	first := bot.Request{State: bot.Resolving, Command: "one", Origin: origin(), AcceptedAt: f.Now(), Judged: judged()}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.InsertRequest(ctx, &first) })
	second := f.request("two")
	read := func(want ...bot.Request) {
		f.view(func(ctx context.Context, tx bot.Tx) error {
			got, err := tx.OpenRequests(ctx, "", 10)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			return err
		})
	}
	read(first, second)
	first.Judged, second.Judged = second.Judged, first.Judged
	f.update(func(ctx context.Context, tx bot.Tx) error {
		if err := tx.UpdateRequest(ctx, &first); err != nil {
			return err
		}
		return tx.UpdateRequest(ctx, &second)
	})
	read(first, second)
}

// A judgement that can't be read is an error, not a request that needs nobody's approval.
func testJudgementDamaged(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	f.exec("update requests set judged = '{\"terms\": 1}'")
	err := f.View(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Request(ctx, r.ID)
		return err
	})
	if err == nil {
		t.Error("read in spite of the damage")
	}
}

// What a person asked for counts from a moment on, whatever became of it, unless Asana was never to be written.
func testCountChanges(t *testing.T, db Database) {
	f := setup(t, db)
	start := f.Now()
	var except int64
	store := func(o bot.Origin, at time.Time, changes ...bot.Change) (id int64) {
		f.update(func(ctx context.Context, tx bot.Tx) error {
			r := bot.Request{State: bot.Applying, Command: "one", Origin: o, AcceptedAt: at}
			if err := tx.InsertRequest(ctx, &r); err != nil {
				return err
			}
			for _, c := range changes {
				c.Request = r.ID
				if err := tx.InsertChange(ctx, &c); err != nil {
					return err
				}
			}
			id = r.ID
			return nil
		})
		return id
	}
	add, remove := bot.Change{Verb: "add", State: bot.ChangePending}, bot.Change{Verb: "remove", State: bot.ChangePending}
	store(origin(), start.Add(-time.Millisecond), add, remove)
	var all []bot.Change
	for _, s := range []bot.ChangeState{bot.ChangePending, bot.ChangeIntent, bot.ChangeApplied, bot.ChangeFailed, bot.ChangeNoop, bot.ChangeRefused, bot.ChangeSkipped} {
		all = append(all, bot.Change{Verb: "set", State: s}, bot.Change{Verb: "remove", State: s})
	}
	store(origin(), start, all...)
	except = store(origin(), start.Add(time.Hour), add, add, remove)
	store(bot.Origin{SlackTeam: "T2", SlackUser: "U1"}, start, add)
	store(bot.Origin{SlackTeam: "T1", SlackUser: "U2"}, start, remove)
	for _, step := range []struct {
		since             time.Time
		except            int64
		changes, removals int
	}{
		{start, except, 8, 4},
		{start, 0, 11, 5},
		{start.Add(time.Millisecond), 0, 3, 1},
		{start.Add(-time.Millisecond), except, 10, 5},
		{start.Add(2 * time.Hour), 0, 0, 0},
	} {
		f.view(func(ctx context.Context, tx bot.Tx) error {
			changes, removals, err := tx.CountChanges(ctx, origin(), step.since, step.except)
			if changes != step.changes || removals != step.removals {
				t.Errorf("%d changes, %d removals, want %+v", changes, removals, step)
			}
			return err
		})
	}
}
