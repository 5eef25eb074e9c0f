package handlers

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"
)

// look asks the server itself, which need not listen.
func (e *edge) look(path string) (status int, body string) {
	w := httptest.NewRecorder()
	e.server.http.Handler.ServeHTTP(w, httptest.NewRequestWithContext(e.t.Context(), http.MethodGet, path, http.NoBody))
	return w.Code, w.Body.String()
}

// Ensure that /readyz is 503 before the start and after the stop, and that database and log show in its text but not in its status.
func TestReady(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	e.server.cfg.Addr = "127.0.0.1:0"
	want := func(when string, status int, text string) {
		t.Helper()
		if got, body := e.look("/readyz"); got != status || body != text {
			t.Errorf("%s: %d %q, want %d %q", when, got, body, status, text)
		}
		if got, body := e.look("/healthz"); got != http.StatusOK || body != "alive\n" {
			t.Errorf("%s: /healthz is %d %q", when, got, body)
		}
	}
	want("before the start", http.StatusServiceUnavailable, "not ready\ndatabase ok\nlog ok, events to be sealed: 0\n")
	must(t, e.server.Start(t.Context()))
	want("started", http.StatusOK, "ready\ndatabase ok\nlog ok, events to be sealed: 0\n")
	e.do(call{body: command("help")})
	want("with an event waiting", http.StatusOK, "ready\ndatabase ok\nlog ok, events to be sealed: 1\n")
	must(t, e.store.Close())
	want("without its database", http.StatusOK, "ready\ndatabase unavailable\nlog unavailable\n")
	must(t, e.server.Stop(t.Context()))
	want("after the stop", http.StatusServiceUnavailable, "not ready\ndatabase unavailable\nlog unavailable\n")
}

// Ensure that what has no route or another method is answered in words.
func TestNoRoute(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	for _, row := range []struct {
		method, path, text string
		status             int
	}{
		{http.MethodGet, "/", "Not Found\n", http.StatusNotFound},
		{http.MethodGet, "/metrics", "Not Found\n", http.StatusNotFound},
		{http.MethodGet, "/debug/pprof/", "Not Found\n", http.StatusNotFound},
		{http.MethodPost, "/slack/commands/", "Not Found\n", http.StatusNotFound},
		{http.MethodGet, "/slack/commands/..%2f..%2fetc", "Not Found\n", http.StatusNotFound},
		{http.MethodGet, "/slack/commands", "Method Not Allowed\n", http.StatusMethodNotAllowed},
		{http.MethodPut, "/slack/events", "Method Not Allowed\n", http.StatusMethodNotAllowed},
		{http.MethodPost, "/healthz", "Method Not Allowed\n", http.StatusMethodNotAllowed},
		{http.MethodDelete, "/readyz", "Method Not Allowed\n", http.StatusMethodNotAllowed},
	} {
		got := e.do(call{method: row.method, path: row.path})
		if got.status != row.status || got.body != row.text || !strings.HasPrefix(got.kind, "text/plain") {
			t.Errorf("%s %s: %d %q (%s)", row.method, row.path, got.status, got.body, got.kind)
		}
	}
}

// Ensure that a fault of our own is answered in words, even a panic.
func TestServerFault(t *testing.T) {
	t.Parallel()
	s := New(Config{}, Parts{Log: zerolog.Nop()}) // without a database to ask, /readyz runs into a nil pointer
	front := httptest.NewServer(s.http.Handler)
	t.Cleanup(front.Close)
	e := &edge{t: t, url: front.URL}
	got := e.do(call{method: http.MethodGet, path: "/readyz"})
	if got.status != http.StatusInternalServerError || got.body != "Rollcall could not handle this request; its log says why.\n" {
		t.Errorf("%d %q", got.status, got.body)
	}
}

// Ensure that a port that is taken fails the start and says which setting is meant.
func TestPortTaken(t *testing.T) {
	t.Parallel()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { must(t, taken.Close()) })
	addr := taken.Addr().String()
	err = New(Config{Addr: addr}, Parts{}).Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "LISTEN_ADDR") {
		t.Errorf("server: %v", err)
	}
	err = NewAdmin(AdminConfig{Addr: addr}, newEdge(t).store, zerolog.Nop()).Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "ADMIN_ADDR") {
		t.Errorf("admin: %v", err)
	}
}

// Ensure that profiles are served on loopback alone, metrics everywhere, and the command line, which may hold secrets, nowhere.
func TestAdmin(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		addr, path string
		want       int
	}{
		{"127.0.0.1:9090", "/metrics", http.StatusOK},
		{":9090", "/metrics", http.StatusOK},
		{"127.0.0.1:9090", "/debug/pprof/", http.StatusOK},
		{"localhost:9090", "/debug/pprof/goroutine", http.StatusOK},
		{"[::1]:9090", "/debug/pprof/", http.StatusOK},
		{":9090", "/debug/pprof/", http.StatusNotFound},
		{"0.0.0.0:9090", "/debug/pprof/heap", http.StatusNotFound},
		{"[::]:9090", "/debug/pprof/", http.StatusNotFound},
		{"10.0.0.7:9090", "/debug/pprof/", http.StatusNotFound},
		{"rollcall.example:9090", "/debug/pprof/", http.StatusNotFound},
		{"127.0.0.1:9090", "/debug/pprof/cmdline", http.StatusNotFound},
	} {
		w := httptest.NewRecorder()
		a := NewAdmin(AdminConfig{Addr: row.addr}, newEdge(t).store, zerolog.Nop())
		a.http.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, row.path, http.NoBody))
		if w.Code != row.want {
			t.Errorf("%s on %s: %d, want %d", row.path, row.addr, w.Code, row.want)
		}
	}
}
