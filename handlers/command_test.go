package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// said is the text of an answer that a person reads.
func (a answer) said(t *testing.T) string {
	t.Helper()
	var m struct {
		Type string `json:"response_type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal([]byte(a.body), &m); err != nil || a.status != http.StatusOK || m.Type != "ephemeral" {
		t.Fatalf("no answer to a person: %d %s", a.status, a.body)
	}
	return m.Text
}

// Ensure that a signed command is taken with its values from the body alone: what somebody adds to the address, which is not signed, is not read.
func TestCommandQueryIgnored(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	got := e.do(call{path: forged(), body: command("add me to project Website")})
	if text := got.said(t); text != "On it: add me to project Website · R1" {
		t.Errorf("acknowledgement %q", text)
	}
	if diff := cmp.Diff([]string{userID + ": add me to project Website -> https://hooks.slack.com/commands/1/2/3"}, e.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// forged is the route of commands with all that an attacker may want to say in the part of the address that is not signed.
func forged() string {
	return "/slack/commands?" + url.Values{
		"text": {"remove me from project Website"}, "user_id": {"U0ATTACKER"}, "team_id": {"T0ATTACKER"}, "command": {"/evil"},
		"response_url": {"https://attacker.example/"}, "trigger_id": {"another"}, "ssl_check": {"1"}, "payload": {`{"type":"block_actions"}`},
	}.Encode()
}

// Ensure that the address does not fill in what the signed body leaves out, which is how a signed body would be used for something else.
func TestCommandQueryFillsNothing(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	for _, name := range []string{"user_id", "team_id", "command"} {
		if got := e.do(call{path: forged(), body: lacking(t, command("add me to project Website"), name)}); got.status != http.StatusBadRequest {
			t.Errorf("without %s: %d %s", name, got.status, got.body)
		}
	}
	silent := e.do(call{path: forged(), body: lacking(t, command(""), "text", "trigger_id")})
	plain := e.do(call{body: lacking(t, command(""), "text", "trigger_id")})
	if silent != plain || silent.status != http.StatusOK {
		t.Errorf("without a text: %+v, and without the address %+v", silent, plain)
	}
	if open := e.requests(); len(open) != 0 {
		t.Errorf("requests %q", open)
	}
	e.do(call{path: forged(), body: lacking(t, command("add me to project Website"), "response_url")})
	if diff := cmp.Diff([]string{userID + ": add me to project Website -> "}, e.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// Ensure that a body without fields is refused although the address has all of them, whatever kind the body says it is.
func TestCommandQueryOnly(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	for name, c := range map[string]call{
		"empty body":     {},
		"other field":    {body: "x=1"},
		"payload":        {path: "/slack/commands?payload=%7B%7D"},
		"JSON":           {body: `{"text":"help"}`, kind: "application/json"},
		"multipart":      {body: "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhelp\r\n--b--\r\n", kind: "multipart/form-data; boundary=b"},
		"text in query":  {body: command("", "user_id", "")},
		"no team":        {body: command("help", "team_id", "")},
		"no command":     {body: command("help", "command", "")},
		"broken escape":  {body: "text=%zz&" + command("help")},
		"semicolon":      {body: "a;b=1&" + command("help")},
		"no such escape": {body: "%"},
	} {
		if c.path == "" {
			c.path = "/slack/commands?" + command("add me to project Website")
		}
		if got := e.do(c); got.status != http.StatusBadRequest || !strings.HasPrefix(got.body, "The body is not a ") {
			t.Errorf("%s: %d %q", name, got.status, got.body)
		}
	}
	if diff := cmp.Diff(map[string]int{}, e.rows()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// Ensure that Slack's probe of the certificate is answered before the signature, with nothing, and that nothing is stored.
func TestCommandSSLCheck(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	for name, change := range map[string]func(*http.Request){"unsigned": without(sigHeader, timeHeader), "signed": nil} {
		got := e.do(call{body: "ssl_check=1&token=legacy", change: change})
		if got.status != http.StatusOK || got.body != "" {
			t.Errorf("%s: %d %q", name, got.status, got.body)
		}
	}
	if diff := cmp.Diff(map[string]int{}, e.rows()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// Ensure that the probe is only read from the body posted to the route of commands: nowhere else does it get past the signature.
func TestCommandSSLCheckElsewhere(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	unsigned := without(sigHeader, timeHeader)
	for name, row := range map[string]struct {
		call call
		want int
	}{
		"in the query":      {call{path: "/slack/commands?ssl_check=1", body: command("help")}, http.StatusUnauthorized},
		"alone in a query":  {call{path: "/slack/commands?ssl_check=1"}, http.StatusUnauthorized},
		"to events":         {call{path: "/slack/events", body: "ssl_check=1"}, http.StatusUnauthorized},
		"another value":     {call{body: "ssl_check=0&" + command("help")}, http.StatusUnauthorized},
		"fetched":           {call{method: http.MethodGet, path: "/slack/commands?ssl_check=1"}, http.StatusMethodNotAllowed},
		"beside the reason": {call{body: "text=ssl_check=1"}, http.StatusUnauthorized},
	} {
		row.call.change = unsigned
		if got := e.do(row.call); got.status != row.want {
			t.Errorf("%s: %d %q, want %d", name, got.status, got.body, row.want)
		}
	}
}

// Ensure that a body of exactly 1 MiB is read and one byte more is not, on every route, whether its length is told before or not.
func TestBodySize(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	fits := pad(command("help"), 1<<20)
	chunked := func(r *http.Request) { r.ContentLength = -1 }
	for name, row := range map[string]struct {
		call call
		want int
	}{
		"fits":             {call{body: fits}, http.StatusOK},
		"fits, chunked":    {call{body: fits, change: chunked}, http.StatusOK},
		"too much":         {call{body: fits + "x"}, http.StatusRequestEntityTooLarge},
		"too much chunked": {call{body: fits + "x", change: chunked}, http.StatusRequestEntityTooLarge},
		"too much, probe":  {call{body: pad("ssl_check=1", 1<<20+1)}, http.StatusRequestEntityTooLarge},
		"unsigned":         {call{body: fits + "x", change: without(sigHeader)}, http.StatusRequestEntityTooLarge},
		"event":            {call{path: "/slack/events", body: `{"type":"` + strings.Repeat("x", 1<<20) + `"}`}, http.StatusRequestEntityTooLarge},
	} {
		got := e.do(row.call)
		if got.status != row.want {
			t.Errorf("%s: %d %.80q, want %d", name, got.status, got.body, row.want)
		}
		if got.status == http.StatusRequestEntityTooLarge && got.body != "The body is larger than 1 MiB.\n" {
			t.Errorf("%s: %q", name, got.body)
		}
	}
}

// pad makes a form n bytes long.
func pad(form string, n int) string {
	form += "&pad="
	return form + strings.Repeat("x", n-len(form))
}
