package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/bot/audit"
)

// errNotAsked: the cards are still being delivered; a click that is so quick waits for it.
var errNotAsked = errors.New("the approvers are still being asked")

// decideOn carries out a click or a typed decision.
func (b *Bot) decideOn(ctx context.Context, r *run) error {
	var args decideArgs
	if err := r.args(&args); err != nil {
		return err
	}
	q, err := b.asked(ctx, args.Request)
	if errors.Is(err, ErrNotFound) {
		return b.answerDecision(ctx, r, args, Message{Mark: MarkAsk, Head: Say("There is no request ", RequestName(args.Request), "."),
			Note: Say(b.forgotten(), " See ", Code(b.cfg.Slash+" pending"), " for what is open.")})
	}
	if err != nil {
		return err
	}
	switch args.Action {
	case ActionCancel:
		return q.cancel(ctx, r, args)
	case ActionConfirm:
		return q.confirm(ctx, r, args)
	case ActionPick:
		return q.pick(ctx, r, args)
	case ActionAnyway:
		return q.anyway(ctx, r, args)
	}
	if q.req.State == Resolving && len(q.req.Judged.Terms) > 0 {
		return errNotAsked
	}
	a, err := q.mayDecide(ctx, args)
	if p := b.asProblem(err); p != nil {
		return q.turnAway(ctx, r, args, p)
	}
	if err != nil {
		return err
	}
	switch {
	case args.Peek:
		return b.answerDecision(ctx, r, args, Message{Mark: MarkAsk, Head: Say("You can decide about ", q.req.Name(), " now."), Note: Say("Please click again.")})
	case args.Action == ActionDeny:
		return q.deny(ctx, r, args)
	case q.req.State == Held:
		return q.release(ctx, r, args)
	case args.Action == ActionApprove, args.Action == ActionAdjust:
		return q.approve(ctx, r, args, a)
	}
	return fmt.Errorf("a decision that is none: %q", args.Action)
}

// answerDecision says something to whoever decided, and ends the job.
func (b *Bot) answerDecision(ctx context.Context, r *run, args decideArgs, said Message) error {
	return r.finish(ctx, func(ctx context.Context, tx Tx) error { return b.answered(ctx, tx, args, said) })
}

// turnAway says why a decision does not count, to the one who tried alone, and writes it to the log.
func (q *asked) turnAway(ctx context.Context, r *run, args decideArgs, p *problem) error {
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		if err := q.adopt(ctx, tx, args); err != nil {
			return err
		}
		return q.sayNo(ctx, tx, args, p)
	})
}

// sayNo writes to the log that a decision does not count, and says why.
func (q *asked) sayNo(ctx context.Context, tx Tx, args decideArgs, p *problem) error {
	if err := tx.Append(ctx, q.event(args.Origin.from(q.refusedClick(args, p)))); err != nil {
		return err
	}
	return q.answered(ctx, tx, args, Message{Mark: MarkNo, Head: p.say, Note: p.note, Context: contextLine(q.req)})
}

// adopt takes up a card that was clicked but is not known, because the answer to its posting got lost, and brings all copies up to date.
func (q *asked) adopt(ctx context.Context, tx Tx, args decideArgs) error {
	onCard := args.Action == ActionApprove || args.Action == ActionDeny || args.Action == ActionAdjust
	if !onCard || args.At == (Posted{}) || len(q.req.Judged.Terms) == 0 {
		return nil
	}
	if !slices.ContainsFunc(q.cards, func(c Card) bool { return c.Posted == args.At }) {
		c := Card{Request: q.req.ID, Posted: args.At, Shown: stageOf(q.req) + ":"}
		if strings.HasPrefix(args.At.Channel, "D") {
			c.SlackUser = args.Origin.SlackUser
		}
		if err := tx.InsertCard(ctx, &c); err != nil {
			return err
		}
	}
	return q.refreshCards(ctx, tx, q.req.ID)
}

// decisive runs effects on the request as it stands in the transaction, if it still waits as it did when the decision was checked; otherwise
// somebody else was faster, and that is the answer.
func (q *asked) decisive(ctx context.Context, r *run, args decideArgs, effects func(ctx context.Context, tx Tx, now *asked) error) error {
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		now := &asked{Bot: q.Bot}
		if err := now.load(ctx, tx, q.req.ID); err != nil {
			return err
		}
		if err := now.adopt(ctx, tx, args); err != nil {
			return err
		}
		p := now.open(args)
		if p == nil && now.req.State != q.req.State {
			p = complain(now.req.Name(), " has moved on to ", string(now.req.State), " meanwhile.").next("Please look again.")
		}
		if p == nil {
			p = now.fitsAdjusting(args)
		}
		if p == nil && slices.ContainsFunc(now.decisions, func(d Decision) bool { return d.SlackUser == args.Origin.SlackUser }) {
			p = complain("You have approved ", now.req.Name(), " already.")
			p.note = now.progress()
		}
		if p == nil {
			return effects(ctx, tx, now)
		}
		return now.sayNo(ctx, tx, args, p)
	})
}

// approve counts an approval, and lets the changes start when nobody else has to approve.
func (q *asked) approve(ctx context.Context, r *run, args decideArgs, a approver) error {
	denied, err := q.deniedNow(ctx, args)
	if err != nil {
		return err
	}
	if denied != nil {
		return q.refuseNow(ctx, r, args, denied)
	}
	return q.decisive(ctx, r, args, func(ctx context.Context, tx Tx, now *asked) error {
		d := Decision{Request: now.req.ID, SlackUser: args.Origin.SlackUser, Approve: true, Note: args.Note, At: q.store.Now()}
		if err := now.adjust(ctx, tx, args, &d); err != nil {
			return err
		}
		if err := tx.InsertDecision(ctx, d); err != nil {
			return err
		}
		now.decisions = append(now.decisions, d)
		for _, i := range a.terms {
			if t := &now.req.Judged.Terms[i]; !slices.Contains(t.ApprovedBy, d.SlackUser) {
				t.ApprovedBy = append(t.ApprovedBy, d.SlackUser)
			}
		}
		return now.approved(ctx, tx, args, d)
	})
}

// approved stores an approval that counts, with its event, and tells the person who asked.
func (q *asked) approved(ctx context.Context, tx Tx, args decideArgs, d Decision) error {
	complete := !slices.ContainsFunc(q.req.Judged.Terms, func(t Term) bool { return !t.met() })
	e := audit.Event{
		Action: audit.RequestApproved, Outcome: audit.OK, Details: &audit.Details{Reason: args.Note, NewValue: strings.TrimSpace(args.Level + " " + args.Length)},
		Context: &audit.Context{Rule: q.req.Judged.rules(), PolicyHash: q.req.Judged.Policy, Approvers: q.req.Judged.approvedBy()},
	}
	said := Message{Mark: MarkWait, Head: decided(d), Note: q.progress()}
	if complete {
		q.req.State, q.req.Note, said.Mark = Approved, "", MarkDone
		if stop, err := tx.Stopped(ctx); err == nil {
			said.Note = stopNote(stop)
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	if err := q.move(ctx, tx, &q.req, ending{state: q.req.State, event: args.Origin.from(e), said: said}); err != nil {
		return err
	}
	thanks := Message{Mark: MarkDone, Head: Say("You approved ", q.req.Name(), "."), Note: said.Note, Context: contextLine(q.req)}
	if err := q.tellDecider(ctx, tx, args, thanks); err != nil {
		return err
	}
	if !complete {
		return q.refreshCards(ctx, tx, q.req.ID)
	}
	if err := q.cancelTimers(ctx, tx, q.req.ID); err != nil {
		return err
	}
	if err := q.startApplying(ctx, tx, q.req, q.changes); err != nil {
		return err
	}
	return errors.Join(tx.Enqueue(ctx, noticeJob(q.req, q.store.Now())), q.refreshCards(ctx, tx, q.req.ID))
}

// tellDecider answers who decided, unless the same person is told as the one who asked.
func (q *asked) tellDecider(ctx context.Context, tx Tx, args decideArgs, said Message) error {
	if args.Origin.SlackUser == q.req.Origin.SlackUser {
		said = Message{}
	}
	return q.answered(ctx, tx, args, said)
}

// refuseNow ends a request that the policy of today denies, with both hashes in the log.
func (q *asked) refuseNow(ctx context.Context, r *run, args decideArgs, p *problem) error {
	return q.decisive(ctx, r, args, func(ctx context.Context, tx Tx, now *asked) error {
		e := audit.Event{
			Action: audit.RequestRefused, Outcome: audit.Refused, Details: &audit.Details{OldValue: now.req.Judged.Policy, NewValue: p.policyHash, Error: logged(p.say)},
			Context: &audit.Context{Rule: p.rule, PolicyHash: p.policyHash},
		}
		said := Message{Mark: MarkNo, Head: p.say, Note: p.note}
		if err := now.end(ctx, tx, now.req, ending{state: Refused, event: args.Origin.from(e), said: said}); err != nil {
			return err
		}
		said.Context = contextIn(now.req, Refused)
		return now.tellDecider(ctx, tx, args, said)
	})
}

// deny ends a request: one denial is enough.
func (q *asked) deny(ctx context.Context, r *run, args decideArgs) error {
	return q.decisive(ctx, r, args, func(ctx context.Context, tx Tx, now *asked) error {
		d := Decision{Request: now.req.ID, SlackUser: args.Origin.SlackUser, Note: args.Note, At: q.store.Now()}
		if err := tx.InsertDecision(ctx, d); err != nil {
			return err
		}
		e := audit.Event{
			Action: audit.RequestDenied, Outcome: audit.OK, Details: &audit.Details{Reason: args.Note},
			Context: &audit.Context{Rule: now.req.Judged.rules(), PolicyHash: now.req.Judged.Policy, Approvers: []string{d.SlackUser}},
		}
		said := Message{Mark: MarkNo, Head: Say(decided(d), "."), Note: Say("Nothing was changed.")}
		if err := now.end(ctx, tx, now.req, ending{state: Denied, event: args.Origin.from(e), said: said}); err != nil {
			return err
		}
		if now.req.AccessRequest != "" {
			if err := tx.Enqueue(ctx, newJob(jobReject, requestArgs{Request: now.req.ID})); err != nil {
				return err
			}
		}
		return now.tellDecider(ctx, tx, args, Message{Mark: MarkDone, Head: Say("You denied ", now.req.Name(), "."), Context: contextIn(now.req, Denied)})
	})
}

// release lets a held request go on from the beginning: it is looked at and judged anew.
func (q *asked) release(ctx context.Context, r *run, args decideArgs) error {
	return q.decisive(ctx, r, args, func(ctx context.Context, tx Tx, now *asked) error {
		for _, i := range now.req.Judged.Mapped {
			i.Since = q.store.Now()
			if err := tx.SaveIdentity(ctx, i); err != nil {
				return err
			}
		}
		now.req.State, now.req.Note = Resolving, ""
		now.req.Judged = Judgement{Released: args.Origin.SlackUser, Confirmed: now.req.Judged.Confirmed, Other: now.req.Judged.Other}
		e := audit.Event{
			Action: audit.RequestApproved, Outcome: audit.OK, Details: &audit.Details{Reason: args.Note}, Context: &audit.Context{Rule: ruleHold, Approvers: []string{args.Origin.SlackUser}},
		}
		said := Message{Mark: MarkWait, Head: Say("Released by ", User(args.Origin.SlackUser), ".")}
		if err := now.move(ctx, tx, &now.req, ending{state: Resolving, event: args.Origin.from(e), said: said}); err != nil {
			return err
		}
		if err := now.cancelTimers(ctx, tx, now.req.ID); err != nil {
			return err
		}
		if err := now.refreshCards(ctx, tx, now.req.ID); err != nil {
			return err
		}
		done := Message{Mark: MarkDone, Head: Say("You released ", now.req.Name(), "; it is judged anew."), Context: contextLine(now.req)}
		return errors.Join(now.tellDecider(ctx, tx, args, done), tx.Enqueue(ctx, resolveJob(now.req)), tx.Enqueue(ctx, noticeJob(now.req, q.store.Now())))
	})
}
