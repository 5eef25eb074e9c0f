package slack

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of what can be clicked and filled in.
const (
	maxButtons      = 25 // in one block
	maxButtonBlocks = 10
	maxButton       = 75
	maxValue        = 2000
	maxID           = 255
	maxChoices      = 1000 // characters of the text that says which buttons there are
	maxConfirmTitle = 100
	maxConfirmText  = 300
	maxConfirmWord  = 30
)

// plain is a text object without markup of 1 to n characters.
func plain(n int, texts ...string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, ellipsis(firstSaid(texts), n), false, false)
}

// firstSaid is the first text that says something; Slack refuses an empty one.
func firstSaid(texts []string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return "…"
}

// ellipsis cuts a text to n characters and shows that it did.
func ellipsis(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

// first is as much of an id as Slack takes.
func first(id string, n int) string {
	r := []rune(id)
	return string(r[:min(len(r), n)])
}

// actions puts the buttons into one block; into more only where Slack wants that: for more than 25, or when an action occurs twice.
func actions(buttons []bot.Button) []slack.Block {
	var rows [][]slack.BlockElement
	var used []string
	for _, b := range buttons {
		id := first(b.Action, maxID)
		if len(rows) == 0 || len(used) == maxButtons || slices.Contains(used, id) {
			rows, used = append(rows, nil), nil
		}
		used = append(used, id)
		rows[len(rows)-1] = append(rows[len(rows)-1], button(b))
	}
	var blocks []slack.Block
	for _, row := range rows[:min(len(rows), maxButtonBlocks)] {
		blocks = append(blocks, slack.NewActionBlock("", row...))
	}
	return blocks
}

func button(b bot.Button) slack.BlockElement {
	e := slack.NewButtonBlockElement(first(b.Action, maxID), first(b.Value, maxValue), plain(maxButton, b.Text, b.Label, b.Action))
	e.Style = slack.Style(b.Style)
	e.AccessibilityLabel = ellipsis(b.Label, maxButton)
	if b.Confirm != nil {
		e.Confirm = confirm(*b.Confirm, e.Style)
	}
	return e
}

func confirm(c bot.Confirm, style slack.Style) *slack.ConfirmationBlockObject {
	o := slack.NewConfirmationBlockObject(
		plain(maxConfirmTitle, c.Title, "Are you sure?"), plain(maxConfirmText, c.Text, c.Title), plain(maxConfirmWord, c.Yes, "Yes"), plain(maxConfirmWord, c.No, "No"))
	o.Style = slack.Style(cmp.Or(string(style), string(slack.StylePrimary)))
	return o
}

// choices says in words which buttons there are, for whoever is shown only the text.
func choices(buttons []bot.Button) string {
	var words string
	for _, b := range buttons {
		word := "[" + escaper.Replace(ellipsis(firstSaid([]string{b.Text, b.Label}), maxButton)) + "]"
		if len(words)+len(word) > maxChoices {
			return words + " …"
		}
		if words != "" {
			words += " "
		}
		words += word
	}
	return words
}
