package slack

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// Every kind of field is the element of Slack that takes such values, filled in with those of the values that Slack can carry.
func TestInputs(t *testing.T) {
	t.Parallel()
	two := []bot.Option{{Value: "11", Text: "Website", Note: "Design"}, {Value: "12", Text: "Hiring"}}
	const website = `{"text":{"type":"plain_text","text":"Website","emoji":false},"value":"11","description":{"type":"plain_text","text":"Design","emoji":false}}`
	const hiring = `{"text":{"type":"plain_text","text":"Hiring","emoji":false},"value":"12"}`
	hint := func(text string) string {
		return `"placeholder":{"type":"plain_text","text":"` + text + `","emoji":false}`
	}
	for name, x := range map[string]struct {
		in   bot.Input
		want string
	}{
		"text":         {bot.Input{ID: "a", Value: "x", Max: 5, Long: true}, `{"type":"plain_text_input","action_id":"a","initial_value":"x","multiline":true,"max_length":5}`},
		"watched text": {bot.Input{ID: "a", Watched: true}, `{"type":"plain_text_input","action_id":"a","dispatch_action_config":{"trigger_actions_on":["on_enter_pressed"]}}`},
		"choice":       {bot.Input{ID: "a", Options: two, Value: "12"}, `{"type":"static_select",` + hint("Choose") + `,"action_id":"a","options":[` + website + `,` + hiring + `],"initial_option":` + hiring + `}`},
		"chosen":       {bot.Input{ID: "a", Options: two, Chosen: two[:1]}, `{"type":"static_select",` + hint("Choose") + `,"action_id":"a","options":[` + website + `,` + hiring + `],"initial_option":` + website + `}`},
		"search":       {bot.Input{ID: "a", Kind: bot.InputSearch, Chosen: two}, `{"type":"external_select",` + hint("Type to search") + `,"action_id":"a","initial_option":` + website + `,"min_query_length":0}`},
		"by value":     {bot.Input{ID: "a", Kind: bot.InputSearch, Options: two, Value: "12"}, `{"type":"external_select",` + hint("Type to search") + `,"action_id":"a","initial_option":` + hiring + `,"min_query_length":0}`},
		"search many":  {bot.Input{ID: "a", Kind: bot.InputSearchMany, Chosen: two}, `{"type":"multi_external_select",` + hint("Type to search") + `,"action_id":"a","initial_options":[` + website + `,` + hiring + `],"min_query_length":0}`},
		"nothing yet":  {bot.Input{ID: "a", Kind: bot.InputSearchMany}, `{"type":"multi_external_select",` + hint("Type to search") + `,"action_id":"a","min_query_length":0}`},
		"too long":     {bot.Input{ID: "a", Kind: bot.InputSearch, Chosen: []bot.Option{{Value: strings.Repeat("v", 76)}}}, `{"type":"external_select",` + hint("Type to search") + `,"action_id":"a","min_query_length":0}`},
		"people":       {bot.Input{ID: "a", Kind: bot.InputPeople, Chosen: []bot.Option{{Value: ada}, {Value: "W012345"}, {Value: ada}, {Value: "S01DESIGNRS"}, {Value: "ada"}}}, `{"type":"multi_users_select",` + hint("Choose people") + `,"action_id":"a","initial_users":["U01ADA0BIAN","W012345"]}`},
		"date":         {bot.Input{ID: "a", Kind: bot.InputDate, Value: "2026-12-24"}, `{"type":"datepicker","action_id":"a",` + hint("Choose a day") + `,"initial_date":"2026-12-24"}`},
		"no date":      {bot.Input{ID: "a", Kind: bot.InputDate, Value: "2026-02-30"}, `{"type":"datepicker","action_id":"a",` + hint("Choose a day") + `}`},
	} {
		data, err := json.Marshal(field(x.in))
		must(t, err)
		if diff := cmp.Diff(x.want, string(data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A field keeps its action when its version changes, and gets another block, which is what empties it. Its own id is never cut.
func TestBlockID(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("i", 255)
	for _, x := range []struct{ id, version, want string }{
		{"what", "", "what"}, {"what", "project-1", "what.project-1"}, {long, "2", long}, {"what", long, "what." + long[:250]},
	} {
		if got := blockID(bot.Input{ID: x.id, Version: x.version}); got != x.want {
			t.Errorf("%.20q and %.20q: got %q", x.id, x.version, got)
		}
	}
}

// draft is a form with every kind of field, as it is refilled while somebody fills it in.
func draft(version string) bot.Form {
	return bot.Form{ID: "draft", Inputs: []bot.Input{
		{ID: "kind", Label: "Kind", Watched: true, Options: []bot.Option{{Value: "project", Text: "Project"}, {Value: "team", Text: "Team"}}},
		{ID: "what", Label: "What", Kind: bot.InputSearch, Version: version}, {ID: "who", Label: "Who", Kind: bot.InputPeople},
		{ID: "others", Label: "Others", Kind: bot.InputSearchMany, Optional: true}, {ID: "until", Label: "Until", Kind: bot.InputDate, Optional: true},
	}, Below: &bot.Message{Head: bot.Say("Ada: not a member → editor"), Context: "preview"}}
}

// An open form is refilled once for what it shows: who is late is told, also when it was closed. What somebody entered stays, except where the version changed.
func TestRefill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open, err := w.Open(t.Context(), w.trigger(), draft("project"))
	must(t, err)
	w.answers <- Suggestions([]bot.OptionGroup{{Options: []bot.Option{{Value: "11", Text: "Website"}}}})
	w.control("suggest", `{"user":"ada","view_id":"`+open.ID+`","action_id":"what","value":""}`)
	if status := w.control("action", `{"user":"ada","view_id":"`+open.ID+`","action_id":"kind","value":"team","values":{"what":"11","who":["`+ada+`"]}}`); status != 200 {
		t.Fatalf("choosing: %d", status)
	}
	acted := await(w, w.acts)
	if !strings.Contains(acted, `"selected_users":["`+ada+`"]`) || !strings.Contains(acted, `"what.project":{"what":`) {
		t.Errorf("told as %s", acted)
	}
	now, err := w.Refill(t.Context(), open, draft("project"))
	must(t, err)
	if entered := w.entered(); !strings.Contains(entered, `"11"`) || !strings.Contains(entered, ada) {
		t.Errorf("lost what was entered: %s", entered)
	}
	if _, err = w.Refill(t.Context(), open, draft("team")); !errors.Is(err, bot.ErrConflict) {
		t.Errorf("late: %v", err)
	}
	_, err = w.Refill(t.Context(), bot.Shown{ID: now.ID}, draft("team"))
	must(t, err)
	if entered := w.entered(); strings.Contains(entered, `"11"`) || !strings.Contains(entered, ada) {
		t.Errorf("after another version: %s", entered)
	}
	w.control("close", `{"user":"ada","view_id":"`+open.ID+`"}`)
	for _, gone := range []bot.Shown{now, {ID: "V0NONE"}, {}} {
		if _, err = w.Refill(t.Context(), gone, draft("team")); !errors.Is(err, bot.ErrUnreachable) {
			t.Errorf("closed: %v", err)
		}
	}
}

// entered is what the view that was opened last holds.
func (w *world) entered() string {
	var all []struct {
		State json.RawMessage `json:"state"`
	}
	w.get("views", &all)
	return string(all[len(all)-1].State)
}

// What would come of a form stands beneath it, in a form of any length as much as there is room for.
func TestBelow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Open(t.Context(), w.trigger(), draft(""))
	must(t, err)
	if blocks := w.shown().Blocks; len(blocks) != 8 || blocks[5].Type != "divider" || blocks[6].Type != "section" || blocks[7].Type != "context" {
		t.Errorf("got %+v", blocks)
	}
	f := bot.Form{ID: "x", Below: &bot.Message{Head: bot.Say("all of them"), Lines: rows(bot.Say(strings.Repeat("word ", 100)))}}
	for range 97 {
		f.Inputs = append(f.Inputs, bot.Input{ID: strings.Repeat("i", len(f.Inputs)+1)})
	}
	for n, want := range map[int]int{93: 98, 94: 99, 95: 100, 97: 97} {
		f.Inputs = f.Inputs[:n]
		view, err := modal(f)
		must(t, err)
		if got := len(view.Blocks.BlockSet); got > 100 || got < want {
			t.Errorf("%d inputs: %d blocks, want %d", n, got, want)
		}
		f.Inputs = f.Inputs[:cap(f.Inputs)][:97]
	}
}
