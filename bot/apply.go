package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

type applyArgs struct {
	Change int64 `json:"change"`
}

// applying is one change under the lock of its pair, with what it needs.
type applying struct {
	*run
	change  Change
	request Request
	cmd     command.Command
	parent  object            // details of the parent
	current *asana.Membership // what Asana shows now; nil when not a member
	live    []Grant           // what Rollcall gave the pair until a moment, oldest first
	taken   int64             // how many admins had been taken from the parent when the guard looked; below 0 when it did not
}

// apply carries out one change: read the pair, decide, write the intent to the log, write to Asana, record the outcome. It may be run again
// after any step; the pair is then read again and tells what is left to do.
func (b *Bot) apply(ctx context.Context, r *run) error {
	a, err := b.loadChange(ctx, r)
	if err != nil {
		return err
	}
	if a.change.State.Ended() {
		return r.finish(ctx, nil)
	}
	if a.change.Verb == verbExtend {
		return a.extend(ctx)
	}
	if err := a.look(ctx); err != nil {
		return a.settle(ctx, err)
	}
	if a.change.State == ChangeIntent && a.level() == a.change.After && !a.givesAccess() {
		return a.done(ctx, ChangeApplied, nil) // an earlier attempt got this far
	}
	if err := b.store.View(ctx, checkStopped); err != nil {
		return err
	}
	if a.change.State == ChangeIntent && a.givesAccess() {
		return a.settle(ctx, a.giveAccess(ctx))
	}
	return a.bring(ctx)
}

// errMoved: somebody changed the pair in Asana between our look and our write, so what was decided is no longer right.
var errMoved = errors.New("the membership was changed in Asana meanwhile")

// movedTries bounds how often one attempt decides anew.
const movedTries = 5

// bring decides from what the pair shows and writes; what was decided is decided anew, with a new intent, when the pair has moved on.
func (a *applying) bring(ctx context.Context) error {
	err := errMoved
	for try := 0; try < movedTries && errors.Is(err, errMoved); try++ {
		if a.change.State == ChangePending || a.level() != a.change.Before {
			if err := a.decide(ctx); err != nil {
				return a.settle(ctx, err)
			}
			if a.level() == a.change.After {
				return a.done(ctx, ChangeNoop, nil)
			}
			if err := a.forewarn(ctx); err != nil {
				return err
			}
			if err := a.intend(ctx); err != nil {
				return err
			}
			if a.givesAccess() {
				return a.settle(ctx, a.giveAccess(ctx))
			}
		} else if err := a.guardAgain(ctx); err != nil { // what was right when the intent was stored may not be so any more
			return a.settle(ctx, err)
		}
		err = a.write(ctx)
	}
	if errors.Is(err, errMoved) {
		return err // it has to come to rest first; what Asana refused meanwhile is no reason to give up
	}
	return a.settle(ctx, err)
}

func (b *Bot) loadChange(ctx context.Context, r *run) (*applying, error) {
	var args applyArgs
	if err := r.args(&args); err != nil {
		return nil, err
	}
	a := &applying{run: r, taken: -1}
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if a.change, err = tx.Change(ctx, args.Change); err != nil {
			return err
		}
		a.request, err = tx.Request(ctx, a.change.Request)
		return err
	})
	if err != nil {
		return nil, err
	}
	a.cmd, err = command.Parse(a.request.Command)
	return a, err
}

// look reads the pair and, side by side, the parent's details if they are not known.
func (a *applying) look(ctx context.Context) error {
	group, gctx := together(ctx)
	group.Go(func() (err error) {
		a.parent, err = a.bot.object(gctx, a.change.Parent.Kind, a.change.Parent.GID, false)
		return err
	})
	group.Go(func() error { return a.readPair(gctx) })
	if err := group.Wait(); err != nil {
		return err
	}
	// The lock of the pair keeps them as they are until this change is done.
	return a.bot.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		a.live, err = tx.LiveGrants(ctx, a.change.Parent.GID, a.change.Member.GID)
		return err
	})
}

// readPair asks Asana for the membership of the pair.
func (a *applying) readPair(ctx context.Context) (err error) {
	a.current, err = a.bot.pair(ctx, a.change.Parent, a.change.Member)
	return err
}

// level is what Asana shows of the pair.
func (a *applying) level() string {
	if a.current == nil {
		return audit.NoMember
	}
	return levelOf(*a.current)
}

// intend stores the intent before Asana is called: no event, no action.
func (a *applying) intend(ctx context.Context) error {
	c := a.change
	c.State = ChangeIntent
	err := a.bot.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		if err := checkStopped(ctx, tx); err != nil {
			return err
		}
		stored := c
		if err := tx.UpdateChange(ctx, &stored); err != nil {
			return err
		}
		if err := a.countTaken(ctx, tx); err != nil {
			return err
		}
		if err := tx.Append(ctx, a.event(stored, audit.Intent, "")); err != nil {
			return err
		}
		a.change = stored
		return nil
	})
	if err != nil {
		return fmt.Errorf("store the intent: %w", err)
	}
	return nil
}

// write makes Asana show the level that was decided, and checks that it does.
func (a *applying) write(ctx context.Context) error {
	err := a.send(ctx)
	unknown := asana.OutcomeUnknown(err)
	if err == nil || !unknown && !asana.IsBadRequest(err) && !asana.IsNotFound(err) {
		return err
	}
	// Whether it happened only Asana can tell. A refusal because the pair exists already, or no longer, is answered by the same look.
	if look := a.readPair(ctx); look != nil {
		return errors.Join(err, look)
	}
	switch a.level() {
	case a.change.Before:
		return err
	case a.change.After:
		if unknown {
			return nil
		}
	}
	return fmt.Errorf("%w: %w", errMoved, err)
}

// send makes the one call that writes, within what is left of the lease: DELETE, PUT or POST by what the pair showed.
func (a *applying) send(ctx context.Context) error {
	ctx = a.forWrite(ctx)
	switch {
	case a.change.After == audit.NoMember && a.current == nil:
		return nil
	case a.change.After == audit.NoMember:
		return a.bot.takeAway(ctx, a.change, a.current.GID)
	case a.current != nil:
		return a.shown(a.bot.asana.UpdateMembership(ctx, a.current.GID, a.change.After))
	}
	return a.shown(a.bot.give(ctx, a.change))
}

// shown compares what Asana answered to a write with what was wanted. It may be a membership that somebody made meanwhile, at another level:
// perhaps a higher one, which an add must not lower.
func (a *applying) shown(m asana.Membership, err error) error {
	if err != nil || levelOf(m) == a.change.After {
		return err
	}
	a.current = &m
	return errMoved
}

// settle records how an attempt ended: done, refused for a reason that people should read, or to be tried again.
func (a *applying) settle(ctx context.Context, err error) error {
	if err == nil {
		return a.done(ctx, ChangeApplied, nil)
	}
	if p, ok := errors.AsType[*problem](err); ok {
		return a.done(ctx, ChangeRefused, p)
	}
	if p := a.bot.asanaProblem(err, a.where()); p != nil {
		a.bot.names.forget(a.change.Parent) // what is remembered of it may be why Asana refused
		return a.done(ctx, ChangeFailed, p)
	}
	return err
}

// done stores the outcome with its event, and ends the request with its last change.
func (a *applying) done(ctx context.Context, state ChangeState, why *problem) error {
	c := a.change
	c.State = state
	if state == ChangeApplied {
		c.Note = cmp.Or(a.remains(ctx), undoneNote(c))
	}
	if state == ChangeApplied || state == ChangeNoop {
		a.settleTime(&c)
	}
	cause := ""
	if why != nil {
		c.Offer = why.offer
		c.Error, cause = plain(Say(why.say, " ", why.note)), logged(why.say)
	}
	if a.parent.Name != "" {
		c.Parent = a.parent.Parent
	}
	return a.finish(ctx, func(ctx context.Context, tx Tx) error {
		stored := c
		if err := tx.UpdateChange(ctx, &stored); err != nil {
			return err
		}
		if err := tx.Append(ctx, a.event(stored, outcomeOf(state), cause)); err != nil {
			return err
		}
		if err := a.keepGrants(ctx, tx, stored, why); err != nil {
			return err
		}
		return a.bot.endIfLast(ctx, tx, a.request.ID)
	})
}

func outcomeOf(s ChangeState) audit.Outcome {
	switch s {
	case ChangeApplied:
		return audit.OK
	case ChangeNoop:
		return audit.Noop
	case ChangeRefused:
		return audit.Refused
	}
	return audit.Failed
}

// event is the audit event of a change; cause is why it was refused or failed.
func (a *applying) event(c Change, outcome audit.Outcome, cause string) audit.Event {
	return a.bot.event(a.request.Origin.from(audit.Event{
		Action: memberAction(c), Outcome: outcome, Actor: a.actor(), Request: a.request.Name(), Change: c.Name(),
		Subject:  subjectOf(c.Member),
		Resource: resourceOf(c.Parent),
		Details:  &audit.Details{OldValue: c.Before, NewValue: c.After, Reason: a.cmd.Reason, Error: cause},
		Context:  a.context(),
	}))
}

// context says by which rule and whose approval a change is made, and who carries it out.
func (a *applying) context() *audit.Context {
	j := a.request.Judged
	c := &audit.Context{Rule: a.change.Rule, PolicyHash: j.Policy, Approvers: j.approvedBy(), Token: "service"}
	if a.job.ID != 0 {
		c.Job = fmt.Sprintf("J%d", a.job.ID)
	}
	return c
}

// memberAction is what a change does to the membership, or would have done.
func memberAction(c Change) audit.Action {
	switch {
	case c.Verb == string(command.Remove), c.Before != audit.NoMember && c.After == audit.NoMember:
		return audit.MemberAction(c.Parent.Kind, "removed")
	case c.Verb == string(command.Set), c.Verb == verbEnd, c.Before != "" && c.Before != audit.NoMember && c.After != c.Before:
		return audit.MemberAction(c.Parent.Kind, "access_level_changed")
	}
	return audit.MemberAction(c.Parent.Kind, "added")
}
