package handlers

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// golden is a payload as Slack sends it; pairs of old and new text change it.
func golden(t *testing.T, name string, pairs ...string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/interactions/" + name + ".json")
	must(t, err)
	text := string(data)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s has no %s", name, pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func read(t *testing.T, text string) payload {
	t.Helper()
	var p payload
	must(t, json.Unmarshal([]byte(text), &p))
	must(t, p.check())
	return p
}

// approved is what a click on Approve in a direct message is.
func approved() bot.Click {
	return bot.Click{
		Key: "action:1795000007.123456:request_approve:U01BENOKAFR", Action: "request_approve", Value: "R142",
		Origin: bot.Origin{SlackTeam: teamID, SlackUser: "U01BENOKAFR", Channel: "D01BENOKAFR", Via: "slack"},
		At:     bot.Posted{Channel: "D01BENOKAFR", TS: "1795000000.000200"}, Trigger: "9001.9002.aabbcc",
		ResponseURL: "https://hooks.slack.com/actions/T01TIDEWATR/1/secret",
	}
}

// adjusted is what the form of an adjustment is.
func adjusted() bot.Click {
	return bot.Click{
		Key: "view:V01FORM:1795000009.abcd:U01BENOKAFR", Action: "request_adjust", Value: "R142", Trigger: "9005.9006.001122",
		Fields: bot.Values{"level": {"viewer"}, "note": {"only to look"}, "more": {"a", "b"}, "who": {"U1", "U2"}, "when": {"2026-12-24"}},
		Texts:  map[string]string{"viewer": "viewer", "a": "Ay", "b": "Bee"},
		Form:   bot.Shown{ID: "V01FORM", Hash: "1795000009.abcd"},
		Origin: bot.Origin{SlackTeam: teamID, SlackUser: "U01BENOKAFR", Via: "slack"},
	}
}

// Ensure that clicks are read from where Slack puts them: in messages, in messages that only one person sees, and where the app is installed for a
// whole organisation.
func TestClickRead(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		payload string
		change  func(*bot.Click)
	}{
		"as it is":             {golden(t, "button"), func(*bot.Click) {}},
		"state is a list":      {golden(t, "button", `"state": {"values": []}`, `"state": []`), func(*bot.Click) {}},
		"state is unknown":     {golden(t, "button", `"state": {"values": []}`, `"state": {"values": {"b": 7}}, "more": [{}]`), func(*bot.Click) {}},
		"message is unknown":   {golden(t, "button", `"message": {`, `"message": 7, "other": {`), func(*bot.Click) {}},
		"value is no text":     {golden(t, "button", `"value": "R142", "action_ts"`, `"value": 142, "action_ts"`), func(c *bot.Click) { c.Value = "" }},
		"without a value":      {golden(t, "button", `"value": "R142", "action_ts"`, `"action_ts"`), func(c *bot.Click) { c.Value = "" }},
		"without a moment":     {golden(t, "button", `"action_ts": "1795000007.123456"`, `"action_ts": null`), func(c *bot.Click) { c.Key = "action:9001.9002.aabbcc:request_approve:U01BENOKAFR" }},
		"without a container":  {golden(t, "button", `"container": {"type"`, `"container": null, "x": {"type"`), func(c *bot.Click) { c.At = bot.Posted{} }},
		"channel in container": {golden(t, "button", `"channel": {"id"`, `"channel": null, "x": {"id"`), func(*bot.Click) {}},
		"of another company":   {golden(t, "button", `"team_id": "T01TIDEWATR"`, `"team_id": "T09PARTNER0"`), func(c *bot.Click) { c.External = true }},
		"company unknown":      {golden(t, "button", `"team_id": "T01TIDEWATR"`, `"team_id": null`), func(*bot.Click) {}},
		"of the organisation": {
			golden(t, "button", `"team_id": "T01TIDEWATR"`, `"team_id": "E01HARBOURS"`, `"enterprise": null`, `"enterprise": {"id": "E01HARBOURS"}`), func(*bot.Click) {},
		},
		"in a form": {
			golden(t, "button", `"container": {"type": "message", "message_ts": "1795000000.000200", "channel_id": "D01BENOKAFR", "is_ephemeral": false}`,
				`"container": {"type": "view", "view_id": "V1"}, "view": {"id": "V1", "state": {"values": []}}`, `"channel": {"id"`, `"channel": null, "x": {"id"`),
			func(c *bot.Click) { c.At, c.Origin.Channel = bot.Posted{}, "" },
		},
	} {
		want := approved()
		row.change(&want)
		if diff := cmp.Diff(want, read(t, row.payload).click()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Ensure that the message of a click that can't be changed is not named, that a choice is a click with the value of what was chosen, and that without a
// workspace it is the person's that counts.
func TestClickElsewhere(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bot.Click{
		"ephemeral": {
			Key: "action:1795000008.000001:request_adjust:U01ADA0BIAN", Action: "request_adjust", Value: "viewer",
			Origin:  bot.Origin{SlackTeam: teamID, SlackUser: userID, Channel: "C01GENERAL0", Via: "slack"},
			Trigger: "9003.9004.ddeeff", ResponseURL: "https://hooks.slack.com/actions/T01TIDEWATR/2/secret",
		},
		"grid": {
			Key: "action:1795000010.000002:request_deny:W01GRACEHOP", Action: "request_deny", Value: "R7",
			Origin: bot.Origin{SlackTeam: "T02HARBOUR0", SlackUser: "W01GRACEHOP", Channel: "C01APPROVAL", Via: "slack"},
			At:     bot.Posted{Channel: "C01APPROVAL", TS: "1795000002.000400"}, Trigger: "9007.9008.334455",
			ResponseURL: "https://hooks.slack.com/actions/E01HARBOURS/3/secret",
		},
	} {
		if diff := cmp.Diff(want, read(t, golden(t, name)).click()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	p := read(t, golden(t, "grid", `"team_id": "T02HARBOUR0"`, `"team_id": ""`))
	if got := p.origin().SlackTeam; got != "E01HARBOURS" {
		t.Errorf("with no workspace at all it is %q", got)
	}
}

// Ensure that a form is read with all its values, filled in or not, in whatever shape their absence comes.
func TestSubmissionRead(t *testing.T) {
	t.Parallel()
	whole := golden(t, "submission")
	if diff := cmp.Diff(adjusted(), read(t, whole).submission()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	before, rest, _ := strings.Cut(whole, `"state": `)
	_, after, _ := strings.Cut(rest, "}}\n  },")
	for name, state := range map[string]string{
		"list": `{"values": []}`, "object": `{"values": {}}`, "null": `null`, "no values": `{}`, "list above": `[]`, "number": `7`, "text": `{"values": "x"}`,
	} {
		want := adjusted()
		want.Fields, want.Texts = bot.Values{}, map[string]string{}
		if diff := cmp.Diff(want, read(t, before+`"state": `+state+"\n  },"+after).submission()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	odd := before + `"state": {"values": {"level": {"level": 7}, "note": {"note": {"value": ["x"]}}, "more": {}}}` + "\n  }," + after
	if diff := cmp.Diff(bot.Values{}, read(t, odd).submission().Fields); diff != "" {
		t.Errorf("odd values (-want +got):\n%s", diff)
	}
}

// Ensure that no payload, however odd, makes the reading fail in another way than by an error.
func FuzzPayload(f *testing.F) {
	for _, name := range []string{"button", "ephemeral", "submission", "grid"} {
		data, err := os.ReadFile("testdata/interactions/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"x","value":null,"selected_option":null}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var p payload
		if json.Unmarshal(data, &p) != nil || p.check() != nil {
			return
		}
		if p.Type == typeActions && !strings.HasPrefix(p.click().Key, "action:") {
			t.Errorf("key %q", p.click().Key)
		}
		if c := p.submission(); c.Fields == nil {
			t.Error("no fields")
		}
	})
}
