package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
)

// controlPerson changes what there is to know about somebody, in Slack's own
// field names: {"user":"ben","deleted":true}. The app is told nothing; the event
// user_change does that.
func (s *Server) controlPerson(_ *http.Request, body []byte) (result, error) {
	name, members, err := addressed(body, "user")
	if err != nil {
		return result{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.w.person(name)
	if u == nil {
		return result{}, notFound("there is no user %q", name)
	}
	next := *u
	if err := decode(members, &next); err != nil {
		return result{}, err
	}
	if next.ID != u.ID || next.IsBot != u.IsBot {
		return result{}, badRequest("nobody becomes somebody else, or a bot")
	}
	*u = next
	s.touch()
	return done(), nil
}

// controlChannel changes a channel likewise: {"channel":"approvals","is_ext_shared":true}.
func (s *Server) controlChannel(_ *http.Request, body []byte) (result, error) {
	name, members, err := addressed(body, "channel")
	if err != nil {
		return result{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.w.channel(name)
	if c == nil {
		return result{}, notFound("there is no channel %q", name)
	}
	next := *c
	next.Members = slices.Clone(c.Members) // what is decoded would go into the seed
	if err := decode(members, &next); err != nil {
		return result{}, err
	}
	if next.ID != c.ID || next.IsIM != c.IsIM {
		return result{}, badRequest("a channel stays the same channel")
	}
	*c = next
	s.touch()
	return done(), nil
}

// addressed takes the member that says who or what is meant out of a body.
func addressed(body []byte, member string) (name string, rest []byte, err error) {
	var all map[string]any
	if json.Unmarshal(body, &all) != nil {
		return "", nil, badRequest("the body must be a JSON object")
	}
	name, _ = all[member].(string)
	if name == "" {
		return "", nil, badRequest("%s is required", member)
	}
	delete(all, member)
	rest, err = encode(all)
	return name, rest, err
}
