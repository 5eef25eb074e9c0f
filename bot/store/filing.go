package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"rollcall/bot/audit"
)

// filing is what an event is found by.
type filing struct {
	at                                            int64
	request, actor, subject, subjectGID, resource string
}

// filingOf picks the ids out of an event. One without a time that can be read is filed before all others.
func filingOf(e audit.Event) filing {
	f := filing{at: 1, request: e.Request}
	if at, err := time.Parse(time.RFC3339, e.Time); err == nil {
		f.at = max(1, at.UnixMilli())
	}
	if e.Actor != nil {
		f.actor = e.Actor.SlackUser
	}
	if e.Subject != nil {
		f.subject, f.subjectGID = e.Subject.SlackUser, e.Subject.GID
	}
	if e.Resource != nil {
		f.resource = e.Resource.GID
	}
	return f
}

// insertEvent stores an event as it waits for the sealer.
func (t *tx) insertEvent(ctx context.Context, draft []byte, e audit.Event) error {
	f := filingOf(e)
	_, err := t.q.ExecContext(ctx, `insert into events (body, filed_at, request, actor, subject, subject_gid, resource) values ($1, $2, $3, $4, $5, $6, $7)`,
		draft, f.at, f.request, f.actor, f.subject, f.subjectGID, f.resource)
	return err
}

// fileBatch bounds one transaction of filing.
const fileBatch = 200

// file fills in what events are found by that were stored by a version that did not know it, and returns how many it filed.
func (s *Store) file(ctx context.Context) (filed int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		unfiled, err := all(ctx, t, scanWaiting, `select id, coalesce(body, canonical) from events where filed_at = 0 order by id limit $1`, fileBatch)
		if err != nil {
			return err
		}
		for _, w := range unfiled {
			var e audit.Event
			if err := json.Unmarshal(w.body, &e); err != nil {
				return t.fail(fmt.Errorf("event row %d: %w", w.id, err))
			}
			f := filingOf(e)
			if _, err := t.exec(ctx, `update events set filed_at = $2, request = $3, actor = $4, subject = $5, subject_gid = $6, resource = $7 where id = $1`,
				w.id, f.at, f.request, f.actor, f.subject, f.subjectGID, f.resource); err != nil {
				return err
			}
		}
		filed = len(unfiled)
		return nil
	})
	return filed, err
}
