package store

import (
	"context"

	"rollcall/bot"
)

// insertCard gives back the row of a message that is known. The update changes nothing: without one, that row would not be returned.
const insertCard = `insert into cards (request, slack_user, why, channel, ts, shown) values ($1, $2, $3, $4, $5, $6)
	on conflict (channel, ts) where ts <> '' do update set ts = excluded.ts returning id`

// InsertCard implements bot.CardTx.
func (t *tx) InsertCard(ctx context.Context, c *bot.Card) error {
	id, err := t.insert(ctx, insertCard, c.Request, c.SlackUser, c.Why, c.Posted.Channel, c.Posted.TS, c.Shown)
	if err != nil {
		return err
	}
	before := c.ID
	t.undo = append(t.undo, func() { c.ID = before })
	c.ID = id
	return nil
}

// Cards implements bot.CardTx.
func (t *tx) Cards(ctx context.Context, request int64) ([]bot.Card, error) {
	return all(ctx, t, scanCard, `select id, request, slack_user, why, channel, ts, shown from cards where request = $1 order by id`, request)
}

// UpdateCard implements bot.CardTx.
func (t *tx) UpdateCard(ctx context.Context, c bot.Card) error {
	return t.execOne(ctx, bot.ErrNotFound, `update cards set shown = $2, channel = $3, ts = $4 where id = $1`,
		c.ID, c.Shown, c.Posted.Channel, c.Posted.TS)
}

func scanCard(row scanner) (c bot.Card, err error) {
	err = row.Scan(&c.ID, &c.Request, &c.SlackUser, &c.Why, &c.Posted.Channel, &c.Posted.TS, &c.Shown)
	return c, err
}
