package sandbox_test

import (
	"strings"
	"testing"

	"rollcall/bot/slack/sandbox"
)

// Ensure a person can be changed while things run: who is deactivated cannot be
// reached or act any more, until that is taken back.
func TestPerson_Deactivated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.ok("chat.postMessage", `{"channel":"`+ben+`","text":"ask","blocks":[`+withButton(`,"action_id":"go","value":"R1"`)+`]}`)
	dm, ts := at["channel"].(string), at["ts"].(string)
	click := `{"user":"ben","channel":"` + dm + `","ts":"` + ts + `","action_id":"go"}`
	w.control("person", `{"user":"ben","deleted":true}`)
	wants(t, w.ok("users.info", `{"user":"`+ben+`"}`)["user"].(map[string]any), map[string]any{"deleted": true, "real_name": "Ben Okafor"})
	wants(t, w.api("conversations.open", `{"users":"`+ben+`"}`), map[string]any{"error": "user_disabled"})
	wants(t, w.api("users.lookupByEmail", `{"email":"ben@tidewater.example"}`), map[string]any{"error": "users_not_found"})
	w.ok("chat.postMessage", `{"channel":"`+dm+`","text":"Slack takes it"}`)
	w.ok("chat.postMessage", `{"channel":"`+ben+`","text":"Slack takes it"}`)
	w.ok("chat.update", `{"channel":"`+dm+`","ts":"`+ts+`","text":"over","blocks":[`+withButton(`,"action_id":"go","value":"R1"`)+`]}`)
	if status, _, out := w.raw("POST", w.url+"/_sandbox/action", "", click); status != 400 || !strings.Contains(out, "deactivated") {
		t.Errorf("click: %d %s", status, out)
	}
	w.control("person", `{"user":"`+ben+`","deleted":false,"is_restricted":true,"profile":{"email":"b@tidewater.example"}}`)
	user := w.ok("users.lookupByEmail", `{"email":"b@tidewater.example"}`)["user"].(map[string]any)
	wants(t, user, map[string]any{"id": ben, "deleted": false, "is_restricted": true})
	wants(t, user["profile"].(map[string]any), map[string]any{"real_name": "Ben Okafor"})
	w.control("action", click)
	w.control("reset", `{}`)
	wants(t, w.ok("users.info", `{"user":"`+ben+`"}`)["user"].(map[string]any), map[string]any{"is_restricted": false})
}

// Ensure a channel can be shared with another company, archived or left while
// things run.
func TestChannel_Changed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	info := func() map[string]any {
		return w.ok("conversations.info", `{"channel":"C01APPROVAL"}`)["channel"].(map[string]any)
	}
	wants(t, info(), map[string]any{"is_ext_shared": false, "is_pending_ext_shared": false, "is_member": true, "name": "approvals"})
	w.control("channel", `{"channel":"approvals","is_pending_ext_shared":true,"members":["`+ada+`"]}`)
	wants(t, info(), map[string]any{"is_pending_ext_shared": true})
	w.control("channel", `{"channel":"approvals","is_archived":true}`)
	wants(t, w.api("chat.postMessage", `{"channel":"C01APPROVAL","text":"x"}`), map[string]any{"error": "is_archived"})
	w.control("channel", `{"channel":"C01APPROVAL","is_archived":false,"is_private":true,"is_member":false}`)
	wants(t, w.api("conversations.info", `{"channel":"C01APPROVAL"}`), map[string]any{"error": "channel_not_found"})
	w.control("reset", `{}`)
	wants(t, info(), map[string]any{"is_pending_ext_shared": false, "is_archived": false})
}

func TestWorld_Refused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct {
		control, body string
		status        int
	}{
		{"person", `{"user":"nobody","deleted":true}`, 404}, {"person", `{"deleted":true}`, 400}, {"person", `[]`, 400},
		{"person", `{"user":"ben","wings":2}`, 400}, {"person", `{"user":"ben","deleted":"yes"}`, 400}, {"person", `{"user":"ben","id":"U0"}`, 400},
		{"person", `{"user":"ben","is_bot":true}`, 400},
		{"channel", `{"channel":"none"}`, 404}, {"channel", `{"channel":"general","id":"C0"}`, 400}, {"channel", `{"channel":"general","is_im":true}`, 400},
	} {
		if status, _, out := w.raw("POST", w.url+"/_sandbox/"+tt.control, "", tt.body); status != tt.status {
			t.Errorf("%s %s: %d %s", tt.control, tt.body, status, out)
		}
	}
}

// Ensure a message is updated by the id of its conversation only, and that a
// button that is gone, or that others see, cannot be pressed.
func TestAction_Gone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	row := actions(`[` + button(`,"action_id":"go","value":"R1"`) + `,` + button(`,"action_id":"mine","value":"R1","visible_to_user_ids":["`+ada+`"]`) + `]`)
	at := w.ok("chat.postMessage", `{"channel":"`+ben+`","text":"ask","blocks":[`+row+`]}`)
	dm, ts := at["channel"].(string), at["ts"].(string)
	wants(t, w.api("chat.update", `{"channel":"`+ben+`","ts":"`+ts+`","text":"x"}`), map[string]any{"error": "channel_not_found"})
	press := func(user, action string) int {
		status, _, _ := w.raw("POST", w.url+"/_sandbox/action", "", `{"user":"`+user+`","channel":"`+dm+`","ts":"`+ts+`","action_id":"`+action+`"}`)
		return status
	}
	for _, step := range []struct {
		user, action string
		want         int
	}{{"ben", "go", 200}, {"ben", "mine", 400}, {"maya", "go", 400}, {"ben", "other", 404}} {
		if got := press(step.user, step.action); got != step.want {
			t.Errorf("%s presses %s: %d", step.user, step.action, got)
		}
	}
	shown := w.lastMessage()["blocks"].([]any)[0].(map[string]any)["elements"].([]any)[0].(map[string]any)
	wants(t, shown, map[string]any{"action_id": "go", "value": "R1"})
	w.ok("chat.update", `{"channel":"`+dm+`","ts":"`+ts+`","text":"done","blocks":[]}`)
	if got := press("ben", "go"); got != 404 {
		t.Errorf("a button that is gone: %d", got)
	}
	w.ok("chat.delete", `{"channel":"`+dm+`","ts":"`+ts+`"}`)
	if got := press("ben", "go"); got != 404 {
		t.Errorf("a message that is gone: %d", got)
	}
}

// Ensure people of another company see what is shared with it, and nothing else.
func TestOutsider(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("person", `{"user":"noor","team_id":"T09PARTNER0"}`)
	for channel, want := range map[string]int{"shared-partner": 200, "approvals": 400} {
		w.ok("chat.postMessage", `{"channel":"`+channel+`","text":"ask","blocks":[`+withButton(`,"action_id":"go","value":"R1"`)+`]}`)
		ts := w.lastMessage()["ts"].(string)
		status, _, out := w.raw("POST", w.url+"/_sandbox/action", "", `{"user":"noor","channel":"`+channel+`","ts":"`+ts+`","action_id":"go"}`)
		if status != want {
			t.Errorf("%s: %d %s", channel, status, out)
		}
	}
	p := w.next().payload(t)
	wants(t, p["user"].(map[string]any), map[string]any{"team_id": "T09PARTNER0"})
	wants(t, p["team"].(map[string]any), map[string]any{"id": "T01TIDEWATR"})
}

// Ensure a token that lacks the scope cannot look at a channel, and says which.
func TestChannel_Scopes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withScopes("chat:write", "im:write"))
	wants(t, w.api("conversations.info", `{"channel":"C01APPROVAL"}`), map[string]any{"error": "missing_scope", "needed": "channels:read"})
	wants(t, w.api("users.lookupByEmail", `{"email":"ada@tidewater.example"}`), map[string]any{"error": "missing_scope", "needed": "users:read.email"})
}

func withScopes(scopes ...string) func(*sandbox.Options) {
	return func(o *sandbox.Options) {
		o.Seed = sandbox.DefaultSeed()
		o.Seed.Team.Scopes = scopes
	}
}
