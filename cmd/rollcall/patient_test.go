package main

import "time"

// longestPause is the longest that a job waits for its next attempt.
const longestPause = 15 * time.Second

// patient is a service whose clock a test moves while jobs wait to be tried again.
type patient struct {
	*service
	log *logWatch
	db  *side
}

// servePatient starts a service on SQLite that a test lets wait.
func (c *company) servePatient(change func(*config)) *patient {
	c.t.Helper()
	p, database := &patient{}, sqliteURL(c.t)
	p.service = c.serve(database, func(cfg *config) {
		p.log = watchLog(cfg)
		if change != nil {
			change(cfg)
		}
	})
	p.db = beside(c.t, database)
	return p
}

// underWay counts the jobs that run, or could: those that are due and whose lock nobody else has.
const underWay = `select count(*) from jobs j where state = 'running' or state = 'ready' and due <= $1
	and not exists (select 1 from locks l where l.key = j.lock_key and l.job_id <> j.id)`

// leaps moves the clock when nothing is under way or due: a leap ends the leases of what is, and then it is done twice.
func (p *patient) leaps(d time.Duration) {
	t := p.company.t
	t.Helper()
	for {
		_, changed := p.log.count("")
		if p.leapt(d) {
			return
		}
		waitFor(t, "an end of the jobs that are due", changed)
	}
}

// leapt moves the clock if nothing is under way or due. Nothing can be claimed meanwhile.
func (p *patient) leapt(d time.Duration) bool {
	t := p.company.t
	t.Helper()
	conn, err := p.db.db.Conn(t.Context())
	must(t, err)
	defer func() { must(t, conn.Close()) }()
	_, err = conn.ExecContext(t.Context(), "begin immediate")
	must(t, err)
	var busy int
	must(t, conn.QueryRowContext(t.Context(), underWay, p.store.Now().UnixMilli()).Scan(&busy))
	if busy == 0 {
		p.store.Forward(d)
	}
	_, err = conn.ExecContext(t.Context(), "rollback")
	must(t, err)
	return busy == 0
}

// passes lets time go by in leaps, after each of which something is tried again in vain.
func (p *patient) passes(d time.Duration) {
	p.company.t.Helper()
	const leaps = 3
	for range leaps {
		n, _ := p.log.count(again)
		p.leaps(d / leaps)
		p.log.wait(p.company.t, n+1, again)
	}
}
