package bot

import (
	"context"
	"fmt"

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
	if q.req.State == Held && len(q.req.Judged.Terms) == 0 { // held by a version that asked nobody
		q.req.Judged.Terms = holdTerms()
	}
	if q.cards, err = tx.Cards(ctx, request); err != nil {
		return err
	}
	q.decisions, err = tx.Decisions(ctx, request)
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
	if req.State == Resolving {
		req.State, req.Note = AwaitingApproval, ""
	}
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
		Mark: MarkWait, Head: Say(needs(req), ". I asked ", mentions(ids), "."), Fields: ruleFields(req),
		Buttons: []Button{cancelButton(req.Name())},
	}
	if why := req.Judged.Terms[0].Fallback; why != "" {
		said.Note = Say("Rollcall's admins are asked because ", why, ".")
	}
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

// needs says how many approvals a request waits for.
func needs(req Request) string {
	most := 0
	for _, t := range req.Judged.Terms {
		most = max(most, t.AtLeast)
	}
	if most > 1 {
		return fmt.Sprintf("This needs %d approvals", most)
	}
	return "This needs an approval"
}
