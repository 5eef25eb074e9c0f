package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"go.uber.org/fx"

	"rollcall/bot"
	"rollcall/handlers"
)

// grantLife is one process of the service.
type grantLife struct {
	*service
	model *grantModel
	name  string
	url   string // of its database
	road  *road
	side  *side
	proxy *proxy // before PostgreSQL
	app   *fx.App
	over  bool
}

// begin starts a process on a database.
func (m *grantModel) begin(url string) *grantLife {
	m.t.Helper()
	l := &grantLife{model: m, url: url, side: beside(m.t, url), service: &service{company: m.company}}
	l.name = fmt.Sprintf("life-%d", time.Now().UnixNano())
	cfg := testConfig(m.company, url)
	if l.side.postgres {
		l.proxy, cfg.Store.URL = newProxy(m.t, url)
	}
	l.road = &road{model: m, next: cfg.Asana.Transport, dead: make(chan struct{}), gone: make(chan struct{})}
	cfg.Asana.Transport, cfg.Store.Instance, cfg.Bot.Instance = l.road, l.name, l.name
	m.posts.hold(l.road.post)
	var server *handlers.Server
	l.app = fx.New(application(cfg), fx.Populate(&server, &l.store))
	must(m.t, l.app.Start(m.t.Context()))
	m.t.Cleanup(l.ends)
	m.setApp("http://" + server.Addr())
	if m.moved > 0 {
		l.store.Forward(m.moved)
	}
	return l
}

// ends stops the process. One that died has nothing to say any more.
func (l *grantLife) ends() {
	if l.over {
		return
	}
	l.over = true
	died := l.road.died()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := l.app.Stop(ctx); err != nil && !died {
		l.model.t.Errorf("stop: %v", err)
	}
}

// restart starts a new process in place of one that died, or that is stopped as an operator does.
func (m *grantModel) restart() {
	m.t.Helper()
	l := m.life
	url := l.url
	if l.road.died() {
		if l.proxy != nil {
			l.proxy.down()
		} else {
			// What is stored at this moment is all that survives.
			url = m.database(m.t)
			l.side.exec("vacuum into '" + strings.TrimPrefix(url, "sqlite:") + "'")
		}
	}
	close(l.road.gone)
	l.ends()
	m.life = m.begin(url)
}

// during does something while there is trouble, and waits until all that comes of it is done.
func (m *grantModel) during(t trouble, do func()) {
	switch t.kind {
	case "stopped":
		m.turn("stop")
		do()
		m.settle(true)
		m.turn("resume")
	case "restart":
		do()
		m.restart()
	default:
		m.life.road.arm(t)
		do()
		m.settle(false)
		m.life.road.arm(trouble{})
		if strings.HasPrefix(t.kind, "dies") {
			m.restart()
		}
	}
	m.settle(false)
}

// turn stops or resumes all writes.
func (m *grantModel) turn(word string) {
	m.types(ada, word)
	m.settle(word == "stop")
}

// settle waits until everything is done that is due; what waits to be tried again need not wait by the clock. Loosely, that may go on waiting.
func (m *grantModel) settle(loosely bool) {
	m.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	end := time.Now().Add(patience)
	for !m.life.road.died() {
		busy, wait := m.life.jobs()
		switch {
		case busy != "":
			<-tick.C
		case wait == 0 || loosely:
			return
		default:
			m.forward(wait)
		}
		if time.Now().After(end) {
			m.t.Fatalf("it does not come to rest: %s", busy)
		}
	}
}

// jobs names one that is being done or is about to be, and says in which time the next one comes of those that wait to be tried again.
func (l *grantLife) jobs() (busy string, wait time.Duration) {
	t := l.model.t
	t.Helper()
	rows, err := l.side.db.QueryContext(t.Context(), `select kind, state, due, attempt, leased_by, error,
		case when exists (select 1 from locks l where l.key = jobs.lock_key and l.job_id <> jobs.id) then 1 else 0 end
		from jobs where state <> 'dead'`)
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	now := l.store.Now().UnixMilli()
	for rows.Next() {
		var kind, state, by, why string
		var due int64
		var attempt, locked int
		must(t, rows.Scan(&kind, &state, &due, &attempt, &by, &why, &locked))
		timer := (kind == "grant_due" || kind == "grant_remind") && state == "ready" && why == ""
		switch {
		case state == "running" && by == l.name, due <= now && locked == 0:
			busy = cmp.Or(busy, fmt.Sprintf("%s %s, attempt %d %s", kind, state, attempt, why))
		case due > now && !timer:
			left := time.Duration(due-now+1) * time.Millisecond
			wait = cmp.Or(min(wait, left), left)
		}
	}
	must(t, rows.Err())
	return busy, wait
}

// state is how a request stands.
func (l *grantLife) state(request string) (state bot.RequestState) {
	t := l.model.t
	must(t, l.side.db.QueryRowContext(t.Context(), `select state from requests where id = $1`, strings.TrimPrefix(request, "R")).Scan(&state))
	return state
}
