package conformance

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// newer is a kind of job that only a newer version knows.
const newer = "from tomorrow"

// kindsOfJobs are the parts about versions that don't know each other's jobs.
func kindsOfJobs() map[string]func(*testing.T, Database) {
	return map[string]func(*testing.T, Database){
		"KindsLeft":    testKindsLeft,
		"KindsInOrder": testKindsInOrder,
		"KindsHeld":    testKindsHeld,
		"KindsNone":    testKindsNone,
	}
}

// newest claims as the version does that knows the new kind too.
func (f *fixture) newest(want ...string) []bot.Job {
	f.t.Helper()
	c := anything(10, lease)
	c.Kinds = append(c.Kinds, newer)
	jobs, err := f.Claim(f.t.Context(), c)
	var got []string
	for _, j := range jobs {
		got = append(got, j.Kind)
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		f.t.Fatalf("the newer version claimed (-want +got): %v\n%s", err, diff)
	}
	return jobs
}

// A job of a kind that a version does not know is not its to take, however many of them are due before others; it is neither tried nor counted as tried.
func testKindsLeft(t *testing.T, db Database) {
	f := setup(t, db)
	for range 30 {
		f.enqueue(bot.Job{Kind: newer})
	}
	f.enqueue(bot.Job{Kind: "a"}, bot.Job{Kind: newer + "a"})
	f.claim("a")
	f.Forward(2 * lease)
	f.claim("a")
	for _, j := range f.newest(newer, newer, newer, newer, newer, newer, newer, newer, newer, newer) {
		if j.Attempt != 1 {
			t.Errorf("attempt %d of a job that nobody could carry out before", j.Attempt)
		}
	}
}

// A job of an unknown kind keeps its turn: what comes behind it under its lock waits until the other version is done.
func testKindsInOrder(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(
		bot.Job{Kind: "second", Lock: "l", LockOrder: 2}, bot.Job{Kind: newer, Lock: "l", LockOrder: 1},
		bot.Job{Kind: "first", Lock: "m", LockOrder: 1}, bot.Job{Kind: newer, Lock: "m", LockOrder: 2},
	)
	f.finish(f.claim("first")[0])
	f.claim()
	for _, j := range f.newest(newer, newer) {
		f.finish(j)
	}
	f.claim("second")
}

// A lock that a job of an unknown kind holds stays held while that waits to be tried again, and when the lease of it has ended.
func testKindsHeld(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: newer, Lock: "l"}, bot.Job{Kind: "second", Lock: "l"})
	held := f.newest(newer)[0]
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.RetryJob(ctx, held, f.Now(), "busy") })
	f.claim()
	held = f.newest(newer)[0]
	f.Forward(lease + time.Millisecond)
	f.claim()
	if again := f.newest(newer)[0]; again.Attempt != held.Attempt+1 {
		t.Errorf("attempt %d after %d", again.Attempt, held.Attempt)
	}
}

// Who can carry out nothing gets nothing; the words in a kind mean nothing to the database.
func testKindsNone(t *testing.T, db Database) {
	f := setup(t, db)
	const odd = `"a", b] ' {ü}`
	f.enqueue(bot.Job{Kind: "a"}, bot.Job{Kind: odd})
	for _, c := range []bot.Claim{{Slots: map[string]int{"": 5}, Lease: lease}, {Kinds: []string{}, Slots: map[string]int{"": 5}, Lease: lease}, {Kinds: kinds(), Lease: lease}} {
		if jobs, err := f.Claim(t.Context(), c); err != nil || len(jobs) != 0 {
			t.Errorf("claimed %v: %v", jobs, err)
		}
	}
	jobs, err := f.Claim(t.Context(), bot.Claim{Kinds: []string{odd}, Slots: map[string]int{"": 5}, Lease: lease})
	if err != nil || len(jobs) != 1 || jobs[0].Kind != odd {
		t.Errorf("claimed %v: %v", jobs, err)
	}
}
