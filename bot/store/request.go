package store

import (
	"context"
	"fmt"
	"time"

	"rollcall/bot"
)

const requestColumns = `id, state, version, command, slack_team, slack_user, channel, via, accepted_at, ended_at, response_url, note, judged, access_request`

const insertRequest = `insert into requests (state, open, version, command, slack_team, slack_user, channel, via, accepted_at, ended_at, response_url, note,
	judged, access_request)
	values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id`

// InsertRequest implements bot.RequestTx.
func (t *tx) InsertRequest(ctx context.Context, r *bot.Request) error {
	judged, err := encodeJudgement(r.Judged)
	if err != nil {
		return t.fail(err)
	}
	o := r.Origin
	id, err := t.insert(ctx, insertRequest, string(r.State), flag(!r.State.Ended()), r.Command, o.SlackTeam, o.SlackUser, o.Channel, o.Via,
		millis(r.AcceptedAt), millis(r.EndedAt), r.ResponseURL, r.Note, judged, r.AccessRequest)
	if err != nil {
		return err
	}
	before := *r
	t.undo = append(t.undo, func() { r.ID, r.Version = before.ID, before.Version })
	r.ID, r.Version = id, 1
	return nil
}

// Request implements bot.RequestTx.
func (t *tx) Request(ctx context.Context, id int64) (bot.Request, error) {
	return one(ctx, t, scanRequest, `select `+requestColumns+` from requests where id = $1`, id)
}

const updateRequest = `update requests set state = $1, open = $2, ended_at = $3, note = $4, response_url = $5, command = $6, judged = $7,
	version = version + 1 where id = $8 and version = $9`

// UpdateRequest implements bot.RequestTx.
func (t *tx) UpdateRequest(ctx context.Context, r *bot.Request) error {
	judged, err := encodeJudgement(r.Judged)
	if err != nil {
		return t.fail(err)
	}
	err = t.execOne(ctx, bot.ErrConflict, updateRequest, string(r.State), flag(!r.State.Ended()), millis(r.EndedAt), r.Note, r.ResponseURL,
		r.Command, judged, r.ID, r.Version)
	if err != nil {
		return err
	}
	t.undo = append(t.undo, func() { r.Version-- })
	r.Version++
	return nil
}

// RequestByAccess implements bot.RequestTx.
func (t *tx) RequestByAccess(ctx context.Context, accessRequest string) (bot.Request, error) {
	return one(ctx, t, scanRequest, `select `+requestColumns+` from requests where access_request = $1 and access_request <> ''`, accessRequest)
}

// NewestOpenRequest implements bot.RequestTx.
func (t *tx) NewestOpenRequest(ctx context.Context, slackTeam, slackUser string) (bot.Request, error) {
	return one(ctx, t, scanRequest, `select `+requestColumns+` from requests
		where open = 1 and slack_user = $1 and slack_team = $2 order by id desc limit 1`, slackUser, slackTeam)
}

// OpenRequests implements bot.RequestTx.
func (t *tx) OpenRequests(ctx context.Context, slackUser string, limit int) ([]bot.Request, error) {
	if slackUser == "" {
		return all(ctx, t, scanRequest, `select `+requestColumns+` from requests where open = 1 order by id limit $1`, limit)
	}
	return all(ctx, t, scanRequest, `select `+requestColumns+` from requests where open = 1 and slack_user = $1 order by id limit $2`,
		slackUser, limit)
}

// requestsAsking walks the person's cards in the order of requests and stops at the limit. The cards of requests that have ended pile up
// with the years, but nearly all of them are before the oldest open one. Of several cards about one request the first counts.
const requestsAsking = `select ` + requestColumns + ` from requests join (
		select request as asked from cards c where slack_user = $1 and request >= (select min(id) from requests where open = 1)
		and not exists (select 1 from cards o where o.slack_user = c.slack_user and o.request = c.request and o.id < c.id)) a on asked = id
	where state = 'awaiting_approval' order by asked limit $2`

// RequestsAsking implements bot.RequestTx.
func (t *tx) RequestsAsking(ctx context.Context, slackUser string, limit int) ([]bot.Request, error) {
	return all(ctx, t, scanRequest, requestsAsking, slackUser, limit)
}

// RequestsEnded implements bot.RequestTx.
func (t *tx) RequestsEnded(ctx context.Context, slackUser string, since time.Time, limit int) ([]bot.Request, error) {
	return all(ctx, t, scanRequest, `select `+requestColumns+` from requests
		where open = 0 and slack_user = $1 and ended_at > $2 order by ended_at desc, id desc limit $3`, slackUser, millis(since), limit)
}

// RequestsHeld implements bot.RequestTx.
func (t *tx) RequestsHeld(ctx context.Context, limit int) ([]bot.Request, error) {
	return all(ctx, t, scanRequest, `select `+requestColumns+` from requests where state = 'held' order by id limit $1`, limit)
}

func scanRequest(row scanner) (r bot.Request, err error) {
	var accepted, ended int64
	var judged string
	o := &r.Origin
	err = row.Scan(&r.ID, &r.State, &r.Version, &r.Command, &o.SlackTeam, &o.SlackUser, &o.Channel, &o.Via, &accepted, &ended,
		&r.ResponseURL, &r.Note, &judged, &r.AccessRequest)
	if err != nil {
		return r, err
	}
	r.AcceptedAt, r.EndedAt = moment(accepted), moment(ended)
	if r.Judged, err = decodeJudgement(judged); err != nil {
		err = fmt.Errorf("request row %d: %w", r.ID, err)
	}
	return r, err
}

// flag is how both databases store a truth value here.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
