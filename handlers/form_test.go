package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// changed is the golden submission as a choice in the open form.
func changed(t *testing.T) string {
	t.Helper()
	return golden(t, "submission", `"type": "view_submission"`, `"type": "block_actions", "actions": [{"action_id": "more", "block_id": "more.project-1", "action_ts": "1"}]`)
}

// filled is the form that the golden submission shows.
func filled() bot.FormState {
	return bot.FormState{
		Shown: bot.Shown{ID: "V01FORM", Hash: "1795000009.abcd"}, ID: "request_adjust", Data: "R142", Values: adjusted().Fields,
		Texts:  map[string]string{"viewer": "viewer", "a": "Ay", "b": "Bee"},
		Origin: bot.Origin{SlackTeam: teamID, SlackUser: "U01BENOKAFR", Via: "slack"},
	}
}

// Ensure that a choice in an open form reaches the bot with everything that was entered so far, and what the chosen options say.
func TestFormChanged(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	if got := d.interact(changed(t)); got != empty() {
		t.Errorf("answer %+v", got)
	}
	if diff := cmp.Diff([]bot.FormState{filled()}, d.changes); diff != "" || len(d.clicks) > 0 {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Ensure that what is wrong is said at the block that has the input, whatever that block is called.
func TestFormErrorPlace(t *testing.T) {
	t.Parallel()
	d := newDesk(t, map[string]string{"more": "Choose fewer.", "who": "Choose somebody."})
	got := d.interact(golden(t, "submission"))
	want := `{"response_action":"errors","errors":{"more.project-1":"Choose fewer.","who":"Choose somebody."}}` + "\n"
	if got.body != want {
		t.Errorf("answer %s", got.body)
	}
}

// Ensure that shortcuts reach the bot, on a message with the person who wrote it, and not with an app that did.
func TestShortcut(t *testing.T) {
	t.Parallel()
	const head = `{"type":"shortcut","team":{"id":"T01TIDEWATR"},"user":{"id":"U01BENOKAFR","team_id":"T01TIDEWATR"},"callback_id":"request_access","trigger_id":"1.2.3"`
	onMessage := `{"type":"message_action",` + head[len(`{"type":"shortcut",`):] + `,"response_url":"https://hooks.slack.com/app/1","channel":{"id":"C1"},"message":`
	global := bot.Shortcut{ID: "request_access", Trigger: "1.2.3", Origin: bot.Origin{SlackTeam: teamID, SlackUser: "U01BENOKAFR", Via: "slack"}}
	message := global
	message.ResponseURL, message.Origin.Channel = "https://hooks.slack.com/app/1", "C1"
	ofMaya := message
	ofMaya.About = "U01MAYA0ITO"
	for name, row := range map[string]struct {
		payload string
		want    bot.Shortcut
	}{
		"global":         {head + "}", global},
		"message":        {onMessage + `{"user":"U01MAYA0ITO","text":"may I see it?"}}`, ofMaya},
		"of an app":      {onMessage + `{"user":"U01ROLLCALL","bot_id":"B1"}}`, message},
		"unknown author": {onMessage + `7}`, message},
	} {
		d := newDesk(t, nil)
		if got := d.interact(row.payload); got != empty() {
			t.Errorf("%s: answer %+v", name, got)
		}
		if diff := cmp.Diff([]bot.Shortcut{row.want}, d.shortcuts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Ensure that what somebody types into a menu is answered with what the bot suggests, on the route of its own and on that of interactions, and that a
// body of another type is none.
func TestOptions(t *testing.T) {
	t.Parallel()
	payload := golden(t, "submission", `"type": "view_submission"`, `"type": "block_suggestion", "action_id": "what", "block_id": "what.project-1", "value": "web"`)
	for _, path := range []string{"/slack/options", "/slack/interactions"} {
		d := newDesk(t, nil)
		d.found = []bot.OptionGroup{{Options: []bot.Option{{Value: "1", Text: "Website"}}}}
		got := d.interact(payload, func(c *call) { c.path = path })
		if want := `{"options":[{"text":{"type":"plain_text","text":"Website","emoji":false},"value":"1"}]}` + "\n"; got.body != want || got.status != http.StatusOK {
			t.Errorf("%s: %+v", path, got)
		}
		if diff := cmp.Diff([]bot.Typing{{Form: filled(), Field: "what", Text: "web"}}, d.typed); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	d := newDesk(t, nil)
	got := d.interact(changed(t), func(c *call) { c.path = "/slack/options" })
	if got.status != http.StatusBadRequest || d.total() != 0 {
		t.Errorf("another type: %+v, and %d reached the bot", got, d.total())
	}
	forged := d.interact(payload, func(c *call) {
		c.path, c.secret, c.body = "/slack/options", "guess", url.Values{"payload": {payload}}.Encode()
	})
	if forged.status != http.StatusUnauthorized || d.total() != 0 {
		t.Errorf("forged: %+v", forged)
	}
}

// Ensure that an opened home tab reaches the bot, another tab does not, and that Slack is asked to deliver again what could not be stored.
func TestHomeOpened(t *testing.T) {
	t.Parallel()
	const event = `{"type":"event_callback","team_id":"T01TIDEWATR","event_id":"Ev1","event":{"type":"app_home_opened","user":"U01BENOKAFR","tab":"home"}}`
	send := func(d *desk, body string) answer {
		return d.do(call{path: "/slack/events", body: body, kind: "application/json"})
	}
	d := newDesk(t, nil)
	if got := send(d, event); got != empty() {
		t.Errorf("answer %+v", got)
	}
	messages := `{"type":"event_callback","team_id":"T01TIDEWATR","event":{"type":"app_home_opened","user":"U01BENOKAFR","tab":"messages"}}`
	person := `{"type":"event_callback","team_id":"T01TIDEWATR","event":{"type":"user_change","user":{"id":"U01BENOKAFR"}}}`
	if a, b := send(d, messages), send(d, person); a != empty() || b != empty() {
		t.Errorf("other events: %+v, %+v", a, b)
	}
	if diff := cmp.Diff([]bot.Origin{{SlackTeam: teamID, SlackUser: "U01BENOKAFR", Via: "slack"}}, d.opened); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"event:Ev1"}, d.keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	d.away = errors.New("no database")
	if got := send(d, event); got.status != http.StatusServiceUnavailable {
		t.Errorf("not stored: %+v", got)
	}
}
