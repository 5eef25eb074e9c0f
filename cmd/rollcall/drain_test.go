package main

import (
	"net/http"
	"testing"
	"time"
)

// Ensure that nothing is lost while an instance is replaced: told to stop, it first says at /readyz that it wants no more, still takes what arrives
// until that is noticed and carries it out, and what it said "On it" to does not wait for the next start.
func TestDrain(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	s := c.serve(database, func(cfg *config) { cfg.Handlers.DrainFor = 2 * time.Second })
	if got := ready(t, s.url); got != http.StatusOK {
		t.Fatalf("/readyz is %d before", got)
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); s.stop() }()
	for begun := time.Now(); ready(t, s.url) != http.StatusServiceUnavailable; {
		if time.Since(begun) > patience {
			t.Fatal("/readyz never said that it drains")
		}
	}
	write := newGate(t, isWrite)
	c.calls.hold(write.hold)
	request := requestOf(t, c.types(ada, addMaya))
	write.wait() // its worker still takes it
	write.release()
	c.waitEnd(request, "applied")
	waitFor(t, "the stop", stopped)
	if resp, err := http.Get(s.url + "/readyz"); err == nil { //nolint:noctx // it is refused at once
		resp.Body.Close()
		t.Errorf("it still listens: %d", resp.StatusCode)
	}
	next := c.opened(database)
	all := next.log()
	if last := all[len(all)-1]; last.Action != "service_stopped" {
		t.Errorf("the last event is %s", last.Action)
	}
	if n := beside(t, database).count("jobs"); n != 0 {
		t.Errorf("%d jobs are left for the next start", n)
	}
}

// ready asks an instance whether it wants requests.
func ready(t testing.TB, url string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/readyz", http.NoBody)
	must(t, err)
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	return resp.StatusCode
}
