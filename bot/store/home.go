package store

import (
	"context"
	"errors"
	"maps"
	"slices"

	"rollcall/bot"
)

const homeColumns = `slack_user, slack_team, opened_at, wanted, shown, published_at, admin, page`

// Until it was looked up who opened it, a home may be that of an admin.
const openHome = `insert into homes (` + homeColumns + `) values ($1, $2, $3, 1, 0, 0, 1, '')
	on conflict (slack_user) do update set slack_team = excluded.slack_team, opened_at = excluded.opened_at, wanted = homes.wanted + 1, admin = 1, page = ''
	returning ` + homeColumns

// OpenHome implements bot.HomeTx.
func (t *tx) OpenHome(ctx context.Context, slackTeam, slackUser string) (bot.Home, error) {
	return one(ctx, t, scanHome, openHome, slackUser, slackTeam, millis(t.now))
}

// Home implements bot.HomeTx.
func (t *tx) Home(ctx context.Context, slackUser string) (bot.Home, error) {
	return one(ctx, t, scanHome, `select `+homeColumns+` from homes where slack_user = $1`, slackUser)
}

// ShowHome implements bot.HomeTx.
func (t *tx) ShowHome(ctx context.Context, h bot.Home) (bot.Home, error) {
	return one(ctx, t, scanHome, `update homes set shown = $2, published_at = $3, admin = $4, page = $5 where slack_user = $1 returning `+homeColumns,
		h.SlackUser, h.Shown, millis(h.PublishedAt), flag(h.Admin), h.Page)
}

// ForgetHome implements bot.HomeTx.
func (t *tx) ForgetHome(ctx context.Context, slackUser string) error {
	_, err := t.exec(ctx, `delete from homes where slack_user = $1`, slackUser)
	return err
}

// TouchHomes implements bot.HomeTx.
func (t *tx) TouchHomes(touch bot.HomeTouch) { t.touches = append(t.touches, touch) }

// touchHomes counts up the homes that were touched, at the end of the transaction and in one order: so no two transactions wait for each other. The row is
// locked before the job is stored, so whoever shows the home at this moment either has read what this transaction did, or finds that more is wanted.
func (t *tx) touchHomes(ctx context.Context) error {
	jobs := make(map[string]func(bot.Home) bot.Job)
	for _, touch := range t.touches {
		found, err := t.homesOf(ctx, touch)
		if err != nil {
			return err
		}
		for _, user := range found {
			jobs[user] = touch.Job
		}
	}
	for _, user := range slices.Sorted(maps.Keys(jobs)) {
		h, err := one(ctx, t, scanHome, `update homes set wanted = wanted + 1 where slack_user = $1 returning `+homeColumns, user)
		if errors.Is(err, bot.ErrNotFound) {
			continue // it was forgotten meanwhile
		}
		if err != nil {
			return err
		}
		if err := t.Enqueue(ctx, jobs[user](h)); err != nil {
			return err
		}
	}
	return nil
}

// concerned are the people of whom a home shows something of a request; those whose Asana account alone is known too.
const concerned = `select slack_user from requests where id = $2
	union select slack_user from cards where request = $2
	union select member_slack_user from changes where request = $2
	union select i.slack_user from changes c join identities i on i.asana_gid = c.member_gid where c.request = $2`

func (t *tx) homesOf(ctx context.Context, touch bot.HomeTouch) (users []string, err error) {
	if touch.Request != 0 {
		users, err = all(ctx, t, scanText, `select h.slack_user from homes h join (`+concerned+`) p on p.slack_user = h.slack_user where h.opened_at > $1`,
			millis(touch.Since), touch.Request)
	}
	if err != nil || !touch.Admins {
		return users, err
	}
	admins, err := all(ctx, t, scanText, `select slack_user from homes where admin = 1 and opened_at > $1`, millis(touch.Since))
	return append(users, admins...), err
}

func scanText(row scanner) (s string, err error) {
	err = row.Scan(&s)
	return s, err
}

func scanHome(row scanner) (h bot.Home, err error) {
	var opened, published int64
	var admin int
	err = row.Scan(&h.SlackUser, &h.SlackTeam, &opened, &h.Wanted, &h.Shown, &published, &admin, &h.Page)
	h.OpenedAt, h.PublishedAt, h.Admin = moment(opened), moment(published), admin == 1
	return h, err
}
