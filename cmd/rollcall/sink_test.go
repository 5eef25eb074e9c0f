package main

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"rollcall/bot/audit"
)

// receiver is where a webhook posts to. It checks every signature with the library of those who defined it.
type receiver struct {
	t      testing.TB
	secret string
	fail   func(post int) int // status of the answer to a post, counted from 1

	mu    sync.Mutex
	posts int
	lines []string      // events as they came
	news  chan struct{} // closed and replaced by each post
}

// receive starts a receiver and lets the service post to it.
func receive(t testing.TB, cfg *config, fail func(post int) int) *receiver {
	t.Helper()
	r := &receiver{t: t, secret: "whsec_" + base64.StdEncoding.EncodeToString([]byte("not much of a secret")), fail: fail, news: make(chan struct{})}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	cfg.Webhook.URL, cfg.Webhook.Secret = server.URL+"/events", r.secret
	return r
}

// ServeHTTP implements http.Handler.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	verifier, errKey := webhooks.NewWebhook(r.secret)
	if err != nil || errKey != nil || verifier.Verify(body, req.Header) != nil {
		r.t.Errorf("a post with a bad signature: %v %v", req.Header, err)
	}
	var said struct {
		Type string `json:"type"`
		Data struct {
			Events []json.RawMessage `json:"events"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &said); err != nil || said.Type != "audit.events" {
		r.t.Errorf("a post of %s: %v", body, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts++
	status := r.fail(r.posts)
	if status == http.StatusOK {
		for _, e := range said.Data.Events {
			r.lines = append(r.lines, string(e))
		}
	}
	close(r.news)
	r.news = make(chan struct{})
	w.WriteHeader(status)
}

// wait waits until the events that came satisfy.
func (r *receiver) wait(what string, so func(lines []string, posts int) bool) {
	r.t.Helper()
	for {
		r.mu.Lock()
		ok, news := so(r.lines, r.posts), r.news
		r.mu.Unlock()
		if ok {
			return
		}
		waitFor(r.t, what, news)
	}
}

// What is sealed is posted in order, each event at least once and as it was hashed, so that the receiver can prove it, also when some posts fail; and it is
// written to standard output.
func TestSinks(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		var r *receiver
		stdout := newTranscript()
		s := c.serve(url, func(cfg *config) {
			r = receive(t, cfg, func(post int) int { return []int{500, 302, 200, 200, 410, 200}[post%6] })
			cfg.Stdout = stdout
		})
		c.does(ada, "add @maya to project Website Relaunch as editor")
		c.does(ada, "add @noor to project Website Relaunch as editor")
		want := s.count(audit.RequestCompleted)
		r.wait("the events", func(lines []string, _ int) bool {
			return strings.Count(strings.Join(lines, "\n"), `"action":"request_completed"`) >= want
		})
		r.mu.Lock()
		defer r.mu.Unlock()
		if p, err := audit.Verify(strings.NewReader(strings.Join(r.lines, "\n"))); err != nil || p.Last != int64(len(r.lines)) {
			t.Errorf("the receiver proves %+v: %v", p, err)
		}
		written, more := stdout.read()
		for ; strings.Count(written, `"action":"request_completed"`) < want; written, more = stdout.read() {
			waitFor(t, "the events on standard output", more)
		}
		if _, err := audit.Verify(strings.NewReader(written)); err != nil {
			t.Errorf("standard output: %v\n%s", err, written)
		}
	})
}

// A receiver that hangs or refuses keeps nobody waiting, and how far it is behind is in the metrics.
func TestSinkDead(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	var r *receiver
	s := c.serve(sqliteURL(t), func(cfg *config) { r = receive(t, cfg, func(int) int { return http.StatusServiceUnavailable }) })
	for range 3 {
		c.does(ada, "add @maya to project Website Relaunch as editor")
		c.does(ada, "remove @maya from project Website Relaunch")
	}
	r.wait("some posts", func(_ []string, posts int) bool { return posts >= 2 })
	b, err := s.store.Backlog(t.Context())
	must(t, err)
	if lag := b.Sinks["webhook"]; lag < 10 {
		t.Errorf("the lag is %d", lag)
	}
}
