package sandbox_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/slack/sandbox"
)

func TestEvent_Envelope(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("event", `{"type":"tokens_revoked"}`)
	got := w.next()
	envelope := parse[map[string]any](t, got.body)
	wants(t, envelope, map[string]any{"type": "event_callback", "team_id": "T01TIDEWATR", "api_app_id": "A01ROLLCALL", "event_time": 1.7e9})
	if got.path != "/slack/events" || got.header.Get("Content-Type") != "application/json" || envelope["event_id"] == "" {
		t.Errorf("%s %v %v", got.path, got.header, envelope)
	}
	for range 2 {
		w.control("event", `{"event":{"type":"tokens_revoked"},"event_id":"Ev1"}`)
		wants(t, parse[map[string]any](t, w.next().body), map[string]any{"event_id": "Ev1"})
	}
}

func TestEvent_Challenge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("text/plain", "abc")
	if got := w.control("event", `{"type":"url_verification","challenge":"abc"}`); got.Body != "abc" {
		t.Errorf("%+v", got)
	}
	wants(t, parse[map[string]any](t, w.next().body), map[string]any{"type": "url_verification", "challenge": "abc"})
}

// Ensure a failed event comes three more times, after Slack's pauses.
func TestEvent_Retries(t *testing.T) {
	t.Parallel()
	waits := make(chan time.Duration, 10)
	w := newWorld(t, func(o *sandbox.Options) {
		o.Wait = func(_ context.Context, d time.Duration) error {
			waits <- d
			return nil
		}
	})
	w.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusServiceUnavailable) })
	if got := w.control("event", `{"type":"app_uninstalled"}`); got.Status != 503 {
		t.Errorf("%+v", got)
	}
	first := w.next()
	for _, num := range []string{"1", "2", "3"} {
		again := w.next()
		if again.header.Get("X-Slack-Retry-Num") != num || again.header.Get("X-Slack-Retry-Reason") != "http_error" {
			t.Errorf("retry %s: %v", num, again.header)
		}
		if string(again.body) != string(first.body) {
			t.Error("the body changed")
		}
	}
	got := []time.Duration{<-waits, <-waits, <-waits}
	if diff := cmp.Diff([]time.Duration{0, time.Minute, 5 * time.Minute}, got); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
}

func TestEvent_NoRetry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.answers(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("X-Slack-No-Retry", "1")
		rw.WriteHeader(http.StatusInternalServerError)
	})
	w.control("event", `{"type":"app_uninstalled"}`)
	w.next()
	w.sb.Close() // waits for every retry there would be
	if len(w.got) != 0 {
		t.Error("the event came again")
	}
}

// Ensure what an event tells is true in the Web API afterwards.
func TestEvent_Happens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("event", `{"type":"user_change","user":{"id":"`+ben+`","deleted":true}}`)
	wants(t, w.ok("users.info", `{"user":"`+ben+`"}`)["user"].(map[string]any), map[string]any{"deleted": true, "name": "ben"})
	w.control("event", `{"type":"subteam_members_changed","subteam_id":"S01DESIGNRS","added_users":["`+ada+`"],"removed_users":["`+maya+`"]}`)
	got := w.ok("usergroups.users.list", `{"usergroup":"S01DESIGNRS"}`)["users"]
	if diff := cmp.Diff([]any{"U01CHLOEDUB", ada}, got); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	moved := make(chan time.Duration, 10)
	w := newWorld(t, func(o *sandbox.Options) { o.Clock = func(d time.Duration) { moved <- d } })
	for text, want := range map[string]time.Duration{
		"2w": 14 * 24 * time.Hour, "1d12h": 36 * time.Hour, "1w2d": 9 * 24 * time.Hour, "90s": 90 * time.Second, "5min": 5 * time.Minute,
	} {
		w.control("clock", `{"forward":"`+text+`"}`)
		if got := <-moved; got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	for _, bad := range []string{"", "-1h", "xd", "2y", "0s"} {
		if status, _, _ := w.raw("POST", w.url+"/_sandbox/clock", "", `{"forward":"`+bad+`"}`); status != 400 {
			t.Errorf("%q: %d", bad, status)
		}
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`)["ts"].(string)
	w.control("faults", `{"match":"*","status":500}`)
	w.control("event", `{"type":"user_change","user":{"id":"`+ben+`","deleted":true}}`)
	w.control("reset", "")
	for _, name := range []string{"messages", "views", "calls"} {
		if got := w.list(name); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	wants(t, w.ok("users.info", `{"user":"`+ben+`"}`)["user"].(map[string]any), map[string]any{"deleted": false})
	if second := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`)["ts"].(string); second <= first {
		t.Errorf("timestamp %s is not after %s", second, first)
	}
}

// Ensure a watcher hears of a message.
func TestStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/_sandbox/events-stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	for _, want := range []string{"data: 0", "", "data: 1"} {
		if want == "data: 1" {
			w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`)
		}
		if !lines.Scan() || lines.Text() != want {
			t.Fatalf("line %q, want %q", lines.Text(), want)
		}
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, kind := range map[string]string{"/": "text/html", "/app.js": "javascript", "/style.css": "text/css"} {
		status, header, body := w.raw("GET", w.url+path, "", "")
		if status != 200 || !strings.Contains(header.Get("Content-Type"), kind) || body == "" {
			t.Errorf("%s: %d %v", path, status, header)
		}
	}
	if _, _, body := w.raw("GET", w.url, "", ""); !strings.Contains(body, "<!doctype html>") {
		t.Error("without the slash the page is not found")
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	seed := sandbox.DefaultSeed()
	names := []string{}
	for _, u := range seed.Users {
		names = append(names, u.Name)
	}
	if diff := cmp.Diff([]string{"ada", "maya", "ben", "chloe", "noor", "maya.l", "gus", "dana", "rollcall"}, names); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
	for body, says := range map[string]string{
		`{"team":{"id":"T1","name":"x","colour":"y"}}`:                     `"colour"`,
		`{"team":{"id":"T1"}}`:                                             "required",
		`{"team":{"id":"T1","name":"x"},"users":[{"id":"T1","name":"x"}]}`: "twice",
		`{"team":{"id":"T1","name":"x"}} {}`:                               "more than one",
		`{"team":{"id":"T1","name":"x"},"channels":[{"id":"C1"}]}`:         "required",
		`{"team":{"id":"T1","name":"x"},"usergroups":[{"id":"S1"}]}`:       "required",
	} {
		if _, err := sandbox.ReadSeed(strings.NewReader(body)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s", body, err, says)
		}
	}
	if _, err := sandbox.New(sandbox.Options{}); err == nil {
		t.Error("a sandbox without secrets was made")
	}
}
