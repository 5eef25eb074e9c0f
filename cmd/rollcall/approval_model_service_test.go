package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/fx"

	"rollcall/bot/policy"
	"rollcall/bot/store"
	"rollcall/handlers"
)

// life is one life of the service of a sequence, until it stops or dies.
type life struct {
	*service
	app    *fx.App
	cord   *cord
	news   *news
	proxy  *proxy // before PostgreSQL
	db     *sql.DB
	policy string // its file
	ended  sync.Once
}

// begin starts the first life.
func (l *trial) begin() {
	l.world.away = map[string]string{}
	l.world.away[gus] = "guest"
	l.world.rows = l.memberships()
	l.drawRules()
	l.start()
}

// start starts the service on the sequence's database, at the sequence's time.
func (l *trial) start() {
	i := &life{service: &service{company: l.company}, cord: newCord(), news: newNews()}
	cfg := testConfig(l.company, l.base)
	cfg.Log = zerolog.New(i.news).Level(zerolog.DebugLevel)
	cfg.Store.Logger = cfg.Log.Level(zerolog.WarnLevel)
	cfg.Asana.Transport, cfg.Slack.Transport = i.cord.before(cfg.Asana.Transport), i.cord.before(http.DefaultTransport)
	cfg.Bot.Admins, cfg.Bot.ApprovalsChannel = modelAdmins(), approvals
	driver, name := "sqlite", "file:"+strings.TrimPrefix(l.base, "sqlite:")+"?_pragma=busy_timeout(5000)"
	if strings.HasPrefix(l.base, "postgres") {
		i.proxy, cfg.Store.URL = newProxy(l.t, l.base)
		driver, name = "pgx", l.base
	}
	if !l.world.rules.builtin {
		i.policy = l.policyFile()
		cfg.Bot.PolicyFile = i.policy
		var err error
		cfg.Bot.Policy, err = policy.Load(cfg.Bot.PolicyFile, []byte(l.world.rules.text()))
		must(l.t, err)
	}
	var err error
	i.db, err = sql.Open(driver, name)
	must(l.t, err)
	l.t.Cleanup(func() { _ = i.db.Close() })
	var server *handlers.Server
	i.app = fx.New(fx.Invoke(func(s *store.Store) { s.Forward(l.world.clock + l.drift) }), application(cfg), fx.Populate(&server, &i.store))
	must(l.t, i.app.Start(context.Background()))
	l.t.Cleanup(func() { l.end(i) })
	i.url, l.svc = "http://"+server.Addr(), i
	l.setApp(i.url)
}

func (l *trial) policyFile() string {
	file := filepath.Join(l.t.TempDir(), "policy.yaml")
	must(l.t, os.WriteFile(file, []byte(l.world.rules.text()), 0o600))
	return file
}

// end stops a life that goes on; one that died before can only be put away.
func (l *trial) end(i *life) {
	i.ended.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := i.app.Stop(ctx); err != nil && !i.cord.isCut() {
			l.t.Errorf("stop: %v", err)
		}
	})
}

// crash ends a life as a power cut does: from one moment on nothing is stored and nothing leaves, whatever is under way. Then the next one begins
// with what was stored.
func (l *trial) crash() {
	old := l.svc
	if old.proxy != nil {
		old.cord.pull()
		old.proxy.down()
		l.drift += 9 * time.Second // the leases of the dead end
	} else {
		l.freeze(old)
	}
	go l.end(old)
	l.start()
}

// freeze cuts a life on SQLite off and leaves the next one a copy of the database as it was at that moment.
func (l *trial) freeze(i *life) {
	ctx := context.Background()
	conn, err := i.db.Conn(ctx)
	must(l.t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(ctx, "begin immediate") // nothing is stored any more
	must(l.t, err)
	i.cord.pull()
	l.lives++
	next := filepath.Join(filepath.Dir(strings.TrimPrefix(l.base, "sqlite:")), fmt.Sprintf("life%d.db", l.lives))
	_, err = i.db.ExecContext(ctx, "vacuum into '"+next+"'")
	must(l.t, err)
	_, err = conn.ExecContext(ctx, "rollback")
	must(l.t, err)
	l.base = "sqlite:" + next
}

// restart stops the service as an operator does and starts it again.
func (l *trial) restart() {
	l.end(l.svc)
	l.start()
}

// forward moves the clock of the service.
func (l *trial) forward(d time.Duration) { l.svc.store.Forward(d) }

// pollAgain is for the one end of a job that is logged before it is stored: when it is given up.
const pollAgain = 100 * time.Millisecond

// settle waits until nothing is left to be done at this time. What is only tried again a little later is tried at once.
func (l *trial) settle() {
	late, again := time.After(patience), time.NewTicker(pollAgain)
	defer again.Stop()
	for {
		busy, next := l.queue()
		switch {
		case busy:
			select {
			case <-l.svc.news.c:
			case <-again.C:
			case <-late:
				l.fail("work does not come to rest", "")
			}
		case next > 0 && next < 30*time.Second:
			l.drift += next
			l.forward(next)
		default:
			return
		}
	}
}

// work counts the jobs that are under way or can be begun, and finds when the next of the others is due. It is one look, for between two of them
// a job may begin.
const work = `select count(case when j.state = 'running' or j.state = 'ready' and j.due <= $1 and (j.lock_key = ''
	or exists (select 1 from locks l where l.key = j.lock_key and l.job_id = j.id)
	or not exists (select 1 from locks l where l.key = j.lock_key) and not exists (select 1 from jobs o
		where o.lock_key = j.lock_key and o.state <> 'dead' and (o.lock_order, o.id) < (j.lock_order, j.id))) then 1 end),
	min(case when j.state = 'ready' and j.due > $1 then j.due end) from jobs j`

// queue tells whether there is work now, and when the next comes; 0 when none does.
func (l *trial) queue() (busy bool, next time.Duration) {
	now := l.svc.store.Now().UnixMilli()
	var n int
	var due sql.NullInt64
	must(l.t, l.svc.db.QueryRowContext(l.t.Context(), work, now).Scan(&n, &due))
	if !due.Valid {
		return n > 0, 0
	}
	return n > 0, time.Duration(due.Int64-now+1) * time.Millisecond
}

// left spells the work that is left, for reading.
func (l *trial) left() string {
	var b strings.Builder
	now := l.svc.store.Now().UnixMilli()
	rows, err := l.svc.db.QueryContext(l.t.Context(), `select id, kind, state, due, attempt, lock_key, error from jobs order by id`)
	must(l.t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, due, attempt int64
		var kind, state, lock, failed string
		must(l.t, rows.Scan(&id, &kind, &state, &due, &attempt, &lock, &failed))
		fmt.Fprintf(&b, "job %d %s %s in %d ms, attempt %d, lock %q: %s\n", id, kind, state, due-now, attempt, lock, failed)
	}
	must(l.t, rows.Err())
	return b.String()
}
