package sandbox_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/bot/slack/sandbox"
)

// Ensure a request carries Slack's signature over its raw body, computed here
// independently.
func TestCommand_Signature(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("command", `{"user":"ada","text":"add @maya to project Website"}`)
	got := w.next()
	mac := hmac.New(sha256.New, []byte(testSecret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", got.header.Get("X-Slack-Request-Timestamp"), got.body)
	if want := fmt.Sprintf("v0=%x", mac.Sum(nil)); got.header.Get("X-Slack-Signature") != want {
		t.Errorf("signature %s, want %s", got.header.Get("X-Slack-Signature"), want)
	}
	if got.header.Get("X-Slack-Request-Timestamp") != "1700000000" {
		t.Errorf("timestamp %s", got.header.Get("X-Slack-Request-Timestamp"))
	}
}

func TestCommand_Fields(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("command", `{"user":"maya","channel":"#general","text":"/asana list me"}`)
	got := w.next()
	if got.path != "/slack/commands" {
		t.Errorf("path %s", got.path)
	}
	for field, want := range map[string]string{
		"team_id": "T01TIDEWATR", "team_domain": "tidewater", "channel_id": "C01GENERAL0", "channel_name": "general",
		"user_id": maya, "user_name": "maya", "command": "/asana", "text": "list me", "api_app_id": "A01ROLLCALL",
		"is_enterprise_install": "false",
	} {
		if got.form.Get(field) != want {
			t.Errorf("%s = %q, want %q", field, got.form.Get(field), want)
		}
	}
	if !strings.HasPrefix(got.form.Get("response_url"), w.url+"/response/") || got.form.Get("trigger_id") == "" || got.form.Get("token") == "" {
		t.Errorf("fields are missing in %v", got.form)
	}
}

func TestCommand_DMIsTheDefault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("command", `{"user":"U01ADA0BIAN","text":"help"}`)
	got := w.next().form
	if got.Get("channel_id") != "D01ADA0BIAN" || got.Get("channel_name") != "directmessage" {
		t.Errorf("channel %s %s", got.Get("channel_id"), got.Get("channel_name"))
	}
}

func TestCommand_Answer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kind, body string
		want       []map[string]any
	}{
		"nothing": {"text/plain", "", nil},
		"text": {"text/plain; charset=utf-8", "On it", []map[string]any{
			{"text": "On it", "ephemeral": true, "for": ada, "user": bot, "source": "answer"},
		}},
		"ephemeral JSON": {"application/json", `{"text":"On it","blocks":null}`, []map[string]any{
			{"text": "On it", "ephemeral": true, "for": ada},
		}},
		"in channel": {"application/json", `{"text":"Done","response_type":"in_channel"}`, []map[string]any{
			{"text": "/asana help", "user": ada, "source": "command", "ephemeral": false},
			{"text": "Done", "user": bot, "ephemeral": false},
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.says(tt.kind, tt.body)
			if got := w.control("command", `{"user":"ada","channel":"general","text":"help"}`); got.Status != 200 || got.Body != tt.body {
				t.Errorf("result %+v", got)
			}
			messages := w.list("messages")
			if len(messages) != len(tt.want) {
				t.Fatalf("messages %v", messages)
			}
			for i, want := range tt.want {
				wants(t, messages[i], want)
			}
		})
	}
}

// Ensure an illegal answer is refused by Slack's name and the person is told.
func TestCommand_IllegalAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("application/json", `{"blocks":[{"type":"alert"}]}`)
	if got := w.control("command", `{"user":"ada","text":"help"}`); got.Error != "invalid_blocks" {
		t.Errorf("result %+v", got)
	}
	wants(t, w.lastMessage(), map[string]any{"source": "slack", "text": `/asana failed with the error "invalid_blocks"`})
	wants(t, w.list("calls")[0], map[string]any{"method": "answer", "error": "invalid_blocks"})
}

func TestCommand_Timeout(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *sandbox.Options) { o.Timeout = 30 * time.Millisecond })
	w.answers(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	if got := w.control("command", `{"user":"ada","text":"help"}`); got.Status != 0 || got.Body != "operation_timeout" || got.Ms < 30 {
		t.Errorf("result %+v", got)
	}
	wants(t, w.lastMessage(), map[string]any{
		"text": `/asana failed with the error "operation_timeout"`, "ephemeral": true, "for": ada, "user": "USLACKBOT",
	})
}

func TestCommand_DispatchFailed(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{
		"status":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"cut":      func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.answers(h)
			w.control("command", `{"user":"ada","text":"help"}`)
			wants(t, w.lastMessage(), map[string]any{"text": `/asana failed with the error "dispatch_failed"`})
		})
	}
}

func TestCommand_Escaping(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const mayaRef, mayaLRef = "<@U01MAYA0ITO|maya>", "<@U01MAYALIND|maya.l>"
	for typed, want := range map[string]string{
		`add @maya to project Website`:    "add " + mayaRef + " to project Website",
		`@maya.l and @maya.`:              mayaLRef + " and " + mayaRef + ".",
		`@maya, @maya.l`:                  mayaRef + ", " + mayaLRef,
		`@MAYA's`:                         mayaRef + "'s",
		`@alcie`:                          "@alcie",
		`@mayan @maya.x @maya-b`:          "@mayan @maya.x @maya-b",
		`@chloé`:                          "<@U01CHLOEDUB|chloe>",
		`@design @admins-it`:              "<!subteam^S01DESIGNRS|@design> <!subteam^S01ADMINSIT|@admins-it>",
		`@here @channel @everyone`:        "<!here> <!channel> <!everyone>",
		`in #general`:                     "in <#C01GENERAL0|general>",
		`#generals`:                       "#generals",
		`maya@tidewater.example`:          "<mailto:maya@tidewater.example|maya@tidewater.example>",
		`see https://app.asana.com/0/1/2`: "see <https://app.asana.com/0/1/2>",
		`https://x.example/?a=1&b=2.`:     "<https://x.example/?a=1&amp;b=2>.",
		`R&D <x> "a"`:                     "R&amp;D &lt;x&gt; \"a\"",
		`<@U123|x> <@W9>`:                 "<@U123|x> <@W9>",
		`<#C1|> <!subteam^S1|@h>`:         "<#C1|> <!subteam^S1|@h>",
		`<mailto:a@b.co|a@b.co>`:          "<mailto:a@b.co|a@b.co>",
		`“Ünïcode” — ok`:                  "“Ünïcode” — ok",
		`/asana  two`:                     " two",
		`/asanas`:                         "/asanas",
		``:                                "",
	} {
		w.control("command", spell(t, map[string]any{"user": "ada", "text": typed}))
		if got := w.next().form.Get("text"); got != want {
			t.Errorf("%q is sent as %q, want %q", typed, got, want)
		}
	}
	w.control("command", `{"user":"ada","text":"add @maya & <x>","escape":false}`)
	if got := w.next().form.Get("text"); got != "add @maya & <x>" {
		t.Errorf("without escaping: %q", got)
	}
}

func TestCommand_ReplayedTrigger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 2 {
		w.control("command", `{"user":"ada","text":"help","trigger_id":"1.2.abc"}`)
		if got := w.next().form.Get("trigger_id"); got != "1.2.abc" {
			t.Errorf("trigger %s", got)
		}
	}
}

// Ensure a control that makes no sense is refused and says what is wrong.
func TestControls_Refusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dm := w.ok("chat.postMessage", `{"channel":"U01ADA0BIAN","text":"hi"}`)
	ts := dm["ts"].(string)
	tests := []struct {
		name, body string
		status     int
		says       string
	}{
		{"command", `{"user":"ada","tekst":"x"}`, 400, `unknown member "tekst"`},
		{"command", `{"text":"x"}`, 400, "user is required"},
		{"command", `{"user":"nobody"}`, 404, "nobody"},
		{"command", `{"user":"dana"}`, 400, "deactivated"},
		{"command", `{"user":"rollcall"}`, 400, "bot"},
		{"command", `{"user":"ada","channel":"nowhere"}`, 404, "nowhere"},
		{"command", `{"user":"ada","channel":"D01MAYA0ITO"}`, 404, "D01MAYA0ITO"},
		{"command", `{} {}`, 400, "more than one"},
		{"action", `{"user":"ada","channel":"D01ADA0BIAN","ts":"1.2","action_id":"x"}`, 404, "no message"},
		{"action", `{"user":"maya","channel":"D01ADA0BIAN","ts":"` + ts + `","action_id":"x"}`, 400, "does not see"},
		{"action", `{"user":"ada","channel":"D01ADA0BIAN","ts":"` + ts + `","action_id":"x"}`, 404, "action_id"},
		{"action", `{"user":"ada","view_id":"V1","action_id":"x"}`, 404, "view"},
		{"submit", `{"user":"ada","view_id":"V1"}`, 404, "V1"},
		{"suggest", `{"user":"ada","view_id":"V1","action_id":"x"}`, 404, "V1"},
		{"shortcut", `{"user":"ada"}`, 400, "callback_id"},
		{"event", `[]`, 400, "JSON object"},
		{"event", `{"user":"x"}`, 400, "type"},
		{"event", `{"event":{"type":"x"},"id":"1"}`, 400, `unknown member "id"`},
		{"faults", `{"match":"chat.postmessage"}`, 400, "chat.postmessage"},
		{"faults", `{"match":"*","status":99}`, 400, "out of range"},
		{"clock", `{"forward":"2w"}`, 404, "cannot be moved"},
		{"reset", `{"x":1}`, 400, `unknown member "x"`},
	}
	for _, tt := range tests {
		status, _, text := w.raw("POST", w.url+"/_sandbox/"+tt.name, "application/json", tt.body)
		if status != tt.status || !strings.Contains(text, tt.says) {
			t.Errorf("%s %s: %d %s, want %d with %q", tt.name, tt.body, status, text, tt.status, tt.says)
		}
	}
}

// Ensure the app's address may come after the server was made.
func TestSetApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sb.SetApp("http://127.0.0.1:1/")
	if got := w.control("command", `{"user":"ada","text":"help"}`); got.Status != 0 || got.Body != "dispatch_failed" {
		t.Errorf("result %+v", got)
	}
	w.sb.SetBaseURL("https://slack.example/")
	w.sb.SetApp(w.app0)
	w.control("command", `{"user":"ada","text":"help"}`)
	if got := w.next().form.Get("response_url"); !strings.HasPrefix(got, "https://slack.example/response/") {
		t.Errorf("response_url %s", got)
	}
}
