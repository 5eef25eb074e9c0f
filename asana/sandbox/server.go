package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// basePath is where the API begins.
const basePath = "/api/1.0"

// controlPath is where the controls begin.
const controlPath = "/_sandbox/"

// Options says how a [Server] behaves. The zero value is a good server.
type Options struct {
	// Seed is the company to start with; nil means [DefaultSeed].
	Seed *Seed
	// RatePerMinute is how many requests a minute each token has; 0 means
	// Asana's own numbers: 1500 on a paid plan, 150 on a free one, and for
	// searches 60 on either.
	RatePerMinute int
	// Latency is added to every call of the API.
	Latency time.Duration
	// Now is the clock of limits, tokens and timestamps; nil means [time.Now].
	Now func() time.Time
}

// Server is the sandbox: an [http.Handler] that can be mounted below any prefix
// with [http.StripPrefix].
type Server struct {
	seed    *Seed
	latency time.Duration
	now     func() time.Time
	routes  []route
	pages   *pager
	journal journal
	faults  faults

	// mu guards what follows; a call holds it while it reads or changes the
	// world, but not while it waits.
	mu     sync.Mutex
	world  *world
	limits *limits
	rate   int
	// searches limits searches beside that; nil means not at all.
	searches *limits
	// shift is by how much the controls have moved the clock.
	shift atomic.Int64
}

// searchesPerMinute is how many searches each token has, whatever the plan.
const searchesPerMinute = 60

// clock says what time it is for the sandbox.
func (s *Server) clock() time.Time { return s.now().Add(time.Duration(s.shift.Load())) }

// New makes a server, or says what is wrong with the options.
func New(opts Options) (*Server, error) {
	s := &Server{
		seed: opts.Seed, latency: opts.Latency, now: opts.Now, rate: opts.RatePerMinute,
		routes: routes(), pages: newPager(),
	}
	if s.seed == nil {
		s.seed = DefaultSeed()
	}
	if s.now == nil {
		s.now = time.Now
	}
	if opts.RatePerMinute < 0 || opts.Latency < 0 {
		return nil, errors.New("neither rate nor latency can be negative")
	}
	if err := s.seed.validate(); err != nil {
		return nil, fmt.Errorf("the seed is wrong: %w", err)
	}
	if s.rate == 0 {
		s.searches = newLimits(searchesPerMinute)
		s.rate = 1500
		if s.seed.Settings.Plan == "free" {
			s.rate = 150
		}
	}
	s.reset()
	return s, nil
}

// reset goes back to the seed and forgets calls, faults and used-up limits.
func (s *Server) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shift.Store(0)
	s.world = newWorld(s.seed, s.now())
	s.limits = newLimits(s.rate)
	if s.searches != nil {
		s.searches = newLimits(searchesPerMinute)
	}
	s.journal.clear()
	s.faults.clear()
}

// ServeHTTP answers calls of the API, of the authorization server beside it and
// of the controls. Anything else has no route.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	if below, ok := strings.CutPrefix(path, basePath); ok && strings.HasPrefix(below, "/") {
		s.serve(w, r, below)
		return
	}
	if strings.HasPrefix(path, oauthPath) {
		s.serve(w, r, path)
		return
	}
	if below, ok := strings.CutPrefix(path, controlPath); ok {
		s.serveControl(w, r, below)
		return
	}
	noRoute().write(w)
}

// noRoute answers what Asana answers to a path or method that it does not know.
func noRoute() *reply {
	return refusedReply(refuse(http.StatusNotFound, "No matching route for request"))
}

// serve notes the call, lets a fault have its way, and answers.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, path string) {
	end := s.journal.begin(journalEntry{Method: r.Method, Path: path, Query: r.URL.RawQuery, Time: s.clock()})
	out := s.withFault(r, path, s.faults.take(r.Method, path))
	if !strings.HasPrefix(path, oauthPath) {
		s.announce(out, r, path)
	}
	end(out.status)
	out.write(w)
}

// answer does the work of a call.
func (s *Server) answer(r *http.Request, path string) *reply {
	if strings.HasPrefix(path, oauthPath) {
		return s.authorizationServer(r, path)
	}
	return s.work(r, path)
}

// withFault answers a call that a fault may spoil before or after the work.
func (s *Server) withFault(r *http.Request, path string, f *fault) *reply {
	if f == nil {
		return s.answer(r, path)
	}
	if !f.After {
		wait(r, f.delay())
		if f.slow() {
			return s.answer(r, path)
		}
		return f.reply(path)
	}
	out := s.answer(r, path)
	wait(r, f.delay())
	if f.slow() {
		return out
	}
	return f.reply(path)
}

// wait lets time pass, unless the caller goes away.
func wait(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}
