package conformance

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// homes are the parts about what people see of Rollcall in the chat.
func homes() map[string]func(*testing.T, Database) {
	return map[string]func(*testing.T, Database){
		"Homes":         testHomes,
		"HomeTouch":     testHomeTouch,
		"HomeAdmins":    testHomeAdmins,
		"HomeUndone":    testHomeUndone,
		"HomesAtOnce":   testHomesAtOnce,
		"RequestsEnded": testRequestsEnded,
		"RequestsHeld":  testRequestsHeld,
		"GrantsAbout":   testGrantsAbout,
		"Backlog":       testBacklog,
	}
}

// opens opens somebody's home.
func (f *fixture) opens(slackUser string) (h bot.Home) {
	f.t.Helper()
	f.update(func(ctx context.Context, tx bot.Tx) (err error) {
		h, err = tx.OpenHome(ctx, "T1", slackUser)
		return err
	})
	return h
}

// home checks what is stored of a home.
func (f *fixture) home(want bot.Home) {
	f.t.Helper()
	f.view(func(ctx context.Context, tx bot.Tx) error {
		got, err := tx.Home(ctx, want.SlackUser)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			f.t.Errorf("home (-want +got):\n%s%v", diff, err)
		}
		return nil
	})
}

// shows stores what a home shows.
func (f *fixture) shows(h bot.Home) (now bot.Home) {
	f.t.Helper()
	f.update(func(ctx context.Context, tx bot.Tx) (err error) {
		now, err = tx.ShowHome(ctx, h)
		return err
	})
	return now
}

// A home comes back as it was opened and shown; opening it again wants it shown, whatever it shows.
func testHomes(t *testing.T, db Database) {
	f := setup(t, db)
	missing := func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Home(ctx, "U1")
		_, errShow := tx.ShowHome(ctx, bot.Home{SlackUser: "U1"})
		if !errors.Is(err, bot.ErrNotFound) || !errors.Is(errShow, bot.ErrNotFound) {
			t.Errorf("a home that nobody opened: %v, %v", err, errShow)
		}
		return tx.ForgetHome(ctx, "U1")
	}
	f.update(missing)
	want := bot.Home{SlackUser: "U1", SlackTeam: "T1", OpenedAt: f.Now(), Wanted: 1, Admin: true}
	if diff := cmp.Diff(want, f.opens("U1")); diff != "" {
		t.Errorf("opened (-want +got):\n%s", diff)
	}
	f.home(want)
	want.Shown, want.PublishedAt, want.Admin, want.Page = 1, f.Now().Add(time.Second), false, `"Größe"`
	if diff := cmp.Diff(want, f.shows(want)); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	f.home(want)
	f.Forward(time.Hour)
	f.opens("U1")
	want.OpenedAt, want.Wanted, want.Admin, want.Page = f.Now(), 2, true, ""
	f.home(want)
	f.opens("U2")
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.ForgetHome(ctx, "U1") })
	f.update(missing)
	f.home(bot.Home{SlackUser: "U2", SlackTeam: "T1", OpenedAt: f.Now(), Wanted: 1, Admin: true})
}

// touch says that something concerns homes; the kind of its jobs names whose they are.
func (f *fixture) touch(request int64, admins bool) bot.HomeTouch {
	return bot.HomeTouch{
		Request: request, Admins: admins, Since: f.Now().Add(-time.Hour),
		Job: func(h bot.Home) bot.Job { return bot.Job{Kind: h.SlackUser, Unique: "home:" + h.SlackUser} },
	}
}

// touches has homes shown anew, and checks whose; their jobs are finished.
func (f *fixture) touches(t bot.HomeTouch, want ...string) {
	f.t.Helper()
	f.update(func(_ context.Context, tx bot.Tx) error { tx.TouchHomes(t); return nil })
	for _, j := range f.claim(want...) {
		f.finish(j)
	}
}

// Something about a request concerns the homes of who asked for it, who has a card and who is a member in it, by Slack id or by Asana account, if they were
// opened lately; each is counted up and gets one job.
func testHomeTouch(t *testing.T, db Database) {
	f := setup(t, db)
	asked, other := f.request("one"), f.request("two")
	f.change(asked.ID, "add")
	c := bot.Change{Request: asked.ID, State: bot.ChangePending, Verb: "add", Parent: bot.Parent{GID: "12"}, Member: bot.Member{GID: "56", SlackUser: "U4"}}
	f.update(func(ctx context.Context, tx bot.Tx) error {
		for user, gid := range map[string]string{"U3": "34", "U6": "78"} {
			if err := tx.SaveIdentity(ctx, bot.Identity{SlackUser: user, AsanaGID: gid}); err != nil {
				return err
			}
		}
		return tx.InsertChange(ctx, &c)
	})
	f.card(asked.ID, "U2", "1.1")
	f.card(asked.ID, "", "1.2")
	f.card(other.ID, "U5", "1.3")
	for _, user := range []string{"U5", "U4", "U3", "U2", "U6", "U1"} {
		f.opens(user)
	}
	f.touches(f.touch(asked.ID, false), "U1", "U2", "U3", "U4")
	f.touches(f.touch(other.ID, false), "U1", "U5")
	f.home(bot.Home{SlackUser: "U1", SlackTeam: "T1", OpenedAt: f.Now(), Wanted: 3, Admin: true})
	f.update(func(_ context.Context, tx bot.Tx) error {
		tx.TouchHomes(f.touch(other.ID, false))
		tx.TouchHomes(f.touch(other.ID, false))
		return nil
	})
	f.touches(f.touch(other.ID, false), "U1", "U5")
	f.home(bot.Home{SlackUser: "U5", SlackTeam: "T1", OpenedAt: f.Now(), Wanted: 4, Admin: true})
	f.view(func(_ context.Context, tx bot.Tx) error { tx.TouchHomes(f.touch(other.ID, false)); return nil })
	f.claim()
	f.Forward(time.Hour)
	f.opens("U2")
	f.touches(f.touch(asked.ID, false), "U2")
}

// What only admins see concerns the homes that show it, or may have to.
func testHomeAdmins(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	for _, user := range []string{"U1", "U2", "U3"} {
		h := f.opens(user)
		h.Shown, h.Page, h.Admin = 1, "x", user == "U2"
		f.shows(h)
	}
	f.touches(f.touch(0, true), "U2")
	f.opens("U3")
	f.touches(f.touch(0, true), "U2", "U3")
	f.touches(f.touch(r.ID, true), "U1", "U2", "U3")
	f.Forward(time.Hour)
	f.touches(f.touch(0, true))
}

// A transaction that fails wants nothing shown.
func testHomeUndone(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	want := f.opens("U1")
	f.fails(bot.ErrConflict, func(_ context.Context, tx bot.Tx) error {
		tx.TouchHomes(f.touch(r.ID, true))
		return bot.ErrConflict
	})
	f.claim()
	f.home(want)
}

// names are the names of requests, for comparing.
func names(all []bot.Request) []string {
	return slices.Collect(func(yield func(string) bool) {
		for _, r := range all {
			if !yield(r.Name()) {
				return
			}
		}
	})
}
