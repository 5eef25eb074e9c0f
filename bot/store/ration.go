package store

import (
	"context"
	"time"
)

const (
	// rationTimeout bounds a statement about a ration: it is short, and a request of somebody waits for it.
	rationTimeout = 5 * time.Second
	// clockSlack is how far the clocks of replicas may be apart. What lies farther ahead than anybody may have put it was left by a clock that has
	// been set back since, and does not count.
	clockSlack = time.Minute
	// longestRationPause is more than any service asks for.
	longestRationPause = 24 * time.Hour
)

// Ration is what an outside service allows one token, kept for all replicas together. Each question is one statement that commits by itself: a
// replica that is halted or killed anywhere holds no lock of the database that others would wait for.
type Ration struct {
	store *Store
	name  string
}

// Pace is how often something may happen: Burst times at once, and then once Every so often.
type Pace struct {
	Name  string
	Every time.Duration
	Burst int
}

// Ration returns the ration of a name. There is none on SQLite, where one process keeps its limits by itself.
func (s *Store) Ration(name string) (r *Ration, ok bool) {
	if !s.cfg.postgres() {
		return nil, false
	}
	return &Ration{store: s, name: name}, true
}

// takeTurn takes a turn if the pace allows one at $3: next is then moved on by $4. It may be up to $5 for that, because a burst runs ahead of the
// steady pace; past $6 it counts as now. The answer is whether there was a turn, and until when there is none if not. What it says of that may have
// been true before another replica's turn, but a turn itself is given on the row as it is.
const takeTurn = `
with pause as (
  select coalesce(max(paused_until), 0) as until from rations where ration = $1 and paused_until > $3 and paused_until <= $7
), turn as (
  insert into ration_paces (ration, pace, next)
  select $1::text, $2::text, $3::bigint + $4::bigint from pause where until = 0
  on conflict (ration, pace) do update
  set next = case when ration_paces.next > $6 then $3 else greatest(ration_paces.next, $3) end + $4
  where ration_paces.next <= $5 or ration_paces.next > $6
  returning next
)
select exists (select from turn), (select until from pause), coalesce((select next from ration_paces where ration = $1 and pace = $2), 0)`

// Turn counts one more of a pace and answers 0 if that may happen now, and otherwise after how long to ask again.
func (r *Ration) Turn(ctx context.Context, p Pace) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, rationTimeout)
	defer cancel()
	now, ahead := r.store.real(), p.Every*time.Duration(p.Burst-1)
	var taken bool
	var paused, next int64
	row := r.store.engine.reader().QueryRowContext(ctx, takeTurn, r.name, p.Name, now.UnixMicro(), p.Every.Microseconds(),
		now.Add(ahead).UnixMicro(), now.Add(ahead+p.Every+clockSlack).UnixMicro(), now.Add(longestRationPause+clockSlack).UnixMicro())
	if err := row.Scan(&taken, &paused, &next); err != nil {
		return 0, classify(err)
	}
	if taken {
		return 0, nil
	}
	free := max(time.UnixMicro(paused).Sub(now), time.UnixMicro(next).Add(-ahead).Sub(now))
	return max(free, time.Millisecond), nil // another replica may have been faster than what we saw
}

// Pause gives nobody a turn before the wait is over.
func (r *Ration) Pause(ctx context.Context, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, rationTimeout)
	defer cancel()
	now := r.store.real()
	_, err := r.store.engine.reader().ExecContext(ctx, `insert into rations (ration, paused_until) values ($1, $2)
		on conflict (ration) do update set paused_until = excluded.paused_until
		where rations.paused_until < excluded.paused_until or rations.paused_until > $3`,
		r.name, now.Add(min(wait, longestRationPause)).UnixMicro(), now.Add(longestRationPause+clockSlack).UnixMicro())
	return classify(err)
}
