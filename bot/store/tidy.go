package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"rollcall/bot"
)

// pastRequests finds the ended requests that nothing needs any more. What they gave until a moment must have ended as long ago, for what was ended
// lately may live again; and neither a request that is open nor access that lives may refer to what they changed.
const pastRequests = `select r.id from requests r
	where r.open = 0 and r.access_request = '' and r.ended_at < $1
	and not exists (select 1 from changes c where c.request = r.id and c.state in ('pending', 'intent'))
	and not exists (select 1 from grants g where g.request = r.id and (g.state = 'active' or g.ended_at >= $1))
	and not exists (select 1 from changes c join grants g on g.change = c.id where c.request = r.id and g.request <> r.id)
	and not exists (select 1 from changes c join changes u on u.undoes = c.id and u.undoes <> 0 join requests o on o.id = u.request
		where c.request = r.id and o.open = 1)
	and not exists (select 1 from grants g join changes u on u.grant_id = g.id and u.grant_id <> 0 join requests o on o.id = u.request
		where g.request = r.id and o.open = 1)
	order by r.ended_at, r.id limit $2`

// The conditions are said twice where another replica may have changed the row meanwhile: only the outer ones are looked at again.
const (
	removeJobs = `delete from jobs where state = 'dead' and id in (
		select id from jobs where state = 'dead' and due < $1 order by due, id limit $2)`
	removeHomes = `delete from homes where opened_at < $1 and slack_user in (
		select slack_user from homes where opened_at < $1 order by opened_at, slack_user limit $2)`
)

// Tidy implements bot.TidyTx.
func (t *tx) Tidy(ctx context.Context, o bot.Outdated, limit int) (done bot.Tidied, err error) {
	if !o.Requests.IsZero() {
		if done.Requests, err = t.removeRequests(ctx, o.Requests, limit); err != nil {
			return bot.Tidied{}, err
		}
	}
	if done.Jobs, err = t.removeBefore(ctx, removeJobs, o.Jobs, limit); err != nil {
		return bot.Tidied{}, err
	}
	if done.Homes, err = t.removeBefore(ctx, removeHomes, o.Homes, limit); err != nil {
		return bot.Tidied{}, err
	}
	return done, nil
}

func (t *tx) removeBefore(ctx context.Context, statement string, before time.Time, limit int) (int, error) {
	if before.IsZero() {
		return 0, nil
	}
	n, err := t.exec(ctx, statement, millis(before), limit)
	return int(n), err
}

// removeRequests removes requests with all that belongs to them; what refers to others goes first.
func (t *tx) removeRequests(ctx context.Context, before time.Time, limit int) (int, error) {
	ids, err := all(ctx, t, scanID, pastRequests+t.dialect.tidy, millis(before), limit)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return 0, t.fail(fmt.Errorf("ids of requests: %w", err))
	}
	for _, from := range []string{"grants where request", "cards where request", "decisions where request", "changes where request", "requests where id"} {
		if _, err := t.exec(ctx, `delete from `+fmt.Sprintf(t.dialect.amongIDs, from, "$1"), string(list)); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

func scanID(row scanner) (id int64, err error) {
	err = row.Scan(&id)
	return id, err
}
