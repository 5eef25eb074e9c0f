package conformance

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"rollcall/bot"
)

// Jobs of one lock run one at a time; others don't wait for them.
func testLocks(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "a1", Lock: "a"}, bot.Job{Kind: "a2", Lock: "a"}, bot.Job{Kind: "b1", Lock: "b"}, bot.Job{Kind: "free"})
	jobs := f.claim("a1", "b1", "free")
	f.claim()
	f.finish(jobs[0])
	f.claim("a2")
}

// Among jobs of one lock the lowest order goes first, and one that waits to be tried again keeps its place and the lock.
func testLockOrder(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "second", Lock: "l", LockOrder: 2}, bot.Job{Kind: "first", Lock: "l", LockOrder: 1}, bot.Job{Kind: "third", Lock: "l", LockOrder: 2})
	first := f.claim("first")[0]
	f.update(func(ctx context.Context, tx bot.Tx) error {
		return tx.RetryJob(ctx, first, f.Now().Add(time.Hour), "busy")
	})
	f.claim()
	f.Forward(time.Hour)
	f.finish(f.claim("first")[0])
	f.finish(f.claim("second")[0])
	f.finish(f.claim("third")[0])
}

// A job that isn't due yet keeps its turn: who comes after it waits.
func testLockFreed(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "first", Lock: "l", LockOrder: 1, RunAt: f.Now().Add(time.Hour), Unique: "u"}, bot.Job{Kind: "second", Lock: "l", LockOrder: 2})
	f.claim()
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.CancelJob(ctx, "u") })
	f.claim("second")
}

// The holder of a lock goes on even when a job with a lower order comes later; that one is next.
func testLockHolderFirst(t *testing.T, db Database) {
	f := setup(t, db)
	f.enqueue(bot.Job{Kind: "holder", Lock: "l", LockOrder: 2})
	holder := f.claim("holder")[0]
	f.enqueue(bot.Job{Kind: "later", Lock: "l", LockOrder: 1})
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.RetryJob(ctx, holder, f.Now(), "") })
	f.finish(f.claim("holder")[0])
	f.claim("later")
}

// Several claimers on several replicas never hold one lock at once, and each job runs exactly once, in the order of its lock.
func testClaimers(t *testing.T, db Database) {
	const locks, each = 5, 8
	f := setup(t, db)
	var jobs []bot.Job
	for n := range locks * each {
		jobs = append(jobs, bot.Job{Kind: "k", Lock: fmt.Sprint("lock", n%locks), LockOrder: int64(n)})
	}
	f.enqueue(jobs...)
	r := race{held: make(map[string]int64), last: make(map[string]int64)}
	stores := []*fixture{f, open(t, f.url)}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for r.left(locks * each) {
				r.round(t, stores[i%2])
			}
		})
	}
	wg.Wait()
	f.claim()
}

// race watches who holds which lock.
type race struct {
	mu   sync.Mutex
	held map[string]int64 // lock to job
	last map[string]int64 // lock to the order of the last job that had it
	done int
}

func (r *race) left(total int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.done < total
}

// round claims, and finishes what it got. A lock is given up in the books before it is in the database, so that no one can be ahead.
func (r *race) round(t *testing.T, f *fixture) {
	claimed, err := f.Claim(t.Context(), anything(3, time.Hour))
	if err != nil {
		t.Error(err)
	}
	for _, j := range claimed {
		r.take(t, j)
	}
	for _, j := range claimed {
		r.give(j)
		err := f.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error { return tx.FinishJob(ctx, j) })
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

func (r *race) take(t *testing.T, j bot.Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if other, ok := r.held[j.Lock]; ok {
		t.Errorf("%s is held by jobs %d and %d", j.Lock, other, j.ID)
	}
	if last, ok := r.last[j.Lock]; ok && last >= j.LockOrder {
		t.Errorf("%s: order %d came after %d", j.Lock, j.LockOrder, last)
	}
	r.held[j.Lock], r.last[j.Lock] = j.ID, j.LockOrder
}

func (r *race) give(j bot.Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, j.Lock)
	r.done++
}
