package sandbox

import (
	"errors"
	"net/http"
	"strings"
)

// work finds the route of a call and whose it is, keeps the limits, and runs it.
func (s *Server) work(r *http.Request, path string) *reply {
	handle, args := findRoute(s.routes, r.Method, path)
	if handle == nil {
		return noRoute()
	}
	token := bearer(r)
	leave, err := s.enter(r, token)
	if err != nil {
		return replyTo(err)
	}
	defer leave()
	wait(r, s.latency)
	c := &call{
		args: args, query: r.URL.Query(), now: s.now(), origin: newOrigin(r, path), pages: s.pages,
	}
	if err := c.readInput(r); err != nil {
		return replyTo(err)
	}
	return s.run(c, token, r.Method, handle)
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
func (s *Server) enter(r *http.Request, token string) (func(), error) {
	s.mu.Lock()
	_, known := s.world.identify(token)
	limits := s.limits
	s.mu.Unlock()
	if !known {
		return nil, refuse(http.StatusUnauthorized, "Not Authorized")
	}
	return limits.enter(token, r.Method, s.now())
}

// run answers a call while nothing else touches the world.
func (s *Server) run(c *call, token, method string, handle handler) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, known := s.world.identify(token)
	if !known { // The person left while the call waited.
		return replyTo(refuse(http.StatusUnauthorized, "Not Authorized"))
	}
	c.world, c.id = s.world, id
	if method != http.MethodGet && !id.service && id.user.isView {
		return replyTo(viewOnly())
	}
	out, err := handle(c)
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
