package sandbox

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Server is a Slack sandbox. Its methods may be called concurrently.
type Server struct {
	opts   Options
	kit    *kit
	routes *http.ServeMux
	ctx    context.Context // ends with Close; late deliveries run under it
	cancel context.CancelFunc
	late   sync.WaitGroup

	mu        sync.Mutex
	app, base string
	w         *workspace
	version   int
	changed   chan struct{} // closed and replaced at every change
}

// New makes a sandbox with the workspace of the seed.
func New(opts Options) (*Server, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	seed := opts.Seed.clone()
	if err := seed.validate(); err != nil {
		return nil, err
	}
	seed.complete()
	opts.Seed = seed
	s := &Server{opts: opts, kit: newKit(), w: newWorkspace(seed), changed: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.SetApp(opts.App)
	s.SetBaseURL(opts.BaseURL)
	s.routes = s.newRoutes()
	return s, nil
}

// SetApp tells the URL of the app, for when it is known only after listening.
func (s *Server) SetApp(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.app = strings.TrimSuffix(url, "/")
}

// SetBaseURL tells the URL under which the app reaches this server.
func (s *Server) SetBaseURL(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base = strings.TrimSuffix(url, "/")
}

// Close stops the deliveries that still wait for their retry, and waits for them.
func (s *Server) Close() {
	s.cancel()
	s.late.Wait()
}

// ServeHTTP answers the Web API, response URLs, the control routes and the page.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "" {
		// Mounted under a prefix and asked without the slash: relative links
		// of the page need it.
		path, _, _ := strings.Cut(r.RequestURI, "?")
		w.Header().Set("Location", path+"/")
		w.WriteHeader(http.StatusFound)
		return
	}
	s.routes.ServeHTTP(w, r)
}

func (s *Server) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("POST /response/{team}/{id}/{secret}", s.serveResponseURL)
	mux.HandleFunc("GET /_sandbox/messages", s.serveMessages)
	mux.HandleFunc("GET /_sandbox/views", s.serveViews)
	mux.HandleFunc("GET /_sandbox/calls", s.serveCalls)
	mux.HandleFunc("GET /_sandbox/violations", s.serveViolations)
	mux.HandleFunc("GET /_sandbox/workspace", s.serveWorkspace)
	mux.HandleFunc("GET /_sandbox/events-stream", s.serveStream)
	for name, run := range s.controls() {
		mux.HandleFunc("POST /_sandbox/"+name, serveControl(run))
	}
	mux.Handle("/", servePage())
	return mux
}

// touch tells those who watch that something changed. The lock is held.
func (s *Server) touch() {
	s.version++
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) now() time.Time { return s.opts.Now() }
