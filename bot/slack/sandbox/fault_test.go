package sandbox_test

import (
	"strings"
	"testing"
	"time"
)

const hello = `{"channel":"C01GENERAL0","text":"x"}`

func TestFaults_Status(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("faults", `{"match":"chat.postMessage","status":429,"retry_after":7,"times":1}`)
	w.control("faults", `{"match":"chat.postMessage","status":503,"times":1}`)
	status, header, body := w.raw("POST", w.url+"/api/chat.postMessage", "application/json", hello)
	if status != 429 || header.Get("Retry-After") != "7" || !strings.Contains(body, "ratelimited") {
		t.Errorf("%d %v %s", status, header, body)
	}
	w.ok("auth.test", `{}`)
	if status, _, _ := w.raw("POST", w.url+"/api/chat.postMessage", "application/json", hello); status != 503 {
		t.Errorf("second: %d", status)
	}
	w.ok("chat.postMessage", hello)
	if n := len(w.list("messages")); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestFaults_Error(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("faults", `{"match":"*","error":"account_inactive"}`)
	for range 3 { // until the reset
		wants(t, w.api("auth.test", `{}`), map[string]any{"ok": false, "error": "account_inactive"})
	}
	w.control("reset", "{}")
	w.ok("auth.test", `{}`)
}

func TestFaults_After(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("faults", `{"match":"chat.postMessage","status":500,"after":true,"times":1}`)
	if status, _, _ := w.raw("POST", w.url+"/api/chat.postMessage", "application/json", hello); status != 500 {
		t.Errorf("status %d", status)
	}
	if n := len(w.list("messages")); n != 1 {
		t.Errorf("the work was not done: %d messages", n)
	}
}

func TestFaults_Drop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("faults", `{"match":"response_url","drop":true,"after":true,"times":1}`)
	resp, err := w.post(w.commandURL(), "application/json", `{"text":"x"}`)
	if err == nil {
		_ = resp.Body.Close()
		t.Fatalf("answered %d", resp.StatusCode)
	}
	if n := len(w.list("messages")); n != 1 {
		t.Errorf("%d messages", n)
	}
	wants(t, w.list("calls")[0], map[string]any{"method": "response_url", "status": 0.0, "error": "dropped"})
}

func TestFaults_Delay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("faults", `{"match":"auth.test","delay_ms":40,"times":1}`)
	start := time.Now()
	w.ok("auth.test", `{}`)
	if took := time.Since(start); took < 40*time.Millisecond {
		t.Errorf("took %v", took)
	}
}
