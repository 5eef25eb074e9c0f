package slack

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of what there is to choose from.
const (
	maxOptions = 100
	maxOption  = 75
	maxPrompt  = 150  // of the words in an empty field
	maxMenu    = 8000 // bytes of the choices beneath a message, so that there is room for what it says
)

// options are those that Slack can bring back. One with a value that is too long is left out: cut, it would mean something else.
func options(all []bot.Option) []*slack.OptionBlockObject {
	shown := make([]*slack.OptionBlockObject, 0, len(all))
	for _, o := range all {
		if len(shown) < maxOptions && carried(o.Value) {
			shown = append(shown, option(o))
		}
	}
	return shown
}

// carried tells whether Slack brings a value back as it is.
func carried(value string) bool {
	return value != "" && utf8.ValidString(value) && utf8.RuneCountInString(value) <= maxOption
}

func option(o bot.Option) *slack.OptionBlockObject {
	shown := slack.NewOptionBlockObject(o.Value, plain(maxOption, liner.Replace(o.Text), o.Value), nil)
	if strings.TrimSpace(undirected(o.Note)) != "" {
		shown.Description = plain(maxOption, liner.Replace(o.Note))
	}
	return shown
}

// menu renders the choice beneath a message, and says how many options it had to leave out.
func menu(m *bot.Menu) []slack.Block {
	if m == nil || m.Action == "" {
		return nil
	}
	shown, left := options(m.Options), maxMenu
	for i, o := range shown {
		if left -= weight(o); left < 0 {
			shown = shown[:i]
			break
		}
	}
	var blocks []slack.Block
	if len(shown) > 0 {
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(maxPrompt, m.Label, "Choose"), first(m.Action, maxID), shown...)
		blocks = append(blocks, slack.NewActionBlock("", e))
	}
	if n := len(m.Options) - len(shown); n > 0 {
		blocks = append(blocks, said(more(n)+" that are not in this list"))
	}
	return blocks
}

// menuChoices says in words what a menu offers, for whoever is shown only the text.
func menuChoices(m *bot.Menu) string {
	words := make([]string, len(m.Options))
	for i, o := range m.Options {
		words[i] = firstSaid(cleaned([]string{liner.Replace(o.Text), o.Value}))
		if note := strings.TrimSpace(liner.Replace(undirected(o.Note))); note != "" {
			words[i] += ", " + note
		}
	}
	said := escaper.Replace(ellipsis(firstSaid(cleaned([]string{m.Label, "Choose"})), maxPrompt)) + ": "
	return said + bracketed(words)
}
