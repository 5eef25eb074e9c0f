package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/fx"

	"rollcall/bot/store"
	"rollcall/handlers"
)

// mortal is a service that may die, and the one that comes after it on the same database.
type mortal struct {
	*company
	*service
	base  string // the database
	fate  *fate  // of the first life
	clock time.Duration
	watch *logWatch
	side  *side
	app   *fx.App
	proxy *proxy // before PostgreSQL
	died  bool
	old   sync.WaitGroup // lives that are being put away
}

// livesOn starts a service on a database, which dies as the fate says.
func (c *company) livesOn(database string, f *fate) *mortal {
	c.t.Helper()
	m := &mortal{company: c, base: database, fate: f}
	c.t.Cleanup(m.old.Wait)
	m.begin(f)
	m.rests()
	f.arm()
	return m
}

// begin starts a life; one without a fate is served by nothing but itself.
func (m *mortal) begin(f *fate) {
	t := m.t
	t.Helper()
	cfg := testConfig(m.company, m.base)
	cfg.Bot.SlackTeam = slackTeam
	cfg.Log = zerolog.Nop()
	m.watch = watchLog(&cfg)
	m.side = beside(t, m.base)
	more := fx.Options()
	if f != nil {
		more = f.wrap()
		cfg.Asana.Transport, cfg.Slack.Transport = f.before("Asana", cfg.Asana.Transport), f.before("Slack", http.DefaultTransport)
		if m.side.postgres {
			m.proxy, cfg.Store.URL = newProxy(t, m.base)
		}
	}
	m.service = &service{company: m.company}
	var server *handlers.Server
	app := fx.New(fx.Invoke(func(s *store.Store) { s.Forward(m.clock) }), application(cfg), more, fx.Populate(&server, &m.store))
	must(t, app.Start(t.Context()))
	m.app, m.url = app, "http://"+server.Addr()
	m.setApp(m.url)
	if f != nil {
		front := f.front(m.url)
		t.Cleanup(front.Close)
		m.setApp(front.URL)
	}
	t.Cleanup(sync.OnceFunc(func() { m.puts(app, f) }))
}

// puts stops a life. One that is dead fails at it, and can write nothing.
func (m *mortal) puts(app *fx.App, f *fate) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := app.Stop(ctx); err != nil && (f == nil || !f.gone()) {
		m.t.Errorf("stop: %v", err)
	}
}

// rests returns when everything that is due has been done, or the process is dead.
func (m *mortal) rests() {
	t := m.t
	t.Helper()
	late := time.After(patience)
	dead := m.fate.dead
	if m.died {
		dead = nil
	}
	for {
		_, changed := m.watch.count("")
		if m.busy() == 0 || !m.died && m.fate.gone() {
			return
		}
		select {
		case <-changed:
		case <-dead:
		case <-late:
			t.Fatalf("work does not come to rest: %s", strings.Join(m.jobs(), ", "))
		}
	}
}

// busy counts the jobs that run, are due or are to be tried again. What is due within a moment is due: PostgreSQL's clock may have corrected ours since.
func (m *mortal) busy() (n int) {
	const due = `select count(*) from jobs where state <> 'dead' and (state = 'running' or due <= $1 or attempt > 0)`
	must(m.t, m.side.db.QueryRowContext(m.t.Context(), due, m.store.Now().Add(time.Second).UnixMilli()).Scan(&n))
	return n
}

// jobs lists what is left to do.
func (m *mortal) jobs() []string {
	return m.side.list(`select state || ' ' || kind from jobs order by 1`)
}

// list reads a column of words.
func (s *side) list(query string) (all []string) {
	s.t.Helper()
	rows, err := s.db.QueryContext(s.t.Context(), query)
	must(s.t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var word string
		must(s.t, rows.Scan(&word))
		all = append(all, word)
	}
	must(s.t, rows.Err())
	return all
}

// revive buries the dead and starts the service anew on what it left. On PostgreSQL its leases have to end first.
func (m *mortal) revive() {
	t := m.t
	t.Helper()
	m.died = true
	m.fate.under.Wait()
	if m.proxy != nil {
		m.proxy.down()
		m.clock += 9 * time.Second
	} else {
		m.freeze()
	}
	dead := m.app
	m.old.Go(func() { m.puts(dead, m.fate) })
	m.begin(nil)
	m.rests()
}

// freeze leaves the next life a copy of the database as it is at this moment: what the dead one still tries, such as to seal its log, is not in it.
func (m *mortal) freeze() {
	t := m.t
	t.Helper()
	ctx := t.Context()
	conn, err := m.side.db.Conn(ctx)
	must(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(ctx, "begin immediate")
	must(t, err)
	next := filepath.Join(filepath.Dir(strings.TrimPrefix(m.base, "sqlite:")), "next.db")
	_, err = m.side.db.ExecContext(ctx, fmt.Sprintf("vacuum into '%s'", next))
	must(t, err)
	_, err = conn.ExecContext(ctx, "rollback")
	must(t, err)
	m.base = "sqlite:" + next
}

// passes lets time pass.
func (m *mortal) passes(d time.Duration) {
	m.clock += d
	m.store.Forward(d)
}

// doing is what somebody does in the course of a script.
type doing struct {
	who  string
	does func(m *mortal)
	did  func(m *mortal) bool // whether the chat shows that it happened; nil: by what the person is shown
	once bool                 // nobody repeats it
}

// plays does one thing after the other. Who gets no answer repeats it when the service is back, unless the chat shows by then that it happened.
func (m *mortal) plays(doings []doing) {
	m.t.Helper()
	for _, d := range doings {
		before := m.shown(d.who)
		for again := true; again; {
			d.does(m)
			m.rests()
			if !m.died && m.fate.gone() {
				m.revive()
			}
			again = !d.once && !m.happened(d, before)
		}
	}
}

// happened tells whether the chat shows that something happened. Nobody repeats what the service could not tell about; they look for it.
func (m *mortal) happened(d doing, before []string) bool {
	so := func() bool { return !slices.Equal(m.shown(d.who), before) }
	if d.did != nil {
		so = func() bool { return d.did(m) }
	}
	unsure := func(s said) bool { return s.For == d.who && strings.HasPrefix(s.Text, cannotTell) }
	if !so() && (!slices.ContainsFunc(m.messages(), unsure) || !eventually(so)) {
		return false
	}
	m.rests()
	return true
}

// What people are told of a command that the database may not have taken, or has not.
const (
	cannotTell  = "I can't tell whether this was taken"
	notAccepted = "Nothing was accepted"
)

// shown is everything that the app shows a person at this moment.
func (m *mortal) shown(who string) (all []string) {
	for _, message := range m.messages() {
		said := strings.HasPrefix(message.Text, cannotTell) || strings.HasPrefix(message.Text, notAccepted)
		if message.For == who && message.Source != "slack" && message.Source != "command" && !said {
			all = append(all, message.Channel+" "+message.TS+" "+message.Text)
		}
	}
	return all
}
