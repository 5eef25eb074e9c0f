package sandbox

import (
	"errors"
	"net/http"
	"strings"
)

// work finds the route of a call and whose it is, keeps the limits, and runs it.
func (s *Server) work(r *http.Request, path string) *reply {
	if r.Method == http.MethodPost && path == batchPath {
		return s.batch(r, path)
	}
	way, args := findRoute(s.routes, r.Method, path)
	if way == nil {
		return noRoute()
	}
	token := bearer(r)
	leave, err := s.enter(token, loadOf(r.Method))
	if err != nil {
		return replyTo(err)
	}
	defer leave()
	wait(r, s.latency)
	c := s.newCall(r, path)
	c.args = args
	if err := c.readInput(r); err != nil {
		return replyTo(err)
	}
	return s.run(c, token, way)
}

// newCall makes a call out of a request, without its body.
func (s *Server) newCall(r *http.Request, path string) *call {
	return &call{
		query: r.URL.Query(), header: r.Header, now: s.clock(), origin: newOrigin(r, path), pages: s.pages,
		search: s.search,
	}
}

// bearer returns the token of a request.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// enter lets a known token in, as far as its limits allow.
func (s *Server) enter(token string, want load) (func(), error) {
	if err := s.known(token); err != nil {
		return nil, err
	}
	s.mu.Lock()
	limits := s.limits
	s.mu.Unlock()
	return limits.enter(token, want, s.clock())
}

// known refuses tokens that are nobody's.
func (s *Server) known(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.world.identify(token, s.clock()); !known {
		return unauthorized()
	}
	return nil
}

// unauthorized refuses a token that is missing, wrong or expired.
func unauthorized() *refusal { return refuse(http.StatusUnauthorized, "Not Authorized") }

// search takes a search off what a token has left. The server's lock is held.
func (s *Server) search(token string) error {
	if s.searches == nil {
		return nil
	}
	return s.searches.spend(token, s.clock())
}

// run answers a call while nothing else touches the world.
func (s *Server) run(c *call, token string, way *route) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, known := s.world.identify(token, s.clock())
	if !known { // The person left while the call waited.
		return replyTo(unauthorized())
	}
	c.world, c.id = s.world, id
	if err := id.permits(way.scope); err != nil {
		return replyTo(err)
	}
	if way.method != http.MethodGet && !id.service && id.user.isView {
		return replyTo(viewOnly())
	}
	out, err := way.handle(c)
	if err != nil {
		return replyTo(err)
	}
	return c.reply(out)
}

// viewOnly refuses a change by somebody whose license only lets them look.
func viewOnly() *refusal {
	r := forbidden("Users with a view-only license cannot make changes through the API.")
	r.code = "view_only_api_access_failure"
	return r
}

// replyTo answers an error. Every error of this package is a refusal.
func replyTo(err error) *reply {
	if r, ok := errors.AsType[*refusal](err); ok {
		return refusedReply(r)
	}
	return refusedReply(refuse(http.StatusInternalServerError, "Internal server error"))
}

// reply renders an answer.
func (c *call) reply(out *answer) *reply {
	body := map[string]any{}
	switch {
	case out.list:
		list := make([]any, 0, len(out.many))
		for _, r := range out.many {
			list = append(list, c.render(r, c.fields))
		}
		body["data"] = list
	case out.one != nil:
		body["data"] = c.render(out.one, c.fields)
	default:
		body["data"] = map[string]any{}
	}
	if out.paged {
		body["next_page"] = out.next
	}
	made := newReply(out.status, body, c.pretty)
	if out.location != "" {
		made.header.Set("Location", c.origin.base+out.location)
	}
	return made
}
