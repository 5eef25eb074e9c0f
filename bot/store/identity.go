package store

import (
	"context"

	"rollcall/bot"
)

// Identity implements bot.IdentityTx.
func (t *tx) Identity(ctx context.Context, slackUser string) (bot.Identity, error) {
	return one(ctx, t, scanIdentity, `select slack_user, asana_gid, email, since from identities where slack_user = $1`, slackUser)
}

// IdentitiesOf implements bot.IdentityTx.
func (t *tx) IdentitiesOf(ctx context.Context, asanaGID string) ([]bot.Identity, error) {
	return all(ctx, t, scanIdentity, `select slack_user, asana_gid, email, since from identities where asana_gid = $1 order by slack_user`, asanaGID)
}

// SaveIdentity implements bot.IdentityTx.
func (t *tx) SaveIdentity(ctx context.Context, i bot.Identity) error {
	_, err := t.exec(ctx, `insert into identities (slack_user, asana_gid, email, since) values ($1, $2, $3, $4)
		on conflict (slack_user) do update set asana_gid = excluded.asana_gid, email = excluded.email, since = excluded.since`,
		i.SlackUser, i.AsanaGID, i.Email, millis(i.Since))
	return err
}

func scanIdentity(row scanner) (i bot.Identity, err error) {
	var since int64
	err = row.Scan(&i.SlackUser, &i.AsanaGID, &i.Email, &since)
	i.Since = moment(since)
	return i, err
}
