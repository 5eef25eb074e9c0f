package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// demoState asks the running demo for what its page shows beside the conversation.
func demoState(t testing.TB, base, query string) panelState {
	t.Helper()
	var s panelState
	must(t, json.Unmarshal([]byte(fetch(t, base+slackPrefix+"/_demo/state"+query, nil)), &s))
	return s
}

// demoPost uses one of the demo's own controls and returns the status.
func demoPost(t testing.TB, base, name, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+slackPrefix+"/"+name, strings.NewReader(body))
	must(t, err)
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	must(t, resp.Body.Close())
	return resp.StatusCode
}

// Ensure that the state tells requests, events and Asana as they are, that events come only once when one says what one has, and that a move of
// the clock is told.
func TestDemoState(t *testing.T) {
	t.Parallel()
	p := rollcall(t, "demo", "--addr", "127.0.0.1:0")
	base := demoAddress.FindStringSubmatch(p.waitFor(p.out, "People: "))[1]
	p.types("@ben /asana request project Website as editor for 2w because launch")
	p.waitFor(p.out, "R1 · awaiting_approval")
	p.types("/asana approve R1")
	p.waitFor(p.out, "You approved R1")
	s := demoState(t, base, "")
	for late := time.Now().Add(patience); (len(s.Requests) != 1 || len(s.Requests[0].Grants) == 0) && time.Now().Before(late); {
		s = demoState(t, base, "")
	}
	if len(s.Requests) != 1 || s.Requests[0].Name != "R1" || s.Requests[0].State != "applied" || len(s.Requests[0].Grants) != 1 {
		t.Errorf("requests: %+v", s.Requests)
	}
	if !strings.Contains(string(s.Asana), `"memberships"`) || s.Mode != fine || len(s.Moves) != 0 {
		t.Errorf("mode %s, moves %v, asana %s", s.Mode, s.Moves, s.Asana)
	}
	if code := demoPost(t, base, "_sandbox/clock", `{"forward":"1d"}`); code != http.StatusOK {
		t.Errorf("clock: status %d", code)
	}
	later := demoState(t, base, "?after=100000")
	if len(later.Events) != 0 || len(later.Moves) != 1 || later.Now.Sub(s.Now).Hours() < 24 {
		t.Errorf("events %s, moves %v, now %s", later.Events, later.Moves, later.Now)
	}
}

// Ensure that each way in which Asana can fail is what it is called, and that there are no others.
func TestDemoAsanaModes(t *testing.T) {
	t.Parallel()
	p := rollcall(t, "demo", "--addr", "127.0.0.1:0")
	printed := curlLine.FindStringSubmatch(p.waitFor(p.out, "People: "))
	base, _, _ := strings.Cut(printed[3], asanaPrefix)
	for _, row := range []struct {
		mode       string
		post, then int
	}{
		{"down", http.StatusOK, http.StatusServiceUnavailable},
		{"limited", http.StatusOK, http.StatusTooManyRequests},
		{"broken", http.StatusBadRequest, http.StatusTooManyRequests},
		{"slow", http.StatusOK, http.StatusUnauthorized},
		{"ok", http.StatusOK, http.StatusUnauthorized}, // asked without a token, a working Asana refuses
	} {
		if code := demoPost(t, base, "_demo/asana", `{"mode":"`+row.mode+`"}`); code != row.post {
			t.Errorf("%s: status %d", row.mode, code)
		}
		status(t, base+asanaPrefix+"/api/1.0/users/me", row.then)
	}
	if code := demoPost(t, base, "_demo/asana", `{`); code != http.StatusBadRequest {
		t.Errorf("no JSON: status %d", code)
	}
	status(t, base+asanaPrefix+"/_sandbox/state", http.StatusOK)
}

// Ensure that what only the demo has is nowhere else: the Slack sandbox alone has no such routes.
func TestSandboxWithoutPanel(t *testing.T) {
	t.Parallel()
	p := rollcall(t, "sandbox", "slack", "--addr", "127.0.0.1:0", "--app", "http://127.0.0.1:1", "--signing-secret", "s", "--bot-token", "xoxb-1")
	printed := p.waitFor(p.out, "Slack sandbox: ")
	_, base, _ := strings.Cut(strings.TrimSpace(printed), "Slack sandbox: ")
	for _, path := range []string{"_demo/state", "_demo/words", "_demo/asana"} {
		status(t, base+path, http.StatusNotFound)
	}
	status(t, base, http.StatusOK)
}
