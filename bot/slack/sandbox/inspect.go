package sandbox

import (
	"fmt"
	"net/http"
	"slices"
)

// serveList answers a list; it is spelled under the lock.
func (s *Server) serveList(w http.ResponseWriter, list func() any) {
	s.mu.Lock()
	out := outcome{status: http.StatusOK}.json(list())
	s.mu.Unlock()
	out.write(w)
}

func (s *Server) serveMessages(w http.ResponseWriter, _ *http.Request) {
	s.serveList(w, func() any { return append([]*message{}, s.w.messages...) })
}

func (s *Server) serveCalls(w http.ResponseWriter, _ *http.Request) {
	s.serveList(w, func() any { return append([]call{}, s.w.calls...) })
}

// serveViews shows each view as Slack would send it, with what only the
// sandbox knows: who sees it, whether it is open, and its errors.
func (s *Server) serveViews(w http.ResponseWriter, _ *http.Request) {
	s.serveList(w, func() any {
		out := []any{}
		for _, v := range s.w.views {
			shown := v.payload(s.w)
			shown["user"], shown["open"] = v.User, v.Open
			shown["errors"] = v.Errors
			out = append(out, shown)
		}
		return out
	})
}

// serveWorkspace tells the page who and what there is.
func (s *Server) serveWorkspace(w http.ResponseWriter, _ *http.Request) {
	s.serveList(w, func() any {
		channels := slices.DeleteFunc(slices.Clone(s.w.channels), func(c Channel) bool { return c.IsIM })
		return map[string]any{
			"team": s.w.team, "users": s.w.users, "usergroups": s.w.groups, "channels": channels,
			"command": s.opts.Command, "bot": s.w.bot().ID, "clock": s.opts.Clock != nil,
		}
	})
}

// serveStream tells a browser, as server-sent events, that something changed.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flow := http.NewResponseController(w)
	for {
		s.mu.Lock()
		version, changed := s.version, s.changed
		s.mu.Unlock()
		if _, err := fmt.Fprintf(w, "data: %d\n\n", version); err != nil {
			return
		}
		if flow.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-s.ctx.Done():
			return
		case <-changed:
		}
	}
}
