package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/fx"

	"rollcall/asana/contract"
	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/slack"
	"rollcall/bot/store"
	"rollcall/bot/store/pgtest"
	"rollcall/handlers"

	"rollcall/asana"
)

// service is one running Rollcall in the test's process, wired as serve wires it.
type service struct {
	company *company
	store   *store.Store
	url     string
	stop    func()
}

// databases runs a test on both databases.
func databases(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, sqliteURL(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, pgtest.Start(t))
	})
}

func sqliteURL(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "rollcall.db")
}

// testConfig is the configuration of a service against the company's sandboxes.
func testConfig(c *company, database string) config {
	log := zerolog.New(zerolog.NewTestWriter(c.t)).Level(zerolog.WarnLevel)
	return config{
		Asana: asana.Config{
			BaseURL: c.asana.URL + "/api/1.0", Token: serviceToken, RequestsPerMinute: 60_000, Transport: contract.Transport(c.t, http.DefaultTransport),
		},
		Bot:      bot.Config{Slash: "/asana", Admins: []string{ada}, Instance: "test", Version: "test", Workspace: "1208000000000001"},
		Slack:    slack.Config{Token: botToken, APIURL: c.slack.URL + "/api/"},
		Store:    store.Config{URL: database, Exclusive: true, Logger: log},
		Handlers: handlers.Config{Addr: "127.0.0.1:0", SigningSecrets: []string{signingSecret}},
		Admin:    handlers.AdminConfig{Addr: "127.0.0.1:0"},
		Log:      log,
		StopIn:   10 * time.Second,
	}
}

// serve starts a service and lets the Slack sandbox send to it.
func (c *company) serve(database string, change func(*config)) *service {
	c.t.Helper()
	cfg := testConfig(c, database)
	if change != nil {
		change(&cfg)
	}
	s := &service{company: c}
	var server *handlers.Server
	app := fx.New(application(cfg), fx.Populate(&server, &s.store))
	must(c.t, app.Start(c.t.Context()))
	s.url = "http://" + server.Addr()
	c.setApp(s.url)
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		ctx, cancel := context.WithTimeout(context.Background(), cfg.StopIn)
		defer cancel()
		if err := app.Stop(ctx); err != nil {
			c.t.Errorf("stop: %v", err)
		}
	}
	c.t.Cleanup(s.stop)
	return s
}

// log returns the audit log so far, which must be whole.
func (s *service) log() []audit.Event {
	t := s.company.t
	t.Helper()
	must(t, sealAll(t.Context(), s.store))
	var out bytes.Buffer
	_, err := audit.Export{}.Write(&out, s.store.Events(t.Context(), 1))
	must(t, err)
	if _, err := audit.Verify(bytes.NewReader(out.Bytes())); err != nil {
		t.Fatalf("the log does not verify: %v", err)
	}
	s.company.checkLog(out.String())
	return readLog(t, out.String())
}

// about returns the events of one request as "action outcome old>new", in order.
func (s *service) about(request string) []string {
	s.company.t.Helper()
	return about(s.log(), request)
}

// about spells the events of one request in a log.
func about(log []audit.Event, request string) (all []string) {
	for _, e := range log {
		if e.Request != request {
			continue
		}
		line := string(e.Action) + " " + string(e.Outcome)
		if e.Change != "" && e.Details != nil {
			line += " " + e.Details.OldValue + ">" + e.Details.NewValue
		}
		all = append(all, line)
	}
	return all
}

// count returns how many events there are of an action.
func (s *service) count(action audit.Action) int {
	s.company.t.Helper()
	n := 0
	for _, e := range s.log() {
		if e.Action == action {
			n++
		}
	}
	return n
}

func readLog(t testing.TB, text string) []audit.Event {
	t.Helper()
	var events []audit.Event
	for line := range strings.Lines(text) {
		var e audit.Event
		err := json.Unmarshal([]byte(line), &e)
		must(t, err)
		events = append(events, e)
	}
	return events
}
