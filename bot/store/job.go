package store

import (
	"context"
	"time"

	"rollcall/bot"
)

const jobColumns = `id, kind, lane, args, unique_key, lock_key, lock_order, run_at, created_at, attempt, error`

const enqueueJob = `insert into jobs (kind, args, unique_key, lock_key, lock_order, state, run_at, due, created_at, attempt, leased_by, error, lane)
	values ($1, $2, $3, $4, $5, 'ready', $6, $6, $7, 0, '', '', $8) on conflict do nothing`

// Enqueue implements bot.JobTx.
func (t *tx) Enqueue(ctx context.Context, j bot.Job) error {
	runAt := j.RunAt
	if runAt.IsZero() {
		runAt = t.now
	}
	n, err := t.exec(ctx, enqueueJob, j.Kind, j.Args, j.Unique, j.Lock, j.LockOrder, millis(runAt), millis(t.now), j.Lane)
	if err != nil {
		return err
	}
	t.due = t.due || n > 0 && !runAt.After(t.now)
	return nil
}

// CancelJob implements bot.JobTx. The job may hold its lock, when it waits to be tried again.
func (t *tx) CancelJob(ctx context.Context, unique string) error {
	if unique == "" {
		return nil
	}
	gone, err := all(ctx, t, scanJob, `delete from jobs where unique_key = $1 and state = 'ready' returning `+jobColumns, unique)
	if err != nil {
		return err
	}
	for _, j := range gone {
		if err := t.unlock(ctx, j); err != nil {
			return err
		}
	}
	return nil
}

// HurryJobs implements bot.JobTx. Jobs that are due already keep their places, for the oldest goes first. The age of the others counts anew.
func (t *tx) HurryJobs(ctx context.Context, kind string) error {
	n, err := t.exec(ctx, `update jobs set run_at = $2, due = $2, created_at = $2 where kind = $1 and state = 'ready' and due > $2`, kind, millis(t.now))
	if err != nil {
		return err
	}
	t.due = t.due || n > 0
	return nil
}

// FinishJob implements bot.JobTx.
func (t *tx) FinishJob(ctx context.Context, j bot.Job) error {
	err := t.execOne(ctx, bot.ErrLeaseLost, `delete from jobs where id = $1 and attempt = $2 and state = 'running'`, j.ID, j.Attempt)
	if err != nil {
		return err
	}
	return t.unlock(ctx, j)
}

// RetryJob implements bot.JobTx.
func (t *tx) RetryJob(ctx context.Context, j bot.Job, runAt time.Time, cause string) error {
	err := t.execOne(ctx, bot.ErrLeaseLost, `update jobs set state = 'ready', run_at = $3, due = $3, error = $4
		where id = $1 and attempt = $2 and state = 'running'`, j.ID, j.Attempt, millis(runAt), cause)
	if err != nil {
		return err
	}
	t.due = t.due || !runAt.After(t.now)
	return nil
}

// BuryJob implements bot.JobTx. What was due when the job ran tells from now on when it died.
func (t *tx) BuryJob(ctx context.Context, j bot.Job, cause string) error {
	err := t.execOne(ctx, bot.ErrLeaseLost, `update jobs set state = 'dead', error = $3, due = $4
		where id = $1 and attempt = $2 and state = 'running'`, j.ID, j.Attempt, cause, millis(t.now))
	if err != nil {
		return err
	}
	return t.unlock(ctx, j)
}

// unlock frees the lock of a job that ended. Whoever waited for its turn is due now, whether or not the job held the lock.
func (t *tx) unlock(ctx context.Context, j bot.Job) error {
	if j.Lock == "" {
		return nil
	}
	t.due = true
	_, err := t.exec(ctx, `delete from locks where key = $1 and job_id = $2`, j.Lock, j.ID)
	return err
}

func scanJob(row scanner) (j bot.Job, err error) {
	var runAt, created int64
	err = row.Scan(&j.ID, &j.Kind, &j.Lane, &j.Args, &j.Unique, &j.Lock, &j.LockOrder, &runAt, &created, &j.Attempt, &j.Error)
	j.RunAt, j.CreatedAt = moment(runAt), moment(created)
	return j, err
}

// maxDead bounds the list for the operator.
const maxDead = 1000

// DeadJobs lists jobs that could never succeed, the newest first.
func (s *Store) DeadJobs(ctx context.Context) (dead []bot.Job, err error) {
	err = s.read(ctx, func(ctx context.Context, t *tx) error {
		dead, err = all(ctx, t, scanJob, `select `+jobColumns+` from jobs where state = 'dead' order by id desc limit $1`, maxDead)
		return err
	})
	return dead, err
}
