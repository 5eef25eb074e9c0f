package conformance

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

func testRequests(t *testing.T, db Database) {
	f := setup(t, db)
	want := bot.Request{
		State: bot.Received, Command: `add @maya to project "Größe" because <&>`, Origin: origin(),
		AcceptedAt: f.Now(), ResponseURL: "https://hooks.slack.com/1",
	}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.InsertRequest(ctx, &want) })
	if want.ID == 0 || want.Version != 1 {
		t.Errorf("inserted as id %d, version %d", want.ID, want.Version)
	}
	f.update(func(ctx context.Context, tx bot.Tx) error {
		want.State, want.EndedAt, want.Note, want.ResponseURL = bot.Applied, f.Now().Add(time.Second), "done", ""
		want.Command = `add @maya to project "Größe" as viewer`
		return tx.UpdateRequest(ctx, &want)
	})
	f.view(func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.Request(ctx, want.ID)
		if diff := cmp.Diff(want, got); diff != "" || want.Version != 2 {
			t.Errorf("version %d, (-want +got):\n%s", want.Version, diff)
		}
		if _, err := tx.Request(ctx, want.ID+1); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("missing request: %v", err)
		}
		return err
	})
}

func testOpenRequests(t *testing.T, db Database) {
	f := setup(t, db)
	first, third, second := f.request("one"), f.request("three"), f.request("two")
	f.update(func(ctx context.Context, tx bot.Tx) error {
		other := bot.Request{State: bot.Held, Command: "one", Origin: bot.Origin{SlackTeam: "T1", SlackUser: "U2"}}
		return errors.Join(tx.InsertRequest(ctx, &other), endRequest(ctx, tx, second.ID))
	})
	f.view(func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.NewestOpenRequest(ctx, "T1", "U1")
		if err != nil || got.ID != third.ID {
			t.Errorf("newest open request: %v, %v", got, err)
		}
		for _, missing := range [][2]string{{"T2", "U1"}, {"T1", "U3"}} {
			if _, err := tx.NewestOpenRequest(ctx, missing[0], missing[1]); !errors.Is(err, bot.ErrNotFound) {
				t.Errorf("newest open request %v: %v", missing, err)
			}
		}
		for user, want := range map[string]int{"": 3, "U1": 2, "U2": 1, "U3": 0} {
			if list, err := tx.OpenRequests(ctx, user, 10); err != nil || len(list) != want {
				t.Errorf("open requests of %q: %v, %v", user, list, err)
			}
		}
		list, err := tx.OpenRequests(ctx, "", 1)
		if len(list) != 1 || list[0].ID != first.ID {
			t.Errorf("oldest open request: %v", list)
		}
		return err
	})
}

func endRequest(ctx context.Context, tx bot.Tx, id int64) error {
	r, err := tx.Request(ctx, id)
	if err != nil {
		return err
	}
	r.State = bot.Denied
	return tx.UpdateRequest(ctx, &r)
}

// Of two that read the same version only one can write; the other's whole transaction is undone, and its value is as it was.
func testRequestConflict(t *testing.T, db Database) {
	f := setup(t, db)
	winner := f.request("one")
	loser := winner
	f.update(func(ctx context.Context, tx bot.Tx) error {
		winner.State = bot.Resolving
		return tx.UpdateRequest(ctx, &winner)
	})
	f.fails(bot.ErrConflict, func(ctx context.Context, tx bot.Tx) error {
		extra := bot.Request{State: bot.Received, Command: "two", Origin: origin()}
		loser.State = bot.Cancelled
		return errors.Join(tx.InsertRequest(ctx, &extra), tx.UpdateRequest(ctx, &loser))
	})
	if n := f.requests(); n != 1 || loser.Version != 1 {
		t.Errorf("%d requests, version %d after a conflict", n, loser.Version)
	}
}

func testChanges(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	waits := f.request("two") // what waits for an approval is not being carried out
	r.State, waits.State = bot.Applying, bot.AwaitingApproval
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.UpdateRequest(ctx, &r), tx.UpdateRequest(ctx, &waits))
	})
	want := bot.Change{
		Request: r.ID, State: bot.ChangePending, Verb: "add", Level: "editor",
		Parent: bot.Parent{Kind: "project", GID: "12", Name: "Website", URL: "https://app.asana.com/0/12"},
		Member: bot.Member{Kind: "user", GID: "34", Name: "Maya", Email: "maya@example.com", SlackUser: "U2"},
	}
	second := want
	second.Rule, second.Agreed, second.Offer = "built-in", bot.Agreed{Before: "viewer", After: "none"}, "nothing"
	f.update(func(ctx context.Context, tx bot.Tx) error {
		unseen := want
		unseen.Request = waits.ID
		return errors.Join(tx.InsertChange(ctx, &want), tx.InsertChange(ctx, &second), tx.InsertChange(ctx, &unseen))
	})
	stale := want
	f.update(func(ctx context.Context, tx bot.Tx) error {
		want.State, want.Before, want.After, want.Error, want.Note, want.Parent.Name = bot.ChangeFailed, "none", "editor", "no", "so", "Site"
		want.Rule, want.Agreed, want.Offer = "editors ask", bot.Agreed{Before: "none", After: "editor"}, "anyway"
		return tx.UpdateChange(ctx, &want)
	})
	f.fails(bot.ErrConflict, func(ctx context.Context, tx bot.Tx) error { return tx.UpdateChange(ctx, &stale) })
	f.view(func(ctx context.Context, tx bot.Tx) error {
		list, err := tx.Changes(ctx, r.ID)
		if diff := cmp.Diff([]bot.Change{want, second}, list); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		open, errOpen := tx.OpenChanges(ctx, "12")
		if diff := cmp.Diff([]bot.Change{second}, open); diff != "" {
			t.Errorf("open changes of the parent (-want +got):\n%s", diff)
		}
		if other, err := tx.OpenChanges(ctx, "34"); err != nil || len(other) > 0 {
			t.Errorf("open changes of another parent: %v %v", other, err)
		}
		one, errOne := tx.Change(ctx, want.ID)
		if diff := cmp.Diff(want, one); diff != "" {
			t.Errorf("change (-want +got):\n%s", diff)
		}
		if _, err := tx.Change(ctx, 99); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("missing change: %v", err)
		}
		return errors.Join(err, errOne, errOpen)
	})
}

func testIdentities(t *testing.T, db Database) {
	f := setup(t, db)
	want := bot.Identity{SlackUser: "U1", AsanaGID: "34", Email: "maya@example.com", Since: f.Now()}
	f.update(func(ctx context.Context, tx bot.Tx) error {
		old := bot.Identity{SlackUser: "U1", AsanaGID: "1", Since: f.Now().Add(-time.Hour)}
		twin, other := want, want
		twin.SlackUser, other.SlackUser, other.AsanaGID = "U0", "U3", "1"
		return errors.Join(tx.SaveIdentity(ctx, old), tx.SaveIdentity(ctx, want), tx.SaveIdentity(ctx, twin), tx.SaveIdentity(ctx, other))
	})
	f.view(func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.Identity(ctx, "U1")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if _, err := tx.Identity(ctx, "U2"); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("missing identity: %v", err)
		}
		for gid, want := range map[string][]string{"34": {"U0", "U1"}, "1": {"U3"}, "2": nil} {
			list, err := tx.IdentitiesOf(ctx, gid)
			var users []string
			for _, i := range list {
				users = append(users, i.SlackUser)
			}
			if diff := cmp.Diff(want, users); diff != "" || err != nil {
				t.Errorf("people of %s (-want +got): %v\n%s", gid, err, diff)
			}
		}
		return err
	})
}

func testRepeats(t *testing.T, db Database) {
	f := setup(t, db)
	remember := func(answer string) func(context.Context, bot.Tx) error {
		return func(ctx context.Context, tx bot.Tx) error {
			return tx.Remember(ctx, "key", []byte(answer), f.Now().Add(time.Hour))
		}
	}
	remembered := func() (answer string) {
		f.view(func(ctx context.Context, tx bot.Tx) error {
			b, err := tx.Remembered(ctx, "key")
			if errors.Is(err, bot.ErrNotFound) {
				b, err = []byte("nothing"), nil
			}
			answer = string(b)
			return err
		})
		return answer
	}
	if got := remembered(); got != "nothing" {
		t.Errorf("before: %q", got)
	}
	f.update(remember("first"))
	f.fails(bot.ErrConflict, remember("second"))
	if got := remembered(); got != "first" {
		t.Errorf("repeat: %q", got)
	}
	f.Forward(time.Hour)
	if got := remembered(); got != "nothing" {
		t.Errorf("past its time: %q", got)
	}
	f.update(remember("third"))
	if got := remembered(); got != "third" {
		t.Errorf("after its time: %q", got)
	}
}
