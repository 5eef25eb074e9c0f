package slack

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"rollcall/bot"
)

// pages are all shapes of pages, with a text put wherever the words of people and of Asana go.
func pages(text string) map[string]bot.Page {
	all := kinds(text)
	return map[string]bot.Page{
		"home": {Sections: []bot.Section{
			{Title: "Waiting for me", Items: items(all["a card"], 50)},
			{Title: text, Text: bot.Say(text), Items: items(all["one change"], 50), Buttons: cardButtons(text)},
			{Title: "My access", Items: items(all["everything"], 50), Buttons: manyButtons(text)},
			{}, {Title: text}, {Text: bot.Say(text)},
		}},
		"many sections": {Sections: sections(text)},
	}
}

func items(m bot.Message, n int) (all []bot.Message) {
	for range n {
		all = append(all, m)
	}
	return all
}

func sections(text string) (all []bot.Section) {
	for range 60 {
		all = append(all, bot.Section{Title: text, Text: bot.Say(text), Items: []bot.Message{{Head: bot.Say(text)}}})
	}
	return all
}

// Every page is one that Slack shows, also a second time.
func TestSlackShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(t, w.Publish(t.Context(), ada, bot.Page{}))
	for name, text := range nasty() {
		for kind, p := range pages(text) {
			if err := w.Publish(t.Context(), ada, p); err != nil {
				t.Errorf("%s, %s: %v", name, kind, err)
			}
		}
	}
}

// A page has its sections in order, each with its items and buttons beneath its title.
func TestPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(t, w.Publish(t.Context(), ada, bot.Page{Sections: []bot.Section{
		{Title: "Waiting for me", Text: bot.Say("One request."), Items: []bot.Message{{Head: bot.Say("Ben asks"), Buttons: cardButtons("Approve")[:2], Context: "R1 · awaiting_approval"}}},
		{Title: "Mine", Text: bot.Say("Nothing."), Buttons: []bot.Button{{Action: "draft", Text: "Ask for access"}}},
	}}))
	var types []string
	for _, b := range w.shown().Blocks {
		types = append(types, b.Type)
	}
	if got := strings.Join(types, " "); got != "header section section actions context divider header section actions" {
		t.Errorf("got %s", got)
	}
}

// What has no room on a page is counted, in every section by itself; what is shown has its buttons, and every section has a share.
func TestPageCut(t *testing.T) {
	t.Parallel()
	item := bot.Message{Head: bot.Say("Ben asks"), Buttons: cardButtons("Approve"), Context: "R1 · awaiting_approval"}
	blocks := home(bot.Page{Sections: []bot.Section{{Title: "a", Items: items(item, 80)}, {Title: "b", Items: items(item, 10)}, {Title: "c", Items: items(item, 80)}}})
	if len(blocks) > 100 || len(blocks) < 95 {
		t.Errorf("%d blocks", len(blocks))
	}
	shown := map[string]int{}
	section, left := "", map[string]int{}
	for _, b := range blocksShown(t, blocks) {
		switch {
		case b.Type == "header":
			section = b.Text.Text
		case b.Type == "actions":
			shown[section]++
		case b.Type == "context" && strings.HasPrefix(b.Elements[0].Text, "… and"):
			n := 0
			_, err := fmt.Sscanf(b.Elements[0].Text, "… and %d more", &n)
			must(t, err)
			left[section] = n
		}
	}
	if shown["a"]+left["a"] != 80 || shown["b"] != 10 || left["b"] != 0 || shown["c"]+left["c"] != 80 || shown["c"] < 9 {
		t.Errorf("shown %v, left out %v", shown, left)
	}
}

// A page is never shown to who is not there, or when the app has no home tab; a lost answer is tried again.
func TestPublishNever(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, who := range []string{"", "U0NOBODY", "U01DANAFORM"} {
		if err := w.Publish(t.Context(), who, bot.Page{}); !errors.Is(err, bot.ErrUnreachable) {
			t.Errorf("%q: %v", who, err)
		}
	}
	w.control("faults", `{"match":"views.publish","times":1,"status":503,"after":true}`)
	must(t, w.Publish(t.Context(), ada, bot.Page{}))
	if n := w.calls("views.publish"); n != 4 {
		t.Errorf("%d calls", n)
	}
}
