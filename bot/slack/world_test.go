package slack

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rollcall/bot/slack/sandbox"
)

const (
	ada   = "U01ADA0BIAN"
	token = "xoxb-test-secret-token"
	page  = "https://app.asana.com/1/1208000000000001/project/1208000000030001?a=1&b=2"
)

// world is a Slack sandbox with all limits of Slack, and the client under test.
type world struct {
	*Client
	t   testing.TB
	url string

	answers chan any    // what the app answers to its next command or question for suggestions
	urls    chan string // where answers to the last command go
	acts    chan string // payloads of what people did with buttons and forms
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, answers: make(chan any, 1), urls: make(chan string, 1), acts: make(chan string, 1)}
	app := httptest.NewServer(http.HandlerFunc(w.app))
	t.Cleanup(app.Close)
	s, err := sandbox.New(sandbox.Options{App: app.URL, SigningSecret: "secret", BotToken: token, NoRateLimits: true})
	must(t, err)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.SetBaseURL(server.URL)
	t.Cleanup(func() {
		for _, v := range s.Violations() {
			t.Errorf("Slack would refuse it: %.1000s", v)
		}
	})
	w.url = server.URL
	w.Client, err = New(Config{Token: token, APIURL: server.URL + "/api/"})
	must(t, err)
	return w
}

// app stands in for the service: it answers each command with what the test has prepared.
func (w *world) app(rw http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		w.t.Errorf("the app could not read what Slack sent: %v", err)
		return
	}
	form := r.PostForm
	if payload := form.Get("payload"); payload != "" && r.URL.Path != "/slack/options" {
		w.acts <- payload
		return
	}
	if r.URL.Path == "/slack/commands" {
		w.urls <- form.Get("response_url")
	}
	rw.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(rw).Encode(await(w, w.answers)); err != nil {
		w.t.Errorf("the app could not answer: %v", err)
	}
}

// await takes what must come soon: a test that waited for ever would say nothing.
func await[T any](w *world, from chan T) (got T) {
	select {
	case got = <-from:
	case <-time.After(30 * time.Second):
		w.t.Error("nothing came")
	}
	return got
}

// command types a command that is answered like this, and returns why Slack can't use the answer and where later answers go.
func (w *world) command(answer any) (trouble, responseURL string) {
	w.t.Helper()
	w.answers <- answer
	resp, err := http.Post(w.url+"/_sandbox/command", "application/json", strings.NewReader(`{"user":"ada","text":"help"}`)) //nolint:noctx // the server is the test's
	must(w.t, err)
	defer resp.Body.Close()
	var result struct {
		Error string `json:"error"`
	}
	must(w.t, json.NewDecoder(resp.Body).Decode(&result))
	return result.Error, await(w, w.urls)
}

// control does what people do in Slack, and returns the status of the sandbox.
func (w *world) control(name, body string) int {
	w.t.Helper()
	resp, err := http.Post(w.url+"/_sandbox/"+name, "application/json", strings.NewReader(body)) //nolint:noctx // the server is the test's
	must(w.t, err)
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	must(w.t, err)
	if resp.StatusCode == http.StatusBadRequest {
		w.t.Logf("%s: %s", name, said)
	}
	return resp.StatusCode
}

// trigger is what Ada's use of a shortcut gives.
func (w *world) trigger() string {
	w.t.Helper()
	w.control("shortcut", `{"user":"ada","callback_id":"x"}`)
	var p struct {
		Trigger string `json:"trigger_id"`
	}
	must(w.t, json.Unmarshal([]byte(await(w, w.acts)), &p))
	return p.Trigger
}

// shown is the view that was opened last.
func (w *world) shown() shownView {
	w.t.Helper()
	var all []shownView
	w.get("views", &all)
	return all[len(all)-1]
}

// get reads what the sandbox has of something.
func (w *world) get(name string, into any) {
	w.t.Helper()
	resp, err := http.Get(w.url + "/_sandbox/" + name) //nolint:noctx // the server is the test's
	must(w.t, err)
	defer resp.Body.Close()
	must(w.t, json.NewDecoder(resp.Body).Decode(into))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sent is something as it goes over the wire, but with the signs of markup as they are.
func sent(t testing.TB, v any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	must(t, e.Encode(v))
	return strings.TrimSpace(b.String())
}
