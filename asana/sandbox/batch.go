package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// batchPath is where several actions go in one request.
const batchPath = "/batch"

// actionsAtOnce is how many actions a batch has at most.
const actionsAtOnce = 10

// action is one request inside a batch.
type action struct {
	method, path  string
	data, options map[string]any
}

// actionReply is how an action was answered.
type actionReply struct {
	Status  int               `json:"status_code"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// batch runs the actions of a batch, each as if it had come alone: there is no
// order that a caller could rely on and nothing is taken back. All of them
// together have to pass the limits. A bucket that never holds ten requests, as
// that of a free plan, therefore never lets ten actions through.
func (s *Server) batch(r *http.Request, path string) *reply {
	token := bearer(r)
	if err := s.known(token); err != nil {
		return replyTo(err)
	}
	c := s.newCall(r, path)
	actions, wrong := c.readActions(r)
	want := loadOf(r.Method)
	if wrong == nil {
		want = together(actions)
	}
	leave, err := s.enter(token, want)
	if err != nil {
		return replyTo(err)
	}
	defer leave()
	if wrong != nil {
		return replyTo(wrong)
	}
	wait(r, s.latency)
	if err := s.permits(token); err != nil {
		return replyTo(err)
	}
	replies := make([]actionReply, 0, len(actions))
	for _, a := range actions {
		replies = append(replies, s.act(r, token, a))
	}
	return newReply(http.StatusOK, map[string]any{"data": replies}, c.pretty)
}

// permits checks that a token may batch at all, which takes full permissions.
func (s *Server) permits(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := s.world.identify(token, s.clock())
	return id.permits("")
}

// together adds up what the actions ask of the limits.
func together(actions []action) load {
	sum := load{}
	for _, a := range actions {
		one := loadOf(a.method)
		sum.reads, sum.writes = sum.reads+one.reads, sum.writes+one.writes
	}
	return sum
}

// act runs one action.
func (s *Server) act(r *http.Request, token string, a action) actionReply {
	out := noRoute()
	if way, args := findRoute(s.routes, a.method, a.path); way != nil {
		c := s.newCall(r, a.path)
		c.args, c.query, c.origin.base = args, a.query(), strings.TrimSuffix(c.origin.base, batchPath)
		c.data = map[string]any{}
		if a.method != http.MethodGet && a.data != nil {
			c.data = a.data
		}
		c.readOptions(a.options)
		c.pretty = false
		out = s.run(c, token, way)
	}
	headers := map[string]string{}
	if location := out.header.Get("Location"); location != "" {
		headers["location"] = location
	}
	return actionReply{Status: out.status, Headers: headers, Body: out.body}
}

// query returns what would stand in the query of a request: the data of reads,
// and the page.
func (a action) query() url.Values {
	query := url.Values{}
	if a.method == http.MethodGet {
		for name, value := range a.data {
			query.Set(name, word(value))
		}
	}
	for _, name := range []string{"limit", "offset"} {
		if value, given := a.options[name]; given {
			query.Set(name, word(value))
		}
	}
	return query
}

// word writes a decoded JSON value as a query has it.
func word(value any) string {
	if list, ok := value.([]any); ok {
		words := make([]string, 0, len(list))
		for _, item := range list {
			words = append(words, word(item))
		}
		return strings.Join(words, ",")
	}
	if number, ok := value.(float64); ok && number == float64(int64(number)) {
		return fmt.Sprint(int64(number))
	}
	return fmt.Sprint(value)
}

// readActions reads the actions out of a batch's body.
func (c *call) readActions(r *http.Request) ([]action, error) {
	if err := c.readInput(r); err != nil {
		return nil, err
	}
	if err := c.only("actions"); err != nil {
		return nil, err
	}
	list, ok := c.data["actions"].([]any)
	switch {
	case !ok || len(list) == 0:
		return nil, missing("actions")
	case len(list) > actionsAtOnce:
		return nil, invalid("actions: Must be at most %d actions", actionsAtOnce)
	}
	actions := make([]action, 0, len(list))
	for i, item := range list {
		a, err := readAction(item)
		if err != nil {
			return nil, invalid("actions[%d]: %v", i, err)
		}
		actions = append(actions, a)
	}
	return actions, nil
}

// readAction reads one action.
func readAction(item any) (action, error) {
	object, _ := item.(map[string]any)
	a := action{}
	method, _ := text(object, "method")
	a.path, _ = text(object, "relative_path")
	a.method = strings.ToUpper(method)
	a.data, _ = object["data"].(map[string]any)
	a.options, _ = object["options"].(map[string]any)
	switch {
	case !slices.Contains([]string{"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"}, a.method):
		return a, fmt.Errorf("Not a valid method: %s", method) //nolint:staticcheck // It is shown to a caller, in Asana's manner.
	case !strings.HasPrefix(a.path, "/") || strings.Contains(a.path, "?"):
		return a, fmt.Errorf("Not a valid relative_path: %s", a.path) //nolint:staticcheck // As above.
	}
	return a, nil
}
