package sandbox_test

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/asana/contract"
	"rollcall/asana/sandbox"
)

// The built-in seed, as far as tests name it.
const (
	workspace = "1208000000000001"
	ada       = "1208000000010001"
	maya      = "1208000000010002"
	ben       = "1208000000010003"
	chloe     = "1208000000010004"
	noor      = "1208000000010005"
	mayaL     = "1208000000010006"
	gus       = "1208000000010007"
	dana      = "1208000000010008"
	design    = "1208000000020001"
	engineers = "1208000000020002"
	relaunch  = "1208000000030001"
	website   = "1208000000030002"
	harbour   = "1208000000030003"
	salary    = "1208000000030005"
	hiring    = "1208000000030006"
	campaign  = "1208000000030007"
	roadmap   = "1208000000040001"
	clients   = "1208000000040002"
	bookings  = "1208000000050001"
	secret    = "1208000000050003"
	priority  = "1208000000060001"
	budget    = "1208000000060002"
	band      = "1208000000060003"
	bug       = "1208000000070001"

	service  = "sandbox-service-token"
	adaToken = "sandbox-ada-token"
	nobody   = "1299999999999999"
)

// bench is a running server that Asana's document watches.
type bench struct {
	t     *testing.T
	url   string
	clock *clock
}

// clock is a time that stands still until it is told to move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// document returns where Asana's document is, or nothing when it is not there.
func document() string {
	path := cmp.Or(os.Getenv(contract.Environment), filepath.Join("..", "..", "..", "shared", "asana", "asana_oas.yaml"))
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// watched puts the referee in front of a server. Without Asana's document the
// tests run unwatched, except where CI wants it to be there.
func watched(t *testing.T, handler http.Handler) http.Handler {
	t.Helper()
	if document() == "" && os.Getenv("CI") != "true" {
		return handler
	}
	return contract.Handler(t, handler)
}

// unjudged runs a server without the referee, for tests whose opt_fields reach
// members that the document gives to the full record only.
func unjudged(t *testing.T) *bench {
	t.Helper()
	handler, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &bench{t: t, url: server.URL}
}

// start runs a server; the rate is high unless a test is about it, because the
// clock stands still.
func start(t *testing.T, opts sandbox.Options) *bench {
	t.Helper()
	b := &bench{t: t, clock: &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}}
	opts.Now = b.clock.Now
	if opts.RatePerMinute == 0 {
		opts.RatePerMinute = 600_000
	}
	handler, err := sandbox.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(watched(t, handler))
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// seeded runs a server with the built-in seed after a change to it.
func seeded(t *testing.T, change func(*sandbox.Seed)) *bench {
	t.Helper()
	seed := sandbox.DefaultSeed()
	change(seed)
	return start(t, sandbox.Options{Seed: seed})
}

// result is an answer of the API.
type result struct {
	t      *testing.T
	status int
	header http.Header
	body   map[string]any
	raw    string
}

// as calls the API with somebody's token; a body is sent when it is not empty.
func (b *bench) as(token, method, path, body string) result {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+"/api/1.0"+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return b.send(req)
}

// send sends a request and reads the answer.
func (b *bench) send(req *http.Request) result {
	b.t.Helper()
	return b.sendWith(http.DefaultClient, req)
}

// sendWith sends a request by a client and reads the answer.
func (b *bench) sendWith(client *http.Client, req *http.Request) result {
	b.t.Helper()
	resp, err := client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	out := result{t: b.t, status: resp.StatusCode, header: resp.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &out.body) // Not every answer is an object.
	return out
}

// get reads with the service account's token.
func (b *bench) get(path string) result {
	b.t.Helper()
	return b.as(service, http.MethodGet, path, "")
}

// post writes with the service account's token; data is what goes into "data".
func (b *bench) post(path, data string) result {
	b.t.Helper()
	return b.as(service, http.MethodPost, path, `{"data":`+data+`}`)
}

// control calls a control.
func (b *bench) control(method, name, body string) result {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+"/_sandbox/"+name, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	return b.send(req)
}

// want checks the status and returns the result.
func (r result) want(status int) result {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d: %s", r.status, status, r.raw)
	}
	return r
}

// refused checks status and message of a refusal.
func (r result) refused(status int, message string) {
	r.t.Helper()
	r.want(status)
	errors, _ := r.body["errors"].([]any)
	if len(errors) != 1 {
		r.t.Fatalf("want one error: %s", r.raw)
	}
	if got := member(errors[0], "message"); got != message {
		r.t.Errorf("message %q, want %q", got, message)
	}
}

// at follows names and indices into the data of an answer.
func (r result) at(path ...any) any {
	r.t.Helper()
	return follow(r.body["data"], path...)
}

// all collects one member of each element of a list, joined by commas.
func (r result) all(path ...any) string {
	r.t.Helper()
	list, ok := r.body["data"].([]any)
	if !ok {
		r.t.Fatalf("the data is no list: %s", r.raw)
	}
	words := make([]string, 0, len(list))
	for _, item := range list {
		word, _ := follow(item, path...).(string)
		words = append(words, word)
	}
	return strings.Join(words, ",")
}

// follow goes into a decoded JSON value.
func follow(value any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			value = member(value, step)
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return nil
			}
			value = list[step]
		}
	}
	return value
}

// member returns a member of an object, or nil.
func member(value any, name string) any {
	object, _ := value.(map[string]any)
	return object[name]
}

// pair finds the gid of a membership.
func (b *bench) pair(parent, who string) string {
	b.t.Helper()
	found := b.get("/memberships?parent=" + parent + "&member=" + who).want(http.StatusOK)
	gid, _ := found.at(0, "gid").(string)
	return gid
}
