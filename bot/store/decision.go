package store

import (
	"context"

	"rollcall/bot"
)

const insertDecision = `insert into decisions (request, slack_user, approve, note, decided_at) values ($1, $2, $3, $4, $5)
	on conflict (request, slack_user) do nothing`

// InsertDecision implements bot.DecisionTx.
func (t *tx) InsertDecision(ctx context.Context, d bot.Decision) error {
	return t.execOne(ctx, bot.ErrConflict, insertDecision, d.Request, d.SlackUser, flag(d.Approve), d.Note, millis(d.At))
}

// Decisions implements bot.DecisionTx.
func (t *tx) Decisions(ctx context.Context, request int64) ([]bot.Decision, error) {
	return all(ctx, t, scanDecision, `select request, slack_user, approve, note, decided_at from decisions where request = $1 order by id`, request)
}

func scanDecision(row scanner) (d bot.Decision, err error) {
	var approve int
	var at int64
	err = row.Scan(&d.Request, &d.SlackUser, &approve, &d.Note, &at)
	d.Approve, d.At = approve == 1, moment(at)
	return d, err
}
