package bot

import (
	"context"
	"time"

	"github.com/rs/zerolog"
)

// notice tells a person who still waits what it is waiting for, once.
func (b *Bot) notice(ctx context.Context, r *run) error {
	var args requestArgs
	if err := r.args(&args); err != nil {
		return err
	}
	req, err := b.request(ctx, args.Request)
	if err != nil {
		return err
	}
	switch req.State {
	case Received, Resolving, Approved, Applying:
	default: // it has ended, or what it waits for was said
		return r.finish(ctx, nil)
	}
	waiting := req.Note
	if waiting == "" {
		waiting = waitingFor("Asana")
	}
	said := Message{Mark: MarkWait, Head: Say("Not done yet: ", waiting, "."), Context: contextLine(req)}
	if err := b.deliver(ctx, replyArgs{To: req.Origin.SlackUser, ResponseURL: req.ResponseURL, Accepted: req.AcceptedAt.UnixMilli(), Said: said}); err != nil {
		return err
	}
	return r.finish(ctx, nil)
}

// noticeJob tells the person what a request waits for when that takes long, from a moment on.
func noticeJob(req Request, from time.Time) Job {
	j := newJob(jobNotice, requestArgs{Request: req.ID})
	j.RunAt, j.Unique, j.Lock = from.Add(noticeAfter), noticeKey(req.ID), sayKey(req.ID)
	return j
}

// notice tells whoever asked a question that it takes long.
func (q questionArgs) notice(what string) Job {
	return takesLong(q.reply(Message{Mark: MarkWait, Head: Say("Not answered yet: ", waitingFor(what), ".")}), q.noticeKey(), q.Asked)
}

// notice tells whoever decided that it takes long.
func (a decideArgs) notice(what string) Job {
	return takesLong(a.reply(Message{Mark: MarkWait, Head: Say("Not decided yet: ", waitingFor(what), ".")}), a.noticeKey(), a.Taken)
}

// takesLong says something when what it is about has taken long since a moment, in unix milliseconds.
func takesLong(args replyArgs, key string, since int64) Job {
	j := newJob(jobReply, args)
	j.RunAt, j.Unique = time.UnixMilli(since).Add(noticeAfter), key
	return j
}

// waitingFor says that a request waits and goes on by itself.
func waitingFor(what string) string { return "waiting for " + what + ", will go on by itself" }

// markWaiting notes what the next attempt waits for: on the request, for its notice and for pending, or in the notice of what is no request.
func (b *Bot) markWaiting(ctx context.Context, tx Tx, r *run, what string) error {
	if what == "" {
		return nil
	}
	if r.job.Kind == jobQuestion || r.job.Kind == jobDecide {
		return b.reword(ctx, tx, r, what)
	}
	id, err := b.requestOf(ctx, tx, r)
	if err != nil || id == 0 {
		return err
	}
	req, err := tx.Request(ctx, id)
	if err != nil || req.State.Ended() {
		return err
	}
	if r.job.Kind == jobAsk && req.State != Resolving { // its note says what it waits for: people
		return nil
	}
	if req.State == Received {
		req.State = Resolving
	}
	if note := waitingFor(what); note != req.Note {
		req.Note = note
		b.touchRequest(tx, req)
	}
	return tx.UpdateRequest(ctx, &req)
}

// reword has the notice of a question or a decision say what it waits for, unless its time has come already.
func (b *Bot) reword(ctx context.Context, tx Tx, r *run, what string) error {
	var notice Job
	if r.job.Kind == jobQuestion {
		var args questionArgs
		if err := r.args(&args); err != nil {
			return err
		}
		notice = args.notice(what)
	} else {
		var args decideArgs
		if err := r.args(&args); err != nil {
			return err
		}
		notice = args.notice(what)
	}
	if !notice.RunAt.After(b.store.Now()) {
		return nil
	}
	if err := tx.CancelJob(ctx, notice.Unique); err != nil {
		return err
	}
	return tx.Enqueue(ctx, notice)
}

// requestOf is the request that a job works for; 0 when there is none that waits.
func (b *Bot) requestOf(ctx context.Context, tx Tx, r *run) (int64, error) {
	switch r.job.Kind {
	case jobResolve, jobAsk:
		var args requestArgs
		err := r.args(&args)
		return args.Request, err
	case jobApply:
		var args applyArgs
		if err := r.args(&args); err != nil {
			return 0, err
		}
		c, err := tx.Change(ctx, args.Change)
		return c.Request, err
	}
	return 0, nil
}

// sayStuck tells the person at once, without the database, that the log or the database keeps a change from being made.
func (b *Bot) sayStuck(ctx context.Context, r *run, cause error) {
	var req Request
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		id, err := b.requestOf(ctx, tx, r)
		if err != nil || id == 0 {
			return err
		}
		req, err = tx.Request(ctx, id)
		return err
	})
	if err != nil || req.ID == 0 || req.State.Ended() || !b.stuck.first(req.ID) {
		return
	}
	said := Message{Mark: MarkWait, Head: Say("Not done yet: ", waitingFor(waitsFor(cause)), "."), Context: contextLine(req)}
	err = b.deliver(ctx, replyArgs{To: req.Origin.SlackUser, ResponseURL: req.ResponseURL, Accepted: req.AcceptedAt.UnixMilli(), Said: said})
	if err != nil {
		zerolog.Ctx(ctx).Error().Err(err).Msg("the person could not be told that the request waits")
	}
}
