package sandbox_test

import (
	"testing"
)

func TestAction_Button(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	two := `[` + button(`,"action_id":"approve","value":"R1"`) + `]`
	other := `[` + button(`,"action_id":"approve","value":"R2","style":"danger"`) + `]`
	w.ok("chat.postMessage", `{"channel":"C01APPROVAL","text":"ask","blocks":[`+actions(two)+`,`+actions(other)+`]}`)
	ts := w.lastMessage()["ts"].(string)
	if got := w.control("action", `{"user":"ben","channel":"approvals","ts":"`+ts+`","action_id":"approve","value":"R2"}`); got.Status != 200 {
		t.Fatalf("%+v", got)
	}
	got := w.next()
	if got.path != "/slack/interactions" {
		t.Errorf("path %s", got.path)
	}
	p := got.payload(t)
	wants(t, p, map[string]any{"type": "block_actions", "api_app_id": "A01ROLLCALL", "is_enterprise_install": false})
	wants(t, p["user"].(map[string]any), map[string]any{"id": ben, "team_id": "T01TIDEWATR", "name": "ben"})
	wants(t, p["container"].(map[string]any), map[string]any{
		"type": "message", "message_ts": ts, "channel_id": "C01APPROVAL", "is_ephemeral": false,
	})
	action := p["actions"].([]any)[0].(map[string]any)
	wants(t, action, map[string]any{"type": "button", "action_id": "approve", "value": "R2", "style": "danger"})
	if action["block_id"] == "" || action["action_ts"] == nil || p["trigger_id"] == nil || p["message"] == nil {
		t.Errorf("members are missing in %v", p)
	}
}

// Ensure an ephemeral message is seen by its receiver only, and not sent back.
func TestAction_Ephemeral(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("chat.postEphemeral", `{"channel":"C01GENERAL0","user":"`+maya+`","text":"x","blocks":[`+withButton(`,"action_id":"go"`)+`]}`)
	ts := w.lastMessage()["ts"].(string)
	at := `"channel":"general","ts":"` + ts + `","action_id":"go"}`
	if status, _, _ := w.raw("POST", w.url+"/_sandbox/action", "", `{"user":"ben",`+at); status != 400 {
		t.Errorf("somebody else: %d", status)
	}
	w.control("action", `{"user":"maya",`+at)
	p := w.next().payload(t)
	if _, sent := p["message"]; sent {
		t.Error("the message was sent back")
	}
	wants(t, p["container"].(map[string]any), map[string]any{"is_ephemeral": true})
}

func TestAction_Menus(t *testing.T) {
	t.Parallel()
	for kind, tt := range map[string]struct{ members, value, key string }{
		"static_select":      {`"options":` + options(2), `"v1"`, "selected_option"},
		"overflow":           {`"options":` + options(2), `"v1"`, "selected_option"},
		"checkboxes":         {`"options":` + options(2), `["v0","v1"]`, "selected_options"},
		"users_select":       {`"placeholder":` + plain(`"x"`), `"` + ada + `"`, "selected_user"},
		"datepicker":         {`"placeholder":` + plain(`"x"`), `"2026-12-24"`, "selected_date"},
		"multi_users_select": {`"placeholder":` + plain(`"x"`), `["` + ada + `"]`, "selected_users"},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.ok("chat.postMessage", `{"channel":"C01GENERAL0","blocks":[`+menu(kind, tt.members)+`]}`)
			ts := w.lastMessage()["ts"].(string)
			w.control("action", `{"user":"ada","channel":"general","ts":"`+ts+`","action_id":"a","value":`+tt.value+`}`)
			action := w.next().payload(t)["actions"].([]any)[0].(map[string]any)
			if action[tt.key] == nil {
				t.Errorf("%s is missing in %v", tt.key, action)
			}
		})
	}
}

func TestShortcut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.control("shortcut", `{"user":"ada","callback_id":"request_access"}`)
	p := w.next().payload(t)
	wants(t, p, map[string]any{"type": "shortcut", "callback_id": "request_access"})
	ts := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`)["ts"].(string)
	w.control("shortcut", `{"user":"ada","callback_id":"look","channel":"general","ts":"`+ts+`"}`)
	p = w.next().payload(t)
	wants(t, p, map[string]any{"type": "message_action", "callback_id": "look", "message_ts": ts})
	if p["response_url"] == nil || p["trigger_id"] == nil {
		t.Errorf("members are missing in %v", p)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("chat.postMessage", `{"channel":"C01GENERAL0","blocks":[`+menu("external_select", `"min_query_length":2`)+`]}`)
	ts := w.lastMessage()["ts"].(string)
	ask := func(value string) string {
		return `{"user":"ada","channel":"general","ts":"` + ts + `","action_id":"a","value":"` + value + `"}`
	}
	if status, _, _ := w.raw("POST", w.url+"/_sandbox/suggest", "", ask("w")); status != 400 {
		t.Errorf("a short query: %d", status)
	}
	w.says("application/json", `{"options":`+options(2)+`}`)
	if got := w.control("suggest", ask("we")); got.Status != 200 || got.Error != "" {
		t.Errorf("%+v", got)
	}
	got := w.next()
	wants(t, got.payload(t), map[string]any{"type": "block_suggestion", "action_id": "a", "value": "we"})
	if got.path != "/slack/options" {
		t.Errorf("path %s", got.path)
	}
	w.control("action", `{"user":"ada","channel":"general","ts":"`+ts+`","action_id":"a","value":"v1"}`)
	action := w.next().payload(t)["actions"].([]any)[0].(map[string]any)
	wants(t, action["selected_option"].(map[string]any), map[string]any{"value": "v1"})
	for _, bad := range []string{`{"options":` + options(101) + `}`, `{}`, `no`, `{"options":[` + option(plain(long(76)), `"v"`) + `]}`} {
		w.says("application/json", bad)
		if got := w.control("suggest", ask("web")); got.Error == "" {
			t.Errorf("%.50s was taken", bad)
		}
		w.next()
	}
}
