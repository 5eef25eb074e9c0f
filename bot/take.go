package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"rollcall/bot/audit"
	"rollcall/bot/policy"
)

// take stores what was judged: the changes start, wait for approval, or are held because they are too many.
func (b *Bot) take(ctx context.Context, tx Tx, request int64, hash string, all []judging) error {
	req, err := tx.Request(ctx, request)
	if err != nil || req.State != Received && req.State != Resolving {
		return err // it was cancelled meanwhile
	}
	req.Judged.Policy = hash
	for _, j := range all {
		if p := j.change.Parent; strings.Contains(req.Command, p.GID) {
			req.Judged.Names = with(req.Judged.Names, p.GID, p.Name)
		}
	}
	p, err := b.tooMany(ctx, tx, req, all)
	if err != nil {
		return err
	}
	if p != nil {
		return b.refuse(ctx, tx, req, p)
	}
	changes, err := b.storeChanges(ctx, tx, req, all)
	if err != nil {
		return err
	}
	req.State, req.Note = Resolving, ""
	req.Judged.Terms = termsOf(all)
	if len(req.Judged.Terms) > 0 {
		return b.startAsking(ctx, tx, req)
	}
	return b.startApplying(ctx, tx, req, changes)
}

// storeChanges stores the changes; those that are not to be done, or are done already, end at once.
func (b *Bot) storeChanges(ctx context.Context, tx Tx, req Request, all []judging) ([]Change, error) {
	changes, terms := make([]Change, len(all)), termsOf(all)
	for i, j := range all {
		c := j.change
		p := b.refusalOf(j)
		switch {
		case p != nil:
			c.State, c.Error, c.Offer = ChangeRefused, plain(Say(p.say, " ", p.note)), p.offer
		case j.idle() && (len(terms) > 0 || j.verdict.Decision == policy.Approve): // what would do nothing needs nobody's word
			c.State = ChangeNoop
			if c.timed() {
				c.Lasts, c.Until, c.Note = 0, time.Time{}, haveItForGood
			}
		}
		if err := tx.InsertChange(ctx, &c); err != nil {
			return nil, err
		}
		if err := savePeople(ctx, tx, c.Member); err != nil {
			return nil, err
		}
		if c.State.Ended() {
			cause := ""
			if p != nil {
				cause = logged(p.say)
			}
			a := &applying{run: &run{bot: b}, change: c, request: req}
			if err := tx.Append(ctx, a.event(c, outcomeOf(c.State), cause)); err != nil {
				return nil, err
			}
		}
		changes[i] = c
	}
	return changes, nil
}

// startApplying gives each change that is left a job under the lock of its pair, in the order in which requests were accepted.
func (b *Bot) startApplying(ctx context.Context, tx Tx, req Request, changes []Change) error {
	req.State, req.Note = Applying, ""
	if err := tx.UpdateRequest(ctx, &req); err != nil {
		return err
	}
	if req.Judged.Released != "" { // its cards may have been shown anew while it was still being resolved
		if err := b.refreshCards(ctx, tx, req.ID); err != nil {
			return err
		}
	}
	open := slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.State.Ended() })
	if len(open) == 0 {
		return b.endIfLast(ctx, tx, req.ID)
	}
	for _, c := range open {
		job := newJob(jobApply, applyArgs{Change: c.ID})
		job.Lock, job.LockOrder = c.Pair(), req.ID
		if err := tx.Enqueue(ctx, job); err != nil {
			return err
		}
	}
	return nil
}

// refuse ends a request that can't be carried out, holds it for an admin to look at, or asks the person who made it.
func (b *Bot) refuse(ctx context.Context, tx Tx, req Request, p *problem) error {
	said := Message{Mark: MarkNo, Head: p.say, Note: p.note}
	e := audit.Event{
		Action: audit.RequestRefused, Outcome: audit.Refused, Details: &audit.Details{Error: logged(p.say)},
		Context: &audit.Context{Rule: p.rule, PolicyHash: p.policyHash},
	}
	switch {
	case p.pick != nil && req.Origin.Via == viaSlack: // a script is told what to type
		return b.askToPick(ctx, tx, req, p)
	case p.confirm != "":
		return b.askBack(ctx, tx, req, p)
	case p.hold:
		e.Action = audit.RequestHeld
		req.Judged.Mapped = p.mapped
		return b.hold(ctx, tx, req, ending{state: Held, event: e, said: said})
	}
	req.Judged.Offer, said.Buttons = p.offer, offers(req, p.offer)
	return b.end(ctx, tx, req, ending{state: Refused, event: e, said: said})
}

// breakerWindow is the time in which changes of one person are counted.
const breakerWindow = time.Hour

// tooMany tells why a request is more than one person changes in an hour: what runs wild is stopped until somebody has looked.
func (b *Bot) tooMany(ctx context.Context, tx Tx, req Request, all []judging) (*problem, error) {
	if req.Judged.Released != "" {
		return nil, nil
	}
	changes, removals, err := tx.CountChanges(ctx, req.Origin, b.store.Now().Add(-breakerWindow), req.ID)
	if err != nil {
		return nil, err
	}
	removing := false
	for _, j := range all {
		if b.refusalOf(j) != nil || j.idle() {
			continue
		}
		changes++
		if j.change.Verb == string(policy.Remove) || j.change.Verb == verbUndo && !gives(j.change.Level) {
			removals++
			removing = true
		}
	}
	limits := b.policy().Settings()
	switch {
	case removing && removals > limits.RemovalsPerHour:
		return heldFor(removals, "removals", limits.RemovalsPerHour), nil
	case changes > limits.ChangesPerHour:
		return heldFor(changes, "changes", limits.ChangesPerHour), nil
	}
	return nil, nil
}
