package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// meter stands where Slack's requests come in and measures each answer. Slack waits for three seconds, whatever it has sent.
type meter struct {
	server *httptest.Server

	mu      sync.Mutex
	answers []measured
}

// measured is one answer to Slack.
type measured struct {
	path   string
	status int
	took   time.Duration
}

// newMeter measures what passes to an address.
func newMeter(t testing.TB, address string) *meter {
	t.Helper()
	u, err := url.Parse(address)
	must(t, err)
	m := &meter{}
	to := httputil.NewSingleHostReverseProxy(u)
	m.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun, kept := time.Now(), &keptAnswer{ResponseWriter: w}
		to.ServeHTTP(kept, r)
		m.note(measured{r.URL.Path, kept.status, time.Since(begun)})
	}))
	t.Cleanup(m.server.Close)
	return m
}

func (m *meter) note(a measured) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers = append(m.answers, a)
}

// check fails the test for each answer that Slack would not have waited for, or that is none, and tells the slowest.
func (m *meter) check(t testing.TB) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	byTime := func(a, b measured) int { return int(a.took - b.took) }
	for _, a := range m.answers {
		if a.status != http.StatusOK || a.took > slackWaits {
			t.Errorf("%s was answered with %d after %v", a.path, a.status, a.took)
		}
	}
	if len(m.answers) == 0 {
		t.Error("nothing was sent to the service")
		return
	}
	slices.SortFunc(m.answers, byTime)
	at := func(percent int) time.Duration {
		return m.answers[(len(m.answers)-1)*percent/100].took.Round(time.Millisecond)
	}
	t.Logf("%d answers to Slack: half within %v, 99 of 100 within %v, the slowest after %v", len(m.answers), at(50), at(99), at(100))
}
