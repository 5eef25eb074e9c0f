package bot

import (
	"context"
	"slices"
	"time"
)

// decideEnd works out what a pair is to become when one of its grants ends.
func (a *applying) decideEnd() error {
	i := a.grantIndex()
	if i < 0 || a.early(a.live[i]) {
		a.change.After = a.change.Before // it has ended already, or goes on
		return nil
	}
	target := without(a.live, a.change.Grant)
	a.change.After = target
	if a.change.Before != target && a.change.Before != made(a.live) {
		return &leftError{complain(a.who(), " was made ", levelName(made(a.live)), " on ", a.where(), " until now, but is ", levelName(a.change.Before),
			": somebody changed it in Asana meanwhile, so I left it alone.")}
	}
	return nil
}

// early tells whether a timer is not to end a grant yet, because it was prolonged when the end was due.
func (a *applying) early(g Grant) bool {
	return a.job.Kind == jobEnd && g.EndsAt.After(a.bot.store.Now())
}

// leftError is why access is left alone although its time is over.
type leftError struct{ *problem }

// Unwrap makes it a problem that people are told.
func (l *leftError) Unwrap() error { return l.problem }

func (a *applying) grantIndex() int {
	for i, g := range a.live {
		if g.ID == a.change.Grant {
			return i
		}
	}
	return -1
}

// endGrant stores how the end of a grant came out, and tells those whom it concerns.
func (a *applying) endGrant(ctx context.Context, tx Tx, c Change, why *problem) error {
	g, err := tx.Grant(ctx, c.Grant)
	if err != nil || g.State != GrantActive || a.early(g) {
		return err
	}
	if c.State == ChangeFailed {
		return a.endLater(ctx, tx, g, c, why)
	}
	state, note := GrantEnded, logged(endedLine(g, c)) // the log names nobody
	if c.State != ChangeApplied && c.State != ChangeNoop {
		state, note = GrantLeft, "it could not be ended"
	}
	if why != nil {
		note = logged(why.say)
	}
	if err := a.closeGrant(ctx, tx, g, state, note); err != nil {
		return err
	}
	return a.tellEnded(ctx, tx, g, c, why)
}

const (
	// tryEndFor is how long it is tried to end access whose time is over while Asana refuses; then it is left, and said.
	tryEndFor = 7 * 24 * time.Hour
	// soonestEnd and latestEnd bound the pause between two tries, which grows with the time that they take.
	soonestEnd = time.Minute
	latestEnd  = time.Hour
)

// endLater tries again to end access that Asana did not let be ended: a token may be replaced, a project shared again. The admins are told the
// first time. What somebody wanted to end sooner still ends at its time.
func (a *applying) endLater(ctx context.Context, tx Tx, g Grant, c Change, why *problem) error {
	if a.job.Kind != jobEnd {
		return nil
	}
	overdue := a.bot.store.Now().Sub(g.EndsAt)
	if overdue > tryEndFor {
		if err := a.closeGrant(ctx, tx, g, GrantLeft, logged(why.say)); err != nil {
			return err
		}
		return a.tellEnded(ctx, tx, g, c, why)
	}
	again := newJob(jobGrantDue, grantArgs{Grant: g.ID})
	again.RunAt = a.bot.store.Now().Add(min(latestEnd, max(soonestEnd, overdue)))
	if err := tx.Enqueue(ctx, again); err != nil {
		return err
	}
	changes, err := tx.Changes(ctx, g.Request)
	if err != nil {
		return err
	}
	told := func(o Change) bool {
		return o.ID != c.ID && o.Grant == g.ID && o.Rule == ruleDue && o.State == ChangeFailed
	}
	if slices.ContainsFunc(changes, told) {
		return nil
	}
	return a.tellEnded(ctx, tx, g, c, why)
}
