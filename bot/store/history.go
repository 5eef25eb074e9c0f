package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"rollcall/bot"
)

// Logged implements bot.EventTx. Each id has an index of its own, in the order of the events; what they find is merged here, because neither database
// would go through several indexes in that order and stop at the limit.
func (t *tx) Logged(ctx context.Context, q bot.LogQuery) ([]bot.LoggedEvent, error) {
	from, before, err := t.span(ctx, q)
	if err != nil {
		return nil, err
	}
	var found []bot.LoggedEvent
	for column, id := range map[string]string{"request": q.Request, "actor": q.SlackUser, "subject": q.SlackUser, "subject_gid": q.AsanaGID, "resource": q.ParentGID} {
		if id == "" {
			continue
		}
		some, err := all(ctx, t, scanLogged, `select id, coalesce(body, canonical), coalesce(seq, 0), coalesce(hash, '') from events
			where `+column+` = $1 and `+column+` <> '' and id >= $2 and id < $3 order by id desc limit $4`, id, from, before, q.Limit)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	if q.Request+q.SlackUser+q.AsanaGID+q.ParentGID == "" {
		if found, err = all(ctx, t, scanLogged, `select id, coalesce(body, canonical), coalesce(seq, 0), coalesce(hash, '') from events
			where id >= $1 and id < $2 order by id desc limit $3`, from, before, q.Limit); err != nil {
			return nil, err
		}
	}
	return newest(found, q.Limit), nil
}

// newest sorts what several indexes found, each event once.
func newest(found []bot.LoggedEvent, limit int) []bot.LoggedEvent {
	slices.SortFunc(found, func(a, b bot.LoggedEvent) int { return cmp.Compare(b.ID, a.ID) })
	found = slices.CompactFunc(found, func(a, b bot.LoggedEvent) bool { return a.ID == b.ID })
	return found[:min(len(found), limit)]
}

// span turns the times into ids, for events are stored in the order of their times, but for moments.
func (t *tx) span(ctx context.Context, q bot.LogQuery) (from, before int64, err error) {
	before = cmp.Or(q.Before, math.MaxInt64)
	if !q.Since.IsZero() {
		if from, err = t.firstAt(ctx, q.Since); err != nil {
			return 0, 0, err
		}
	}
	if !q.Until.IsZero() {
		last, err := t.firstAt(ctx, q.Until)
		if err != nil {
			return 0, 0, err
		}
		before = min(before, last)
	}
	return from, before, nil
}

// firstAt is the first event at a moment or after it; behind all of them when there is none.
func (t *tx) firstAt(ctx context.Context, at time.Time) (int64, error) {
	id, err := one(ctx, t, scanID, `select id from events where filed_at >= $1 order by filed_at, id limit 1`, millis(at))
	if errors.Is(err, bot.ErrNotFound) {
		return math.MaxInt64, nil
	}
	return id, err
}

func scanLogged(row scanner) (l bot.LoggedEvent, err error) {
	var body []byte
	var seq int64
	var hash string
	if err := row.Scan(&l.ID, &body, &seq, &hash); err != nil {
		return l, err
	}
	if err := json.Unmarshal(body, &l.Event); err != nil {
		return l, fmt.Errorf("event row %d: %w", l.ID, err)
	}
	l.Event.Seq, l.Event.Hash = seq, hash
	return l, nil
}
