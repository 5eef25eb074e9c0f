package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/asana/contract"
	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

const (
	signingSecret = "test-signing-secret"
	botToken      = "xoxb-test-bot-token"
	serviceToken  = "test-asana-service-token"

	websiteRelaunch = "1208000000030001"
	website         = "1208000000030002"
	salaryReview    = "1208000000030005"
	mayaGID         = "1208000000010002"
	noorGID         = "1208000000010005"

	ada  = "U01ADA0BIAN"
	maya = "U01MAYA0ITO"
	ben  = "U01BENOKAFR"
	noor = "U01NOORHADD"
	gus  = "U01GUSFREEL"

	// patience is how long a test waits for something that must happen; reaching it is a failure and never a measurement.
	patience = 30 * time.Second
)

// company is the two sandboxes over real HTTP, with what tests look at. Every exchange with Asana is held to the official document.
type company struct {
	t     testing.TB
	asana *httptest.Server
	slack *httptest.Server
	calls callLog // to Asana
	posts callLog // to Slack's response URLs
	books ledger  // what was written to memberships in Asana

	program string // what runs as the service; empty: this version

	heard  io.Writer    // gets what processes log, too; may be nil
	setApp func(string) // tells the Slack sandbox where the service is
	people []string     // names and e-mail addresses of everybody, which the log must not hold
}

// newCompany starts the sandboxes with their default seeds, which seed may change. Asana's limits are out of the way unless a change sets them.
func newCompany(t testing.TB, seed func(*asanasandbox.Seed, *slacksandbox.Seed), changes ...func(*asanasandbox.Options)) *company {
	t.Helper()
	c := &company{t: t}
	as, ss := asanasandbox.DefaultSeed(), slacksandbox.DefaultSeed()
	as.Tokens["service"] = serviceToken
	if seed != nil {
		seed(as, ss)
	}
	c.people = peopleOf(as, ss)
	options := asanasandbox.Options{Seed: as, RatePerMinute: 60_000}
	for _, change := range changes {
		change(&options)
	}
	asanaServer, err := asanasandbox.New(options)
	must(t, err)
	c.asana = httptest.NewServer(c.calls.watch("/api/1.0/", c.books.watch(contract.Handler(t, asanaServer))))
	t.Cleanup(c.asana.Close)
	slackServer, err := slacksandbox.New(slacksandbox.Options{SigningSecret: signingSecret, BotToken: botToken, Seed: ss, NoRateLimits: true, Timeout: patience})
	must(t, err)
	c.slack = httptest.NewServer(c.posts.watch("/response/", slackServer))
	slackServer.SetBaseURL(c.slack.URL)
	c.setApp = slackServer.SetApp
	t.Cleanup(func() {
		c.slack.CloseClientConnections()
		c.slack.Close()
		if refused := slackServer.Violations(); len(refused) > 0 {
			t.Errorf("Slack would refuse: %q", refused)
		}
	})
	return c
}

// callLog sees the calls to a sandbox as they begin.
type callLog struct {
	mu    sync.Mutex
	calls []*asanaCall
	gate  func(*asanaCall) // may hold a call before it is served
	after func(*asanaCall) // may hold the answer to a call that was served
}

// asanaCall is one call.
type asanaCall struct {
	method, path string
	query        url.Values
}

// watch notes each call of the API, which is below the prefix, and signals it.
func (l *callLog) watch(prefix string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		below, found := strings.CutPrefix(r.URL.Path, prefix)
		if !found {
			next.ServeHTTP(w, r)
			return
		}
		call := &asanaCall{method: r.Method, path: "/" + below, query: r.URL.Query()}
		l.mu.Lock()
		l.calls = append(l.calls, call)
		gate, after := l.gate, l.after
		l.mu.Unlock()
		if gate != nil {
			gate(call)
		}
		next.ServeHTTP(w, r)
		if after != nil {
			after(call) // what was answered is so short that it leaves only when the handler returns
		}
	})
}

// hold sets what may hold calls from now on.
func (l *callLog) hold(gate func(*asanaCall)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gate = gate
}

// holdAnswers sets what may hold answers from now on.
func (l *callLog) holdAnswers(after func(*asanaCall)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.after = after
}

// take returns the calls so far and forgets them.
func (l *callLog) take() []*asanaCall {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.calls
	l.calls = nil
	return calls
}

// row is a membership in the Asana sandbox.
type row struct {
	GID    string `json:"gid"`
	Parent string `json:"parent"`
	Member string `json:"member"`
	Level  string `json:"access_level"`
}

// rows returns the memberships of a pair: normally none or one.
func (c *company) rows(parent, member string) []row {
	c.t.Helper()
	var state struct {
		Memberships []row `json:"memberships"`
	}
	get(c.t, c.asana.URL+"/_sandbox/state", &state)
	var found []row
	for _, r := range state.Memberships {
		if r.Parent == parent && r.Member == member {
			found = append(found, r)
		}
	}
	return found
}

// level is the one level of a pair; empty when there is no membership, and a failure when there are two.
func (c *company) level(parent, member string) string {
	c.t.Helper()
	rows := c.rows(parent, member)
	switch len(rows) {
	case 0:
		return ""
	case 1:
		return rows[0].Level
	}
	c.t.Fatalf("%d memberships of one pair: %v", len(rows), rows)
	return ""
}

// asanaFault makes Asana fail.
func (c *company) asanaFault(fault map[string]any) {
	c.t.Helper()
	post(c.t, c.asana.URL+"/_sandbox/faults", fault, nil)
}

// slackFault makes Slack fail.
func (c *company) slackFault(fault map[string]any) {
	c.t.Helper()
	post(c.t, c.slack.URL+"/_sandbox/faults", fault, nil)
}

// answered is what the app answered to something the Slack sandbox sent.
type answered struct {
	Status int    `json:"status"`
	Body   string `json:"body"`
	MS     int    `json:"ms"`
}

// text is the text of an acknowledgement.
func (a answered) text(t testing.TB) string {
	t.Helper()
	var m struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal([]byte(a.Body), &m); err != nil {
		t.Fatalf("the acknowledgement is not JSON: %d %q", a.Status, a.Body)
	}
	return m.Text
}

// types sends a command as a person types it and returns the acknowledgement's text.
func (c *company) types(user, text string) string {
	c.t.Helper()
	a := c.sends(map[string]any{"user": user, "text": text})
	if a.Status != http.StatusOK {
		c.t.Fatalf("%q was answered with %d: %s", text, a.Status, a.Body)
	}
	return a.text(c.t)
}

// sends plays a command with all that the control takes.
func (c *company) sends(body map[string]any) (a answered) {
	c.t.Helper()
	post(c.t, c.slack.URL+"/_sandbox/command", body, &a)
	return a
}

// said is a message in the Slack sandbox.
type said struct {
	Channel   string `json:"channel"`
	TS        string `json:"ts"`
	Text      string `json:"text"`
	For       string `json:"for"`
	Ephemeral bool   `json:"ephemeral"`
	Source    string `json:"source"`
	Edited    bool   `json:"edited"`
	Blocks    []struct {
		Elements []struct {
			ActionID string `json:"action_id"`
		} `json:"elements"`
	} `json:"blocks"`
}

// messages returns what was said, in order.
func (c *company) messages() (all []said) {
	c.t.Helper()
	get(c.t, c.slack.URL+"/_sandbox/messages", &all)
	return all
}

// waitSaid waits until a message fits.
func (c *company) waitSaid(what string, fits func(said) bool) (found said) {
	c.t.Helper()
	c.waitSlack(func() bool {
		all := c.messages()
		i := slices.IndexFunc(all, fits)
		if i >= 0 {
			found = all[i]
		}
		return i >= 0
	}, func() { c.t.Fatalf("%s: nobody said it; there is %s", what, spelled(c.messages())) })
	return found
}

// waitSlack waits until something is so in the Slack sandbox, which signals each change; never fails the test.
func (c *company) waitSlack(so func() bool, never func()) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.slack.URL+"/_sandbox/events-stream", http.NoBody)
	must(c.t, err)
	resp, err := http.DefaultClient.Do(req)
	must(c.t, err)
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "data:") {
			continue
		}
		if so() {
			return
		}
	}
	never()
}

// waitEnd waits for the message that ends a request in the state.
func (c *company) waitEnd(request, state string) said {
	c.t.Helper()
	line := request + " · " + state
	return c.waitSaid(line, func(m said) bool { return strings.HasSuffix(m.Text, "\n"+line) })
}

// requestOf is the id in an acknowledgement.
func requestOf(t testing.TB, ack string) string {
	t.Helper()
	line, _, _ := strings.Cut(ack, "\n")
	found := requestInAck.FindStringSubmatch(line)
	if found == nil {
		t.Fatalf("no request in the acknowledgement %q", ack)
	}
	return found[1]
}

func spelled(v any) string {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, url string, into any) {
	t.Helper()
	exchange(t, http.MethodGet, url, http.NoBody, into)
}

func post(t testing.TB, url string, body, into any) {
	t.Helper()
	data, err := json.Marshal(body)
	must(t, err)
	exchange(t, http.MethodPost, url, bytes.NewReader(data), into)
}

func exchange(t testing.TB, method, url string, body io.Reader, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	must(t, err)
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	must(t, err)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d %s", method, url, resp.StatusCode, data)
	}
	if into != nil {
		must(t, json.Unmarshal(data, into))
	}
}
