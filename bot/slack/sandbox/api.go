package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// reply is the body of a successful answer, without "ok".
type reply map[string]any

// refusal is an answer with ok:false.
type refusal struct {
	code       string
	messages   []string       // become response_metadata.messages
	fields     map[string]any // further members, such as "needed"
	retryAfter int            // seconds; makes the answer a 429
}

func (r *refusal) Error() string { return r.code }

func refuse(code string) *refusal { return &refusal{code: code} }

func invalidArguments(messages ...string) *refusal {
	return &refusal{code: "invalid_arguments", messages: messages}
}

func missing(field string) *refusal {
	return invalidArguments("[ERROR] missing required field: " + field)
}

// apiMethod is one method of the Web API.
type apiMethod struct {
	scope     string
	perMinute int // 0 = not limited
	run       func(*apiCall) (reply, error)
}

// apiCall is one call while it runs; the server's lock is held.
type apiCall struct {
	s    *Server
	w    *workspace
	args args
}

// call is one line of the list of calls.
type call struct {
	Method string    `json:"method"`
	Status int       `json:"status"`
	Error  string    `json:"error"`
	Time   time.Time `json:"time"`
}

func apiMethods() map[string]apiMethod {
	return map[string]apiMethod{
		"auth.test":             {"", 600, (*apiCall).authTest},
		"users.info":            {"users:read", 100, (*apiCall).usersInfo},
		"users.lookupByEmail":   {"users:read.email", 50, (*apiCall).usersLookupByEmail},
		"users.list":            {"users:read", 20, (*apiCall).usersList},
		"usergroups.list":       {"usergroups:read", 20, (*apiCall).usergroupsList},
		"usergroups.users.list": {"usergroups:read", 20, (*apiCall).usergroupsUsersList},
		"team.info":             {"team:read", 50, (*apiCall).teamInfo},
		"conversations.open":    {"im:write", 50, (*apiCall).conversationsOpen},
		"conversations.info":    {"", 50, (*apiCall).conversationsInfo},
		"conversations.members": {"", 100, (*apiCall).conversationsMembers},
		"chat.postMessage":      {"chat:write", 300, (*apiCall).chatPostMessage},
		"chat.update":           {"chat:write", 50, (*apiCall).chatUpdate},
		"chat.delete":           {"chat:write", 50, (*apiCall).chatDelete},
		"chat.postEphemeral":    {"chat:write", 100, (*apiCall).chatPostEphemeral},
		"chat.getPermalink":     {"", 600, (*apiCall).chatGetPermalink},
		"views.open":            {"", 100, (*apiCall).viewsOpen},
		"views.push":            {"", 100, (*apiCall).viewsPush},
		"views.update":          {"", 100, (*apiCall).viewsUpdate},
		"views.publish":         {"", 100, (*apiCall).viewsPublish},
	}
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	a, token, err := readArgs(r)
	work := func() outcome {
		// The answer is spelled under the lock too, because it shares maps with
		// the workspace.
		s.mu.Lock()
		defer s.mu.Unlock()
		var body reply
		if err == nil {
			body, err = s.callAPI(name, a, token)
		}
		s.note(name, a, err)
		out := s.answerAPI(body, err)
		out.header.Set("X-Accepted-OAuth-Scopes", apiMethods()[name].scope)
		return out
	}
	s.withFaults(w, r, attempt{name, work, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.note(name, a, cmp.Or(err, errLost))
	}})
}

// callAPI does the work of one call. The lock is held.
func (s *Server) callAPI(name string, a args, token string) (reply, error) {
	method, known := apiMethods()[name]
	switch {
	case !known:
		return nil, refuse("unknown_method")
	case token == "":
		return nil, refuse("not_authed")
	case token != s.opts.BotToken:
		return nil, refuse("invalid_auth")
	}
	if err := s.limit("method "+name, perMinute(method.perMinute)); err != nil {
		return nil, err
	}
	if !s.w.granted(method.scope) {
		return nil, missingScope(s.w, method.scope)
	}
	return method.run(&apiCall{s: s, w: s.w, args: a})
}

func missingScope(w *workspace, scope string) *refusal {
	return &refusal{code: "missing_scope", fields: map[string]any{
		"needed": scope, "provided": strings.Join(w.team.Scopes, ","),
	}}
}

// limit takes a token of a bucket. The lock is held.
func (s *Server) limit(key string, r rate) error {
	if s.opts.NoRateLimits {
		return nil
	}
	if wait := s.w.limits.take(key, r, s.now()); wait > 0 {
		return &refusal{code: "ratelimited", retryAfter: wait}
	}
	return nil
}

// answerAPI spells the outcome of a call. The lock is held.
func (s *Server) answerAPI(body reply, err error) outcome {
	out := outcome{status: http.StatusOK, header: http.Header{}}
	out.header.Set("X-OAuth-Scopes", strings.Join(s.w.team.Scopes, ","))
	no := new(refusal)
	switch {
	case errors.As(err, &no):
		body = no.body()
		out.error = no.code
	case err != nil:
		body = refuse("fatal_error").body()
		out.error = "fatal_error"
	default:
		body["ok"] = true
	}
	if no.retryAfter > 0 {
		out.status = http.StatusTooManyRequests
		out.header.Set("Retry-After", strconv.Itoa(no.retryAfter))
	}
	return out.json(body)
}

func (r *refusal) body() reply {
	out := reply{"ok": false, "error": r.code}
	for k, v := range r.fields {
		out[k] = v
	}
	if len(r.messages) > 0 {
		out["errors"] = r.messages
		out["response_metadata"] = map[string]any{"messages": r.messages}
	}
	return out
}

// outcome is an HTTP answer before it is written, so that a fault can still
// replace it after the work was done.
type outcome struct {
	status int
	header http.Header
	body   []byte
	error  string // as it goes into the list of calls
}

func (o outcome) json(v any) outcome {
	body, err := json.Marshal(v)
	if err != nil {
		body = fmt.Appendf(nil, `{"ok":false,"error":%q}`, err.Error())
	}
	if o.header == nil {
		o.header = http.Header{}
	}
	o.header.Set("Content-Type", "application/json; charset=utf-8")
	o.body = body
	return o
}

func (o outcome) write(w http.ResponseWriter) {
	for k, v := range o.header {
		w.Header()[k] = v
	}
	w.WriteHeader(o.status)
	_, _ = w.Write(o.body) // a caller who has gone needs no answer
}
