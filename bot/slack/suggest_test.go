package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
)

// suggested is an answer to somebody who types, as Slack reads it.
type suggested struct {
	Options []shownOption `json:"options"`
	Groups  []struct {
		Label   shownText     `json:"label"`
		Options []shownOption `json:"options"`
	} `json:"option_groups"`
}

type shownOption struct {
	Text  shownText `json:"text"`
	Value string    `json:"value"`
}

func (s suggested) String() string {
	var all string
	for _, o := range s.Options {
		all += o.Text.Text + "=" + o.Value + " "
	}
	for _, g := range s.Groups {
		all += g.Label.Text + "("
		for _, o := range g.Options {
			all += o.Text.Text + "=" + o.Value + " "
		}
		all += ")"
	}
	return all
}

// Suggestions stand under headings as soon as one group has one, and an answer without any is still one.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	website, hiring, lost := bot.Option{Value: "11", Text: "Website"}, bot.Option{Value: "12", Text: "Hiring"}, bot.Option{Value: strings.Repeat("v", 76), Text: "Lost"}
	for want, groups := range map[string][]bot.OptionGroup{
		"":                             {{Label: "Design"}},
		"Website=11 Hiring=12 ":        {{Options: []bot.Option{website}}, {Options: []bot.Option{lost, hiring}}},
		"Design(Website=11 )":          {{Label: "Design", Options: []bot.Option{website, lost}}, {Label: "IT", Options: []bot.Option{lost}}},
		"Other(Website=11 )IT(12=12 )": {{Options: []bot.Option{website}}, {Label: "IT", Options: []bot.Option{{Value: "12"}}}},
	} {
		var got suggested
		data, err := json.Marshal(Suggestions(groups))
		must(t, err)
		must(t, json.Unmarshal(data, &got))
		if got.String() != want {
			t.Errorf("got %s, want %q", data, want)
		}
	}
	for _, none := range [][]bot.OptionGroup{nil, {}, {{}}, {{Label: "Design"}}} {
		data, err := json.Marshal(Suggestions(none))
		must(t, err)
		if diff := cmp.Diff(`{"options":[]}`, string(data)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// groupsOf are more groups, and more options in them, than Slack takes.
func groupsOf(text string) []bot.OptionGroup {
	var all []bot.OptionGroup
	for i := range 120 {
		all = append(all, bot.OptionGroup{Label: text, Options: []bot.Option{
			{Value: fmt.Sprint("a", i), Text: text, Note: text}, {Value: fmt.Sprint("b", i), Text: text}, {Value: text, Text: text},
		}})
	}
	return all
}

// Whatever people and objects are called, Slack takes the suggestions, and can bring back each of them.
func TestSlackSuggests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	view, err := w.Open(t.Context(), w.trigger(), draft(""))
	must(t, err)
	for name, text := range nasty() {
		for _, groups := range [][]bot.OptionGroup{groupsOf(text), {{Options: many(text)}}, nil} {
			w.answers <- Suggestions(groups)
			if status := w.control("suggest", `{"user":"ada","view_id":"`+view.ID+`","action_id":"others","value":"x"}`); status != 200 {
				t.Errorf("%s: %d", name, status)
			}
		}
	}
}
