package main

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// panicking is a transport in which some requests end in a panic: a fault of the program in the middle of a job.
type panicking struct {
	next  http.RoundTripper
	fits  func(*http.Request) bool
	times atomic.Int64 // how often it still happens
}

// RoundTrip implements http.RoundTripper.
func (p *panicking) RoundTrip(req *http.Request) (*http.Response, error) {
	if p.fits(req) && p.times.Add(-1) >= 0 {
		panic("a fault of the program")
	}
	return p.next.RoundTrip(req)
}

// A panic in a job, also in what the job does side by side, does not take the process down: the job is tried again and the command completes.
func TestPanic(t *testing.T) {
	t.Parallel()
	for name, fits := range map[string]func(*http.Request) bool{
		"while people are looked up": func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/users/") },
		"while the pair is read": func(r *http.Request) bool {
			return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/memberships")
		},
		"during the write": func(r *http.Request) bool { return r.Method == http.MethodPost },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s, log, _ := c.servePanicking(fits, 2)
			c.types(ada, addMaya)
			log.wait(t, 1, again)
			s.hurry(log, func() said { return c.waitEnd("R1", "applied") })
			c.saysApplied("response_url")
			if diff := cmp.Diff([]string{"POST 201"}, c.journal(isWrite)); diff != "" {
				t.Errorf("writes (-want +got):\n%s", diff)
			}
			if n := s.countAbout("R1", "intent"); n != 1 {
				t.Errorf("%d intents", n)
			}
		})
	}
}

// servePanicking starts a service whose calls of Asana that fit panic some times.
func (c *company) servePanicking(fits func(*http.Request) bool, times int64) (s *service, log *logWatch, p *panicking) {
	c.t.Helper()
	s = c.serve(sqliteURL(c.t), func(cfg *config) {
		log = watchLog(cfg)
		p = &panicking{next: cfg.Asana.Transport, fits: fits}
		p.times.Store(times)
		cfg.Asana.Transport = p
	})
	return s, log, p
}

// A job that can never succeed ends, and with it what it was for, visibly: the request has failed, the person is told what is known of it, the log
// says so, and the next command on the same pair is not held up.
func TestHopeless(t *testing.T) {
	t.Parallel()
	const forever = 1 << 30
	for name, x := range map[string]struct {
		fits   func(*http.Request) bool
		says   string
		events []string
	}{
		"before anything was asked": {
			fits:   func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/users/maya@") },
			says:   "Nothing was changed.",
			events: []string{"request_created ok", "request_failed failed"},
		},
		"when the pair can't be read": {
			fits: func(r *http.Request) bool {
				return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/memberships")
			},
			says:   "I had to give up on this",
			events: []string{"request_created ok", "project_member_added failed >", "request_failed failed"},
		},
		"when Asana was asked to write": {
			fits: func(r *http.Request) bool { return r.Method == http.MethodPost },
			says: "Whether Asana made the change is not known",
			events: []string{
				"request_created ok", "project_member_added intent none>editor", "project_member_added unknown none>editor", "request_failed failed",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s, log, fault := c.servePanicking(x.fits, forever)
			c.types(ada, addMaya)
			log.wait(t, 1, again)
			end := s.hurry(log, func() said { return c.waitEnd("R1", "failed") })
			holds(t, end.Text, "I had to give up on this", x.says)
			if diff := cmp.Diff(x.events, s.about("R1")); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if text := c.asks(ada, "pending").Text; text != "Nothing is under way." {
				t.Errorf("pending says %q", text)
			}
			dead, err := s.store.DeadJobs(t.Context())
			must(t, err)
			if len(dead) != 1 || !strings.Contains(dead[0].Error, "a fault of the program") {
				t.Errorf("the operator finds %d dead jobs: %+v", len(dead), dead)
			}
			fault.times.Store(0)
			c.waitEnd(requestOf(t, c.types(ada, addMaya)), "applied")
		})
	}
}
