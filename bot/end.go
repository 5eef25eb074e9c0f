package bot

import (
	"context"
	"errors"
	"fmt"

	"rollcall/bot/audit"
)

// ending is how a request ends: its state, the event that tells it and what the person reads.
type ending struct {
	state RequestState
	event audit.Event
	said  Message
}

// end moves a request to its end, with event and reply, and takes back everything that still waits for it.
func (b *Bot) end(ctx context.Context, tx Tx, req Request, e ending) error {
	req.State, req.EndedAt, req.Note = e.state, b.store.Now(), plain(e.said.Head)
	if err := b.move(ctx, tx, &req, e); err != nil {
		return err
	}
	if err := b.skipRest(ctx, tx, req.ID); err != nil {
		return err
	}
	if !req.Judged.waited() {
		return nil
	}
	if err := b.cancelTimers(ctx, tx, req.ID); err != nil {
		return err
	}
	return b.refreshCards(ctx, tx, req.ID)
}

// skipRest ends the changes that the end of their request leaves undone.
func (b *Bot) skipRest(ctx context.Context, tx Tx, request int64) error {
	changes, err := tx.Changes(ctx, request)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if c.State.Ended() || c.Rule == ruleDue { // the end of what it gave goes on without it
			continue
		}
		c.State = ChangeSkipped
		if err := tx.UpdateChange(ctx, &c); err != nil {
			return err
		}
	}
	return nil
}

// move stores a new state of a request with its event, and says it to the person who asked.
func (b *Bot) move(ctx context.Context, tx Tx, req *Request, e ending) error {
	if err := tx.UpdateRequest(ctx, req); err != nil {
		return err
	}
	b.touchRequest(tx, *req)
	e.event.Request = req.Name()
	if err := nameChange(ctx, tx, req.ID, &e.event); err != nil {
		return err
	}
	if err := tx.Append(ctx, b.event(req.Origin.from(e.event))); err != nil {
		return err
	}
	return b.say(ctx, tx, *req, e.said)
}

// nameChange says in an event about a request of one change whose membership of what it is about, by id.
func nameChange(ctx context.Context, tx Tx, request int64, e *audit.Event) error {
	changes, err := tx.Changes(ctx, request)
	if changes = ofRequest(changes); err != nil || len(changes) != 1 {
		return err
	}
	c := changes[0]
	e.Subject = subjectOf(c.Member)
	e.Resource = resourceOf(c.Parent)
	return nil
}

// say tells the person who asked how the request stands, in place of the notice that it takes long.
func (b *Bot) say(ctx context.Context, tx Tx, req Request, said Message) error {
	if err := tx.CancelJob(ctx, noticeKey(req.ID)); err != nil {
		return err
	}
	said.Context = contextLine(req)
	reply := newJob(jobReply, replyArgs{To: req.Origin.SlackUser, ResponseURL: req.ResponseURL, Accepted: req.AcceptedAt.UnixMilli(), Said: said})
	reply.Lock = sayKey(req.ID)
	return tx.Enqueue(ctx, reply)
}

// contextLine ends every message about a request: it tells progress from end.
func contextLine(r Request) string { return contextIn(r, r.State) }

// contextIn is the context line of a request that is about to be in a state.
func contextIn(r Request, s RequestState) string { return fmt.Sprintf("%s · %s", r.Name(), s) }

// endIfLast ends a request when its last change has ended.
func (b *Bot) endIfLast(ctx context.Context, tx Tx, request int64) error {
	req, err := tx.Request(ctx, request)
	if err != nil || req.State.Ended() {
		return err
	}
	// Two changes may end at the same moment, each unseen by the other's transaction; then nobody would be the last. Moving the request makes
	// the second of them conflict and look again.
	if err := tx.UpdateRequest(ctx, &req); err != nil {
		return err
	}
	changes, err := tx.Changes(ctx, request)
	if err != nil {
		return err
	}
	changes = ofRequest(changes)
	for _, c := range changes {
		if !c.State.Ended() {
			return nil
		}
	}
	state := stateOf(changes)
	e := audit.Event{Action: audit.RequestCompleted, Outcome: audit.OK}
	switch state {
	case Failed:
		e.Action, e.Outcome = audit.RequestFailed, audit.Failed
	case Refused:
		e.Action, e.Outcome = audit.RequestRefused, audit.Refused
	}
	return b.end(ctx, tx, req, ending{state: state, event: e, said: b.result(req, changes)})
}

// stateOf is how a request ends by how its changes ended. A change that found nothing to do counts as done.
func stateOf(changes []Change) RequestState {
	var done, refused, failed int
	for _, c := range changes {
		switch c.State {
		case ChangeApplied, ChangeNoop:
			done++
		case ChangeRefused:
			refused++
		default:
			failed++
		}
	}
	switch {
	case refused+failed == 0:
		return Applied
	case done > 0:
		return Partial
	case failed == 0:
		return Refused
	}
	return Failed
}

// giveUp ends a job that can never succeed, and with it the change or the request that it was for, so that nothing ends in silence.
func (b *Bot) giveUp(ctx context.Context, r *run, cause error) error {
	return b.persist(ctx, func(ctx context.Context, tx Tx) error {
		if err := b.failFor(ctx, tx, r, cause); err != nil {
			return err
		}
		return tx.BuryJob(ctx, r.job, cause.Error())
	})
}

func (b *Bot) failFor(ctx context.Context, tx Tx, r *run, cause error) error {
	const sorry = "I had to give up on this: "
	why := "an error that trying again didn't mend. Whoever runs Rollcall finds it in the log."
	if away := waitsFor(cause); away != "" {
		why = away + " could not be used for a whole day."
	}
	switch r.job.Kind {
	case jobApply:
		return b.failChange(ctx, tx, r, sorry+why)
	case jobResolve, jobAsk:
		return b.failRequest(ctx, tx, r, sorry+why)
	case jobDecide:
		var args decideArgs
		if err := r.args(&args); err != nil {
			return err
		}
		said := Message{Mark: MarkFailed, Head: Say(sorry, why), Note: Say("Your decision about ", RequestName(args.Request), " does not count; please decide again.")}
		return b.answered(ctx, tx, args, said)
	case jobQuestion:
		var args questionArgs
		if err := r.args(&args); err != nil {
			return err
		}
		said := Message{Mark: MarkFailed, Head: Say(sorry, why), Note: Say("Please ask again.")}
		return errors.Join(tx.CancelJob(ctx, args.noticeKey()), tx.Enqueue(ctx, newJob(jobReply, args.reply(said))))
	}
	return nil
}

// failRequest ends a request of which nothing could be begun.
func (b *Bot) failRequest(ctx context.Context, tx Tx, r *run, why string) error {
	var args requestArgs
	if err := r.args(&args); err != nil {
		return err
	}
	req, err := tx.Request(ctx, args.Request)
	if err != nil || req.State.Ended() {
		return err
	}
	return b.end(ctx, tx, req, ending{
		state: Failed,
		event: audit.Event{Action: audit.RequestFailed, Outcome: audit.Failed, Details: &audit.Details{Error: why}},
		said:  Message{Mark: MarkFailed, Head: Say(why, " Nothing was changed."), Note: Say("Please try it again.")},
	})
}

// failChange ends a change whose outcome could not be brought about or found out.
func (b *Bot) failChange(ctx context.Context, tx Tx, r *run, why string) error {
	var args applyArgs
	if err := r.args(&args); err != nil {
		return err
	}
	c, err := tx.Change(ctx, args.Change)
	if err != nil || c.State.Ended() {
		return err
	}
	req, err := tx.Request(ctx, c.Request)
	if err != nil {
		return err
	}
	outcome := audit.Failed
	if c.State == ChangeIntent {
		outcome = audit.Unknown // Asana was asked, and nobody could tell what came of it
		why += " Whether Asana made the change is not known; look in Asana before you repeat it."
	}
	c.State, c.Error = ChangeFailed, why
	if err := tx.UpdateChange(ctx, &c); err != nil {
		return err
	}
	a := &applying{run: r, change: c, request: req}
	if err := tx.Append(ctx, a.event(c, outcome, why)); err != nil {
		return err
	}
	return b.endIfLast(ctx, tx, req.ID)
}
