package main

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
)

// openRequest is a request that is open.
type openRequest struct{ request, state, who string }

// comesToRest waits until everything that was asked for has ended, and decides what waits for people. The service has to run.
func (o *ordeal) comesToRest() {
	o.t.Helper()
	db := beside(o.t, o.direct)
	p := &person{ordeal: o}
	decided := map[string]bool{}
	for {
		news := o.bell.next()
		open, jobs := o.open(db), o.jobs(db)
		if len(open)+len(jobs) == 0 {
			return
		}
		for _, r := range open {
			if r.state == "awaiting_approval" && !decided[r.request] {
				decided[r.request] = p.settles(o, r)
			}
		}
		late := time.NewTimer(patience)
		select {
		case <-news:
		case <-late.C:
			o.t.Fatalf("it never came to rest: open are %v, and there are the jobs\n%s", open, strings.Join(jobs, "\n"))
		}
		late.Stop()
	}
}

// settles approves a request in the name of one who is asked and did not ask for it; it tells whether that was taken.
func (p *person) settles(o *ordeal, r openRequest) bool {
	p.id = noor
	if r.who == noor {
		p.id = chloe
	}
	v, ok := p.delivers(o.t.Context(), delivery{who: p.id, text: "approve " + r.request, trigger: p.trigger()})
	return ok && v == taken
}

// open lists the requests that have not ended.
func (o *ordeal) open(db *side) (all []openRequest) {
	o.t.Helper()
	db.each(func(rows *sql.Rows) error {
		var r openRequest
		var id int64
		err := rows.Scan(&id, &r.state, &r.who)
		r.request = fmt.Sprintf("R%d", id)
		all = append(all, r)
		return err
	}, "select id, state, slack_user from requests where open = 1 order by id")
	return all
}

// soonDue is how far ahead a timer must be to be left.
const soonDue = time.Hour

// jobs lists the jobs that are left but for the timers of access that ends some day, and for those that were given up.
func (o *ordeal) jobs(db *side) (all []string) {
	o.t.Helper()
	db.each(func(rows *sql.Rows) error {
		var id, due, attempt int64
		var kind, state, lock, why string
		if err := rows.Scan(&id, &kind, &state, &due, &attempt, &lock, &why); err != nil {
			return err
		}
		left := time.Until(time.UnixMilli(due))
		timer := slices.Contains([]string{"grant_due", "grant_remind"}, kind) && state == "ready" && left > soonDue && attempt == 0
		if !timer && state != "dead" {
			all = append(all, fmt.Sprintf("J%d %s is %s, due in %v, attempt %d, lock %q, error %q", id, kind, state, left, attempt, lock, why))
		}
		return nil
	}, "select id, kind, state, due, attempt, lock_key, error from jobs order by id")
	return all
}

// ids are those of the rows of a table.
func (o *ordeal) ids(table string) (all []int64) {
	o.t.Helper()
	beside(o.t, o.direct).each(func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		all = append(all, id)
		return err
	}, "select id from "+table+" order by id")
	return all
}
