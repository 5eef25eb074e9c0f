package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"rollcall/bot"
	"rollcall/bot/store"
)

// Ensure that the metrics tell how database and log are, and are served while they are away.
func TestMetrics(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	a := NewAdmin(AdminConfig{Addr: "127.0.0.1:0"}, e.store, zerolog.Nop())
	served := func() string {
		w := httptest.NewRecorder()
		a.http.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
		return w.Body.String()
	}
	want := func(when string, lines ...string) {
		t.Helper()
		body := served()
		for _, line := range append(lines, "go_goroutines ") {
			if !strings.Contains(body, "\n"+line) {
				t.Errorf("%s: no line %q in\n%s", when, line, body)
			}
		}
	}
	e.do(call{body: command("help")})
	must(t, e.store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error { return tx.Enqueue(ctx, bot.Job{Kind: "late"}) }))
	e.store.Forward(time.Minute)
	want("with an event and a job waiting", "rollcall_database_up 1\n", "rollcall_log_unsealed_events 1\n", "rollcall_jobs_due 1\n", "rollcall_jobs_oldest_due_seconds 60",
		"rollcall_jobs_given_up 0\n", "rollcall_database_clock_offset_seconds 0\n")
	bury(t, e.store)
	want("with a job given up", "rollcall_jobs_due 0\n", "rollcall_jobs_oldest_due_seconds 0\n", "rollcall_jobs_given_up 1\n")
	must(t, e.store.Close())
	want("without its database", "rollcall_database_up 0\n")
	if body := served(); strings.Contains(body, "rollcall_jobs_given_up ") || strings.Contains(body, "rollcall_log_unsealed_events ") {
		t.Errorf("without its database it says what waits:\n%s", body)
	}
}

// bury gives up the job that is due.
func bury(t *testing.T, s *store.Store) {
	t.Helper()
	jobs, err := s.Claim(t.Context(), bot.Claim{Kinds: []string{"late"}, Slots: map[string]int{"": 1}, Lease: time.Minute})
	must(t, err)
	must(t, s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error { return tx.BuryJob(ctx, jobs[0], "no luck") }))
}
