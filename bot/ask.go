package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rs/zerolog"

	"rollcall/bot/audit"
)

// maxCards is how many approvers are asked by direct message; the others find the card in the channel for approvals.
const maxCards = 20

// startAsking leaves it to a job to find the approvers and to give each a card. The request waits only when they have it.
func (b *Bot) startAsking(ctx context.Context, tx Tx, req Request) error {
	if err := tx.UpdateRequest(ctx, &req); err != nil {
		return err
	}
	return tx.Enqueue(ctx, askJob(req))
}

// askJob finds and asks the approvers of a request. Whatever asks people about one request does so one after the other, the earliest first: two at
// once would each give the same person a card.
func askJob(req Request) Job {
	j := newJob(jobAsk, requestArgs{Request: req.ID})
	j.Lock = askKey(req.ID)
	return j
}

func askKey(request int64) string { return "ask:" + RequestName(request) }

// askApprovers delivers the cards of a request and then lets it wait, or refuses it when nobody who could decide can be reached.
func (b *Bot) askApprovers(ctx context.Context, r *run) error {
	q, err := b.questionOf(ctx, r)
	if err != nil {
		return err
	}
	if q.req.State != Resolving && q.req.State != Held {
		return r.finish(ctx, func(ctx context.Context, tx Tx) error { return b.refreshCards(ctx, tx, q.req.ID) })
	}
	reached, err := q.reach(ctx)
	if err != nil {
		return err
	}
	if err := q.post(ctx); err != nil {
		return err
	}
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		stored, err := tx.Request(ctx, q.req.ID)
		if err != nil {
			return err
		}
		if stored.State != q.req.State { // it was cancelled meanwhile: the cards have to say so
			return b.refreshCards(ctx, tx, stored.ID)
		}
		stored.Judged.Terms = q.req.Judged.Terms
		if len(reached) == 0 {
			return b.refuseUnreachable(ctx, tx, stored)
		}
		return b.startWaiting(ctx, tx, stored, reached)
	})
}

// asked is a request with all that its cards show.
type asked struct {
	*Bot
	req       Request
	changes   []Change
	cards     []Card
	decisions []Decision
}

// questionOf loads the request that a job is about.
func (b *Bot) questionOf(ctx context.Context, r *run) (*asked, error) {
	var args requestArgs
	if err := r.args(&args); err != nil {
		return nil, err
	}
	return b.asked(ctx, args.Request)
}

func (b *Bot) asked(ctx context.Context, request int64) (*asked, error) {
	q := &asked{Bot: b}
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) error { return q.load(ctx, tx, request) })
	return q, err
}

func (q *asked) load(ctx context.Context, tx Tx, request int64) (err error) {
	if q.req, err = tx.Request(ctx, request); err != nil {
		return err
	}
	if q.changes, err = tx.Changes(ctx, request); err != nil {
		return err
	}
	q.changes = ofRequest(q.changes)
	if q.cards, err = tx.Cards(ctx, request); err != nil {
		return err
	}
	q.decisions, err = tx.Decisions(ctx, request)
	return err
}

// reach delivers a card to those whom the terms ask. A term that too few of them can decide asks ADMINS in their place; nobody is returned when
// those can't either.
func (q *asked) reach(ctx context.Context) ([]approver, error) {
	reached, err := q.deliver(ctx)
	if err != nil {
		return nil, err
	}
	short := q.short(reached)
	if len(short) == 0 {
		return reached, nil
	}
	for _, i := range short {
		t := &q.req.Judged.Terms[i]
		t.Fallback = q.whyFallback(i)
		t.Self = t.Self || q.req.State == Held // nobody releases what they asked for themselves, unless there is nobody else
	}
	if err := q.keepTerms(ctx); err != nil {
		return nil, err
	}
	if reached, err = q.deliver(ctx); err != nil || len(q.short(reached)) > 0 {
		return nil, err
	}
	return reached, nil
}

// keepTerms stores whom the terms ask now. It comes before those people get their cards, so that who clicks at once counts.
func (q *asked) keepTerms(ctx context.Context) error {
	return q.persist(ctx, func(ctx context.Context, tx Tx) error {
		now, err := tx.Request(ctx, q.req.ID)
		if err != nil || now.State != q.req.State {
			return err
		}
		now.Judged.keepAsking(q.req.Judged)
		return tx.UpdateRequest(ctx, &now)
	})
}

// short lists the terms that fewer people than needed can decide.
func (q *asked) short(reached []approver) (terms []int) {
	for i, t := range q.req.Judged.Terms {
		can := slices.Clone(t.ApprovedBy)
		for _, a := range reached {
			if slices.Contains(a.terms, i) && !slices.Contains(can, a.person.ID) {
				can = append(can, a.person.ID)
			}
		}
		if len(can) < t.AtLeast {
			terms = append(terms, i)
		}
	}
	return terms
}

// whyFallback says why ADMINS are asked in place of those whom the rule names.
func (q *asked) whyFallback(term int) string {
	if q.req.State == Held {
		return "no other admin can be reached"
	}
	return fmt.Sprintf("fewer than %d of those whom the rule “%s” asks can be reached", q.req.Judged.Terms[term].AtLeast, q.req.Judged.Terms[term].Rule)
}

// deliver sends a card to each approver who has none yet, and returns those who have one.
func (q *asked) deliver(ctx context.Context) ([]approver, error) {
	people, err := q.approvers(ctx, q.req)
	if err != nil {
		return nil, err
	}
	var reached []approver
	for _, a := range q.neededFirst(people) {
		if len(reached) == maxCards {
			break
		}
		why := Say(a.why)
		if fallback := q.fallbackOf(a); fallback != "" {
			why = Say(a.why, "; they are asked because ", fallback)
		}
		err := q.give(ctx, Card{Request: q.req.ID, SlackUser: a.person.ID, Why: plain(why)})
		if errors.Is(err, ErrUnreachable) {
			zerolog.Ctx(ctx).Warn().Err(err).Str("approver", a.person.ID).Msg("an approver can't be reached")
			continue
		}
		if err != nil {
			return nil, err
		}
		reached = append(reached, a)
	}
	return reached, nil
}

// neededFirst puts first, for each term, as many as have to approve: whoever is left out when there are many is not needed.
func (q *asked) neededFirst(people []approver) []approver {
	var first []approver
	has := func(id string) bool {
		return slices.ContainsFunc(first, func(a approver) bool { return a.person.ID == id })
	}
	for i, t := range q.req.Judged.Terms {
		missing := t.AtLeast
		for _, a := range people {
			if missing == 0 {
				break
			}
			if slices.Contains(a.terms, i) {
				missing--
				if !has(a.person.ID) {
					first = append(first, a)
				}
			}
		}
	}
	for _, a := range people {
		if !has(a.person.ID) {
			first = append(first, a)
		}
	}
	return first
}

// fallbackOf is why a person is asked in place of others; empty when they are not.
func (q *asked) fallbackOf(a approver) string {
	for _, i := range a.terms {
		if why := q.req.Judged.Terms[i].Fallback; why != "" {
			return why
		}
	}
	return ""
}

// give posts one card and remembers where, unless there is one already.
func (q *asked) give(ctx context.Context, c Card) error {
	stage := stageOf(q.req)
	if slices.ContainsFunc(q.cards, func(known Card) bool { return known.SlackUser == c.SlackUser && known.stage() == stage }) {
		return nil
	}
	c.Shown = stage + ":" + q.shown(q.waiting())
	return q.send(ctx, c, q.card(c, q.waiting()))
}

// post puts one card into the channel for approvals, if there is one that nobody of another company reads.
func (q *asked) post(ctx context.Context) error {
	if q.cfg.ApprovalsChannel == "" || q.req.State == Held {
		return nil
	}
	log := zerolog.Ctx(ctx).With().Str("channel", q.cfg.ApprovalsChannel).Logger()
	ch, err := q.chat.Channel(ctx, q.cfg.ApprovalsChannel)
	if err != nil && IsChatAway(err) {
		return err
	}
	if err != nil || ch.Shared || ch.Archived {
		log.Error().Err(err).Bool("shared", ch.Shared).Bool("archived", ch.Archived).Msg("nothing is posted to APPROVALS_CHANNEL: it can't be used")
		return nil
	}
	err = q.give(ctx, Card{Request: q.req.ID})
	if errors.Is(err, ErrUnreachable) {
		log.Error().Err(err).Msg("nothing is posted to APPROVALS_CHANNEL: it can't be used")
		return nil
	}
	return err
}

// refuseUnreachable ends a request that nobody could decide.
func (b *Bot) refuseUnreachable(ctx context.Context, tx Tx, req Request) error {
	p := complain("This needs an approval, but nobody who could give it can be reached, neither those whom the rule “", req.Judged.Terms[0].Rule, "” names nor Rollcall's admins. Nothing was changed.").
		next("Tell whoever runs Rollcall.")
	if req.State == Held {
		p.say = Say("This was held, but none of Rollcall's admins can be reached to look at it. Nothing was changed.")
	}
	p.rule, p.policyHash = req.Judged.Terms[0].Rule, req.Judged.Policy
	return b.refuse(ctx, tx, req, p)
}

// startWaiting lets a request wait for those who have a card, and sets its timers. A held request waits already.
func (b *Bot) startWaiting(ctx context.Context, tx Tx, req Request, reached []approver) error {
	if err := b.setTimers(ctx, tx, req); err != nil {
		return err
	}
	if req.State == Held {
		return tx.UpdateRequest(ctx, &req)
	}
	ids := idsOf(reached)
	e := audit.Event{
		Action: audit.RequestWaiting, Outcome: audit.OK,
		Context: &audit.Context{Rule: req.Judged.Terms[0].Rule, PolicyHash: req.Judged.Policy, Approvers: ids},
	}
	said := Message{
		Mark: MarkWait, Head: Say("This needs an approval. I asked ", mentions(ids), "."), Fields: b.termFields(req),
		Buttons: []Button{{Action: ActionCancel, Text: "Cancel", Value: req.Name(), Label: "Cancel " + req.Name()}},
	}
	if why := req.Judged.Terms[0].Fallback; why != "" {
		said.Note = Say("Rollcall's admins are asked because ", why, ".")
	}
	req.State, req.Note = AwaitingApproval, ""
	return b.move(ctx, tx, &req, ending{state: AwaitingApproval, event: e, said: said})
}

// mentions lists people.
func mentions(ids []string) Line {
	var line Line
	for i, id := range ids {
		if i > 0 {
			line = append(line, Span{Text: ", "})
		}
		line = append(line, User(id))
	}
	return line
}

func idsOf(people []approver) []string {
	ids := make([]string, len(people))
	for i, a := range people {
		ids[i] = a.person.ID
	}
	return ids
}
