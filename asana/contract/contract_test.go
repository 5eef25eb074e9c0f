package contract_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"rollcall/asana/contract"
)

// recordingTB stands for a test whose failures are what is wanted.
type recordingTB struct {
	testing.TB
	mu     sync.Mutex
	errors []string
}

func (r *recordingTB) Helper() {}

func (r *recordingTB) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// got returns everything reported so far as one text.
func (r *recordingTB) got() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.errors, "\n")
}

// exchange is one request and the answer that a planted server gives.
type exchange struct {
	method, target, body string
	status               int
	answer               string
	contentType          string
	header               http.Header
}

func (e exchange) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	if e.contentType == "" {
		e.contentType = "application/json; charset=UTF-8"
	}
	w.Header().Set("Content-Type", e.contentType)
	for key, values := range e.header {
		w.Header()[key] = values
	}
	w.WriteHeader(e.status)
	_, _ = io.WriteString(w, e.answer)
}

// send makes the exchange through the client's side and through the server's,
// and returns what each of the two reported.
func (e exchange) send(t *testing.T) (client, server string) {
	t.Helper()
	clientTB, serverTB := &recordingTB{TB: t}, &recordingTB{TB: t}
	srv := httptest.NewServer(contract.Handler(serverTB, e))
	defer srv.Close()
	req, err := http.NewRequestWithContext(t.Context(), e.method, srv.URL+"/below/api/1.0"+e.target, strings.NewReader(e.body))
	if err != nil {
		t.Fatal(err)
	}
	if e.body == "" {
		req.Body = nil
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := (&http.Client{Transport: contract.Transport(clientTB, nil)}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if data, err := io.ReadAll(resp.Body); err != nil || string(data) != e.answer {
		t.Errorf("the answer came through as %q, %v", data, err)
	}
	return clientTB.got(), serverTB.got()
}

// Ensure what is right on both sides is let pass, odd schemas included.
func TestSound(t *testing.T) {
	t.Parallel()
	const portfolio = `"member":{"gid":"5","resource_type":"team","name":"Design"},"parent":{"gid":"4","resource_type":"portfolio","name":"All"},"access_level":"viewer"`
	for name, e := range map[string]exchange{
		"list": {method: "GET", target: "/memberships?parent=1&limit=100&opt_fields=gid,member.name", status: 200,
			answer: `{"data":[{"gid":"9","resource_type":"membership","resource_subtype":"project_membership","access_level":"viewer"}],"next_page":null}`},
		"more than compact": {method: "GET", target: "/users?workspace=1&opt_fields=email", status: 200, answer: `{"data":[{"gid":"9","email":"a@example.com"}]}`},
		"what is searched for": {method: "GET", target: "/workspaces/1/typeahead?resource_type=project&opt_fields=name,privacy_setting,team.name", status: 200,
			answer: `{"data":[{"gid":"9","resource_type":"project","name":"Web","privacy_setting":"private","team":null}]}`},
		"create": {method: "POST", target: "/memberships", body: `{"data":{"member":"1","parent":"2","access_level":"editor"}}`, status: 201,
			answer: `{"data":{"gid":"9","resource_type":"membership","resource_subtype":"goal_membership","access_level":"commenter","role":"commenter"}}`},
		"goal in a list": {method: "GET", target: "/memberships?parent=1", status: 200,
			answer: `{"data":[{"gid":"9","resource_subtype":"goal_membership","is_commenter":null}]}`},
		"delete":                 {method: "DELETE", target: "/memberships/9", status: 200, answer: `{"data":{}}`},
		"portfolio as schema":    {method: "GET", target: "/memberships/9", status: 200, answer: `{"data":{"gid":"9","resource_type":"portfolio_membership",` + portfolio + `}}`},
		"portfolio as in a list": {method: "GET", target: "/memberships/9", status: 200, answer: `{"data":{"gid":"9","resource_type":"membership","resource_subtype":"portfolio_membership",` + portfolio + `}}`},
		"project without a team": {method: "GET", target: "/projects/1?opt_fields=team,owner", status: 200, answer: `{"data":{"gid":"1","resource_type":"project","team":null,"owner":null}}`},
		"error code":             {method: "GET", target: "/memberships/9", status: 403, answer: `{"errors":[{"message":"no","error":"view_only","user_message":"no"}]}`},
		"too many":               {method: "GET", target: "/memberships/9", status: 429, answer: `{"errors":[{"message":"slow"}]}`, header: http.Header{"Retry-After": {"3"}}},
		"page of the edge":       {method: "GET", target: "/memberships/9", status: 502, answer: `<html>bad gateway</html>`, contentType: "text/html"},
		"nothing at all":         {method: "GET", target: "/memberships/9", status: 503, contentType: "text/plain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if client, server := e.send(t); client+server != "" {
				t.Errorf("client: %s\nserver: %s", client, server)
			}
		})
	}
}

// Ensure planted faults in requests are found by the client's side alone.
func TestTransport_Request(t *testing.T) {
	t.Parallel()
	const row = `{"data":{"gid":"9"}}`
	for want, e := range map[string]exchange{
		`"body" is not in the document`:                 {method: "GET", target: "/memberships/9?body=x", status: 200, answer: row},
		`"resource_kind" is not in the document`:        {method: "GET", target: "/memberships?resource_kind=x", status: 200, answer: `{"data":[]}`},
		`"type" is deprecated`:                          {method: "GET", target: "/workspaces/1/typeahead?resource_type=user&type=user", status: 200, answer: `{"data":[]}`},
		`"limit" in query has an error`:                 {method: "GET", target: "/memberships?limit=101", status: 200, answer: `{"data":[]}`},
		`"parent" is given 2 times`:                     {method: "GET", target: "/memberships?parent=1&parent=2", status: 200, answer: `{"data":[]}`},
		`body.data.role is deprecated`:                  {method: "POST", target: "/memberships", body: `{"data":{"member":"1","role":"editor"}}`, status: 201, answer: row},
		`body.data.is_admin is not in the document`:     {method: "PUT", target: "/memberships/9", body: `{"data":{"is_admin":true}}`, status: 200, answer: row},
		`body.options is not in the document`:           {method: "PUT", target: "/memberships/9", body: `{"data":{},"options":{}}`, status: 200, answer: row},
		`value must be a string`:                        {method: "PUT", target: "/memberships/9", body: `{"data":{"access_level":4}}`, status: 200, answer: row},
		`the operation takes no body`:                   {method: "DELETE", target: "/memberships/9", body: `{}`, status: 200, answer: `{"data":{}}`},
		`the operation needs a body`:                    {method: "POST", target: "/memberships", status: 201, answer: row},
		`the document has no PATCH`:                     {method: "PATCH", target: "/memberships/9", status: 404, answer: `{"errors":[{"message":"No matching route for request"}]}`},
		`the document has no GET /below/api/1.0/nobody`: {method: "GET", target: "/nobody", status: 404, answer: `{"errors":[{"message":"No matching route for request"}]}`},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			client, server := e.send(t)
			if !strings.Contains(client, want) {
				t.Errorf("not reported: %q", client)
			}
			if server != "" {
				t.Errorf("the server's side judged a request: %s", server)
			}
		})
	}
}

// Ensure planted faults in answers are found by both sides.
func TestResponse(t *testing.T) {
	t.Parallel()
	get := func(status int, answer string) exchange {
		return exchange{method: "GET", target: "/memberships/9", status: status, answer: answer}
	}
	for want, e := range map[string]exchange{
		"answer.data.level is not in the document":     get(200, `{"data":{"gid":"9","level":"x"}}`),
		"answer.data.goal is not in the document":      get(200, `{"data":{"gid":"9","resource_type":"membership","resource_subtype":"project_membership","goal":{}}}`),
		"answer.data[0].privacy_setting is not":        {method: "GET", target: "/workspaces/1/typeahead?resource_type=user&opt_fields=privacy_setting", status: 200, answer: `{"data":[{"gid":"9","privacy_setting":"private"}]}`},
		"answer.data[0].email is not":                  {method: "GET", target: "/users?workspace=1&opt_fields=name", status: 200, answer: `{"data":[{"gid":"9","email":"a@example.com"}]}`},
		"answer.data.member.email is not":              get(200, `{"data":{"member":{"gid":"1","email":"x"}}}`),
		"answer.data does not match its schema":        get(200, `{"data":{"resource_subtype":"portfolio_membership","resource_type":"portfolio_membership","access_level":"commenter"}}`),
		"answer does not match the schema":             get(200, `{"data":{"gid":9}}`),
		"answer.data.member is null":                   get(200, `{"data":{"member":null}}`),
		`has no "data"`:                                get(200, `{}`),
		"status 201 is not documented":                 get(201, `{"data":{"gid":"9"}}`),
		"status 409 is not documented":                 get(409, `{"errors":[{"message":"no"}]}`),
		`needs a filled list "errors"`:                 get(400, `{"errors":[]}`),
		"an error without a message":                   get(400, `{"errors":[{"help":"x"}]}`),
		`unknown member "detail" in a refusal`:         get(400, `{"errors":[{"message":"x"}],"detail":1}`),
		`unknown member "code" in an error`:            get(400, `{"errors":[{"message":"x","code":"1"}]}`),
		"a phrase with status 404":                     get(404, `{"errors":[{"message":"x","phrase":"6 sad squid"}]}`),
		"a refusal 404 of type":                        {method: "GET", target: "/memberships/9", status: 404, answer: "<html>", contentType: "text/html"},
		`"next_page" is present without a limit`:       {method: "GET", target: "/memberships?parent=1", status: 200, answer: `{"data":[],"next_page":null}`},
		"answer.data should be empty":                  {method: "DELETE", target: "/memberships/9", status: 200, answer: `{"data":{"gid":"9"}}`},
		`Retry-After "soon" is neither`:                {method: "GET", target: "/memberships/9", status: 429, answer: `{"errors":[{"message":"x"}]}`, header: http.Header{"Retry-After": {"soon"}}},
		"is not in the document, but was answered 200": {method: "GET", target: "/nobody", status: 200, answer: `{"data":{}}`},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			client, server := e.send(t)
			if !strings.Contains(client, want) || !strings.Contains(server, want) {
				t.Errorf("client: %q\nserver: %q", client, server)
			}
		})
	}
}

// Ensure what is not the API passes unjudged.
func TestOutside(t *testing.T) {
	t.Parallel()
	tb := &recordingTB{TB: t}
	srv := httptest.NewServer(contract.Handler(tb, exchange{status: http.StatusTeapot}))
	defer srv.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/_sandbox/state?x=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := contract.Transport(tb, nil).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if got := tb.got(); got != "" || resp.StatusCode != http.StatusTeapot {
		t.Errorf("status %d, reported %q", resp.StatusCode, got)
	}
}

// Ensure an answer that breaks off arrives broken, and is not judged.
func TestTransport_Cut(t *testing.T) {
	t.Parallel()
	tb := &recordingTB{TB: t}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"data":`)
	}))
	defer srv.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/api/1.0/memberships/9", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := contract.Transport(tb, nil).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the body reads as whole")
	}
	if got := tb.got(); got != "" {
		t.Errorf("reported %q", got)
	}
}

func TestReferee_HasOperation(t *testing.T) {
	t.Parallel()
	referee := contract.Document(t)
	if !referee.HasOperation("PUT", "/memberships/{membership_gid}") {
		t.Error("the update is missing")
	}
	if referee.HasOperation("PATCH", "/memberships/{membership_gid}") || referee.HasOperation("GET", "/nobody") {
		t.Error("operations that do not exist are found")
	}
}
