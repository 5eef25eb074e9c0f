package sandbox_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/bot/slack/sandbox"
)

// bolt is an app made with Slack's own framework, in its own process.
type bolt struct {
	*world
	lines  chan told
	errors strings.Builder // what the process wrote to standard error
}

// told is one line of the app: what it got, or the level of what it logged.
type told struct {
	Got  string          `json:"got"`
	What json.RawMessage `json:"what"`
}

// startBolt starts the app against a sandbox in Slack's own time, and makes
// them know each other.
func startBolt(t *testing.T) *bolt {
	t.Helper()
	modules := nodeModules(t)
	b := &bolt{
		world: newWorld(t, func(o *sandbox.Options) { o.Now, o.NoRateLimits = time.Now, false }),
		lines: make(chan told, 100),
	}
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join(boltFolder, "app.js"))
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules, "SIGNING_SECRET="+testSecret, "BOT_TOKEN="+testToken,
		"SLACK_API_URL="+b.url+"/api/")
	cmd.Stderr = &b.errors
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(b.lines)
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var line told
			if json.Unmarshal(lines.Bytes(), &line) != nil {
				line = told{Got: "error", What: []byte(`"no JSON: ` + lines.Text() + `"`)}
			}
			b.lines <- line
		}
	}()
	t.Cleanup(func() {
		<-read            // the test's context has ended, and with it the process
		_ = cmd.Wait()    // it was killed
		b.nothingLogged() // after its last word
	})
	port := heard[int](b, "listening")
	b.sb.SetApp(fmt.Sprintf("http://127.0.0.1:%d", port))
	return b
}

// nothingLogged expects that the app had nothing to complain about.
func (b *bolt) nothingLogged() {
	b.t.Helper()
	for line := range b.lines {
		b.t.Errorf("the app also said %s: %s", line.Got, line.What)
	}
	if said := b.errors.String(); said != "" {
		b.t.Errorf("the app wrote to standard error: %s", said)
	}
}

// heard waits for the next line of the app, which must be the named one.
func heard[T any](b *bolt, name string) (what T) {
	b.t.Helper()
	select {
	case line, open := <-b.lines:
		if !open || line.Got != name {
			b.t.Fatalf("the app said %q %s, want %s", line.Got, line.What, name)
		}
		if err := json.Unmarshal(line.What, &what); err != nil {
			b.t.Fatalf("%s: %v in %s", name, err, line.What)
		}
	case <-time.After(time.Minute):
		b.t.Fatalf("the app did not say %s", name)
	}
	return what
}

// does runs a control that the app must answer with 200, and without a fault.
func (b *bolt) does(name string, members map[string]any) result {
	b.t.Helper()
	got := b.control(name, spell(b.t, members))
	if got.Status != 200 || got.Error != "" {
		b.t.Fatalf("%s %v: %+v", name, members, got)
	}
	return got
}

// dig follows names into nested objects, and numbers into lists.
func dig(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := v.(map[string]any)
			v = o[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// finds checks what is at a path.
func (b *bolt) finds(in any, want any, path ...any) {
	b.t.Helper()
	if got := dig(in, path...); spell(b.t, got) != spell(b.t, want) {
		b.t.Errorf("%v = %v, want %v", path, spell(b.t, got), spell(b.t, want))
	}
}

// said finds the message with a member; an answer and what follows it may come
// in either order.
func (b *bolt) said(member string, value any) map[string]any {
	b.t.Helper()
	for _, m := range b.list("messages") {
		if m[member] == value {
			return m
		}
	}
	b.t.Fatalf("there is no message with %s %v", member, value)
	return nil
}

// refusedNothing checks the sandbox's own lists at the end.
func (b *bolt) refusedNothing() {
	b.t.Helper()
	if v := b.sb.Violations(); len(v) > 0 {
		b.t.Errorf("the sandbox refused %v", v)
	}
	for _, c := range b.list("calls") {
		if c["error"] != "" || c["status"] != 200.0 {
			b.t.Errorf("a call failed: %v", c)
		}
	}
}

// Ensure an app made with Slack's own framework finds here what it knows from
// Slack: a command with its three kinds of answer, buttons and menus of a
// message, and what they do to it.
func TestBolt_Messages(t *testing.T) {
	t.Parallel()
	b := startBolt(t)
	got := b.does("command", map[string]any{"user": "ben", "channel": "general", "text": "add @maya"})
	if got.Body != "On it: add <@"+maya+"|maya>" {
		t.Errorf("answer %+v", got)
	}
	command := heard[map[string]any](b, "command")
	b.finds(command, "/asana", "command", "command")
	b.finds(command, ben, "command", "user_id")
	ts := dig(command, "ts")
	wants(t, b.said("source", "answer"), map[string]any{"ephemeral": true, "for": ben})
	wants(t, b.said("source", "response_url"), map[string]any{"text": "One moment", "for": ben})
	at := func(action string, value any) map[string]any {
		return map[string]any{"user": "ada", "channel": "general", "ts": ts, "action_id": action, "value": value}
	}
	b.does("action", at("level", "viewer"))
	b.finds(heard[any](b, "level"), "viewer", "action", "selected_option", "value")
	b.does("suggest", at("elsewhere", "web"))
	b.finds(heard[any](b, "options"), "web", "value")
	b.does("action", at("elsewhere", "p9"))
	chosen := heard[any](b, "elsewhere")
	b.finds(chosen, "Like web", "action", "selected_option", "text", "text")
	b.finds(chosen, "viewer", "body", "state", "values", "card", "level", "selected_option", "value")
	b.does("action", at("approve", "R1"))
	approved := heard[any](b, "approve")
	b.finds(approved, "R1", "action", "value")
	b.finds(approved, "Ben asks", "body", "message", "text")
	wants(t, b.said("ts", ts), map[string]any{"text": "Approved", "edited": true})
	wants(t, b.said("text", "Thank you"), map[string]any{"for": ada, "ephemeral": true})
	b.does("shortcut", map[string]any{"user": "ada", "callback_id": "request_access_message", "channel": "general", "ts": ts})
	b.finds(heard[any](b, "message_shortcut"), "Approved", "message", "text")
	b.refusedNothing()
}

// Ensure it opens a form, is asked for the options of its menus, draws it anew
// while it is filled in, and refuses and takes what is sent.
func TestBolt_Form(t *testing.T) {
	t.Parallel()
	b := startBolt(t)
	b.does("shortcut", map[string]any{"user": "ben", "callback_id": "request_access"})
	opened := heard[any](b, "shortcut")
	b.finds(opened, ben, "shortcut", "user", "id")
	id := dig(opened, "view", "id")
	at := func(action string, value any) map[string]any {
		return map[string]any{"user": "ben", "view_id": id, "action_id": action, "value": value}
	}
	b.does("suggest", at("what", "we"))
	b.finds(heard[any](b, "options"), "request_form", "view", "callback_id")
	b.does("suggest", at("also", ""))
	b.finds(heard[any](b, "options"), "", "value")
	pick := at("what", "p1")
	pick["values"] = map[string]any{"who": []string{maya}, "reason": "x"}
	b.does("action", pick)
	picked := heard[any](b, "what")
	b.finds(picked, "Website", "action", "selected_option", "text", "text")
	b.finds(picked, "x", "body", "view", "state", "values", "reason", "reason", "value")
	b.finds(picked, "Website: none -> editor", "view", "blocks", 5, "text", "text")

	send := map[string]any{"user": "ben", "view_id": id, "values": map[string]any{"also": []string{"p4"}}}
	b.does("submit", send)
	heard[any](b, "view_submission")
	b.finds(b.shown(id.(string)), "Say a little more.", "errors", "reason")
	send["values"] = map[string]any{"reason": "a launch"}
	b.does("submit", send)
	sent := dig(heard[any](b, "view_submission"), "view", "state", "values")
	b.finds(sent, []string{maya}, "who", "who", "selected_users")
	b.finds(sent, "p1", "what", "what", "selected_option", "value")
	b.finds(sent, "Brand", "also", "also", "selected_options", 0, "text", "text")
	b.finds(sent, "2026-12-24", "until", "until", "selected_date")
	b.finds(sent, "a launch", "reason", "reason", "value")
	b.finds(b.shown(id.(string)), false, "open")

	b.does("shortcut", map[string]any{"user": "ben", "callback_id": "request_access"})
	again := dig(heard[any](b, "shortcut"), "view", "id")
	b.does("close", map[string]any{"user": "ben", "view_id": again})
	b.finds(heard[any](b, "view_closed"), again, "view", "id")
	b.refusedNothing()
}

// Ensure it hears of an opened home tab and fills it.
func TestBolt_Home(t *testing.T) {
	t.Parallel()
	b := startBolt(t)
	b.does("home", map[string]any{"user": "ada"})
	event := heard[any](b, "app_home_opened")
	b.finds(event, ada, "event", "user")
	b.finds(event, nil, "event", "view")
	home := b.list("views")[0]
	wants(t, home, map[string]any{"type": "home", "user": ada, "open": true})
	b.does("home", map[string]any{"user": "ada"})
	b.finds(heard[any](b, "app_home_opened"), home["id"], "event", "view", "id")
	b.does("action", map[string]any{"user": "ada", "view_id": home["id"], "action_id": "start"})
	b.finds(heard[any](b, "start"), "home", "body", "view", "type")
	b.refusedNothing()
}
