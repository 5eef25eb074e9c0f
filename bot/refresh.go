package bot

import (
	"context"
	"errors"
	"fmt"

	"github.com/rs/zerolog"
)

// send posts a card and remembers where.
func (q *asked) send(ctx context.Context, c Card, said Message) (err error) {
	key := fmt.Sprintf("%d %s %s", q.req.ID, c.stage(), c.SlackUser)
	if c.Posted, err = q.postOnce(ctx, key, c, said); err != nil {
		return err
	}
	if q.posted.Contains(key) {
		c.Shown = "" // it may have been posted in other words
	}
	// A crash before this leaves a copy that nobody knows of; it is adopted when it is clicked.
	q.posted.Add(key, c.Posted)
	err = q.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		stored := c
		if err := tx.InsertCard(ctx, &stored); err != nil {
			return err
		}
		return q.refreshCards(ctx, tx, q.req.ID) // the request may have moved on while the card was on its way
	})
	if err != nil {
		return err
	}
	q.posted.Remove(key)
	q.cards = append(q.cards, c)
	return nil
}

// postOnce posts a card, unless an attempt before has posted it and could only not store where: a second copy would leave the first one behind.
func (q *asked) postOnce(ctx context.Context, key string, c Card, said Message) (Posted, error) {
	if p, ok := q.posted.Get(key); ok {
		return p, nil
	}
	if c.SlackUser == "" {
		return q.chat.Post(ctx, q.cfg.ApprovalsChannel, said)
	}
	return q.chat.Direct(ctx, c.SlackUser, said)
}

// refreshCards queues that every copy of a request's card shows how it stands. The jobs of one request run one after the other, and each reads
// what is true then.
func (b *Bot) refreshCards(ctx context.Context, tx Tx, request int64) error {
	j := newJob(jobCards, requestArgs{Request: request})
	j.Lock = "cards:" + RequestName(request)
	return tx.Enqueue(ctx, j)
}

// showCards brings the copies of a request's card up to date.
func (b *Bot) showCards(ctx context.Context, r *run) error {
	q, err := b.questionOf(ctx, r)
	if err != nil {
		return err
	}
	var failed error
	for _, c := range q.cards {
		if err := q.show(ctx, c); err != nil {
			failed = err // the other copies need not wait for this one
		}
	}
	if failed != nil {
		return failed
	}
	return r.finish(ctx, nil)
}

// show updates one copy, unless it shows how the request stands.
func (q *asked) show(ctx context.Context, c Card) error {
	now := c.stage() + ":" + q.shown(q.waiting())
	if c.Shown == now {
		return nil
	}
	err := q.chat.Update(ctx, c.Posted, q.card(c, q.waiting()))
	if errors.Is(err, ErrUnreachable) {
		zerolog.Ctx(ctx).Warn().Err(err).Str("request", q.req.Name()).Msg("a card is gone or can't be changed any more")
		err = nil
	}
	if err != nil {
		return err
	}
	c.Shown = now
	return q.store.Update(ctx, func(ctx context.Context, tx Tx) error { return tx.UpdateCard(ctx, c) })
}
