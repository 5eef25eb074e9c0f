package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// Jobs that were given up before a moment go, however long ago they were stored; others stay.
func testTidyJobs(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "a"}, bot.Job{Kind: "b"}, bot.Job{Kind: "c"}, bot.Job{Kind: "later", RunAt: f.Now().Add(1000 * time.Hour)})
	jobs := f.claim("a", "b", "c")
	bury := func(j bot.Job) {
		f.update(func(ctx context.Context, tx bot.Tx) error { return tx.BuryJob(ctx, j, "never") })
	}
	bury(jobs[1])
	f.Forward(time.Second)
	bury(jobs[0])
	moment := f.Now()
	dead := func(want ...string) {
		list, err := f.DeadJobs(t.Context())
		var got []string
		for _, j := range list {
			got = append(got, j.Kind)
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("dead (-want +got): %v\n%s", err, diff)
		}
	}
	f.tidy(bot.Outdated{Jobs: moment}, 10, bot.Tidied{Jobs: 1})
	dead("a")
	f.Forward(500 * time.Hour)
	f.tidy(bot.Outdated{Jobs: f.Now()}, 10, bot.Tidied{Jobs: 1})
	dead()
	f.claim("c")
	f.Forward(500 * time.Hour)
	f.claim("c", "later")
}

// Homes that nobody opened since a moment go, the oldest first.
func testTidyHomes(t *testing.T, db Database) {
	f := setup(t, db)
	for _, user := range []string{"U2", "U1", "U3"} {
		f.opens(user)
		f.Forward(time.Hour)
	}
	want := f.opens("U2")
	f.tidy(bot.Outdated{Homes: want.OpenedAt}, 1, bot.Tidied{Homes: 1})
	f.view(func(ctx context.Context, tx bot.Tx) error {
		if _, err := tx.Home(ctx, "U1"); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("the oldest home: %v", err)
		}
		return nil
	})
	f.tidy(bot.Outdated{Homes: want.OpenedAt}, 10, bot.Tidied{Homes: 1})
	f.home(want)
}

// Without a moment nothing goes, and neither does what the log, people and accounts are.
func testTidyNothing(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.ended("one")
	f.opens("U1")
	f.enqueue(bot.Job{Kind: "a"})
	dead := f.claim("a")[0]
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.BuryJob(ctx, dead, "never"), tx.Append(ctx, happened()), tx.SavePerson(ctx, audit.Person{System: audit.Slack, ID: "U1"}),
			tx.SaveIdentity(ctx, bot.Identity{SlackUser: "U1", AsanaGID: "34"}))
	})
	if _, err := f.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.Forward(100_000 * time.Hour)
	f.tidy(bot.Outdated{}, 10, bot.Tidied{})
	f.left([]bot.Request{r}, r)
	f.tidy(bot.Outdated{Requests: f.Now(), Jobs: f.Now(), Homes: f.Now()}, 10, bot.Tidied{Requests: 1, Jobs: 1, Homes: 1})
	f.proven(1)
	people, err := f.People(t.Context())
	if err != nil || len(people) != 1 {
		t.Errorf("people %v: %v", people, err)
	}
	f.view(func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Identity(ctx, "U1")
		return err
	})
}

// The number of a request that is gone is never given again, not even that of the newest, nor after a restart.
func testTidyNumbers(t *testing.T, db Database) {
	f := setup(t, db)
	f.ended("a")
	last := f.ended("b")
	f.Forward(time.Hour)
	f.tidy(bot.Outdated{Requests: f.Now()}, 10, bot.Tidied{Requests: 2})
	again := open(t, f.url)
	if r := again.request("c"); r.ID <= last.ID {
		t.Errorf("the number %d after %d", r.ID, last.ID)
	}
	if c := again.change(again.request("d").ID, "add"); c.ID <= 2 {
		t.Errorf("the number %d of a change", c.ID)
	}
}

// Replicas that tidy at once remove each thing once and don't get into each other's way.
func testTidyAtOnce(t *testing.T, db Database) {
	const many = 40
	f := setup(t, db)
	var all []bot.Request
	for n := range many {
		all = append(all, f.ended(fmt.Sprint(n)))
	}
	f.Forward(time.Hour)
	before := f.Now()
	var removed counter
	var wg sync.WaitGroup
	for _, replica := range []*fixture{f, open(t, f.url), open(t, f.url)} {
		wg.Go(func() {
			for removed.Load() < many {
				var done bot.Tidied
				err := replica.Update(t.Context(), func(ctx context.Context, tx bot.Tx) (err error) {
					done, err = tx.Tidy(ctx, bot.Outdated{Requests: before}, 3)
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
				removed.Add(int64(done.Requests))
			}
		})
	}
	wg.Wait()
	f.left(all)
	if n := removed.Load(); n != many {
		t.Errorf("%d removed, there were %d", n, many)
	}
}

// A home that is opened while it is being removed is there afterwards.
func testTidyHomeReopened(t *testing.T, db Database) {
	f := setup(t, db)
	other := open(t, f.url)
	for range 20 {
		h := f.opens("U1")
		f.Forward(time.Hour)
		other.Forward(time.Hour)
		var wg sync.WaitGroup
		wg.Go(func() {
			err := other.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
				_, err := tx.Tidy(ctx, bot.Outdated{Homes: h.OpenedAt.Add(time.Minute)}, 10)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		opened := f.opens("U1")
		wg.Wait()
		f.view(func(ctx context.Context, tx bot.Tx) error {
			if now, err := tx.Home(ctx, "U1"); err != nil || !now.OpenedAt.Equal(opened.OpenedAt) {
				t.Errorf("after opening it again: %+v, %v", now, err)
			}
			return nil
		})
	}
}
