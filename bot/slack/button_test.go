package slack

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// cardButtons are those of a question to an approver, with a text put wherever words can be.
func cardButtons(text string) []bot.Button {
	ask := &bot.Confirm{Title: text, Text: text, Yes: text, No: text}
	return []bot.Button{
		{Action: "request_approve", Text: text, Label: text, Value: "R142", Style: bot.StylePrimary, Confirm: ask},
		{Action: "request_deny", Text: "Deny", Label: text, Value: "R142", Style: bot.StyleDanger},
		{Action: "request_adjust", Text: "Adjust…", Value: "R142", Confirm: &bot.Confirm{}},
	}
}

// manyButtons are more than a block takes, more than a message takes, and the same action several times.
func manyButtons(text string) (all []bot.Button) {
	for range 26 {
		all = append(all, bot.Button{Action: text + strings.Repeat("a", len(all)), Text: text, Value: text})
	}
	for range 12 {
		all = append(all, bot.Button{Action: "request_approve", Text: text, Value: text})
	}
	return all
}

// clickable is what the tests look at of a block with buttons.
type clickable struct {
	Type     string `json:"type"`
	Elements []struct {
		Type    string    `json:"type"`
		Action  string    `json:"action_id"`
		Value   string    `json:"value"`
		Style   string    `json:"style"`
		Label   string    `json:"accessibility_label"`
		Text    shownText `json:"text"`
		Confirm *struct {
			Title, Text, Confirm, Deny shownText
			Style                      string
		} `json:"confirm"`
	} `json:"elements"`
}

// Buttons are one block right above the context line, and all that they say, carry and ask is there.
func TestButtons(t *testing.T) {
	t.Parallel()
	m := bot.Message{Head: bot.Say("Ada asks"), Note: bot.Say("Why you"), Context: "R142 · awaiting_approval", Buttons: []bot.Button{
		{
			Action: "request_approve", Text: "Approve", Label: "Approve R142", Value: "R142", Style: bot.StylePrimary,
			Confirm: &bot.Confirm{Title: "Approve?", Text: "Maya becomes <admin>.", Yes: "Yes", No: "No"},
		},
		{Action: "request_adjust", Text: "Adjust", Value: "R142"},
	}}
	data, err := json.Marshal(Blocks(m))
	must(t, err)
	var blocks []json.RawMessage
	must(t, json.Unmarshal(data, &blocks))
	if len(blocks) != 4 {
		t.Fatalf("%d blocks: %s", len(blocks), data)
	}
	const want = `{"type":"actions","elements":[` +
		`{"type":"button","text":{"type":"plain_text","text":"Approve","emoji":false},"action_id":"request_approve","value":"R142",` +
		`"confirm":{"title":{"type":"plain_text","text":"Approve?","emoji":false},"text":{"type":"plain_text","text":"Maya becomes \u003cadmin\u003e.","emoji":false},` +
		`"confirm":{"type":"plain_text","text":"Yes","emoji":false},"deny":{"type":"plain_text","text":"No","emoji":false},"style":"primary"},` +
		`"style":"primary","accessibility_label":"Approve R142"},` +
		`{"type":"button","text":{"type":"plain_text","text":"Adjust","emoji":false},"action_id":"request_adjust","value":"R142","accessibility_label":"Adjust"}]}`
	if diff := cmp.Diff(want, string(blocks[2])); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	if text := Text(m); text != "Ada asks\nWhy you\n[Approve] [Adjust]\nR142 · awaiting_approval" {
		t.Errorf("text %q", text)
	}
	m.Buttons = nil
	if strings.Contains(Text(m), "[") || len(Blocks(m)) != 3 {
		t.Errorf("without buttons: %q, %d blocks", Text(m), len(Blocks(m)))
	}
}

// Whatever the words are, buttons stand right above the context line, no block has an action twice, none is nameless, and the text says none of their ids.
func TestButtonsAlways(t *testing.T) {
	t.Parallel()
	for name, text := range nasty() {
		for kind, m := range kinds(text) {
			if len(m.Buttons) == 0 {
				continue
			}
			blocks := clickables(t, m)
			last := len(blocks) - 1
			if m.Context != "" {
				last--
			}
			if shown := pressables(blocks); shown < len(m.Buttons) { // then a line says how many are left out
				if !strings.Contains(sent(t, Blocks(m)), more(len(m.Buttons)-shown)+" buttons") {
					t.Errorf("%s, %s: %d of %d buttons", name, kind, shown, len(m.Buttons))
				}
				last--
			}
			above := blocks[last]
			if above.Type != "actions" || len(blocks) > 50 {
				t.Errorf("%s, %s: %d blocks, and above the context line %q", name, kind, len(blocks), above.Type)
			}
			for _, b := range blocks {
				checkButtons(t, b)
			}
			if said := Text(m); strings.Contains(said, "request_") || strings.Contains(said, "change_undo") || !strings.Contains(said, "[") {
				t.Errorf("%s, %s: the text is %q", name, kind, said)
			}
		}
	}
}

func pressables(blocks []clickable) (n int) {
	for _, b := range blocks {
		for _, e := range b.Elements {
			if e.Type == "button" {
				n++
			}
		}
	}
	return n
}

func clickables(t *testing.T, m bot.Message) (blocks []clickable) {
	t.Helper()
	data, err := json.Marshal(Blocks(m))
	must(t, err)
	var all []json.RawMessage
	must(t, json.Unmarshal(data, &all))
	for _, raw := range all {
		b := clickable{}
		if bytes.Contains(raw, []byte(`"type":"actions"`)) {
			must(t, json.Unmarshal(raw, &b))
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func checkButtons(t *testing.T, b clickable) {
	t.Helper()
	if b.Type != "actions" {
		return
	}
	seen := make(map[string]bool)
	for _, e := range b.Elements {
		if e.Type == "static_select" {
			continue
		}
		if e.Label == "" {
			t.Errorf("a screen reader has nothing to say of %+v", e)
		}
		if seen[e.Action] || strings.TrimSpace(e.Text.Text) == "" || e.Text.Type != "plain_text" {
			t.Errorf("button %+v", e)
		}
		seen[e.Action] = true
	}
}

// A click on a button comes back with exactly what the message gave it, until an update takes the button away.
func TestButtonComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at, err := w.Direct(t.Context(), ada, bot.Message{Head: bot.Say("Ben asks"), Buttons: cardButtons("Approve"), Context: "R142 · awaiting_approval"})
	must(t, err)
	press := func() int {
		return w.control("action", `{"user":"ada","channel":"`+at.Channel+`","ts":"`+at.TS+`","action_id":"request_deny"}`)
	}
	if status := press(); status != 200 {
		t.Fatalf("pressing: %d", status)
	}
	var p struct {
		Actions []struct {
			Action string `json:"action_id"`
			Value  string `json:"value"`
		} `json:"actions"`
	}
	must(t, json.Unmarshal([]byte(await(w, w.acts)), &p))
	if len(p.Actions) != 1 || p.Actions[0].Action != "request_deny" || p.Actions[0].Value != "R142" {
		t.Errorf("came back as %+v", p)
	}
	must(t, w.Update(t.Context(), at, bot.Message{Head: bot.Say("Ben asked"), Context: "R142 · denied"}))
	if status := press(); status != 404 {
		t.Errorf("pressing what is gone: %d", status)
	}
}
