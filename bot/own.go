package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// answerFor is how long a request waits for its own requester to answer a question.
const answerFor = time.Hour

// cancel takes a request back, for the person who asked or for an admin, while nothing of it is being carried out.
func (q *asked) cancel(ctx context.Context, r *run, args decideArgs) error {
	if err := q.mayCancel(ctx, args); err != nil {
		if p, ok := errors.AsType[*problem](err); ok {
			return q.turnAway(ctx, r, args, p)
		}
		return err
	}
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		now := &asked{Bot: q.Bot}
		if err := now.load(ctx, tx, q.req.ID); err != nil {
			return err
		}
		if p := now.pastCancelling(); p != nil {
			return now.sayNo(ctx, tx, args, p)
		}
		e := audit.Event{
			Action: audit.RequestCancelled, Outcome: audit.OK, Details: &audit.Details{Reason: args.Note},
		}
		said := Message{Mark: MarkNo, Head: Say("Cancelled by ", User(args.Origin.SlackUser), ". Nothing was changed.")}
		if err := now.end(ctx, tx, now.req, ending{state: Cancelled, event: args.Origin.from(e), said: said}); err != nil {
			return err
		}
		return now.tellDecider(ctx, tx, args, Message{Mark: MarkDone, Head: Say("You cancelled ", now.req.Name(), "."), Context: contextIn(now.req, Cancelled)})
	})
}

func (q *asked) mayCancel(ctx context.Context, args decideArgs) error {
	if p := q.pastCancelling(); p != nil {
		return p
	}
	p, err := q.clicker(ctx, args)
	if err != nil || p.ID == q.req.Origin.SlackUser {
		return err
	}
	admin, err := q.isAdmin(ctx, p)
	if err != nil || admin {
		return err
	}
	return complain("Only who asked for ", q.req.Name(), " and Rollcall's admins can cancel it.")
}

// pastCancelling says why a request can't be taken back any more; nil when it can.
func (q *asked) pastCancelling() *problem {
	switch q.req.State {
	case Approved, Applying:
		return complain(q.req.Name(), " is being carried out, so it can't be cancelled any more.")
	case Received, Resolving, NeedsInput, AwaitingApproval, Held:
		return nil
	}
	return complain(q.req.Name(), " has ended already, so there is nothing to cancel.").next("It is ", string(q.req.State), ".")
}

// askBack lets a request wait for an answer of the person who asked.
func (b *Bot) askBack(ctx context.Context, tx Tx, req Request, p *problem) error {
	req.State, req.Note = NeedsInput, plain(p.say)
	req.Judged.Asked = p.confirm
	if err := tx.UpdateRequest(ctx, &req); err != nil {
		return err
	}
	b.touchRequest(tx, req)
	said := Message{Mark: MarkAsk, Head: p.say, Note: Say(sureQuestion), Buttons: sureButtons(req.Name())}
	if err := b.say(ctx, tx, req, said); err != nil {
		return err
	}
	return b.schedule(ctx, tx, req, jobExpire, answerFor)
}

// sureQuestion asks who made a request whether the account is the right one, and sureButtons answer it.
const sureQuestion = "Is that the account you mean?"

func sureButtons(name string) []Button {
	return []Button{{Action: ActionConfirm, Text: "Yes, that one", Label: "Yes, go on with " + name, Value: name, Style: StylePrimary}, cancelButton(name)}
}

// cancelButton takes a request back.
func cancelButton(name string) Button {
	return Button{Action: ActionCancel, Text: "Cancel", Label: "Cancel " + name, Value: name}
}

// confirm goes on with a request whose requester says that the account is the right one.
func (q *asked) confirm(ctx context.Context, r *run, args decideArgs) error {
	return q.byRequester(ctx, r, args, func(now *asked) error {
		if now.req.State != NeedsInput || now.req.Judged.Asked == "" {
			return complain(now.req.Name(), " doesn't wait for an answer of yours.").next("It is ", string(now.req.State), ".")
		}
		return nil
	}, func(ctx context.Context, tx Tx, now *asked) error {
		now.req.Judged.Confirmed, now.req.Judged.Asked = append(now.req.Judged.Confirmed, now.req.Judged.Asked), ""
		return now.goOn(ctx, tx, args, Say("Going on with that account."))
	})
}

// goOn resolves a request again, with what the person who asked has answered.
func (q *asked) goOn(ctx context.Context, tx Tx, args decideArgs, with Line) error {
	q.req.State, q.req.Note = Resolving, ""
	if err := tx.UpdateRequest(ctx, &q.req); err != nil {
		return err
	}
	q.touchRequest(tx, q.req)
	if err := q.cancelTimers(ctx, tx, q.req.ID); err != nil {
		return err
	}
	said := Message{Mark: MarkDone, Head: with, Context: contextLine(q.req)}
	return errors.Join(q.answered(ctx, tx, args, said), tx.Enqueue(ctx, resolveJob(q.req)), tx.Enqueue(ctx, noticeJob(q.req, q.store.Now())))
}

// anyway makes a new request of one that was refused because what it asks for can't be taken back easily, with the word that says it is meant.
func (q *asked) anyway(ctx context.Context, r *run, args decideArgs) error {
	return q.byRequester(ctx, r, args, func(now *asked) error {
		offered := now.req.Judged.Offer == offerAnyway || slices.ContainsFunc(now.changes, func(c Change) bool { return c.Offer == offerAnyway })
		if !offered || !now.req.State.Ended() {
			return complain("There is nothing left to be done anyway about ", now.req.Name(), ".")
		}
		return nil
	}, func(ctx context.Context, tx Tx, now *asked) error {
		cmd, err := command.Parse(now.req.Command)
		if err != nil {
			return err
		}
		cmd.Anyway = true
		ack, err := q.takeRequest(Inbound{Text: cmd.String(), ResponseURL: args.ResponseURL, Origin: args.Origin}, cmd)(ctx, tx)
		if err != nil {
			return err
		}
		return q.answered(ctx, tx, args, ack)
	})
}

// byRequester carries out what only the person who asked can do, if it still fits how the request stands.
func (q *asked) byRequester(ctx context.Context, r *run, args decideArgs, fits func(now *asked) error, effects func(ctx context.Context, tx Tx, now *asked) error) error {
	_, err := q.clicker(ctx, args)
	if err == nil && args.Origin.SlackUser != q.req.Origin.SlackUser {
		err = complain("Only ", User(q.req.Origin.SlackUser), ", who asked for ", q.req.Name(), ", can say that.")
	}
	if p, ok := errors.AsType[*problem](err); ok {
		return q.turnAway(ctx, r, args, p)
	}
	if err != nil {
		return err
	}
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		now := &asked{Bot: q.Bot}
		if err := now.load(ctx, tx, q.req.ID); err != nil {
			return err
		}
		if p, ok := errors.AsType[*problem](fits(now)); ok {
			return now.sayNo(ctx, tx, args, p)
		}
		return effects(ctx, tx, now)
	})
}

// offerAnyway: the reason of a refusal can be overridden by the explicit word.
const offerAnyway = "anyway"

// offers are the buttons beneath a refusal.
func offers(req Request, offer string) []Button {
	if offer != offerAnyway {
		return nil
	}
	return []Button{{
		Action: ActionAnyway, Text: "Do it anyway", Label: "Do what " + req.Name() + " asked for anyway", Value: req.Name(), Style: StyleDanger,
		Confirm: &Confirm{Title: "Do it anyway?", Text: "What you are about to do can't be taken back easily.", Yes: "Do it anyway", No: "Back"},
	}}
}
