package main

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	"go.uber.org/fx"
	"go.uber.org/goleak"

	"rollcall/bot/store/pgtest"
)

// Ensure that the graph of the service and that of the demo are whole: no cycle, nothing given twice, nothing wanted as a type that nobody gives.
func TestGraph(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	must(t, fx.ValidateApp(application(testConfig(c, sqliteURL(t)))))
	l := listener(t)
	d, cfg, err := newDemo(l, t.TempDir(), zerolog.Nop())
	must(t, err)
	must(t, fx.ValidateApp(d.application(cfg)))
}

func listener(t testing.TB) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() }) // a test may have closed it
	return l
}

// Ensure that the service starts and stops in the order that keeps its promises: it listens before the first job can call anybody, and the
// database outlives both.
func TestBootOrder(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	p := rollcall(t, c.serveFlags(sqliteURL(t))...)
	addr := p.logged("listening")["addr"].(string)
	status(t, "http://"+addr+"/readyz", http.StatusOK)
	p.waitFor(p.err, "(*Worker).Start")
	if code := p.stop(); code != 0 {
		t.Errorf("stopped with status %d:\n%s", code, p.err)
	}
	want := []string{
		"start store.(*Store).serve", "start handlers.(*Admin).Start", "start handlers.(*Server).Start", "start bot.(*Worker).Start",
		"stop handlers.(*Server).Stop", "stop bot.(*Worker).Stop", "stop slack.(*Client).Close", "stop asana.(*Client).Close", "stop handlers.(*Admin).Stop", "stop store.(*Store).shut",
	}
	if diff := cmp.Diff(want, hooks(t, p.err.String())); diff != "" {
		t.Errorf("hooks (-want +got):\n%s", diff)
	}
}

// hooks returns what was started and stopped, in order, from a log.
func hooks(t testing.TB, log string) []string {
	t.Helper()
	var all []string
	for line := range strings.Lines(log) {
		fields := parsed(line)
		if hook, ok := fields["hook"].(string); ok {
			all = append(all, fields["message"].(string)+" "+strings.TrimSuffix(hook[strings.LastIndex(hook, "/")+1:], "-fm()"))
		}
	}
	return all
}

// status asks an address and wants a status.
func status(t testing.TB, url string, want int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	must(t, err)
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	resp.Body.Close()
	if resp.StatusCode != want {
		t.Errorf("%s: %d, want %d", url, resp.StatusCode, want)
	}
}

// Ensure that what was accepted survives a restart, and that a service with work waiting calls neither Slack nor Asana before it listens.
func TestRestart(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	first := c.serve(database, nil)
	for _, match := range []string{"GET /workspaces/*/users/*", "GET /workspaces/*/typeahead", "GET /projects/*", "GET /memberships", "GET /users/me"} {
		c.asanaFault(map[string]any{"match": match, "status": 503, "times": 0})
	}
	request := requestOf(t, c.types("ada", "add @maya to project Website Relaunch as editor"))
	first.stop()
	if level := c.level(websiteRelaunch, mayaGID); level != "" {
		t.Fatalf("it was carried out while Asana was away: %s", level)
	}
	post(t, c.asana.URL+"/_sandbox/reset", map[string]any{}, nil)

	l := listener(t)
	addr := l.Addr().String()
	must(t, l.Close())
	second := c.serve(database, func(cfg *config) {
		cfg.Handlers.Addr = addr
		cfg.Asana.Transport = afterListening{t: t, addr: addr, next: cfg.Asana.Transport}
		cfg.Slack.Transport = afterListening{t: t, addr: addr, next: http.DefaultTransport}
	})
	second.store.Forward(patience) // past the pause that the failed attempt left
	c.waitEnd(request, "applied")
	if got := c.level(websiteRelaunch, mayaGID); got != "editor" {
		t.Errorf("after the restart Asana shows %q", got)
	}
}

// afterListening makes calls of a service, and fails the test when the service itself cannot be reached yet.
type afterListening struct {
	t    *testing.T
	addr string
	next http.RoundTripper
}

// RoundTrip makes one call.
func (a afterListening) RoundTrip(r *http.Request) (*http.Response, error) {
	conn, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", a.addr)
	if err != nil {
		a.t.Errorf("%s was called before the service listened: %v", r.URL, err)
		return nil, err
	}
	if err := conn.Close(); err != nil {
		return nil, err
	}
	return a.next.RoundTrip(r)
}

// Ensure that a second service on the same file stops with the reason, and that the first goes on.
func TestSecondServe(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	first := rollcall(t, c.serveFlags(database)...)
	addr := first.logged("listening")["addr"].(string)
	code, out, errs := ends(t, c.serveFlags(database)...)
	if code != 1 || out != "" {
		t.Errorf("status %d, output %q", code, out)
	}
	if last := lastLine(errs); !strings.HasPrefix(last, "rollcall: ") || !strings.Contains(last, "another process already serves from this database; stop it first") {
		t.Errorf("it says %q", last)
	}
	status(t, "http://"+addr+"/readyz", http.StatusOK)
}

// Ensure that a start that cannot succeed says which setting is to blame and repeats no secret.
func TestServeCannotStart(t *testing.T) {
	t.Parallel()
	c, taken := newCompany(t, nil), listener(t).Addr().String()
	for name, row := range map[string]struct {
		flags []string
		says  []string
	}{
		"port":        {[]string{"--listen-addr", taken}, []string{"LISTEN_ADDR", "another program listens on that address"}},
		"admin port":  {[]string{"--admin-addr", taken}, []string{"ADMIN_ADDR", "another program listens on that address"}},
		"no folder":   {[]string{"--database-url", "sqlite:/nowhere/at/all/rollcall.db"}, []string{"/nowhere/at/all/rollcall.db", "no such file or directory"}},
		"a folder":    {[]string{"--database-url", "sqlite:" + t.TempDir()}, []string{"open "}},
		"postgres":    {[]string{"--database-url", "postgres://rollcall:hunter2@db.example:port/x"}, []string{"DATABASE_URL: the database URL must be sqlite:FILE or postgres://"}},
		"nobody home": {[]string{"--database-url", "postgres://rollcall:hunter2@127.0.0.1:1/x?sslmode=disable"}, []string{"database unavailable"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, errs := ends(t, c.serveFlags(sqliteURL(t), row.flags...)...)
			last := lastLine(errs)
			if code != 1 || !strings.Contains(errs, "rollcall: ") {
				t.Errorf("status %d, last line %q", code, last)
			}
			for _, says := range row.says {
				if !strings.Contains(last, says) {
					t.Errorf("%q is not in %q", says, last)
				}
			}
			for _, hidden := range []string{"hunter2", botToken, serviceToken, signingSecret, "goroutine"} {
				if strings.Contains(errs, hidden) {
					t.Errorf("%q is in\n%s", hidden, errs)
				}
			}
		})
	}
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndex(text, "\n")+1:]
}

// Ensure that nothing runs on when the service has stopped, with work done before. Not beside other tests: their goroutines would be seen too.
func TestNothingLeftRunning(t *testing.T) {
	databases := map[string]string{"sqlite": sqliteURL(t), "postgres": pgtest.Start(t)}
	before := goleak.IgnoreCurrent()
	// The caches clear away what is old as long as the process lives; their library has no way to end that.
	caches := goleak.IgnoreAnyFunction("github.com/hashicorp/golang-lru/v2/expirable.NewLRU[...].func1")
	for name, url := range databases {
		t.Run("a day at work on "+name, func(t *testing.T) {
			c := newCompany(t, nil)
			s := c.serve(url, nil)
			c.waitEnd(requestOf(t, c.types("ada", "add @maya to project Website Relaunch as editor")), "applied")
			s.stop()
		})
	}
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, before, caches)
}

// Ensure that a service that is told to stop before it has started stops in order all the same, and says so in the log.
func TestStoppedWhileStarting(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	log := newTranscript()
	if code := run(ctx, c.serveFlags(database), console{out: newTranscript(), err: log}); code != 0 {
		t.Fatalf("status %d: %s", code, log)
	}
	if diff := cmp.Diff([]string{"service_started", "service_stopped", "log_exported"}, actions(t, exported(t, database))); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if all := hooks(t, log.String()); len(all) != 10 || !strings.HasSuffix(all[9], "(*Store).shut") {
		t.Errorf("hooks %q", all)
	}
}
