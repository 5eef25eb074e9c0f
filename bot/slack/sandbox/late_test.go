package sandbox_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"rollcall/bot/slack/sandbox"
)

// patience is how long these tests let the app think, in place of three seconds.
const patience = 30 * time.Millisecond

// never answers.
func never(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// Ensure a submission that is answered too late leaves the form open, with the
// words that Slack has for it.
func TestLate_Submission(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *sandbox.Options) { o.Timeout = patience })
	id := w.open(form(""))["id"].(string)
	w.answers(never)
	got := w.control("submit", `{"user":"ada","view_id":"`+id+`","values":{"who":"maya"}}`)
	if got.Status != 0 || got.Body != "operation_timeout" {
		t.Errorf("%+v", got)
	}
	shown := w.shown(id)
	wants(t, shown, map[string]any{"open": true})
	if said, _ := dig(shown, "errors", "").(string); said == "" {
		t.Errorf("the form says nothing: %v", shown)
	}
	if dig(shown, "state", "values", "who", "text", "value") != "maya" {
		t.Errorf("what was entered is lost: %v", shown["state"])
	}
}

// Ensure suggestions and actions that are answered too late are told as such,
// and no options are known from them.
func TestLate_SuggestionAndAction(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *sandbox.Options) { o.Timeout = patience })
	ts := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","blocks":[`+menu("external_select", `"min_query_length":0`)+`]}`)["ts"].(string)
	at := `{"user":"ada","channel":"general","ts":"` + ts + `","action_id":"a"`
	w.answers(never)
	for _, control := range []string{"suggest", "action"} {
		if got := w.control(control, at+`}`); got.Status != 0 || got.Body != "operation_timeout" {
			t.Errorf("%s: %+v", control, got)
		}
	}
	if status, _, _ := w.raw("POST", w.url+"/_sandbox/action", "", at+`,"value":"v1"}`); status != 400 {
		t.Errorf("an option that never came: %d", status)
	}
}

// Ensure a repeated event tells why it comes again.
func TestLate_EventReasons(t *testing.T) {
	t.Parallel()
	for reason, answer := range map[string]http.HandlerFunc{
		"http_timeout":       never,
		"http_error":         func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusBadGateway) },
		"connection_failed":  func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"too_many_redirects": func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/elsewhere", http.StatusFound) },
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(o *sandbox.Options) {
				o.Wait = func(context.Context, time.Duration) error { return nil }
				if reason == "http_timeout" {
					o.Timeout = patience
				}
			})
			w.answers(answer)
			w.control("event", `{"type":"app_uninstalled"}`)
			if first := w.next(); first.header.Get("X-Slack-Retry-Num") != "" {
				t.Errorf("the first: %v", first.header)
			}
			again := w.next()
			if again.header.Get("X-Slack-Retry-Num") != "1" || again.header.Get("X-Slack-Retry-Reason") != reason {
				t.Errorf("again: %v", again.header)
			}
		})
	}
}
