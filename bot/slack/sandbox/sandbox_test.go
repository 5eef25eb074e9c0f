package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/bot/slack/sandbox"
)

const (
	testSecret = "8f742231b10e8888abcd99yyyzzz85a5"
	testToken  = "xoxb-test"
	prefix     = "/slack-sandbox"

	ada  = "U01ADA0BIAN"
	maya = "U01MAYA0ITO"
	ben  = "U01BENOKAFR"
	bot  = "U01ROLLCALL"
)

// received is one request that the app got.
type received struct {
	path   string
	header http.Header
	body   []byte
	form   url.Values
}

func (r received) payload(t *testing.T) map[string]any {
	t.Helper()
	return parse[map[string]any](t, []byte(r.form.Get("payload")))
}

// world is a sandbox below a prefix, and an app that a test scripts.
type world struct {
	t    *testing.T
	sb   *sandbox.Server
	url  string
	app0 string // the app's address
	got  chan received
	mu   sync.Mutex
	time time.Time
	app  http.HandlerFunc
}

type result struct {
	Status int
	Body   string
	Ms     int64
	Error  string
}

func newWorld(t *testing.T, change ...func(*sandbox.Options)) *world {
	t.Helper()
	w := &world{t: t, got: make(chan received, 100), time: time.Unix(1700000000, 0)}
	app := httptest.NewServer(http.HandlerFunc(w.serveApp))
	t.Cleanup(app.Close)
	opts := sandbox.Options{App: app.URL, SigningSecret: testSecret, BotToken: testToken, Now: w.now, NoRateLimits: true}
	for _, f := range change {
		f(&opts)
	}
	sb, err := sandbox.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sb.Close)
	srv := httptest.NewServer(http.StripPrefix(prefix, sb))
	t.Cleanup(srv.Close)
	w.sb, w.url, w.app0 = sb, srv.URL+prefix, app.URL
	sb.SetBaseURL(w.url)
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.time
}

func (w *world) forward(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time = w.time.Add(d)
}

// answers scripts the app.
func (w *world) answers(h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.app = h
}

func (w *world) says(kind, body string) {
	w.answers(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(rw, body)
	})
}

func (w *world) serveApp(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	w.got <- received{r.URL.Path, r.Header, body, form}
	w.mu.Lock()
	h := w.app
	w.mu.Unlock()
	if h != nil {
		h(rw, r)
	}
}

func (w *world) next() received {
	w.t.Helper()
	select {
	case r := <-w.got:
		return r
	case <-time.After(5 * time.Second):
		w.t.Fatal("the app got no request")
		return received{}
	}
}

func (w *world) raw(method, path, kind, body string) (int, http.Header, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	if strings.Contains(path, "/api/") {
		req.Header.Set("Authorization", "Bearer "+testToken)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	out, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(out)
}

// post posts without any token in a header.
func (w *world) post(path, kind, body string) (*http.Response, error) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	return http.DefaultClient.Do(req)
}

// control runs a control that must work.
func (w *world) control(name, body string) result {
	w.t.Helper()
	status, _, out := w.raw("POST", w.url+"/_sandbox/"+name, "application/json", body)
	if status != http.StatusOK {
		w.t.Fatalf("%s %s: %d %s", name, body, status, out)
	}
	return parse[result](w.t, []byte(out))
}

// api calls a method with JSON and returns the answer.
func (w *world) api(method, body string) map[string]any {
	w.t.Helper()
	_, _, out := w.raw("POST", w.url+"/api/"+method, "application/json; charset=utf-8", body)
	return parse[map[string]any](w.t, []byte(out))
}

// ok calls a method that must work.
func (w *world) ok(method, body string) map[string]any {
	w.t.Helper()
	out := w.api(method, body)
	if out["ok"] != true {
		w.t.Fatalf("%s %s: %v", method, body, out)
	}
	return out
}

func (w *world) list(name string) []map[string]any {
	w.t.Helper()
	_, _, out := w.raw("GET", w.url+"/_sandbox/"+name, "", "")
	return parse[[]map[string]any](w.t, []byte(out))
}

func (w *world) lastMessage() map[string]any {
	w.t.Helper()
	all := w.list("messages")
	if len(all) == 0 {
		w.t.Fatal("there is no message")
	}
	return all[len(all)-1]
}

func parse[T any](t *testing.T, body []byte) T {
	t.Helper()
	var v T
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

func spell(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// wants checks members of an object.
func wants(t *testing.T, o map[string]any, members map[string]any) {
	t.Helper()
	for k, v := range members {
		if o[k] != v {
			t.Errorf("%s = %v, want %v, in %v", k, o[k], v, o)
		}
	}
}
