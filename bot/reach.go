package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rs/zerolog"
)

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
