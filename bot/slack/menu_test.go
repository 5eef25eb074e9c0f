package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"rollcall/bot"
)

// A menu stands beneath a message with what it asks for, and is in the text for who is shown no menu.
func TestMenu(t *testing.T) {
	t.Parallel()
	m := bot.Message{
		Head: bot.Say("Which Website?"), Context: "R1 · needs_input",
		Menu: &bot.Menu{Action: "request_pick", Label: "Project", Options: []bot.Option{{Value: "11", Text: "Website", Note: "Design"}, {Value: "12", Text: "Website"}}},
	}
	const want = `{"type":"actions","elements":[{"type":"static_select","placeholder":{"type":"plain_text","text":"Project","emoji":false},"action_id":"request_pick","options":[` +
		`{"text":{"type":"plain_text","text":"Website","emoji":false},"value":"11","description":{"type":"plain_text","text":"Design","emoji":false}},` +
		`{"text":{"type":"plain_text","text":"Website","emoji":false},"value":"12"}]}]}`
	if got := sent(t, Blocks(m)[1]); got != want {
		t.Errorf("got %s", got)
	}
	if got := Text(m); got != "Which Website?\nProject: [Website, Design] [Website]\nR1 · needs_input" {
		t.Errorf("text %q", got)
	}
	m.Menu.Options = many("Website")
	if shown, left := counted(t, sent(t, Blocks(m)), `"value"`); shown > 100 || shown < 50 || shown+left != 150 {
		t.Errorf("%d options, %d said to be left out", shown, left)
	}
	m.Menu.Options = nil
	if got := Blocks(m); len(got) != 2 || strings.Contains(Text(m), "Project") {
		t.Errorf("nothing to choose from: %d blocks, %q", len(got), Text(m))
	}
}

// What is chosen comes back with its value, and the message that it came from can be replaced also when it was for one person alone.
func TestChoiceComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, responseURL := w.command(Answer(bot.Message{Head: bot.Say("On it")}))
	m := bot.Message{Head: bot.Say("Which?"), Menu: &bot.Menu{Action: "request_pick", Options: []bot.Option{{Value: "11", Text: "Website"}}}}
	must(t, w.Respond(t.Context(), responseURL, m))
	at := w.last()
	if status := w.control("action", `{"user":"ada","channel":"`+at.Channel+`","ts":"`+at.TS+`","action_id":"request_pick","value":"11"}`); status != 200 {
		t.Fatalf("choosing: %d", status)
	}
	var p struct {
		ResponseURL string `json:"response_url"`
		Actions     []struct {
			Option struct{ Value string } `json:"selected_option"`
		} `json:"actions"`
	}
	must(t, json.Unmarshal([]byte(await(w, w.acts)), &p))
	if len(p.Actions) != 1 || p.Actions[0].Option.Value != "11" {
		t.Errorf("came back as %+v", p)
	}
	must(t, w.Replace(t.Context(), p.ResponseURL, bot.Message{Head: bot.Say("Website it is."), Context: "R1 · applied"}))
	if now := w.last(); now.TS != at.TS || !strings.Contains(now.Text, "Website it is.") || strings.Contains(string(now.Blocks), "static_select") || !now.Ephemeral {
		t.Errorf("now it is %+v", now)
	}
}

// shownMessage is a message as people see it.
type shownMessage struct {
	Channel   string          `json:"channel"`
	TS        string          `json:"ts"`
	Text      string          `json:"text"`
	Ephemeral bool            `json:"ephemeral"`
	Blocks    json.RawMessage `json:"blocks"`
}

// last is the message that was posted last.
func (w *world) last() shownMessage {
	w.t.Helper()
	all := w.messages()
	return all[len(all)-1]
}

func (w *world) messages() (all []shownMessage) {
	w.t.Helper()
	w.get("messages", &all)
	return all
}
