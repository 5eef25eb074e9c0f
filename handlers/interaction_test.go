package handlers

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"rollcall/bot"
)

// listener stands in for the bot and notes what it is handed.
type listener struct {
	wrong map[string]string // what it finds wrong with forms

	mu        sync.Mutex
	clicks    []bot.Click
	forms     []bot.Click
	changes   []bot.FormState
	shortcuts []bot.Shortcut
	typed     []bot.Typing
	opened    []bot.Origin
	keys      []string          // of what was opened
	found     []bot.OptionGroup // what it suggests
	away      error             // why an opened home can't be noted
	rejected  []string
	deadlines []time.Duration
}

// Command is not what these tests are about.
func (l *listener) Command(context.Context, bot.Inbound) bot.Message { return bot.Message{} }

// Click notes a click.
func (l *listener) Click(ctx context.Context, c bot.Click) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clicks = append(l.clicks, c)
	until, _ := ctx.Deadline()
	l.deadlines = append(l.deadlines, time.Until(until))
}

// Submit notes a form.
func (l *listener) Submit(ctx context.Context, c bot.Click) map[string]string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forms = append(l.forms, c)
	until, _ := ctx.Deadline()
	l.deadlines = append(l.deadlines, time.Until(until))
	return l.wrong
}

// FormChanged notes a form.
func (l *listener) FormChanged(_ context.Context, f bot.FormState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.changes = append(l.changes, f)
}

// Shortcut notes a shortcut.
func (l *listener) Shortcut(_ context.Context, c bot.Shortcut) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shortcuts = append(l.shortcuts, c)
}

// Suggest notes what was typed.
func (l *listener) Suggest(_ context.Context, t bot.Typing) []bot.OptionGroup {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.typed = append(l.typed, t)
	return l.found
}

// HomeOpened notes who opened their home.
func (l *listener) HomeOpened(_ context.Context, key string, o bot.Origin) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.opened, l.keys = append(l.opened, o), append(l.keys, key)
	return l.away
}

// SignatureRejected notes why.
func (l *listener) SignatureRejected(_ context.Context, cause string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rejected = append(l.rejected, cause)
}

// total counts all that reached the bot.
func (l *listener) total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.clicks) + len(l.forms) + len(l.changes) + len(l.shortcuts) + len(l.typed) + len(l.opened)
}

// desk is a server in front of a listener, and what it logs.
type desk struct {
	*edge
	*listener
	log *syncBuffer
}

// syncBuffer is a buffer that the server writes and the test reads.
type syncBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

// taken returns what was written since the last time.
func (b *syncBuffer) taken() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.all.Reset()
	return b.all.String()
}

func newDesk(t *testing.T, wrong map[string]string) *desk {
	t.Helper()
	d := &desk{listener: &listener{wrong: wrong}, log: &syncBuffer{}}
	s := New(Config{SigningSecrets: []string{secret}}, Parts{Bot: d.listener, Log: zerolog.New(d.log)})
	front := httptest.NewServer(s.http.Handler)
	t.Cleanup(front.Close)
	d.edge = &edge{t: t, server: s, url: front.URL}
	return d
}

// interact sends a payload as Slack does.
func (d *desk) interact(payload string, change ...func(*call)) answer {
	d.t.Helper()
	c := call{path: "/slack/interactions", body: url.Values{"payload": {payload}}.Encode()}
	for _, f := range change {
		f(&c)
	}
	return d.do(c)
}

// empty is an answer that says nothing, and that Slack is content with.
func empty() answer { return answer{status: http.StatusOK} }

// Ensure that a click reaches the bot once and is answered with nothing, in time for Slack.
func TestInteractionClick(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	for range 2 { // what a repeat means is the bot's to know
		if got := d.interact(golden(t, "button")); got != empty() {
			t.Errorf("answer %+v", got)
		}
	}
	if diff := cmp.Diff([]bot.Click{approved(), approved()}, d.clicks); diff != "" || len(d.forms) > 0 {
		t.Errorf("clicks (-want +got):\n%s", diff)
	}
	for _, left := range d.deadlines {
		if left <= 0 || left > ackWithin {
			t.Errorf("the bot has %s", left)
		}
	}
	if log := d.log.taken(); log != "" {
		t.Errorf("log: %s", log)
	}
}

// Ensure that a form reaches the bot, and that what is wrong with it is answered by input.
func TestInteractionForm(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		wrong map[string]string
		want  answer
	}{
		"taken":   {nil, empty()},
		"nothing": {map[string]string{}, empty()},
		"wrong": {map[string]string{"note": "Say why."}, answer{
			status: http.StatusOK, kind: "application/json", body: `{"response_action":"errors","errors":{"note":"Say why."}}` + "\n",
		}},
	} {
		d := newDesk(t, row.wrong)
		if got := d.interact(golden(t, "submission")); got != row.want {
			t.Errorf("%s: answer %+v", name, got)
		}
		if diff := cmp.Diff([]bot.Click{adjusted()}, d.forms); diff != "" || len(d.clicks) > 0 {
			t.Errorf("%s: forms (-want +got):\n%s", name, diff)
		}
	}
}

// Ensure that only the posted form is read: a signed body replayed with a payload in the address does what the body says, or nothing.
func TestInteractionQueryIgnored(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	forged := func(c *call) {
		c.path += "?" + url.Values{"payload": {golden(t, "button", `"value": "R142", "action_ts"`, `"value": "R666", "action_ts"`)}}.Encode()
	}
	if got := d.interact(golden(t, "button"), forged); got != empty() {
		t.Errorf("answer %+v", got)
	}
	if diff := cmp.Diff([]bot.Click{approved()}, d.clicks); diff != "" {
		t.Errorf("clicks (-want +got):\n%s", diff)
	}
	for name, body := range map[string]string{"empty": "", "a command": command("help"), "another field": "x=1", "empty payload": "payload="} {
		got := d.interact("", forged, func(c *call) { c.body = body })
		if got.status != http.StatusBadRequest || d.total() != 1 {
			t.Errorf("%s: %+v, and %d reached the bot", name, got, d.total())
		}
	}
}

// Ensure that what is not signed, too large or unreadable goes no further, and that the last is logged without what it holds.
func TestInteractionRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	forged := func(c *call) { c.secret = "guess" }
	unsigned := func(c *call) { c.change = without(sigHeader, timeHeader) }
	long := func(c *call) { c.body = pad(c.body, 1<<20+1) }
	probe := func(c *call) { c.body, c.change = "ssl_check=1", without(sigHeader, timeHeader) }
	for name, row := range map[string]struct {
		change func(*call)
		want   int
	}{
		"forged": {forged, http.StatusUnauthorized}, "unsigned": {unsigned, http.StatusUnauthorized}, "too long": {long, http.StatusRequestEntityTooLarge},
		"probe": {probe, http.StatusUnauthorized}, "fits": {func(c *call) { c.body = pad(c.body, 1<<20) }, http.StatusOK},
		"fetched": {func(c *call) { c.method = http.MethodGet }, http.StatusMethodNotAllowed},
	} {
		if got := d.interact(golden(t, "button"), row.change); got.status != row.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if d.total() != 1 || len(d.rejected) != 3 {
		t.Errorf("%d reached the bot, %v rejected", d.total(), d.rejected)
	}
}

// Ensure that what can't be read is answered with 400 and leaves a line in the log, without anything that the payload holds.
func TestInteractionUnreadable(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	for name, payload := range map[string]string{
		"no JSON": "approve", "half": golden(t, "button")[:200], "list": "[]", "null": "null", "number": "7", "no type": "{}", "type is no text": `{"type":7}`,
		"more":           golden(t, "button") + "{}",
		"nobody":         golden(t, "button", `"id": "U01BENOKAFR"`, `"id": ""`),
		"no action":      golden(t, "button", `"actions": [`, `"actions": [], "x": [`),
		"nameless":       golden(t, "button", `"type": "button", "action_id": "request_approve", "block_id"`, `"type": "button", "block_id"`),
		"actions a text": golden(t, "button", `"actions": [`, `"actions": "x", "x": [`),
		"no view":        golden(t, "submission", `"view": {`, `"view": null, "x": {`),
		"form of nobody": golden(t, "submission", `"id": "U01BENOKAFR"`, `"id": null`),
	} {
		got := d.interact(payload)
		if got.status != http.StatusBadRequest || got.body != "The body is not an interaction.\n" {
			t.Errorf("%s: %+v", name, got)
		}
		if log := d.log.taken(); strings.Count(log, "\n") != 1 || strings.Contains(log, "secret") || strings.Contains(log, "R142") {
			t.Errorf("%s: log %q", name, log)
		}
	}
	for name, c := range map[string]call{
		"JSON": {body: golden(t, "button"), kind: "application/json"}, "broken form": {body: "payload=%zz"},
		"multipart": {body: "--b\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{}\r\n--b--\r\n", kind: "multipart/form-data; boundary=b"},
	} {
		c.path = "/slack/interactions"
		if got := d.do(c); got.status != http.StatusBadRequest {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if d.total() != 0 {
		t.Errorf("%d reached the bot", d.total())
	}
}

// Ensure that what this version does nothing about is taken all the same, and that only what it does not know is logged.
func TestInteractionOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	for kind, logged := range map[string]bool{
		"view_closed": false, "workflow_step_edit": true, "x": true,
	} {
		if got := d.interact(`{"type":"` + kind + `","user":{"id":"U1"},"view":{"state":{"values":[]}}}`); got != empty() {
			t.Errorf("%s: %+v", kind, got)
		}
		if log := d.log.taken(); logged != strings.Contains(log, `"type":"`+kind+`"`) || !logged && log != "" {
			t.Errorf("%s: log %q", kind, log)
		}
	}
	if d.total() != 0 {
		t.Errorf("%d reached the bot", d.total())
	}
}
