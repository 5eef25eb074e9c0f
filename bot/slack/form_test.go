package slack

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// forms are all shapes of forms, with a text put wherever the words of people and of Asana go.
func forms(text string) map[string]bot.Form {
	var options []bot.Option
	for i := range 100 {
		options = append(options, bot.Option{Value: fmt.Sprint(i), Text: text})
	}
	worst := bot.Form{ID: strings.Repeat("i", 255), Data: strings.Repeat("é", 3000), Title: text, Send: text, Text: bot.Say(text, bot.Bold(text), bot.Link(page, text))}
	for i := range 99 {
		in := bot.Input{ID: fmt.Sprint(i), Label: text, Hint: text[:min(len(text), 300)], Value: text, Long: i%2 == 0, Optional: i%3 == 0, Max: []int{0, 10, 5000}[i%3], Watched: i%2 == 0, Version: text}
		switch chosen := []bot.Option{{Value: ada, Text: text}, {Value: fmt.Sprint(i), Text: text, Note: text}, {Value: text, Text: text}, {}}; i {
		case 1:
			in.Options, in.Value = options, "7"
		case 2:
			in.Kind, in.Chosen = bot.InputSearch, chosen
		case 3:
			in.Kind, in.Chosen = bot.InputSearchMany, chosen
		case 4:
			in.Kind, in.Chosen = bot.InputPeople, chosen
		case 5:
			in.Kind = bot.InputDate
		}
		worst.Inputs = append(worst.Inputs, in)
	}
	worst.Inputs = worst.Inputs[:7] // with the longest words more would be over 250 kB
	below := kinds(text)["everything"]
	worst.Below = &below
	return map[string]bot.Form{
		"reason": {ID: "request_deny", Data: "R142", Title: "Deny R142", Send: "Deny", Text: bot.Say(text), Inputs: []bot.Input{{ID: "note", Label: "Reason", Long: true, Value: text}}},
		"worst":  worst,
		"bare":   {ID: "x"},
		"empty":  {ID: "x", Inputs: []bot.Input{{ID: "a", Options: []bot.Option{{Value: "v"}}}, {ID: "b"}}, Below: &bot.Message{}},
		"odd":    {ID: "x", Text: bot.Say(" "), Inputs: []bot.Input{{ID: "a", Value: text, Options: []bot.Option{{Value: "v", Text: text, Note: text}}}}},
	}
}

// Every kind of form is one that Slack opens, whatever people wrote into it.
func TestSlackOpens(t *testing.T) {
	t.Parallel()
	for name, text := range nasty() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for kind, f := range forms(text) {
				if _, err := w.Open(t.Context(), w.trigger(), f); err != nil {
					t.Errorf("%s: %v", kind, err)
				}
			}
		})
	}
}

// A form arrives as it was meant: what comes back by itself, what it asks for and what is filled in at first.
func TestForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Open(t.Context(), w.trigger(), bot.Form{
		ID: "request_adjust", Data: "R142", Title: "Adjust R142", Send: "Approve", Text: bot.Say("Less than asked for."),
		Inputs: []bot.Input{
			{ID: "level", Label: "Level", Value: "viewer", Options: []bot.Option{{Value: "editor", Text: "editor"}, {Value: "viewer", Text: "viewer"}}},
			{ID: "note", Label: "Note", Hint: "Ada reads it.", Value: "only to look", Long: true, Optional: true, Max: 12},
		},
	})
	must(t, err)
	v := w.shown()
	if v.Callback != "request_adjust" || v.Metadata != "R142" || !v.Open || len(v.Blocks) != 3 {
		t.Fatalf("got %+v", v)
	}
	level, note := v.Blocks[1], v.Blocks[2]
	if level.ID != "level" || level.Element.ID != "level" || level.Element.Option == nil || level.Element.Option.Value != "viewer" || level.Optional || level.Hint != nil {
		t.Errorf("the choice is %+v, %+v", level, level.Element)
	}
	e := note.Element
	if note.ID != "note" || e.ID != "note" || e.Initial != "only to look" || !e.Long || e.Max != 12 || !note.Optional || note.Hint.Text != "Ada reads it." {
		t.Errorf("the text is %+v, %+v", note, e)
	}
}

// heavy are inputs that are too large together.
func heavy() (all []bot.Input) {
	for i := range 99 {
		all = append(all, bot.Input{ID: fmt.Sprint(i), Value: strings.Repeat("&", 3000)})
	}
	return all
}

// A trigger opens one form, for three seconds. What Slack could not bring back as it was is not opened at all, and costs no trigger.
func TestOpenRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	trigger, fine := w.trigger(), bot.Form{ID: "x", Inputs: []bot.Input{{ID: "note"}}}
	twice := bot.Form{ID: "x", Inputs: []bot.Input{{ID: "note"}, {ID: "note"}}}
	crowded := bot.Form{ID: "x", Inputs: []bot.Input{{ID: "a", Options: make([]bot.Option, 101)}}}
	for name, f := range map[string]bot.Form{
		"no id": {}, "long id": {ID: strings.Repeat("x", 256)}, "long data": {ID: "x", Data: strings.Repeat("x", 3001)}, "same input twice": twice,
		"nameless input": {ID: "x", Inputs: []bot.Input{{}}}, "crowded": crowded, "many inputs": {ID: "x", Inputs: make([]bot.Input, 100)},
		"long value":  {ID: "x", Inputs: []bot.Input{{ID: "a", Options: []bot.Option{{Value: strings.Repeat("v", 76)}}}}},
		"no value":    {ID: "x", Inputs: []bot.Input{{ID: "a", Options: []bot.Option{{Text: "None"}}}}},
		"same blocks": {ID: "x", Inputs: []bot.Input{{ID: "a.b"}, {ID: "a", Version: "b"}}},
		"too large":   {ID: "x", Inputs: heavy()},
	} {
		_, err := w.Open(t.Context(), trigger, f)
		if !errors.Is(err, errForm) || bot.IsChatAway(err) || errors.Is(err, bot.ErrSpent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := w.Open(t.Context(), trigger, fine)
	must(t, err)
	for name, trigger := range map[string]string{"unknown": "1.2.x", "none": ""} {
		if _, err := w.Open(t.Context(), trigger, fine); !errors.Is(err, bot.ErrSpent) || bot.IsChatAway(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Open(t.Context(), trigger, fine); !errors.Is(err, bot.ErrOpened) || errors.Is(err, bot.ErrSpent) {
		t.Errorf("used: %v", err)
	}
}

// What is wrong with a form is answered in the shape that Slack takes, in words that are neither none nor too many.
func TestFormErrors(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 400)
	want := `{"response_action":"errors","errors":{"note":"Say why.","until":"…","what.2":"` + long[:299] + `…"}}`
	if diff := cmp.Diff(want, sent(t, FormErrors(map[string]string{"note": "Say why.", "until": "", "what.2": long}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

type shownView struct {
	ID       string            `json:"id"`
	Open     bool              `json:"open"`
	Callback string            `json:"callback_id"`
	Metadata string            `json:"private_metadata"`
	Errors   map[string]string `json:"errors"`
	Blocks   []struct {
		ID       string     `json:"block_id"`
		Type     string     `json:"type"`
		Optional bool       `json:"optional"`
		Hint     *shownText `json:"hint"`
		Element  *struct {
			Type    string `json:"type"`
			ID      string `json:"action_id"`
			Initial string `json:"initial_value"`
			Long    bool   `json:"multiline"`
			Max     int    `json:"max_length"`
			Option  *struct {
				Value string `json:"value"`
			} `json:"initial_option"`
		} `json:"element"`
	} `json:"blocks"`
}
