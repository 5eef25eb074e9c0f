package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/asana/sandbox"

	"github.com/google/go-cmp/cmp"
)

// Ensure each token has a second's worth of requests, refills with time, and is
// told how long to wait; refused requests count as well.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{RatePerMinute: 180})
	for range 3 {
		b.get("/users/me").want(http.StatusOK)
	}
	late := b.get("/users/me")
	late.refused(429, "You've made too many requests and hit a rate limit. Please retry after the given amount of time.")
	if got := late.header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After %q", got)
	}
	b.as(adaToken, http.MethodGet, "/users/me", "").want(http.StatusOK)
	for range 5 {
		late = b.get("/users/me").want(429)
	}
	if got := late.header.Get("Retry-After"); got != "3" {
		t.Errorf("Retry-After %q after hammering", got)
	}
	b.clock.forward(3 * time.Second)
	b.get("/users/me").want(http.StatusOK)
}

// Ensure whoever waits exactly as long as they are told is let in, at rates whose
// seconds bring less than one request, or a fraction.
func TestRetryAfterIsEnough(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{30, 60, 100, 150} {
		b := start(t, sandbox.Options{RatePerMinute: rate})
		for range 5 {
			b.get("/users/me")
		}
		late := b.get("/users/me").want(429)
		seconds, err := strconv.Atoi(late.header.Get("Retry-After"))
		if err != nil {
			t.Fatal(err)
		}
		b.clock.forward(time.Duration(seconds) * time.Second)
		b.get("/users/me").want(http.StatusOK)
	}
}

// Ensure the plan decides the rate that nobody chose.
func TestRateOfThePlan(t *testing.T) {
	t.Parallel()
	for plan, want := range map[string]int{"paid": 25, "free": 2} {
		seed := sandbox.DefaultSeed()
		seed.Settings.Plan = plan
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		server, err := sandbox.New(sandbox.Options{Seed: seed, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		passed := 0
		for range 40 {
			if serve(server, http.MethodGet, "/users/me", nil) == http.StatusOK {
				passed++
			}
		}
		if passed != want {
			t.Errorf("%s let %d requests pass, want %d", plan, passed, want)
		}
	}
}

// serve runs one request without a network and returns the status.
func serve(server http.Handler, method, path string, body io.Reader) int {
	req := httptest.NewRequestWithContext(context.Background(), method, "/api/1.0"+path, body)
	req.Header.Set("Authorization", "Bearer "+service)
	recorder := httptest.NewRecorder()
	server.ServeHTTP(recorder, req)
	return recorder.Code
}

// stuck is a body that does not come until it is let.
type stuck struct {
	reading chan<- struct{}
	release <-chan struct{}
}

// Read tells that it waits, waits, and ends.
func (s stuck) Read([]byte) (int, error) {
	s.reading <- struct{}{}
	<-s.release
	return 0, io.EOF
}

// Ensure fifteen writes of a token are in flight at most, reads are counted
// apart, and a finished write makes room.
func TestWritesAtOnce(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Options{RatePerMinute: 600_000})
	if err != nil {
		t.Fatal(err)
	}
	reading, release, done := make(chan struct{}), make(chan struct{}), make(chan int)
	for range 15 {
		go func() { done <- serve(server, http.MethodPost, "/memberships", stuck{reading, release}) }()
		<-reading
	}
	if got := serve(server, http.MethodPost, "/memberships", http.NoBody); got != http.StatusTooManyRequests {
		t.Errorf("a sixteenth write was answered %d", got)
	}
	if got := serve(server, http.MethodGet, "/users/me", nil); got != http.StatusOK {
		t.Errorf("a read was answered %d", got)
	}
	close(release)
	for range 15 {
		if got := <-done; got != http.StatusBadRequest {
			t.Errorf("a write was answered %d", got)
		}
	}
	if got := serve(server, http.MethodPost, "/memberships", http.NoBody); got != http.StatusBadRequest {
		t.Errorf("a write after the others was answered %d", got)
	}
}

// Ensure fifty reads of a token are in flight at most.
func TestReadsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, err := sandbox.New(sandbox.Options{RatePerMinute: 600_000, Latency: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan int)
		for range 60 {
			go func() { done <- serve(server, http.MethodGet, "/users/me", nil) }()
		}
		statuses := map[int]int{}
		for range 60 {
			statuses[<-done]++
		}
		want := map[int]int{http.StatusOK: 50, http.StatusTooManyRequests: 10}
		if diff := cmp.Diff(want, statuses); diff != "" {
			t.Error(diff)
		}
	})
}
