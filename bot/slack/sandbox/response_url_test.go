package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"rollcall/bot/slack/sandbox"
)

// commandURL types a command and returns its response_url.
func (w *world) commandURL() string {
	w.t.Helper()
	w.control("command", `{"user":"ada","channel":"general","text":"help"}`)
	return w.next().form.Get("response_url")
}

func (w *world) respond(url, body string) (int, string) {
	w.t.Helper()
	status, _, out := w.raw("POST", url, "application/json", body)
	return status, out
}

func TestResponseURL_FiveUses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	url := w.commandURL()
	for range 5 {
		if status, out := w.respond(url, `{"text":"x","blocks":null,"replace_original":false,"metadata":{"event_type":"","event_payload":null}}`); status != 200 {
			t.Fatalf("%d %s", status, out)
		}
	}
	if status, out := w.respond(url, `{"text":"x"}`); status != 404 || out != `{"error":"used_url","ok":false}` {
		t.Errorf("%d %s", status, out)
	}
	if n := len(w.list("messages")); n != 5 {
		t.Errorf("%d messages", n)
	}
	wants(t, w.lastMessage(), map[string]any{"ephemeral": true, "for": ada, "source": "response_url", "channel": "C01GENERAL0"})
	wants(t, w.list("calls")[5], map[string]any{"method": "response_url", "status": 404.0, "error": "used_url"})
}

func TestResponseURL_HalfAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	url := w.commandURL()
	w.forward(30 * time.Minute)
	if status, out := w.respond(url, `{"text":"x"}`); status != 200 {
		t.Errorf("after 30 min: %d %s", status, out)
	}
	w.forward(time.Second)
	if status, out := w.respond(url, `{"text":"x"}`); status != 404 || !strings.Contains(out, "expired_url") {
		t.Errorf("later: %d %s", status, out)
	}
	if status, _ := w.respond(url+"0", `{"text":"x"}`); status != 404 {
		t.Errorf("a guessed URL: %d", status)
	}
}

func TestResponseURL_Refusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	url := w.commandURL()
	for body, want := range map[string]string{
		`{}`:                               "no_text",
		`{"blocks":[{"type":"carousel"}]}`: "invalid_blocks",
		`{"text":` + long(40001) + `}`:     "msg_too_long",
		`{`:                                "invalid_json",
	} {
		if status, out := w.respond(url, body); status != 400 || !strings.Contains(out, `"`+want+`"`) {
			t.Errorf("%.40s: %d %s, want %s", body, status, out, want)
		}
	}
	if status, _ := w.respond(url, `{"text":"x"}`); status != 200 {
		t.Error("refused posts must not use the URL up")
	}
}

func TestResponseURL_Rate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *sandbox.Options) { o.NoRateLimits = false })
	url := w.commandURL()
	for range 3 {
		w.respond(url, `{"text":"x"}`)
	}
	if status, _ := w.respond(url, `{"text":"x"}`); status != 429 {
		t.Errorf("status %d", status)
	}
	w.forward(time.Second)
	if status, _ := w.respond(url, `{"text":"x"}`); status != 200 {
		t.Errorf("a second later: %d", status)
	}
}

func TestResponseURL_Original(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("chat.postMessage", `{"channel":"`+ada+`","text":"ask","blocks":[`+withButton(`,"action_id":"go","value":"R1"`)+`]}`)
	ts := w.lastMessage()["ts"].(string)
	w.control("action", `{"user":"ada","channel":"D01ADA0BIAN","ts":"`+ts+`","action_id":"go"}`)
	url := w.next().payload(t)["response_url"].(string)
	w.respond(url, `{"text":"beside","response_type":"in_channel","thread_ts":"`+ts+`"}`)
	wants(t, w.lastMessage(), map[string]any{"text": "beside", "ephemeral": false, "thread_ts": ts})
	w.respond(url, `{"text":"instead","replace_original":true}`)
	first := w.list("messages")[0]
	wants(t, first, map[string]any{"text": "instead", "ts": ts, "edited": true})
	if first["blocks"] != nil {
		t.Errorf("blocks of the original stayed: %v", first)
	}
	w.respond(url, `{"delete_original":true}`)
	wants(t, w.list("messages")[0], map[string]any{"deleted": true})
	if n := len(w.list("messages")); n != 2 {
		t.Errorf("%d messages", n)
	}
}

// Ensure an ephemeral message, which nothing else can change, is replaced and
// deleted by the URL of an action in it.
func TestResponseURL_EphemeralOriginal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("chat.postEphemeral", `{"channel":"C01GENERAL0","user":"`+maya+`","text":"psst","blocks":[`+withButton(`,"action_id":"go"`)+`]}`)
	ts := w.lastMessage()["ts"].(string)
	w.control("action", `{"user":"maya","channel":"general","ts":"`+ts+`","action_id":"go"}`)
	url := w.next().payload(t)["response_url"].(string)
	w.respond(url, `{"text":"done","replace_original":true}`)
	wants(t, w.lastMessage(), map[string]any{"text": "done", "ts": ts, "ephemeral": true, "for": maya, "blocks": nil})
	w.respond(url, `{"delete_original":true}`)
	wants(t, w.lastMessage(), map[string]any{"ts": ts, "deleted": true})
}
