package handlers

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"rollcall/asana"
	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/slack"
	"rollcall/bot/store"
)

const (
	secret  = "the-signing-secret"
	former  = "the-secret-before-it"
	teamID  = "T01TIDEWATR"
	userID  = "U01ADA0BIAN"
	formTyp = "application/x-www-form-urlencoded"
)

// edge is a server with a real bot on a real store. Slack and Asana are addresses that nothing may call: the HTTP side never does, and no worker
// runs.
type edge struct {
	t      *testing.T
	server *Server
	store  *store.Store
	file   string
	url    string
}

// newEdge starts the HTTP side with the signing secrets; none means the one that the tests sign with.
func newEdge(t *testing.T, secrets ...string) *edge {
	t.Helper()
	if len(secrets) == 0 {
		secrets = []string{secret}
	}
	nobody := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the HTTP side called %s %s", r.Method, r.URL)
	}))
	t.Cleanup(nobody.Close)
	e := &edge{t: t, file: filepath.Join(t.TempDir(), "rollcall.db")}
	var err error
	e.store, err = store.Open(t.Context(), store.Config{URL: "sqlite:" + e.file})
	must(t, err)
	t.Cleanup(func() { must(t, e.store.Close()) })
	must(t, e.store.Migrate(t.Context()))
	client, err := asana.New(asana.Config{BaseURL: nobody.URL + "/api/1.0", Token: "token", RequestsPerMinute: 150})
	must(t, err)
	chat, err := slack.New(slack.Config{Token: "xoxb-token", APIURL: nobody.URL + "/api/"})
	must(t, err)
	b := bot.New(bot.Config{Admins: []string{userID}, Instance: "test"}, bot.Parts{Store: e.store, Queue: e.store, Asana: client, Chat: chat})
	e.server = New(Config{SigningSecrets: secrets}, Parts{Bot: b, Health: e.store, Log: zerolog.Nop()})
	front := httptest.NewServer(e.server.http.Handler)
	t.Cleanup(front.Close)
	e.url = front.URL
	return e
}

// call is a request to the HTTP side: a POST with Slack's headers unless it says otherwise. What is left out is as Slack sends it.
type call struct {
	method string
	path   string // may have a query
	body   string
	kind   string    // content type
	secret string    // signs
	at     time.Time // the timestamp
	change func(*http.Request)
}

// signature is what Slack sends for a body.
func signature(secret, timestamp, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", timestamp, body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// answer is what came back.
type answer struct {
	status int
	kind   string
	body   string
}

// insides are what an answer must never show: how the program is made, or an error of Go's own.
var insides = regexp.MustCompile(`goroutine |\.go:\d|panic|invalid URL escape|\bEOF\b|json:|strconv|hex:|sqlite|sql:|context |echo|code=|slack-go|0x[0-9a-f]{6}`)

// do makes a call. No answer shows the insides of the program or a secret.
func (e *edge) do(c call) answer {
	e.t.Helper()
	req := c.request(e.t, e.url)
	resp, err := http.DefaultClient.Do(req)
	must(e.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(e.t, err)
	if found := insides.Find(body); found != nil || bytes.Contains(body, []byte(secret)) {
		e.t.Errorf("%s %s: the answer shows %q: %s", req.Method, req.URL.Path, found, body)
	}
	return answer{status: resp.StatusCode, kind: resp.Header.Get("Content-Type"), body: string(body)}
}

func (c call) request(t *testing.T, base string) *http.Request {
	t.Helper()
	c.fill()
	req, err := http.NewRequestWithContext(t.Context(), c.method, base+c.path, bytes.NewReader([]byte(c.body)))
	must(t, err)
	timestamp := strconv.FormatInt(c.at.Unix(), 10)
	req.Header.Set("Content-Type", c.kind)
	req.Header.Set("X-Slack-Request-Timestamp", timestamp)
	req.Header.Set("X-Slack-Signature", signature(c.secret, timestamp, c.body))
	if c.change != nil {
		c.change(req)
	}
	return req
}

func (c *call) fill() {
	for field, value := range map[*string]string{&c.method: http.MethodPost, &c.path: "/slack/commands", &c.kind: formTyp, &c.secret: secret} {
		if *field == "" {
			*field = value
		}
	}
	if c.at.IsZero() {
		c.at = time.Now()
	}
}

// command is the form of a slash command, changed by pairs of name and value.
func command(text string, pairs ...string) string {
	form := url.Values{
		"team_id": {teamID}, "user_id": {userID}, "channel_id": {"C01GENERAL0"}, "command": {"/asana"}, "text": {text},
		"response_url": {"https://hooks.slack.com/commands/1/2/3"}, "trigger_id": {"1.2.first"},
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form.Encode()
}

// lacking takes fields out of a form.
func lacking(t *testing.T, form string, names ...string) string {
	t.Helper()
	values, err := url.ParseQuery(form)
	must(t, err)
	for _, name := range names {
		values.Del(name)
	}
	return values.Encode()
}

// rows counts what the database holds, a number for each table that has rows.
func (e *edge) rows() map[string]int {
	e.t.Helper()
	db, err := sql.Open("sqlite", "file:"+e.file)
	must(e.t, err)
	defer func() { must(e.t, db.Close()) }()
	tables, err := db.QueryContext(e.t.Context(), `select name from sqlite_master where type = 'table' and name not like 'goose%' and name not like 'sqlite%' and name not in ('chain', 'stop')`)
	must(e.t, err)
	defer func() { must(e.t, tables.Close()) }()
	counts := make(map[string]int)
	for tables.Next() {
		var name string
		must(e.t, tables.Scan(&name))
		counts[name] = 0
	}
	must(e.t, tables.Err())
	for name := range counts {
		var n int
		must(e.t, db.QueryRowContext(e.t.Context(), "select count(*) from "+name).Scan(&n))
		counts[name] = n
	}
	maps.DeleteFunc(counts, func(_ string, n int) bool { return n == 0 })
	return counts
}

// events returns "action outcome cause" of what is in the log.
func (e *edge) events() []string {
	e.t.Helper()
	_, err := e.store.Seal(e.t.Context())
	must(e.t, err)
	var all []string
	for sealed, err := range e.store.Events(e.t.Context(), 1) {
		must(e.t, err)
		event, err := sealed.Event()
		must(e.t, err)
		line := string(event.Action) + " " + string(event.Outcome)
		if event.Action == audit.SignatureRejected {
			line += " " + event.Details.Error
		}
		all = append(all, line)
	}
	return all
}

// requests returns the open requests as "person: command -> where the answer goes".
func (e *edge) requests() []string {
	e.t.Helper()
	var all []string
	must(e.t, e.store.View(e.t.Context(), func(ctx context.Context, tx bot.Tx) error {
		open, err := tx.OpenRequests(ctx, "", 100)
		for _, r := range open {
			all = append(all, r.Origin.SlackUser+": "+r.Command+" -> "+r.ResponseURL)
		}
		return err
	}))
	return all
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shifted is the timestamp of a moment a while from now.
func shifted(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).Unix(), 10) }
