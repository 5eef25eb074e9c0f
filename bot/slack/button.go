package slack

import (
	"cmp"
	"slices"

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
	maxClickable    = 7000 // bytes of buttons with all their words
)

// wording is how long the words of a button may be.
type wording struct{ button, title, text, answer int }

// ample is what Slack takes; scant is for very many buttons, whose words would leave no room for the message. Slack shows about thirty characters of
// a button anyway.
func ample() wording { return wording{maxButton, 100, 300, 30} }
func scant() wording { return wording{30, 40, 90, 20} }

// plain is a text object without markup of 1 to n characters.
func plain(n int, texts ...string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, ellipsis(firstSaid(cleaned(texts)), n), false, false)
}

// cleaned are texts without what would turn around the words beside them.
func cleaned(texts []string) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = undirected(t)
	}
	return all
}

// first is as much of an id as Slack takes.
func first(id string, n int) string {
	count := 0
	for i := range id {
		if count == n {
			return id[:i]
		}
		count++
	}
	return id
}

// actions renders buttons, with fewer words when they are very many.
func actions(buttons []bot.Button) []slack.Block {
	blocks := ample().rows(buttons)
	if weight(blocks) > maxClickable {
		return scant().rows(buttons)
	}
	return blocks
}

// rows puts the buttons into one block; into more only where Slack wants that: for more than 25, or when an action occurs twice.
func (w wording) rows(buttons []bot.Button) []slack.Block {
	var rows [][]slack.BlockElement
	var used []string
	for _, b := range buttons {
		id := first(b.Action, maxID)
		if len(rows) == 0 || len(used) == maxButtons || slices.Contains(used, id) {
			rows, used = append(rows, nil), nil
		}
		used = append(used, id)
		rows[len(rows)-1] = append(rows[len(rows)-1], w.pressable(b))
	}
	var blocks []slack.Block
	shown := 0
	for _, row := range rows[:min(len(rows), maxButtonBlocks)] {
		blocks, shown = append(blocks, slack.NewActionBlock("", row...)), shown+len(row)
	}
	if n := len(buttons) - shown; n > 0 {
		blocks = append(blocks, said(more(n)+" buttons"))
	}
	return blocks
}

func (w wording) pressable(b bot.Button) slack.BlockElement {
	e := slack.NewButtonBlockElement(first(b.Action, maxID), first(b.Value, maxValue), plain(w.button, b.Text, b.Label, b.Action))
	e.Style = slack.Style(b.Style)
	e.AccessibilityLabel = ellipsis(firstSaid(cleaned([]string{b.Label, b.Text, b.Action})), maxButton)
	if b.Confirm != nil {
		e.Confirm = w.confirm(*b.Confirm, e.Style)
	}
	return e
}

func (w wording) confirm(c bot.Confirm, style slack.Style) *slack.ConfirmationBlockObject {
	o := slack.NewConfirmationBlockObject(
		plain(w.title, c.Title, "Are you sure?"), plain(w.text, c.Text, c.Title), plain(w.answer, c.Yes, "Yes"), plain(w.answer, c.No, "No"))
	o.Style = slack.Style(cmp.Or(string(style), string(slack.StylePrimary)))
	return o
}

// choices says in words which buttons there are, for whoever is shown only the text.
func choices(buttons []bot.Button) string {
	words := make([]string, len(buttons))
	for i, b := range buttons {
		words[i] = firstSaid(cleaned([]string{b.Text, b.Label}))
	}
	return bracketed(words)
}

// bracketed says what there is to choose from, as far as it fits.
func bracketed(words []string) string {
	var all string
	for i, w := range words {
		word := "[" + escaper.Replace(ellipsis(w, maxButton)) + "]"
		if len(all)+len(word) > maxChoices {
			return all + " " + more(len(words)-i)
		}
		if all != "" {
			all += " "
		}
		all += word
	}
	return all
}
