package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"
)

// Ensure that the metrics tell how database and log are, and are served while they are away.
func TestMetrics(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	a := NewAdmin(AdminConfig{Addr: "127.0.0.1:0"}, e.store, zerolog.Nop())
	want := func(when string, lines ...string) {
		t.Helper()
		w := httptest.NewRecorder()
		a.http.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
		for _, line := range append(lines, "go_goroutines ") {
			if !strings.Contains(w.Body.String(), "\n"+line) {
				t.Errorf("%s: no line %q in %d\n%s", when, line, w.Code, w.Body)
			}
		}
	}
	e.do(call{body: command("help")})
	want("with an event waiting", "rollcall_database_up 1\n", "rollcall_log_unsealed_events 1\n")
	must(t, e.store.Close())
	want("without its database", "rollcall_database_up 0\n", "rollcall_log_unsealed_events -1\n")
}
