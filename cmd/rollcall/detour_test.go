package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"
)

// detour is a transport that takes the calls of Asana which fit to a server of its own. Answers that the sandbox never gives, such as a proxy's
// page or a word of Asana's that only some accounts hear, come from there over real HTTP.
type detour struct {
	next   http.RoundTripper
	match  string // method and path below the base path, * for one segment
	server *httptest.Server

	mu     sync.Mutex
	answer asanaAnswer
}

// asanaAnswer is what comes back in place of Asana's own answer.
type asanaAnswer struct {
	status     int // 0 means that nobody listens there
	html       bool
	body       string
	retryAfter string
}

// detourAsana lets the service's calls that match be answered by another server.
func detourAsana(t testing.TB, cfg *config, match string) *detour {
	t.Helper()
	d := &detour{next: cfg.Asana.Transport, match: match}
	d.server = httptest.NewServer(d)
	t.Cleanup(d.server.Close)
	cfg.Asana.Transport = d
	return d
}

// set says how calls are answered from now on.
func (d *detour) set(a asanaAnswer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = a
}

func (d *detour) get() asanaAnswer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.answer
}

// RoundTrip implements http.RoundTripper.
func (d *detour) RoundTrip(req *http.Request) (*http.Response, error) {
	method, pattern, _ := strings.Cut(d.match, " ")
	below := req.URL.Path[strings.Index(req.URL.Path, "/api/1.0")+len("/api/1.0"):]
	if fits, err := path.Match(pattern, below); err != nil || !fits || req.Method != method {
		return d.next.RoundTrip(req)
	}
	elsewhere := req.Clone(req.Context())
	u, err := url.Parse(d.server.URL)
	if err != nil {
		return nil, err
	}
	elsewhere.URL.Host = u.Host
	if d.get().status == 0 {
		elsewhere.URL.Host = "127.0.0.1:1" // nobody listens there
	}
	return http.DefaultTransport.RoundTrip(elsewhere)
}

// ServeHTTP implements http.Handler.
func (d *detour) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	a := d.get()
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	if a.html {
		w.Header().Set("Content-Type", "text/html")
	}
	if a.retryAfter != "" {
		w.Header().Set("Retry-After", a.retryAfter)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body))
}
