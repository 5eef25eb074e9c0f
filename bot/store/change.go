package store

import (
	"context"
	"time"

	"rollcall/bot"
)

const changeColumns = `id, request, state, version, verb, parent_kind, parent_gid, parent_name, parent_url,
	member_kind, member_gid, member_name, member_email, member_slack_user, level, level_before, level_after, error, note,
	rule, agreed_before, agreed_after, offer, lasts, until, grant_id, undoes`

const insertChange = `insert into changes (request, state, version, verb, parent_kind, parent_gid, parent_name, parent_url,
	member_kind, member_gid, member_name, member_email, member_slack_user, level, level_before, level_after, error, note,
	rule, agreed_before, agreed_after, offer, lasts, until, grant_id, undoes)
	values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) returning id`

// InsertChange implements bot.ChangeTx.
func (t *tx) InsertChange(ctx context.Context, c *bot.Change) error {
	id, err := t.insert(ctx, insertChange, append([]any{c.Request}, changeValues(c)...)...)
	if err != nil {
		return err
	}
	before := *c
	t.undo = append(t.undo, func() { c.ID, c.Version = before.ID, before.Version })
	c.ID, c.Version = id, 1
	return nil
}

// Change implements bot.ChangeTx.
func (t *tx) Change(ctx context.Context, id int64) (bot.Change, error) {
	return one(ctx, t, scanChange, `select `+changeColumns+` from changes where id = $1`, id)
}

// Changes implements bot.ChangeTx.
func (t *tx) Changes(ctx context.Context, request int64) ([]bot.Change, error) {
	return all(ctx, t, scanChange, `select `+changeColumns+` from changes where request = $1 order by id`, request)
}

// ChangesAfter implements bot.ChangeTx.
func (t *tx) ChangesAfter(ctx context.Context, change int64, parentGID, memberGID string) ([]bot.Change, error) {
	return all(ctx, t, scanChange, `select `+changeColumns+` from changes
		where parent_gid = $2 and member_gid = $3 and id > $1 order by id`, change, parentGID, memberGID)
}

// OpenChanges implements bot.ChangeTx.
func (t *tx) OpenChanges(ctx context.Context, parentGID string) ([]bot.Change, error) {
	return all(ctx, t, scanChange, `select `+changeColumns+` from changes
		where parent_gid = $1 and state in ('pending', 'intent')
		and (select state from requests where requests.id = changes.request) = 'applying' or parent_gid = $1 and state in ('pending', 'intent') and verb = 'end' order by id`, parentGID)
}

const updateChange = `update changes set version = version + 1, state = $3, verb = $4,
	parent_kind = $5, parent_gid = $6, parent_name = $7, parent_url = $8,
	member_kind = $9, member_gid = $10, member_name = $11, member_email = $12, member_slack_user = $13,
	level = $14, level_before = $15, level_after = $16, error = $17, note = $18,
	rule = $19, agreed_before = $20, agreed_after = $21, offer = $22, lasts = $23, until = $24, grant_id = $25, undoes = $26
	where id = $1 and version = $2`

// UpdateChange implements bot.ChangeTx.
func (t *tx) UpdateChange(ctx context.Context, c *bot.Change) error {
	err := t.execOne(ctx, bot.ErrConflict, updateChange, append([]any{c.ID, c.Version}, changeValues(c)...)...)
	if err != nil {
		return err
	}
	t.undo = append(t.undo, func() { c.Version-- })
	c.Version++
	return nil
}

const countChanges = `select count(*), count(*) filter (where c.verb = 'remove' or c.verb = 'undo' and c.level = 'none') from requests r join changes c on c.request = r.id
	where r.slack_user = $1 and r.slack_team = $2 and r.accepted_at >= $3 and r.id <> $4 and c.state not in ('noop', 'refused', 'skipped')`

// tally is how many changes somebody made.
type tally struct{ changes, removals int }

// CountChanges implements bot.ChangeTx.
func (t *tx) CountChanges(ctx context.Context, o bot.Origin, since time.Time, except int64) (changes, removals int, err error) {
	n, err := one(ctx, t, scanTally, countChanges, o.SlackUser, o.SlackTeam, millis(since), except)
	return n.changes, n.removals, err
}

// changeValues are the values of a change that can move on, in the order of their columns.
func changeValues(c *bot.Change) []any {
	return []any{
		string(c.State), c.Verb, c.Parent.Kind, c.Parent.GID, c.Parent.Name, c.Parent.URL,
		c.Member.Kind, c.Member.GID, c.Member.Name, c.Member.Email, c.Member.SlackUser, c.Level, c.Before, c.After, c.Error, c.Note,
		c.Rule, c.Agreed.Before, c.Agreed.After, c.Offer, c.Lasts.Milliseconds(), millis(c.Until), c.Grant, c.Undoes,
	}
}

func scanChange(row scanner) (c bot.Change, err error) {
	p, m := &c.Parent, &c.Member
	var lasts, until int64
	err = row.Scan(&c.ID, &c.Request, &c.State, &c.Version, &c.Verb, &p.Kind, &p.GID, &p.Name, &p.URL,
		&m.Kind, &m.GID, &m.Name, &m.Email, &m.SlackUser, &c.Level, &c.Before, &c.After, &c.Error, &c.Note,
		&c.Rule, &c.Agreed.Before, &c.Agreed.After, &c.Offer, &lasts, &until, &c.Grant, &c.Undoes)
	c.Lasts, c.Until = time.Duration(lasts)*time.Millisecond, moment(until)
	return c, err
}

func scanTally(row scanner) (n tally, err error) {
	err = row.Scan(&n.changes, &n.removals)
	return n, err
}
