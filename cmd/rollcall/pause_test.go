package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"rollcall/bot/store/pgtest"
)

// replica is one of several processes on one PostgreSQL, with a way to Asana of its own, on which its calls can be held.
type replica struct {
	*daemon
	calls *callLog
}

// joins starts a replica. What Slack sends goes to the newest one.
func (c *company) joins(database string, more ...string) *replica {
	c.t.Helper()
	u, err := url.Parse(c.asana.URL)
	must(c.t, err)
	r := &replica{calls: new(callLog)}
	way := httptest.NewServer(r.calls.watch("/api/1.0/", httputil.NewSingleHostReverseProxy(u)))
	c.t.Cleanup(way.Close)
	r.daemon = c.spawn(database, append(more, "ASANA_BASE_URL="+way.URL+"/api/1.0")...)
	return r
}

// hears lets what Slack sends go to this replica.
func (r *replica) hears(c *company) {
	c.t.Helper()
	c.setApp(fmt.Sprintf("http://%s", r.logged("listening")["addr"]))
}

// letGo counts the jobs that the replica has ended, or could not keep.
func (r *replica) letGo() (n int, changed <-chan struct{}) {
	all, changed := r.err.read()
	for line := range strings.Lines(all) {
		if strings.Contains(line, `"`+done+`"`) || strings.Contains(line, `"the retry could not be stored`) {
			n++
		}
	}
	return n, changed
}

// wakes lets a paused replica go on, and returns when it has given up the jobs that it was carrying out.
func (r *replica) wakes(jobs int) {
	r.t.Helper()
	before, _ := r.letGo()
	r.signal(syscall.SIGCONT)
	for {
		n, changed := r.letGo()
		if n >= before+jobs {
			return
		}
		waitFor(r.t, "the end of what a paused process was doing", changed)
	}
}

// pauses are the moments at which a worker is paused: while it waits for an answer that tells it to write, while its write is on the way, after it,
// and before it tells the person. Each command stands for one.
func pauses() []deathAt {
	at := deaths()
	at[0].name, at[0].fits = "while the pair is read", func(call *asanaCall) bool { return isPair(call) && call.query.Get("member") == at[0].member }
	at[3].name = "while it replies"
	return at
}

// A worker that is paused for longer than its lease, at any of these moments, and then goes on writes nothing more: another one has done its work by
// then, once. What had left before the pause the other one sees by reading. The paused one is of use again.
func TestPausedAtGates(t *testing.T) {
	t.Parallel()
	database := pgtest.Start(t)
	c := newCompany(t, nil)
	paused, at := c.joins(database), pauses()
	read, lost, written := newGate(t, at[0].fits), newGate(t, at[1].fits), newGate(t, at[2].fits)
	var replied atomic.Bool
	reply := newGate(t, func(*asanaCall) bool { return replied.CompareAndSwap(false, true) }) // of the other one the reply goes through
	paused.calls.hold(join(read.hold, lost.hold))
	paused.calls.holdAnswers(written.hold)
	var requests []string
	for i, g := range []*gate{read, lost, written, reply} {
		if g == reply {
			c.posts.hold(reply.hold)
		}
		requests = append(requests, requestOf(t, c.types(ada, at[i].typed)))
		g.wait()
	}
	paused.signal(syscall.SIGSTOP)
	other := c.joins(database)
	for _, request := range requests {
		c.waitEnd(request, "applied")
	}
	lost.drop()
	for _, g := range []*gate{read, written, reply} {
		g.release()
	}
	paused.wakes(len(requests))
	c.checkOnce(c.opened(database), requests, at)
	other.kill()
	paused.hears(c)
	c.waitEnd(requestOf(t, c.types(ada, "add @noor to project Website Relaunch as editor")), "applied")
}

// The same for a worker whose write waits for the pace that Asana allows: when it goes on its turn has come, but not its right to write.
func TestPausedAtPace(t *testing.T) {
	t.Parallel()
	database := pgtest.Start(t)
	c := newCompany(t, nil)
	paused, at := c.joins(database, "ASANA_REQUESTS_PER_MINUTE=120"), deaths()[2]
	c.waitEnd(requestOf(t, c.types(ada, "add @noor to project Website Relaunch as editor")), "applied") // which leaves the read and the write to be done
	intended := intents(t, database)
	request := requestOf(t, c.types(ada, at.typed))
	intended()
	paused.signal(syscall.SIGSTOP)
	c.joins(database)
	c.waitEnd(request, "applied")
	paused.wakes(1)
	at.name = "before its turn to write"
	if diff := cmp.Diff([]string{"POST 201", "POST 201"}, c.journal(isWrite)); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	if n := len(slices.DeleteFunc(paused.calls.take(), func(call *asanaCall) bool { return !isWrite(call) })); n != 1 {
		t.Errorf("the paused process sent %d writes, of which one was before the pause", n)
	}
	want := slices.Concat([]string{"request_created ok"}, at.events, []string{"request_completed ok"})
	if diff := cmp.Diff(want, c.opened(database).about(request)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// A worker that is paused in the middle of a transaction holds the rows that it has locked there. The database does not leave them to it: another worker
// takes over when the lease ends, although the first one is still connected.
func TestPausedInTransaction(t *testing.T) {
	t.Parallel()
	database := pgtest.Start(t)
	c := newCompany(t, nil)
	paused, at := c.joins(database), deaths()[2]
	inside, goOn := stopsAtIntent(t, database)
	request := requestOf(t, c.types(ada, at.typed))
	inside()
	paused.signal(syscall.SIGSTOP)
	goOn()
	c.joins(database)
	c.waitEnd(request, "applied")
	paused.wakes(1)
	at.name = "in the transaction of its intent"
	c.checkOnce(c.opened(database), []string{request}, []deathAt{at})
}

// stopsAtIntent keeps the transactions that store an intent from going on. It returns what waits for one, and what lets them go on.
func stopsAtIntent(t testing.TB, database string) (inside, goOn func()) {
	t.Helper()
	db := beside(t, database)
	db.exec(`create function stop() returns trigger language plpgsql as $$ begin
			perform pg_advisory_lock_shared(7); perform pg_advisory_unlock_shared(7); return new; end $$`,
		`create trigger stop after update on changes for each row when (new.state = 'intent') execute function stop()`)
	conn, err := pgx.Connect(t.Context(), database)
	must(t, err)
	t.Cleanup(func() { must(t, conn.Close(context.Background())) })
	_, err = conn.Exec(t.Context(), "select pg_advisory_lock(7)")
	must(t, err)
	inside = func() {
		t.Helper()
		late, again := time.After(patience), time.NewTicker(pollAgain)
		defer again.Stop()
		for len(db.list(`select mode from pg_locks where locktype = 'advisory' and not granted`)) == 0 {
			select {
			case <-again.C:
			case <-late:
				t.Fatal("no intent is stored")
			}
		}
	}
	return inside, func() {
		_, err := conn.Exec(t.Context(), "select pg_advisory_unlock(7)")
		must(t, err)
	}
}

// intents makes PostgreSQL tell of each intent that is stored, and returns what waits for one.
func intents(t testing.TB, database string) (wait func()) {
	t.Helper()
	beside(t, database).exec(`create function tell() returns trigger language plpgsql as $$ begin perform pg_notify('intents', ''); return null; end $$`,
		`create trigger tell after update on changes for each row when (new.state = 'intent') execute function tell()`)
	conn, err := pgx.Connect(t.Context(), database)
	must(t, err)
	t.Cleanup(func() { must(t, conn.Close(context.Background())) })
	_, err = conn.Exec(t.Context(), "listen intents")
	must(t, err)
	return func() {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		_, err := conn.WaitForNotification(ctx)
		must(t, err)
	}
}

// Paused at moments that nobody chose, two of them, and forty with ROLLCALL_PROVE=1, while four commands are carried out.
func TestPausedAnywhere(t *testing.T) {
	t.Parallel()
	rounds := 2
	if proving() {
		rounds = 40
	}
	database := pgtest.Start(t)
	c := newCompany(t, soloWith(member(solo, chloeGID, "admin")))
	other := c.joins(database)
	paused := c.joins(database)
	var requests []string
	for n := range rounds {
		paused.hears(c)
		levels := []string{"viewer", "commenter"}
		var texts []string
		for _, who := range []string{"@ben", "@maya", "@noor", "@maya.l"} {
			texts = append(texts, "add "+who+" to project Solo as "+levels[n%2])
			if n > 0 {
				texts[len(texts)-1] = "set " + who + " on project Solo to " + levels[n%2]
			}
		}
		round := c.atOnce(ada, texts...)
		after := rand.N(150 * time.Millisecond)
		t.Logf("paused %v after the acknowledgements", after)
		<-time.After(after)
		paused.signal(syscall.SIGSTOP)
		other.hears(c)
		for _, request := range round {
			c.waitEnd(request, "applied")
		}
		paused.signal(syscall.SIGCONT)
		requests = append(requests, round...)
	}
	paused.hears(c)
	requests = append(requests, requestOf(t, c.types(ada, addMaya)))
	c.waitEnd(requests[len(requests)-1], "applied")
	c.checkEach(c.opened(database), requests)
}

// checkEach checks that each of the requests, of one change each, has one intent, one outcome and one write.
func (c *company) checkEach(s *service, requests []string) {
	c.t.Helper()
	log := s.log()
	for _, request := range requests {
		var lines []string
		for _, line := range about(log, request) {
			words := strings.Fields(line)
			action, _, _ := strings.Cut(words[0], "_member_")
			lines = append(lines, action+" "+words[1])
		}
		want := []string{"request_created ok", "project intent", "project ok", "request_completed ok"}
		if diff := cmp.Diff(want, lines); diff != "" {
			c.t.Errorf("events of %s (-want +got):\n%s", request, diff)
		}
	}
	done := slices.DeleteFunc(c.journal(isWrite), func(call string) bool { return !strings.Contains(call, " 2") })
	if len(done) != len(requests) {
		c.t.Errorf("%d writes for %d requests: %q", len(done), len(requests), done)
	}
}
