package conformance

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

const lease = time.Minute

// enqueue stores jobs, in one transaction.
func (f *fixture) enqueue(jobs ...bot.Job) {
	f.t.Helper()
	f.update(func(ctx context.Context, tx bot.Tx) (err error) {
		for _, j := range jobs {
			err = errors.Join(err, tx.Enqueue(ctx, j))
		}
		return err
	})
}

// kinds are those of all jobs in the suite but of one, which stands for what a newer version stored.
func kinds() []string {
	return []string{
		"a", "a1", "a2", "apply", "ask", "b", "b1", "c", "d", "e", "expire", "f", "first", "free", "holder", "k", "later", "now", "past", "resolve",
		"say", "say more", "second", "third", "work", "x", "U1", "U2", "U3", "U4", "U5", "U6",
	}
}

// anything claims jobs of every kind in the lane of work.
func anything(slots int, lease time.Duration) bot.Claim {
	return bot.Claim{Kinds: kinds(), Slots: map[string]int{"": slots}, Lease: lease}
}

// claim leases what may run and returns it; the kinds must be as wanted.
func (f *fixture) claim(kinds ...string) []bot.Job {
	f.t.Helper()
	jobs, err := f.Claim(f.t.Context(), anything(10, lease))
	if err != nil {
		f.t.Fatal(err)
	}
	var got []string
	for _, j := range jobs {
		got = append(got, j.Kind)
	}
	if diff := cmp.Diff(kinds, got); diff != "" {
		f.t.Fatalf("claimed (-want +got):\n%s", diff)
	}
	return jobs
}

// finish ends a job.
func (f *fixture) finish(j bot.Job) {
	f.t.Helper()
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.FinishJob(ctx, j) })
}

func testJobs(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "a", Args: []byte(`{"n":1}`), Unique: "u", Lock: "l", LockOrder: 3}, bot.Job{Kind: "b"})
	jobs := f.claim("a", "b")
	want := bot.Job{
		ID: jobs[0].ID, Kind: "a", Args: []byte(`{"n":1}`), Unique: "u", Lock: "l", LockOrder: 3,
		RunAt: f.Now(), CreatedAt: f.Now(), Attempt: 1, Leased: f.Now().Add(lease),
	}
	if diff := cmp.Diff(want, jobs[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	f.claim()
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.RetryJob(ctx, jobs[0], f.Now(), "no luck") })
	f.finish(jobs[1])
	again := f.claim("a")[0]
	if again.Attempt != 2 || again.Error != "no luck" {
		t.Errorf("tried again as %+v", again)
	}
	f.finish(again)
	f.Forward(2 * lease)
	f.claim()
}

// A job runs at its time; the oldest runs first; a claim takes no more than it was asked for.
func testJobsDue(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "later", RunAt: f.Now().Add(time.Hour)}, bot.Job{Kind: "now"}, bot.Job{Kind: "past", RunAt: f.Now().Add(-time.Hour)})
	for _, want := range []string{"past", "now"} {
		jobs, err := f.Claim(t.Context(), anything(1, lease))
		if err != nil || len(jobs) != 1 || jobs[0].Kind != want {
			t.Fatalf("claimed %v: %v", jobs, err)
		}
		f.finish(jobs[0])
	}
	f.claim()
	f.Forward(time.Hour - time.Millisecond)
	f.claim()
	f.Forward(time.Millisecond)
	f.claim("later")
}

// Each lane has a limit of its own: a lane without free workers takes nothing and hides no job of another, however many are due in it.
func testLanes(t *testing.T, db Database) {
	f := setup(t, db)
	for range 30 {
		f.enqueue(bot.Job{Kind: "work"})
	}
	f.enqueue(bot.Job{Kind: "say", Lane: "talk", Lock: "l"}, bot.Job{Kind: "say more", Lane: "talk", Lock: "l"}, bot.Job{Kind: "ask", Lane: "talk"})
	for _, step := range []struct {
		limits map[string]int
		want   []string
	}{
		{limits: map[string]int{"": 0, "talk": 0}},
		{limits: map[string]int{"": 2}, want: []string{"work", "work"}},
		{limits: map[string]int{"": 0, "talk": 5}, want: []string{"say", "ask"}},
		{limits: map[string]int{"": 1, "talk": 5}, want: []string{"work"}}, // the lock holds across the claims of its lane
		{limits: map[string]int{"elsewhere": 5}},
	} {
		jobs, err := f.Claim(t.Context(), bot.Claim{Kinds: kinds(), Slots: step.limits, Lease: lease})
		var got []string
		for _, j := range jobs {
			got = append(got, j.Kind)
			if (j.Lane == "talk") == (j.Kind == "work") {
				t.Errorf("%s came in lane %q", j.Kind, j.Lane)
			}
		}
		if diff := cmp.Diff(step.want, got); diff != "" || err != nil {
			t.Fatalf("claimed with %v (-want +got): %v\n%s", step.limits, err, diff)
		}
	}
}

// A key is taken while its job is unfinished, and free again afterwards.
func testJobsUnique(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "a", Unique: "u"}, bot.Job{Kind: "b", Unique: "u"}, bot.Job{Kind: "c", Unique: "v"})
	jobs := f.claim("a", "c")
	f.enqueue(bot.Job{Kind: "d", Unique: "u"})
	f.claim()
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.FinishJob(ctx, jobs[0]), tx.BuryJob(ctx, jobs[1], "never"))
	})
	f.enqueue(bot.Job{Kind: "e", Unique: "u"}, bot.Job{Kind: "f", Unique: "v"})
	f.claim("e", "f")
}

func testJobsCancelled(t *testing.T, db Database) {
	f := setup(t, db)
	cancel := func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.CancelJob(ctx, "u"), tx.CancelJob(ctx, "nobody's"), tx.CancelJob(ctx, ""))
	}
	f.enqueue(bot.Job{Kind: "a", Unique: "u"}, bot.Job{Kind: "b"})
	f.update(cancel)
	f.claim("b")
	f.enqueue(bot.Job{Kind: "c", Unique: "u", Lock: "l"}, bot.Job{Kind: "d", Lock: "l"})
	running := f.claim("c")[0]
	f.update(cancel)
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return tx.RetryJob(ctx, running, f.Now().Add(time.Hour), "")
	})
	f.claim()
	f.update(cancel)
	f.claim("d")
}

func testJobsBuried(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "a", Lock: "l"}, bot.Job{Kind: "b", Lock: "l"})
	dead := f.claim("a")[0]
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.BuryJob(ctx, dead, "bad arguments") })
	f.claim("b")
	f.Forward(2 * lease)
	f.claim("b")
	list, err := f.DeadJobs(t.Context())
	if err != nil || len(list) != 1 || list[0].ID != dead.ID || list[0].Error != "bad arguments" {
		t.Errorf("dead jobs %+v: %v", list, err)
	}
}

// Jobs of a kind that wait for their time run now, in the order in which they would have; what is due, running or of another kind stays as it is.
func testJobsHurried(t *testing.T, db Database) {
	f := setup(t, db)
	later := f.Now().Add(time.Hour)
	f.enqueue(bot.Job{Kind: "apply", Unique: "running"})
	running := f.claim("apply")[0]
	f.enqueue(bot.Job{Kind: "expire", RunAt: later}, bot.Job{Kind: "apply", RunAt: later}, bot.Job{Kind: "apply", RunAt: f.Now().Add(-time.Hour)})
	<-f.Wake()
	hurry := func(kind string) {
		f.update(func(ctx context.Context, tx bot.Tx) error { return tx.HurryJobs(ctx, kind) })
	}
	hurry("remind")
	select {
	case <-f.Wake():
		t.Error("woken for nothing")
	default:
	}
	hurry("apply")
	select {
	case <-f.Wake():
	default:
		t.Error("hurried jobs must wake")
	}
	jobs := f.claim("apply", "apply")
	if !jobs[0].RunAt.Equal(f.Now().Add(-time.Hour)) || !jobs[1].RunAt.Equal(f.Now()) {
		t.Errorf("due at %v and %v", jobs[0].RunAt, jobs[1].RunAt)
	}
	f.finish(running)
	f.Forward(time.Hour)
	f.claim("apply", "apply", "expire")
}

// Who lost the lease can't write any more, in whichever way the job is to end; nothing of its transaction is stored.
func testFence(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "a", Lock: "l"})
	old := f.claim("a")[0]
	f.Forward(lease - time.Millisecond)
	f.claim()
	f.Forward(time.Millisecond)
	current := f.claim("a")[0]
	if current.Attempt != 2 {
		t.Errorf("attempt %d", current.Attempt)
	}
	ends := map[string]func(context.Context, bot.Tx, bot.Job) error{
		"finish": func(ctx context.Context, tx bot.Tx, j bot.Job) error { return tx.FinishJob(ctx, j) },
		"retry":  func(ctx context.Context, tx bot.Tx, j bot.Job) error { return tx.RetryJob(ctx, j, f.Now(), "") },
		"bury":   func(ctx context.Context, tx bot.Tx, j bot.Job) error { return tx.BuryJob(ctx, j, "") },
	}
	for name, end := range ends {
		err := f.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
			r := bot.Request{State: bot.Received, Origin: origin()}
			return errors.Join(tx.InsertRequest(ctx, &r), end(ctx, tx, old))
		})
		if !errors.Is(err, bot.ErrLeaseLost) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := f.requests(); n != 0 {
		t.Errorf("%d requests of a lost lease", n)
	}
	f.finish(current)
	f.fails(bot.ErrLeaseLost, func(ctx context.Context, tx bot.Tx) error { return tx.FinishJob(ctx, current) })
}

func testRenew(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "a"})
	j := f.claim("a")[0]
	f.Forward(lease / 2)
	until, err := f.Renew(t.Context(), j, lease)
	if err != nil || !until.Equal(f.Now().Add(lease)) {
		t.Fatalf("renewed until %v: %v", until, err)
	}
	f.Forward(lease - time.Millisecond)
	f.claim()
	f.Forward(time.Millisecond)
	f.claim("a")
	if _, err := f.Renew(t.Context(), j, lease); !errors.Is(err, bot.ErrLeaseLost) {
		t.Errorf("renewed a lost lease: %v", err)
	}
}

// The worker is woken by a commit after which a job may run, and only then.
func testWake(t *testing.T, db Database) {
	f := setup(t, db)
	woken := func() bool {
		select {
		case <-f.Wake():
			return true
		default:
			return false
		}
	}
	f.enqueue(bot.Job{Kind: "a", Lock: "l"}, bot.Job{Kind: "b", Lock: "l"})
	if !woken() || woken() {
		t.Error("jobs that are due must wake once")
	}
	f.fails(context.Canceled, func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.Enqueue(ctx, bot.Job{Kind: "x"}), context.Canceled)
	})
	f.enqueue(bot.Job{Kind: "later", RunAt: f.Now().Add(time.Hour)})
	f.request("one")
	first := f.claim("a")[0]
	if woken() {
		t.Error("woken for nothing")
	}
	f.finish(first)
	if !woken() {
		t.Error("a freed lock must wake")
	}
}
