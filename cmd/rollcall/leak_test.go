package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"rollcall/bot/store/pgtest"
)

// alone is set for the process in which nothing runs beside the test.
const alone = "ROLLCALL_TEST_ALONE"

// Ensure that a service that has stopped leaves nothing behind: no connection, no file, no goroutine, no port; not after a day with everything at
// work, and stopped in the midst of it, and not after ten starts and stops in a row. It runs in a process of its own, for other tests have all of
// that too.
func TestNothingLeft(t *testing.T) {
	t.Parallel()
	if os.Getenv(alone) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNothingLeft$", "-test.v")
		cmd.Env = append(os.Environ(), alone+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: TestNothingLeft/ten_times_over") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	t.Run("warm up", func(t *testing.T) { atWork(t, pgtest.Start(t)) }) // what a process makes once and keeps
	before := remainsOf(t)
	for _, x := range []struct {
		name string
		test func(t *testing.T)
	}{
		{"sqlite", func(t *testing.T) { atWork(t, sqliteURL(t)) }},
		{"postgres", func(t *testing.T) { atWork(t, pgtest.Start(t)) }},
		{"demo", demoAtWork},
		{"ten times over", func(t *testing.T) {
			url, c := sqliteURL(t), newCompany(t, nil)
			for range 10 {
				s := c.serve(url, nil)
				c.waitEnd(requestOf(t, c.types(ada, addMaya)), "applied")
				c.carries("remove @maya from project Website Relaunch")
				s.stop()
			}
			closedWell(t, url)
		}},
	} {
		t.Run(x.name, x.test) // which also closes what is the test's own
		before.same(t, x.name)
	}
}

// carries types a change of Ada's and waits for its end.
func (c *company) carries(text string) {
	c.t.Helper()
	c.waitEnd(requestOf(c.t, c.types(ada, text)), "applied")
}

// remains are what a process holds.
type remains struct {
	files      []string
	goroutines []goleak.Option
}

// remainsOf notes what this process holds now.
func remainsOf(t testing.TB) remains {
	t.Helper()
	http.DefaultClient.CloseIdleConnections()
	// The caches clear away what is old as long as the process lives; their library has no way to end that.
	caches := goleak.IgnoreAnyFunction("github.com/hashicorp/golang-lru/v2/expirable.NewLRU[...].func1")
	return remains{openFiles(t), []goleak.Option{goleak.IgnoreCurrent(), caches}}
}

// openFiles lists the open descriptors by what they are open on. Sockets are all the same.
func openFiles(t testing.TB) (all []string) {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if errors.Is(err, fs.ErrNotExist) {
		return nil // no Linux
	}
	must(t, err)
	for _, e := range entries {
		target, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err != nil || strings.HasPrefix(target, "/proc/") {
			continue // the one that the list is read by
		}
		kind, _, _ := strings.Cut(target, ":[")
		all = append(all, kind)
	}
	slices.Sort(all)
	return all
}

// same checks that nothing came to it. The other end of a connection may need a moment to close.
func (r remains) same(t testing.TB, after string) {
	t.Helper()
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(r.goroutines...); err != nil {
		t.Errorf("after %s: %v", after, err)
	}
	var diff string
	if !eventually(func() bool { diff = cmp.Diff(r.files, openFiles(t)); return diff == "" }) {
		t.Errorf("open after %s (-before +after):\n%s", after, diff)
	}
}

// eventually looks again and again until something is so, or for a while.
func eventually(so func() bool) bool {
	late, again := time.After(patience), time.NewTicker(pollAgain)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-late:
			return false
		}
	}
	return true
}

// atWork lets a service do a little of everything, stops it in the midst of it, and checks what it leaves of the database and the port.
func atWork(t *testing.T, url string) {
	t.Helper()
	c := newCompany(t, nil)
	rules := rulesFile(t, askAda)
	var log *logWatch
	s := c.serve(url, func(cfg *config) {
		byRules(t, rules)(cfg)
		cfg.Bot.ApprovalsChannel, cfg.StopIn, log = approvals, 2*time.Second, watchLog(cfg)
	})
	c.opensHome(ada, ben)
	request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor for 2w")
	c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
	c.waitTold(ben, request, "applied")
	c.sends(map[string]any{"user": ada, "text": ""})
	c.suggested(ada, "what", "web")
	c.suggested(ada, "what", "webs")
	must(t, os.WriteFile(rules, []byte(nobodyIn), 0o600))
	log.wait(t, 1, "a new policy is in force", hashOf(nobodyIn))

	// Both fall silent with work under way.
	asana, slack := newGate(t, anyCall), newGate(t, anyCall)
	c.posts.hold(slack.hold)
	c.types(ada, "pending")
	slack.wait()
	c.calls.hold(asana.hold)
	c.types(ada, "add @noor to project Harbour App as admin")
	asana.wait()
	s.stop()
	asana.drop()
	slack.drop()
	closedWell(t, url)
	l, err := net.Listen("tcp", strings.TrimPrefix(s.url, "http://")) //nolint:noctx // on loopback nothing is waited for
	must(t, err)
	must(t, l.Close())
}

// closedWell checks that nothing is left of the connections to a database.
func closedWell(t testing.TB, url string) {
	t.Helper()
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		left, err := filepath.Glob(file + "-*")
		must(t, err)
		if len(left) > 0 {
			t.Errorf("left beside the database: %q", left)
		}
		return
	}
	db, err := sql.Open("pgx", url)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	var n int
	if !eventually(func() bool {
		const others = `select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
		must(t, db.QueryRowContext(context.Background(), others).Scan(&n))
		return n == 0
	}) {
		t.Errorf("%d connections to PostgreSQL are left", n)
	}
}

// demoAtWork lets the demo carry something out.
func demoAtWork(t *testing.T) {
	t.Helper()
	if code, out := piped(t, "/asana add @maya to project Website Relaunch as editor\n/asana list project Website\n"); code != 0 {
		t.Errorf("status %d: %s", code, fmt.Sprint(out))
	}
}
