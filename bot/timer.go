package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"rollcall/bot/audit"
)

// recheckEvery is how often it is looked whether those whom a request waits for can still be reached.
const recheckEvery = time.Hour

func timerKey(kind string, request int64) string { return kind + ":" + RequestName(request) }

// stateKey holds the state too: a timer of one state may be under way while that of the next is set.
func stateKey(kind string, request int64, s RequestState) string {
	return timerKey(kind, request) + ":" + string(s)
}

// timedStates are the states in which a request waits for people.
func timedStates() []RequestState { return []RequestState{AwaitingApproval, Held, NeedsInput} }

// timed are the kinds of jobs that wait for their time while a request waits for people.
func timed() []string { return []string{jobExpire, jobRemind, jobEscalate, jobRecheck} }

// schedule stores a job about a request for later, in place of an earlier one of its kind.
func (b *Bot) schedule(ctx context.Context, tx Tx, req Request, kind string, in time.Duration) error {
	j := newJob(kind, requestArgs{Request: req.ID})
	j.RunAt, j.Unique = b.store.Now().Add(in), stateKey(kind, req.ID, req.State)
	if kind != jobExpire { // which asks nobody, and is not to wait for a chat that is away
		j.Lock, j.LockOrder = askKey(req.ID), j.RunAt.UnixMilli()
	}
	return tx.Enqueue(ctx, j)
}

// setTimers stores when a waiting request reminds, escalates, looks for its approvers again and expires.
func (b *Bot) setTimers(ctx context.Context, tx Tx, req Request) error {
	expires, err := b.expiresIn(ctx, tx, req)
	if err != nil {
		return err
	}
	times := map[string]time.Duration{
		jobExpire:   expires,
		jobRemind:   req.Judged.soonest(func(t Term) time.Duration { return t.RemindAfter }),
		jobEscalate: req.Judged.soonest(Term.escalatesAfter),
		jobRecheck:  recheckEvery,
	}
	for _, kind := range timed() {
		if times[kind] == 0 {
			continue
		}
		if err := b.schedule(ctx, tx, req, kind, times[kind]); err != nil {
			return err
		}
	}
	return nil
}

// expiresIn is how long a request waits for an answer: as long as the rules say, but not beyond the moment until which access is asked for.
func (b *Bot) expiresIn(ctx context.Context, tx Tx, req Request) (time.Duration, error) {
	in := req.Judged.soonest(func(t Term) time.Duration { return t.Expires })
	changes, err := tx.Changes(ctx, req.ID)
	for _, c := range changes {
		if !c.State.Ended() && !c.Until.IsZero() {
			in = min(in, max(time.Second, c.Until.Sub(b.store.Now())))
		}
	}
	return in, err
}

// escalatesAfter is when others are asked too; 0 when nobody is.
func (t Term) escalatesAfter() time.Duration {
	if t.Escalate == nil {
		return 0
	}
	return t.Escalate.After
}

func (b *Bot) cancelTimers(ctx context.Context, tx Tx, request int64) error {
	for _, kind := range timed() {
		for _, state := range timedStates() {
			if err := tx.CancelJob(ctx, stateKey(kind, request, state)); err != nil {
				return err
			}
		}
	}
	return nil
}

// expire ends a request that nobody decided, released or answered.
func (b *Bot) expire(ctx context.Context, r *run) error {
	q, err := b.questionOf(ctx, r)
	if err != nil {
		return err
	}
	why, timer := "", ""
	switch q.req.State {
	case Held:
		why, timer = "Nobody released the held command within a day, so it ended and nothing was changed.", "hold"
	case NeedsInput:
		why, timer = "There was no answer within an hour, so it ended and nothing was changed.", "question"
	case AwaitingApproval:
		why, timer = "Nobody decided in time, so it ended and nothing was changed.", "approval"
	default:
		return r.finish(ctx, nil)
	}
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		now, err := tx.Request(ctx, q.req.ID)
		if err != nil || now.State != q.req.State {
			return err
		}
		return b.end(ctx, tx, now, ending{
			state: Expired,
			event: audit.Event{Action: audit.RequestExpired, Outcome: audit.OK, Actor: &audit.Actor{Via: "timer:" + timer}},
			said:  Message{Mark: MarkNo, Head: Say(why), Note: Say("If it is still wanted, ask again.")},
		})
	})
}

// remind sends a second card to those who were asked and have not decided.
func (b *Bot) remind(ctx context.Context, r *run) error {
	q, err := b.questionOf(ctx, r)
	if err != nil {
		return err
	}
	if q.req.State != AwaitingApproval {
		return r.finish(ctx, nil)
	}
	people, err := b.approvers(ctx, q.req)
	if err != nil {
		return err
	}
	for _, a := range people {
		if err := q.remindOne(ctx, a); err != nil {
			return err
		}
	}
	return r.finish(ctx, nil)
}

// remindOne reminds somebody who has one card and has not decided.
func (q *asked) remindOne(ctx context.Context, a approver) error {
	var mine []Card
	for _, c := range q.cards {
		if c.SlackUser == a.person.ID && c.stage() == stageApproval {
			mine = append(mine, c)
		}
	}
	decided := slices.ContainsFunc(q.decisions, func(d Decision) bool { return d.SlackUser == a.person.ID })
	if len(mine) != 1 || decided {
		return nil
	}
	c := Card{Request: q.req.ID, SlackUser: a.person.ID, Why: cmp.Or(mine[0].Why, plain(a.why)), Shown: stageApproval + ":" + q.shown(q.req.State)}
	said := q.card(c, q.req.State)
	said.Head = Say(Bold("Reminder"), " · ", said.Head)
	err := q.send(ctx, c, said)
	if errors.Is(err, ErrUnreachable) {
		zerolog.Ctx(ctx).Warn().Err(err).Str("approver", a.person.ID).Msg("an approver can't be reminded")
		return nil
	}
	return err
}

// escalate asks more people when those who were asked do not answer.
func (b *Bot) escalate(ctx context.Context, r *run) error {
	q, err := b.questionOf(ctx, r)
	if err != nil {
		return err
	}
	if q.req.State != AwaitingApproval {
		return r.finish(ctx, nil)
	}
	var args escalateArgs
	if err := r.args(&args); err != nil {
		return err
	}
	after := cmp.Or(args.After, q.req.Judged.soonest(Term.escalatesAfter))
	next := q.req.Judged.escalate(after)
	if err := q.keepTerms(ctx); err != nil {
		return err
	}
	if next > 0 {
		j := newJob(jobEscalate, escalateArgs{Request: q.req.ID, After: next})
		j.RunAt, j.Unique = r.job.RunAt.Add(next-after), fmt.Sprintf("%s:%s", timerKey(jobEscalate, q.req.ID), next)
		j.Lock, j.LockOrder = askKey(q.req.ID), j.RunAt.UnixMilli()
		if err := q.persist(ctx, func(ctx context.Context, tx Tx) error { return tx.Enqueue(ctx, j) }); err != nil {
			return err
		}
	}
	return q.askMore(ctx, r, "Nobody answered yet, so I also asked ", "timer:escalation")
}

// escalateArgs are the arguments of an escalation.
type escalateArgs struct {
	Request int64         `json:"request"`
	After   time.Duration `json:"after,omitempty"` // of the rules whose time it is; 0 for the first of them
}

// escalate opens to their substitutes the terms that wait no longer than this, and returns the time of those that are next; 0 when there are none.
func (j *Judgement) escalate(after time.Duration) (next time.Duration) {
	for i := range j.Terms {
		t := &j.Terms[i]
		if d := t.escalatesAfter(); d > 0 && d <= after && !t.met() {
			t.Escalated = true
		}
	}
	return j.soonest(func(t Term) time.Duration {
		if d := t.escalatesAfter(); d > after {
			return d
		}
		return 0
	})
}

// recheck looks whether those whom a request waits for can still be reached, and asks ADMINS when too few can.
func (b *Bot) recheck(ctx context.Context, r *run) error {
	q, err := b.questionOf(ctx, r)
	if err != nil {
		return err
	}
	if q.req.State != AwaitingApproval && q.req.State != Held {
		return r.finish(ctx, nil)
	}
	return q.askMore(ctx, r, "I also asked ", "timer:recheck")
}

// askMore gives cards to those whom the terms ask now and who have none. The next look is an hour later; when nobody is left the request ends.
func (q *asked) askMore(ctx context.Context, r *run, lead, timer string) error {
	before := cardHolders(q.cards)
	reached, err := q.reach(ctx)
	if err != nil {
		return err
	}
	more := slices.DeleteFunc(slices.Clone(reached), func(a approver) bool { return slices.Contains(before, a.person.ID) })
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		now, err := tx.Request(ctx, q.req.ID)
		if err != nil {
			return err
		}
		if now.State != q.req.State {
			return q.refreshCards(ctx, tx, now.ID)
		}
		now.Judged.keepAsking(q.req.Judged)
		if len(reached) == 0 {
			return q.refuseUnreachable(ctx, tx, now)
		}
		if r.job.Kind == jobRecheck {
			if err := q.again(ctx, tx, now); err != nil {
				return err
			}
		}
		if len(more) == 0 || now.State == Held {
			return tx.UpdateRequest(ctx, &now)
		}
		return q.tellMore(ctx, tx, now, more, lead, timer)
	})
}

// again schedules the next look. Its key is not free before this job has ended, so it has one of its own.
func (q *asked) again(ctx context.Context, tx Tx, req Request) error {
	j := newJob(jobRecheck, requestArgs{Request: req.ID})
	j.RunAt = q.store.Now().Add(recheckEvery)
	j.Lock, j.LockOrder = askKey(req.ID), j.RunAt.UnixMilli()
	return tx.Enqueue(ctx, j)
}

func (q *asked) tellMore(ctx context.Context, tx Tx, req Request, more []approver, lead, timer string) error {
	ids := idsOf(more)
	e := audit.Event{
		Action: audit.RequestWaiting, Outcome: audit.OK, Actor: &audit.Actor{Via: timer},
		Context: &audit.Context{Rule: req.Judged.Terms[0].Rule, PolicyHash: req.Judged.Policy, Approvers: ids},
	}
	return q.move(ctx, tx, &req, ending{state: req.State, event: e, said: Message{Mark: MarkWait, Head: Say(lead, mentions(ids), ".")}})
}

// keepAsking takes over whom the terms ask, but not who approved meanwhile.
func (j *Judgement) keepAsking(from Judgement) {
	for i := range min(len(j.Terms), len(from.Terms)) {
		to, t := &j.Terms[i], from.Terms[i]
		to.Fallback, to.Escalated, to.Self = t.Fallback, t.Escalated, t.Self
	}
}

// cardHolders lists who has a card, each once.
func cardHolders(cards []Card) []string {
	var ids []string
	for _, c := range cards {
		if c.SlackUser != "" && !slices.Contains(ids, c.SlackUser) {
			ids = append(ids, c.SlackUser)
		}
	}
	return ids
}
