package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"rollcall/bot"
)

// claimable finds the jobs that may run now. A lock is for the job that has it; when it is free it is for the first in order. The holder
// needs no look at the order: a job that is enqueued later with a lower order waits until the holder is done, else both would wait.
// Jobs of a kind that this version does not know are left where they are, but they count in the order of their lock.
const claimable = `select ` + jobColumns + ` from jobs j
	where j.state <> 'dead' and j.lane = $3 and j.due <= $1 and %s and (
		j.lock_key = ''
		or exists (select 1 from locks l where l.key = j.lock_key and l.job_id = j.id)
		or not exists (select 1 from locks l where l.key = j.lock_key) and not exists (
			select 1 from jobs o where o.lock_key = j.lock_key and o.lock_key <> '' and o.state <> 'dead'
			and (o.lock_order, o.id) < (j.lock_order, j.id)))
	order by j.due, j.id limit $2`

// claimable is the search in the words of a database. Its text is always the same, so that it is prepared once.
func (d dialect) claimable() string {
	return fmt.Sprintf(claimable, fmt.Sprintf(d.among, "j.kind", "$4")) + d.claim
}

// Claim implements bot.Queue. A job whose lease has ended is due again; its attempt is raised, so the worker that lost it is fenced off.
func (s *Store) Claim(ctx context.Context, c bot.Claim) ([]bot.Job, error) {
	kinds, err := json.Marshal(c.Kinds)
	if err != nil {
		return nil, fmt.Errorf("kinds of jobs: %w", err)
	}
	var claimed []bot.Job
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		claimed = nil
		var found []bot.Job
		for lane, slots := range c.Slots {
			if slots <= 0 || len(c.Kinds) == 0 {
				continue
			}
			some, err := all(ctx, t, scanJob, s.dialect.claimable(), millis(t.now), slots, lane, string(kinds))
			if err != nil {
				return err
			}
			found = append(found, some...)
		}
		for _, j := range inLockOrder(found) {
			ok, err := t.lease(ctx, &j, t.now.Add(c.Lease))
			if err != nil {
				return err
			}
			if ok {
				claimed = append(claimed, j)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return oldestFirst(claimed), nil
}

// lease takes the lock of a job, if it has one, and the job. The search can't see locks that another replica is taking at this moment;
// the primary key can, and makes us wait for its commit. Whoever comes second leaves the job.
func (t *tx) lease(ctx context.Context, j *bot.Job, until time.Time) (bool, error) {
	if j.Lock != "" {
		n, err := t.exec(ctx, `insert into locks (key, job_id) values ($1, $2)
			on conflict (key) do update set job_id = excluded.job_id where locks.job_id = excluded.job_id`, j.Lock, j.ID)
		if err != nil || n == 0 {
			return false, err
		}
	}
	n, err := t.exec(ctx, `update jobs set state = 'running', attempt = attempt + 1, due = $3, leased_by = $4
		where id = $1 and attempt = $2 and state <> 'dead'`, j.ID, j.Attempt, millis(until), t.instance)
	if err != nil || n == 0 {
		return false, err
	}
	j.Attempt++
	j.Leased = until
	return true, nil
}

// Renew implements bot.Queue.
func (s *Store) Renew(ctx context.Context, j bot.Job, lease time.Duration) (time.Time, error) {
	var until time.Time
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		until = t.now.Add(lease)
		return t.execOne(ctx, bot.ErrLeaseLost, `update jobs set due = $3 where id = $1 and attempt = $2 and state = 'running'`,
			j.ID, j.Attempt, millis(until))
	})
	if err != nil {
		return time.Time{}, err
	}
	return until, nil
}

// Wake implements bot.Queue.
func (s *Store) Wake() <-chan struct{} { return s.wake }
