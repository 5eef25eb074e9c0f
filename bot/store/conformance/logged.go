package conformance

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// logged lists the ids of the events that are found, as R… numbers.
func (f *fixture) logged(q bot.LogQuery) (found []string) {
	f.t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	f.view(func(ctx context.Context, tx bot.Tx) error {
		list, err := tx.Logged(ctx, q)
		for _, l := range list {
			found = append(found, l.Event.Request)
		}
		return err
	})
	return found
}

// events appends events.
func (f *fixture) events(all ...audit.Event) {
	f.t.Helper()
	f.update(func(ctx context.Context, tx bot.Tx) error {
		for _, e := range all {
			if err := tx.Append(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// Events are found by request, person, account, object and time, the newest first and each once, sealed or not, also those that were stored by a version that
// did not know how they would be found.
func testLogged(t *testing.T, db Database) {
	f := setup(t, db)
	event := func(request, actor, subject, gid, parent string) audit.Event {
		return audit.Event{
			Action: audit.RequestCreated, Outcome: audit.OK, Request: request, Actor: &audit.Actor{SlackUser: actor},
			Subject: &audit.Subject{SlackUser: subject, GID: gid}, Resource: &audit.Resource{GID: parent},
		}
	}
	f.events(event("R1", "U1", "U2", "12", "p1"), event("R2", "U2", "U2", "12", "p2"), event("R3", "U1", "", "", ""))
	f.exec("update events set filed_at = 0, request = '', actor = '' where id = 3") // as a version before leaves it
	if err := errors.Join(f.Start(t.Context()), f.Stop(t.Context())); err != nil {  // stopping seals and files what is left
		t.Fatal(err)
	}
	f.events(event("R4", "U3", "U1", "11", "p1"))
	for name, x := range map[string]struct {
		q    bot.LogQuery
		want []string
	}{
		"all":         {bot.LogQuery{}, []string{"R4", "R3", "R2", "R1"}},
		"a request":   {bot.LogQuery{Request: "R2"}, []string{"R2"}},
		"a person":    {bot.LogQuery{SlackUser: "U1"}, []string{"R4", "R3", "R1"}},
		"both ways":   {bot.LogQuery{SlackUser: "U2", AsanaGID: "12"}, []string{"R2", "R1"}},
		"an account":  {bot.LogQuery{AsanaGID: "11"}, []string{"R4"}},
		"an object":   {bot.LogQuery{ParentGID: "p1"}, []string{"R4", "R1"}},
		"at most":     {bot.LogQuery{SlackUser: "U1", Limit: 2}, []string{"R4", "R3"}},
		"the next":    {bot.LogQuery{SlackUser: "U1", Limit: 2, Before: 3}, []string{"R1"}},
		"of nobody":   {bot.LogQuery{SlackUser: "U9"}, nil},
		"later on":    {bot.LogQuery{Since: f.Now().Add(time.Hour)}, nil},
		"until later": {bot.LogQuery{Until: f.Now().Add(time.Hour), ParentGID: "p2"}, []string{"R2"}},
	} {
		if got := f.logged(x.q); !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// A cursor is moved by who knows where it stands, and hands out what is sealed behind it.
func testCursors(t *testing.T, db Database) {
	f := setup(t, db)
	f.events(audit.Event{Action: audit.LogRead, Outcome: audit.OK}, audit.Event{Action: audit.LogRead, Outcome: audit.OK})
	if _, err := f.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	var at bot.Cursor
	f.view(func(ctx context.Context, tx bot.Tx) (err error) {
		at, err = tx.Cursor(ctx, "sink:a")
		if at.Seq != 0 || !at.MovedAt.IsZero() {
			t.Errorf("a new cursor is %+v", at)
		}
		return err
	})
	move := func(from bot.Cursor, seq int64) func(context.Context, bot.Tx) error {
		return func(ctx context.Context, tx bot.Tx) error { return tx.MoveCursor(ctx, from, seq) }
	}
	f.update(move(at, 1))
	f.fails(bot.ErrConflict, move(at, 2))
	f.view(func(ctx context.Context, tx bot.Tx) error {
		now, err := tx.Cursor(ctx, "sink:a")
		behind, errBehind := tx.SealedAfter(ctx, now.Seq, 10)
		backlog, errBacklog := tx.Backlog(ctx)
		if now.Seq != 1 || now.MovedAt.IsZero() || len(behind) != 1 || behind[0].Seq != 2 || backlog.Sinks["a"] != 1 {
			t.Errorf("the cursor is %+v, behind it are %d events, the lag is %v", now, len(behind), backlog.Sinks)
		}
		return errors.Join(err, errBehind, errBacklog)
	})
}
