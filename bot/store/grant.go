package store

import (
	"context"

	"rollcall/bot"
)

const grantColumns = `id, request, change, state, version, slack_team, slack_user, channel, via, parent_kind, parent_gid, parent_name, parent_url,
	member_kind, member_gid, member_name, member_email, member_slack_user, level, base, starts_at, ends_at, ended_at, ended_by, note`

const insertGrant = `insert into grants (request, change, state, version, slack_team, slack_user, channel, via,
	parent_kind, parent_gid, parent_name, parent_url, member_kind, member_gid, member_name, member_email, member_slack_user,
	level, base, starts_at, ends_at, ended_at, ended_by, note)
	values ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) returning id`

// InsertGrant implements bot.GrantTx.
func (t *tx) InsertGrant(ctx context.Context, g *bot.Grant) error {
	o, p, m := g.Origin, g.Parent, g.Member
	id, err := t.insert(ctx, insertGrant, g.Request, g.Change, string(g.State), o.SlackTeam, o.SlackUser, o.Channel, o.Via,
		p.Kind, p.GID, p.Name, p.URL, m.Kind, m.GID, m.Name, m.Email, m.SlackUser,
		g.Level, g.Base, millis(g.StartsAt), millis(g.EndsAt), millis(g.EndedAt), g.EndedBy, g.Note)
	if err != nil {
		return err
	}
	before := *g
	t.undo = append(t.undo, func() { g.ID, g.Version = before.ID, before.Version })
	g.ID, g.Version = id, 1
	return nil
}

// Grant implements bot.GrantTx.
func (t *tx) Grant(ctx context.Context, id int64) (bot.Grant, error) {
	return one(ctx, t, scanGrant, `select `+grantColumns+` from grants where id = $1`, id)
}

const updateGrant = `update grants set state = $3, base = $4, ends_at = $5, ended_at = $6, ended_by = $7, note = $8, version = version + 1
	where id = $1 and version = $2`

// UpdateGrant implements bot.GrantTx.
func (t *tx) UpdateGrant(ctx context.Context, g *bot.Grant) error {
	err := t.execOne(ctx, bot.ErrConflict, updateGrant, g.ID, g.Version, string(g.State), g.Base, millis(g.EndsAt), millis(g.EndedAt), g.EndedBy, g.Note)
	if err != nil {
		return err
	}
	t.undo = append(t.undo, func() { g.Version-- })
	g.Version++
	return nil
}

// LiveGrants implements bot.GrantTx.
func (t *tx) LiveGrants(ctx context.Context, parentGID, memberGID string) ([]bot.Grant, error) {
	return all(ctx, t, scanGrant, `select `+grantColumns+` from grants
		where state = 'active' and parent_gid = $1 and member_gid = $2 order by id`, parentGID, memberGID)
}

// GrantsIn implements bot.GrantTx.
func (t *tx) GrantsIn(ctx context.Context, parentGID string, limit int) ([]bot.Grant, error) {
	return all(ctx, t, scanGrant, `select `+grantColumns+` from grants
		where state = 'active' and parent_gid = $1 order by id limit $2`, parentGID, limit)
}

// GrantsFor implements bot.GrantTx.
func (t *tx) GrantsFor(ctx context.Context, memberGID string, limit int) ([]bot.Grant, error) {
	return all(ctx, t, scanGrant, `select `+grantColumns+` from grants
		where state = 'active' and member_gid = $1 order by id limit $2`, memberGID, limit)
}

// GrantsAbout implements bot.GrantTx.
func (t *tx) GrantsAbout(ctx context.Context, slackUser, memberGID string, limit int) ([]bot.Grant, error) {
	return all(ctx, t, scanGrant, `select `+grantColumns+` from grants where state = 'active' and
		(slack_user = $1 or member_slack_user = $1 or member_gid = $2 and $2 <> '') order by ends_at, id limit $3`, slackUser, memberGID, limit)
}

// GrantsEndedBy implements bot.GrantTx.
func (t *tx) GrantsEndedBy(ctx context.Context, change int64) ([]bot.Grant, error) {
	return all(ctx, t, scanGrant, `select `+grantColumns+` from grants where ended_by = $1 and ended_by <> 0 order by id`, change)
}

// GrantsOf implements bot.GrantTx.
func (t *tx) GrantsOf(ctx context.Context, request int64) ([]bot.Grant, error) {
	return all(ctx, t, scanGrant, `select `+grantColumns+` from grants where request = $1 order by id`, request)
}

func scanGrant(row scanner) (g bot.Grant, err error) {
	var starts, ends, ended int64
	o, p, m := &g.Origin, &g.Parent, &g.Member
	err = row.Scan(&g.ID, &g.Request, &g.Change, &g.State, &g.Version, &o.SlackTeam, &o.SlackUser, &o.Channel, &o.Via,
		&p.Kind, &p.GID, &p.Name, &p.URL, &m.Kind, &m.GID, &m.Name, &m.Email, &m.SlackUser,
		&g.Level, &g.Base, &starts, &ends, &ended, &g.EndedBy, &g.Note)
	g.StartsAt, g.EndsAt, g.EndedAt = moment(starts), moment(ends), moment(ended)
	return g, err
}
