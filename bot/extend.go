package bot

import (
	"context"
	"time"

	"rollcall/bot/audit"
)

// prolonged is when a grant is to end that is prolonged by a length, or until a moment.
func prolonged(g Grant, by time.Duration, until time.Time) time.Time {
	if !until.IsZero() {
		return until
	}
	return g.EndsAt.Add(by)
}

func (a *applying) prolong(ctx context.Context, tx Tx, g Grant, to time.Time) error {
	if err := a.bot.unwatchGrant(ctx, tx, g); err != nil {
		return err
	}
	before := audit.FormatTime(g.EndsAt)
	g.EndsAt = to
	if err := tx.UpdateGrant(ctx, &g); err != nil {
		return err
	}
	e := audit.Event{
		Action: audit.GrantExtended, Outcome: audit.OK, Request: a.request.Name(), Change: a.change.Name(),
		Subject:  subjectOf(g.Member),
		Resource: resourceOf(g.Parent),
		Details:  &audit.Details{OldValue: before, NewValue: audit.FormatTime(to), Reason: RequestName(g.Request)},
		Context:  a.context(),
	}
	if err := tx.Append(ctx, a.bot.event(a.request.Origin.from(e))); err != nil {
		return err
	}
	return a.bot.watchGrant(ctx, tx, g)
}

// extend prolongs a grant. Nothing changes in Asana, but it is done under the lock of the pair: its end may be due at this moment.
func (a *applying) extend(ctx context.Context) error {
	return a.finish(ctx, func(ctx context.Context, tx Tx) error {
		g, err := tx.Grant(ctx, a.change.Grant)
		if err != nil {
			return err
		}
		c := a.change
		to := c.Until
		c.Before, c.After = g.Level, g.Level
		switch {
		case g.State != GrantActive:
			c.State, c.Error = ChangeRefused, "That access has ended already, so it can't be prolonged. Ask for it again."
		case !to.After(g.EndsAt):
			c.State, c.Error = ChangeRefused, "That would not be later than the end that it has. To end it sooner there is `end`."
		default:
			c.State = ChangeApplied
			if err := a.prolong(ctx, tx, g, to); err != nil {
				return err
			}
		}
		if err := tx.UpdateChange(ctx, &c); err != nil {
			return err
		}
		return a.bot.endIfLast(ctx, tx, a.request.ID)
	})
}
