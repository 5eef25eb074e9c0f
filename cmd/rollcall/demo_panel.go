package main

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// demoPath is below the playground, whose page finds these routes beside its own and shows the panel because they are there.
const demoPath = "/_demo/"

// panel answers what the page shows beside the conversation: what the service has stored, what Asana holds, and buttons for what may go wrong.
// Only the demo has these routes.
func (d *demo) panel() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+demoPath+"words", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, demoWords()) })
	mux.HandleFunc("GET "+demoPath+"state", d.serveState)
	mux.HandleFunc("POST "+demoPath+"asana", d.serveMode)
	return mux
}

// clockMove is one step of the demo's clock, so that the page can say where in a conversation time was moved.
type clockMove struct {
	At time.Time `json:"at"` // by the clock of this machine, which stamps messages
	Ms int64     `json:"ms"`
}

// forward moves the clock of the service.
func (d *demo) forward(by time.Duration) {
	d.mu.Lock()
	d.moves = append(d.moves, clockMove{At: time.Now(), Ms: by.Milliseconds()})
	d.mu.Unlock()
	if s := d.store.Load(); s != nil {
		s.Forward(by)
	}
}

// serveMode makes Asana fail in one way, or in none.
func (d *demo) serveMode(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Mode asanaMode `json:"mode"`
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<10)).Decode(&in); err != nil {
		http.Error(w, "the body must be JSON with a mode", http.StatusBadRequest)
		return
	}
	if !in.Mode.known() {
		http.Error(w, "the modes are ok, slow, limited and down", http.StatusBadRequest)
		return
	}
	d.mu.Lock()
	d.mode = in.Mode
	d.mu.Unlock()
	writeJSON(w, map[string]asanaMode{"mode": in.Mode})
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	// Who left while this was written needs no answer.
	_ = json.NewEncoder(w).Encode(v)
}

// endless lifts the time limit of the listener from the stream that tells an open page of changes.
func endless(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_sandbox/events-stream" {
			// Where there is no limit to lift, the stream needs nothing.
			_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		}
		next.ServeHTTP(w, r)
	})
}
