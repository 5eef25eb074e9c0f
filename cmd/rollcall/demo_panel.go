package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// demoPath is below the playground, whose page finds these routes beside its own and shows the panel because they are there.
const demoPath = "/_demo/"

// move is one step of the demo's clock, so that the page can say where in a conversation time was moved.
type move struct {
	At time.Time `json:"at"` // by the clock of this machine, which stamps messages
	Ms int64     `json:"ms"`
}

// panel answers what the page shows beside the conversation: what the service has stored, what Asana holds, and buttons for what may go wrong.
// Only the demo has these routes.
func (d *demo) panel() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+demoPath+"words", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, demoWords()) })
	mux.HandleFunc("GET "+demoPath+"state", d.serveState)
	mux.HandleFunc("POST "+demoPath+"asana", d.serveMode)
	return mux
}

// forward moves the clock of the service.
func (d *demo) forward(by time.Duration) {
	d.mu.Lock()
	d.moves = append(d.moves, move{At: time.Now(), Ms: by.Milliseconds()})
	d.mu.Unlock()
	if s := d.store.Load(); s != nil {
		s.Forward(by)
	}
}

// asanaModes are the ways in which Asana can be made to fail, as faults of its sandbox, for calls with one, two … segments.
func asanaModes() map[string]string {
	return map[string]string{
		"ok":      "",
		"down":    `"status":503`,
		"limited": `"status":429,"retry_after":5`,
		"slow":    `"delay_ms":2000`,
	}
}

// serveMode makes Asana fail in one way, or in none.
func (d *demo) serveMode(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Mode string `json:"mode"`
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<10)).Decode(&in); err != nil {
		http.Error(w, "the body must be JSON with a mode", http.StatusBadRequest)
		return
	}
	fault, known := asanaModes()[in.Mode]
	if !known {
		http.Error(w, "the modes are ok, slow, limited and down", http.StatusBadRequest)
		return
	}
	if err := d.spoil(r, fault); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	d.mu.Lock()
	d.mode = in.Mode
	d.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// deepest is how many segments a path of Asana's API has at most.
const deepest = 4

// spoil replaces the faults of the Asana sandbox by one that every call meets until the next change.
func (d *demo) spoil(r *http.Request, fault string) error {
	if err := d.askAsana(r, http.MethodDelete, "faults", nil); err != nil {
		return err
	}
	if fault == "" {
		return nil
	}
	var list []json.RawMessage
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		path := ""
		for range deepest {
			path += "/*"
			list = append(list, fmt.Appendf(nil, `{"match":"%s %s","times":0,%s}`, method, path, fault))
		}
	}
	body, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return d.askAsana(r, http.MethodPost, "faults", body)
}

// askAsana uses a control of the Asana sandbox.
func (d *demo) askAsana(r *http.Request, method, control string, body []byte) error {
	req, err := http.NewRequestWithContext(r.Context(), method, "/_sandbox/"+control, bytes.NewReader(body))
	if err != nil {
		return err
	}
	out := &kept{header: http.Header{}, status: http.StatusOK}
	d.asana.ServeHTTP(out, req)
	if out.status != http.StatusOK {
		return fmt.Errorf("the Asana sandbox answered with status %d: %s", out.status, out.body.String())
	}
	return nil
}

// kept is an answer that stays in this process.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (k *kept) Header() http.Header { return k.header }

// WriteHeader implements http.ResponseWriter.
func (k *kept) WriteHeader(status int) { k.status = status }

// Write implements http.ResponseWriter.
func (k *kept) Write(p []byte) (int, error) { return k.body.Write(p) }

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	// Who left while this was written needs no answer.
	_ = json.NewEncoder(w).Encode(v)
}
