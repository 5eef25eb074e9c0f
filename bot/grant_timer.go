package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// watchGrant stores when a grant is to end and when to remind of it.
func (b *Bot) watchGrant(ctx context.Context, tx Tx, g Grant) error {
	b.touchHomes(tx, HomeTouch{Request: g.Request})
	due := newJob(jobGrantDue, grantArgs{Grant: g.ID})
	due.RunAt, due.Unique = g.EndsAt, grantKey(jobGrantDue, g)
	remind := newJob(jobGrantRemind, grantArgs{Grant: g.ID})
	remind.RunAt, remind.Unique = remindAt(g), grantKey(jobGrantRemind, g)
	if remind.RunAt.IsZero() {
		return tx.Enqueue(ctx, due)
	}
	return errors.Join(tx.Enqueue(ctx, due), tx.Enqueue(ctx, remind))
}

func (b *Bot) unwatchGrant(ctx context.Context, tx Tx, g Grant) error {
	b.touchHomes(tx, HomeTouch{Request: g.Request})
	return errors.Join(tx.CancelJob(ctx, grantKey(jobGrantDue, g)), tx.CancelJob(ctx, grantKey(jobGrantRemind, g)))
}

// grantKey holds the end too: what is prolonged gets timers of its own, also while the old ones run.
func grantKey(kind string, g Grant) string {
	return fmt.Sprintf("%s:%d:%d", kind, g.ID, g.EndsAt.UnixMilli())
}

type grantArgs struct {
	Grant int64 `json:"grant"`
}

// remindAt is when those whom a grant concerns are told that it ends: a day before, or for shorter ones when a quarter of its time is left; never
// for those of less than an hour.
func remindAt(g Grant) time.Time {
	length := g.EndsAt.Sub(g.StartsAt)
	switch {
	case length < time.Hour:
		return time.Time{}
	case length < 4*24*time.Hour:
		return g.EndsAt.Add(-length / 4)
	}
	return g.EndsAt.Add(-24 * time.Hour)
}

// grantJobs are the jobs without which access would not end.
func grantJobs() []string { return []string{jobGrantDue, jobGrantRemind, jobEnd} }
