package main

import (
	"cmp"
	"net/http"
	"strings"
	"time"
)

// asanaMode is a way in which the demo's Asana fails every call, until another is chosen.
type asanaMode string

// The ways, in the words of the page.
const (
	fine    asanaMode = "ok"
	slowed  asanaMode = "slow"
	limited asanaMode = "limited"
	down    asanaMode = "down"
)

// slowness is how long a call takes when Asana is slow.
const slowness = 2 * time.Second

func (m asanaMode) known() bool { return m == fine || m == slowed || m == limited || m == down }

// troubled stands before the Asana sandbox. The faults of the sandbox itself can only be taken back together with everything that people
// did, which would show them an Asana that they did not leave.
func (d *demo) troubled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mode := d.asanaMode()
		if !strings.HasPrefix(r.URL.Path, "/api/") {
			mode = fine
		}
		switch mode {
		case down:
			failCall(w, http.StatusServiceUnavailable, "Service Unavailable")
			return
		case limited:
			w.Header().Set("Retry-After", "5")
			failCall(w, http.StatusTooManyRequests, "Too Many Requests")
			return
		case slowed:
			dawdle(r)
		}
		next.ServeHTTP(w, r)
	})
}

func (d *demo) asanaMode() asanaMode {
	d.mu.Lock()
	defer d.mu.Unlock()
	return cmp.Or(d.mode, fine)
}

// dawdle lets time pass, unless the caller goes away.
func dawdle(r *http.Request) {
	timer := time.NewTimer(slowness)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

func failCall(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"errors":[{"message":"` + message + `"}]}`))
}
