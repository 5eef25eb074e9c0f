package sandbox_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/bot/slack/sandbox"
)

// Ensure the form that client libraries send is understood, with the token in it.
func TestChat_Form(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	form := url.Values{
		"token": {testToken}, "channel": {ada}, "text": {"hi"},
		"blocks": {`[{"type":"section","text":{"type":"mrkdwn","text":"*hi*"}}]`},
	}
	status, header, body := w.raw("POST", w.url+"/api/chat.postMessage", "application/x-www-form-urlencoded", form.Encode())
	out := parse[map[string]any](t, []byte(body))
	wants(t, out, map[string]any{"ok": true, "channel": "D01ADA0BIAN"})
	if status != 200 || !strings.Contains(header.Get("X-OAuth-Scopes"), "chat:write") {
		t.Errorf("status %d, scopes %q", status, header.Get("X-OAuth-Scopes"))
	}
	wants(t, w.lastMessage(), map[string]any{
		"channel": "D01ADA0BIAN", "for": ada, "text": "hi", "source": "chat.postMessage", "ephemeral": false, "ts": out["ts"],
	})
}

func TestChat_Refusals(t *testing.T) {
	t.Parallel()
	seed := sandbox.DefaultSeed()
	seed.Channels = append(seed.Channels, sandbox.Channel{ID: "C0OLD", Name: "old", IsArchived: true, IsMember: true},
		sandbox.Channel{ID: "C0SECRET", Name: "secret", IsPrivate: true},
		sandbox.Channel{ID: "C0FEW", Name: "few", IsMember: true, Members: []string{ada}})
	w := newWorld(t, func(o *sandbox.Options) { o.Seed = seed })
	for _, tt := range []struct{ method, body, want string }{
		{"chat.postMessage", `{"text":"x"}`, "invalid_arguments"},
		{"chat.postMessage", `{"channel":"C0NONE","text":"x"}`, "channel_not_found"},
		{"chat.postMessage", `{"channel":"C0SECRET","text":"x"}`, "channel_not_found"},
		{"chat.postMessage", `{"channel":"C0OLD","text":"x"}`, "is_archived"},
		{"chat.postMessage", `{"channel":"C01GENERAL0"}`, "no_text"},
		{"chat.postMessage", `{"channel":"C01GENERAL0","text":` + long(40001) + `}`, "msg_too_long"},
		{"chat.postMessage", `{"channel":"U01DANAFORM","text":"x"}`, "channel_not_found"},
		{"chat.postEphemeral", `{"channel":"C0FEW","user":"` + maya + `","text":"x"}`, "user_not_in_channel"},
		{"chat.update", `{"channel":"C01GENERAL0","ts":"1.2","text":"x"}`, "message_not_found"},
		{"chat.delete", `{"channel":"C01GENERAL0","ts":"1.2"}`, "message_not_found"},
		{"chat.getPermalink", `{"channel":"C01GENERAL0","message_ts":"1.2"}`, "message_not_found"},
		{"conversations.info", `{"channel":"C0NONE"}`, "channel_not_found"},
		{"conversations.info", `{"channel":"D01ADA0BIAN"}`, "missing_scope"},
		{"conversations.open", `{"users":"U0NONE"}`, "user_not_found"},
		{"conversations.open", `{"users":"U01DANAFORM"}`, "user_disabled"},
		{"conversations.open", `{"users":"U01ROLLCALL"}`, "cannot_dm_bot"},
		{"users.info", `{"user":"U0NONE"}`, "user_not_found"},
		{"users.lookupByEmail", `{"email":"dana@tidewater.example"}`, "users_not_found"},
		{"usergroups.users.list", `{"usergroup":"S0NONE"}`, "no_such_subteam"},
		{"chat.postNothing", `{}`, "unknown_method"},
	} {
		if got := w.api(tt.method, tt.body); got["error"] != tt.want || got["ok"] != false {
			t.Errorf("%s %s: %v, want %s", tt.method, tt.body, got, tt.want)
		}
	}
}

func TestAPI_Token(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for body, want := range map[string]string{"": "not_authed", "token=xoxb-other": "invalid_auth"} {
		resp, err := w.post(w.url+"/api/auth.test?token="+testToken, "application/x-www-form-urlencoded", body)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		wants(t, w.list("calls")[len(w.list("calls"))-1], map[string]any{"method": "auth.test", "status": 200.0, "error": want})
	}
}

func TestAPI_Reads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wants(t, w.ok("auth.test", `{}`), map[string]any{"user_id": bot, "team_id": "T01TIDEWATR", "bot_id": "B01ROLLCALL"})
	user := w.ok("users.lookupByEmail", `{"email":"MAYA@tidewater.example"}`)["user"].(map[string]any)
	wants(t, user, map[string]any{"id": maya, "is_email_confirmed": true})
	wants(t, user["profile"].(map[string]any), map[string]any{"real_name": "Maya Ito", "email": "maya@tidewater.example"})
	page := w.ok("users.list", `{"limit":5}`)
	next := page["response_metadata"].(map[string]any)["next_cursor"].(string)
	rest := w.ok("users.list", spell(t, map[string]any{"limit": 5, "cursor": next}))
	if len(page["members"].([]any)) != 5 || len(rest["members"].([]any)) != 4 {
		t.Errorf("pages %v %v", page, rest)
	}
	groups := w.ok("usergroups.list", `{"include_users":true}`)["usergroups"].([]any)
	wants(t, groups[1].(map[string]any), map[string]any{"handle": "design", "id": "S01DESIGNRS"})
	if got := w.ok("usergroups.users.list", `{"usergroup":"S01DESIGNRS"}`)["users"].([]any); len(got) != 2 {
		t.Errorf("users %v", got)
	}
	wants(t, w.ok("team.info", `{}`)["team"].(map[string]any), map[string]any{"name": "Tidewater"})
	wants(t, w.ok("conversations.info", `{"channel":"C01SHAREDPR"}`)["channel"].(map[string]any), map[string]any{"is_ext_shared": true})
	wants(t, w.ok("conversations.open", `{"users":"`+ben+`"}`)["channel"].(map[string]any), map[string]any{"id": "D01BENOKAFR"})
}

// Ensure who is in a channel can be listed, page by page, and only with cursors
// that a page gave.
func TestAPI_Members(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.ok("conversations.members", `{"channel":"C01GENERAL0","limit":5}`)
	next := dig(page, "response_metadata", "next_cursor")
	rest := w.ok("conversations.members", spell(t, map[string]any{"channel": "C01GENERAL0", "cursor": next}))
	all := append(page["members"].([]any), rest["members"].([]any)...)
	if len(all) != 8 || !slices.Contains(all, any(bot)) || slices.Contains(all, any("U01DANAFORM")) {
		t.Errorf("members %v", all)
	}
	for _, bad := range []string{`"cursor":"user:99"`, `"cursor":"abc"`, `"limit":1001`} {
		if got := w.api("users.list", `{`+bad+`}`)["error"]; got != "invalid_cursor" && got != "invalid_limit" {
			t.Errorf("%s: %v", bad, got)
		}
	}
	wants(t, w.api("conversations.members", `{"channel":"C0NONE"}`), map[string]any{"error": "channel_not_found"})
}

func TestAPI_MissingScope(t *testing.T) {
	t.Parallel()
	seed := sandbox.DefaultSeed()
	seed.Team.Scopes = []string{"commands", "users:read"}
	w := newWorld(t, func(o *sandbox.Options) { o.Seed = seed })
	wants(t, w.api("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`), map[string]any{
		"error": "missing_scope", "needed": "chat:write", "provided": "commands,users:read",
	})
	user := w.ok("users.info", `{"user":"`+ada+`"}`)["user"].(map[string]any)
	if _, told := user["profile"].(map[string]any)["email"]; told {
		t.Error("the address is told without users:read.email")
	}
}

func TestChat_UpdateAndDelete(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ts := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"one","blocks":[{"type":"divider"}]}`)["ts"].(string)
	at := `"channel":"C01GENERAL0","ts":"` + ts + `"`
	w.ok("chat.update", `{`+at+`,"attachments":[{"text":"beside"}]}`)
	if w.lastMessage()["blocks"] == nil {
		t.Error("blocks must stay when neither text nor blocks are given")
	}
	for _, without := range []string{`"text":"two"`, `"text":"two","blocks":[]`} {
		w.ok("chat.update", `{`+at+`,"text":"one","blocks":[{"type":"divider"}]}`)
		w.ok("chat.update", `{`+at+`,`+without+`}`)
		wants(t, w.lastMessage(), map[string]any{"text": "two", "edited": true, "ts": ts})
		if w.lastMessage()["blocks"] != nil {
			t.Errorf("%s must take the blocks away", without)
		}
	}
	wants(t, w.api("chat.update", `{`+at+`,"blocks":[]}`), map[string]any{"error": "no_text"})
	if got := w.api("chat.update", `{`+at+`,"text":`+long(4001)+`}`); got["error"] != "msg_too_long" {
		t.Errorf("long update: %v", got)
	}
	link := w.ok("chat.getPermalink", `{"channel":"C01GENERAL0","message_ts":"`+ts+`"}`)["permalink"].(string)
	if !strings.HasSuffix(link, "/archives/C01GENERAL0/p"+strings.Replace(ts, ".", "", 1)) {
		t.Errorf("link %s", link)
	}
	w.ok("chat.delete", `{`+at+`}`)
	wants(t, w.lastMessage(), map[string]any{"deleted": true})
}

func TestChat_EphemeralCannotBeUpdated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ts := w.ok("chat.postEphemeral", `{"channel":"C01GENERAL0","user":"`+maya+`","text":"psst"}`)["message_ts"].(string)
	wants(t, w.lastMessage(), map[string]any{"ephemeral": true, "for": maya, "ts": ts})
	for _, method := range []string{"chat.update", "chat.delete"} {
		wants(t, w.api(method, `{"channel":"C01GENERAL0","ts":"`+ts+`","text":"x"}`), map[string]any{"error": "message_not_found"})
	}
}

// Ensure a message of a person cannot be updated by the app.
func TestChat_OnlyOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("application/json", `{"text":"Done","response_type":"in_channel"}`)
	w.control("command", `{"user":"ada","channel":"general","text":"help"}`)
	ts := w.list("messages")[0]["ts"].(string)
	wants(t, w.api("chat.update", `{"channel":"C01GENERAL0","ts":"`+ts+`","text":"x"}`), map[string]any{"error": "cant_update_message"})
	wants(t, w.api("chat.delete", `{"channel":"C01GENERAL0","ts":"`+ts+`"}`), map[string]any{"error": "cant_delete_message"})
}

func TestRates(t *testing.T) {
	t.Parallel()
	for method, tt := range map[string]struct {
		body  string
		burst int
		wait  int // seconds until the next call
	}{
		"users.list":          {`{}`, 20, 3},
		"users.lookupByEmail": {`{"email":"ada@tidewater.example"}`, 50, 2},
		"users.info":          {`{"user":"` + ada + `"}`, 100, 1},
		"chat.postMessage":    {`{"channel":"C01GENERAL0","text":"x"}`, 5, 1},
	} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(o *sandbox.Options) { o.NoRateLimits = false })
			for range tt.burst {
				w.ok(method, tt.body)
			}
			status, header, body := w.raw("POST", w.url+"/api/"+method, "application/json", tt.body)
			if status != 429 || header.Get("Retry-After") != strconv.Itoa(tt.wait) || !strings.Contains(body, `"ratelimited"`) {
				t.Errorf("%d %s %s", status, header.Get("Retry-After"), body)
			}
			w.forward(time.Duration(tt.wait) * time.Second)
			w.ok(method, tt.body)
		})
	}
}

// Ensure that one busy channel does not hold up another.
func TestRates_PerChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *sandbox.Options) { o.NoRateLimits = false })
	for range 5 {
		w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`)
	}
	wants(t, w.api("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`), map[string]any{"error": "ratelimited"})
	w.ok("chat.postMessage", `{"channel":"C01APPROVAL","text":"x"}`)
}
