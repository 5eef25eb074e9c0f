package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// fault is something that goes wrong on purpose.
type fault struct {
	Match      string `json:"match"`
	Status     int    `json:"status"`
	RetryAfter int    `json:"retry_after"`
	DelayMs    int    `json:"delay_ms"`
	Drop       bool   `json:"drop"`
	After      bool   `json:"after"`
	Times      int    `json:"times"`
	Error      string `json:"error"`
}

// takeFault finds the oldest fault that matches, and uses it up.
func (s *Server) takeFault(name string) *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.w.faults, func(f *fault) bool { return f.Match == name || f.Match == "*" })
	if i < 0 {
		return nil
	}
	f := *s.w.faults[i]
	if s.w.faults[i].Times == 1 {
		s.w.faults = slices.Delete(s.w.faults, i, i+1)
	} else if s.w.faults[i].Times > 1 {
		s.w.faults[i].Times--
	}
	return &f
}

// attempt is a call that a fault may meet.
type attempt struct {
	name string
	work func() outcome
	// lost looks at the content of a call whose work is never done, because what
	// Slack would not have taken is wrong even when something else fails first.
	lost func()
}

// withFaults does the work of a call unless a fault prevents it, and writes
// down how the call ended.
func (s *Server) withFaults(w http.ResponseWriter, r *http.Request, a attempt) {
	name := a.name
	f := s.takeFault(name)
	if f == nil {
		s.finish(w, name, a.work())
		return
	}
	if f.DelayMs > 0 && waitTimer(r.Context(), time.Duration(f.DelayMs)*time.Millisecond) != nil && !f.After {
		a.lost()
		s.record(name, outcome{error: "cancelled"})
		return
	}
	if f.After || !f.fails() {
		out := a.work()
		if !f.fails() {
			s.finish(w, name, out)
			return
		}
	} else {
		a.lost()
	}
	if f.Drop {
		s.record(name, outcome{error: "dropped"})
		panic(http.ErrAbortHandler) // net/http then cuts the connection without an answer
	}
	s.finish(w, name, f.outcome())
}

func (f *fault) fails() bool { return f.Drop || f.Status != 0 || f.Error != "" }

// outcome is what the caller sees instead of the real answer.
func (f *fault) outcome() outcome {
	out := outcome{status: f.Status, header: http.Header{}, error: f.Error}
	if out.status == 0 {
		out.status = http.StatusOK
	}
	if out.error == "" {
		out.error = "internal_error"
		if out.status == http.StatusTooManyRequests {
			out.error = "ratelimited"
		}
	}
	if f.RetryAfter > 0 {
		out.header.Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	return out.json(refuse(out.error).body())
}

func (s *Server) finish(w http.ResponseWriter, name string, out outcome) {
	s.record(name, out)
	out.write(w)
}

func (s *Server) record(name string, out outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w.calls = append(s.w.calls, call{Method: name, Status: out.status, Error: out.error, Time: s.now()})
}
