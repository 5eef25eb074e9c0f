package bot

import "context"

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
	if c.State == ChangeFailed && a.job.Kind != jobEnd {
		return nil // it is still to end at its time
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
