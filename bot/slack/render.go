package slack

import (
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of Block Kit, with room to spare where markup is added.
const (
	maxBlocks  = 50
	maxSection = 2900
	maxField   = 1900
	maxRow     = 700
	maxContext = 300
	maxFields  = 10
	maxText    = 3900
	maxHead    = 30_000 // of a text without blocks: the longest command, escaped, and its id
	maxUpdated = 4000   // of the text of a message that is changed
)

// emoji shows the mood of a message.
func emoji(m bot.Mark) string {
	switch m {
	case bot.MarkDone:
		return ":white_check_mark: "
	case bot.MarkWait:
		return ":hourglass_flowing_sand: "
	case bot.MarkNo:
		return ":no_entry: "
	case bot.MarkFailed:
		return ":warning: "
	case bot.MarkAsk:
		return ":grey_question: "
	}
	return ""
}

// Text renders a message for notifications and screen readers: everything it says, one thing a line, as far as it fits.
func Text(m bot.Message) string { return textWithin(m, maxHead+maxText) }

// textWithin renders the text in at most n characters. Its last lines, which say what can be done and how things stand, are never cut off.
func textWithin(m bot.Message, n int) string {
	end := ""
	if len(m.Buttons) > 0 {
		end = "\n" + choices(m.Buttons)
	}
	if m.Context != "" {
		end += "\n" + ellipsis(m.Context, maxContext)
	}
	n -= utf8.RuneCountInString(end) + 2 // room for the ellipsis
	text := mrkdwn(m.Head, min(maxHead, n))
	for _, l := range lines(m) {
		if len(text)+len(l) > min(maxText, n) {
			text += "\n…"
			break
		}
		text += "\n" + l
	}
	return text + end
}

// lines are what a text says beneath its head.
func lines(m bot.Message) []string {
	var all []string
	for _, f := range m.Fields {
		all = append(all, escaper.Replace(f.Label)+": "+mrkdwn(f.Value, maxRow))
	}
	for _, l := range m.Lines {
		all = append(all, "• "+mrkdwn(l, maxRow))
	}
	if len(m.Note) > 0 {
		all = append(all, mrkdwn(m.Note, maxRow))
	}
	return all
}

// Blocks renders a message in Block Kit: what it says, its buttons, and as the last block the context line.
func Blocks(m bot.Message) []slack.Block {
	var blocks []slack.Block
	if head := emoji(m.Mark) + mrkdwn(m.Head, maxSection); head != "" {
		blocks = append(blocks, section(head))
	}
	if fields := fieldsOf(m); len(fields) > 0 {
		blocks = append(blocks, slack.NewSectionBlock(nil, fields, nil))
	}
	for _, text := range chunks(m.Lines) {
		blocks = append(blocks, section(text))
	}
	if len(m.Note) > 0 {
		blocks = append(blocks, section(mrkdwn(m.Note, maxSection)))
	}
	clickable := actions(m.Buttons)
	blocks = append(blocks[:min(len(blocks), maxBlocks-1-len(clickable))], clickable...)
	if m.Context != "" {
		blocks = append(blocks, slack.NewContextBlock("", slack.NewTextBlockObject(slack.PlainTextType, ellipsis(m.Context, maxContext), false, false)))
	}
	return blocks
}

// section is a block of text. Verbatim keeps Slack from finding mentions and links of its own in what people and Asana wrote.
func section(text string) slack.Block {
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, text, false, true), nil, nil)
}

func fieldsOf(m bot.Message) []*slack.TextBlockObject {
	var fields []*slack.TextBlockObject
	for _, f := range m.Fields[:min(len(m.Fields), maxFields)] {
		text := styled(escaper.Replace(f.Label), "*") + "\n" + mrkdwn(f.Value, maxField)
		fields = append(fields, slack.NewTextBlockObject(slack.MarkdownType, text, false, true))
	}
	return fields
}

// chunks joins the lines of a list into as few sections as their limit allows.
func chunks(lines []bot.Line) []string {
	var all []string
	current := ""
	for _, l := range lines {
		row := "• " + mrkdwn(l, maxRow)
		if current != "" && len([]rune(current))+1+len([]rune(row)) > maxSection {
			all = append(all, current)
			current = ""
		}
		if current != "" {
			current += "\n"
		}
		current += row
	}
	if current != "" {
		all = append(all, current)
	}
	return all
}

// Answer is the immediate answer to a command, as Slack takes it in the body of the response: to the person alone.
func Answer(m bot.Message) any {
	answer := struct {
		ResponseType string        `json:"response_type"`
		Text         string        `json:"text"`
		Blocks       []slack.Block `json:"blocks,omitempty"`
	}{ResponseType: slack.ResponseTypeEphemeral, Text: Text(m)}
	if m.Mark != "" || len(m.Fields)+len(m.Lines)+len(m.Note)+len(m.Buttons) > 0 {
		answer.Blocks = Blocks(m)
	}
	return answer
}
