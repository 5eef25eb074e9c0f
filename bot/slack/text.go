package slack

import (
	"iter"
	"unicode/utf8"

	"rollcall/bot"
)

// Text renders a message for notifications and screen readers: everything it says, one thing a line, as far as it fits.
func Text(m bot.Message) string { return textWithin(m, maxHead+maxText) }

// textWithin renders the text in at most n characters. Its last lines, which say what can be done and how things stand, are never cut off, and
// before them stands how much of the rest is.
func textWithin(m bot.Message, n int) string {
	end := ending(m)
	n -= utf8.RuneCountInString(end) + maxCount
	text := mrkdwn(m.Head, min(maxHead, n))
	n = min(maxText, n) - utf8.RuneCountInString(text)
	left := len(m.Fields) + len(m.Lines)
	for l := range lines(m) {
		if n -= utf8.RuneCountInString(l) + 1; n < 0 {
			text += "\n" + more(left)
			break
		}
		text += "\n" + l
		left--
	}
	return firstSaid([]string{text + end})
}

// ending is what a text ends with, whatever has to be cut before it.
func ending(m bot.Message) string {
	end := ""
	if len(m.Note) > 0 {
		end = "\n" + mrkdwn(m.Note, maxRow)
	}
	if m.Menu != nil && len(m.Menu.Options) > 0 {
		end += "\n" + menuChoices(m.Menu)
	}
	if len(m.Buttons) > 0 {
		end += "\n" + choices(m.Buttons)
	}
	if m.Context != "" {
		end += "\n" + contextLine(m)
	}
	return end
}

// lines are what a text says beneath its head.
func lines(m bot.Message) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, f := range m.Fields {
			if !yield(mrkdwn(bot.Say(liner.Replace(f.Label)), maxFieldLabel) + ": " + mrkdwn(f.Value, maxRow)) {
				return
			}
		}
		for _, l := range m.Lines {
			if !yield("• " + mrkdwn(l, maxRow)) {
				return
			}
		}
	}
}
