package slack

import (
	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of Block Kit, with room to spare where markup is added.
const (
	maxBlocks  = 50
	maxSection = 2900
	maxField   = 1900
	maxRow     = 700
	maxFields  = 10
	maxText    = 3900
	maxHead    = 30_000 // of a text without blocks: the longest command, escaped, and its id
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
func Text(m bot.Message) string {
	lines := []string{mrkdwn(m.Head, maxHead)}
	for _, f := range m.Fields {
		lines = append(lines, f.Label+": "+mrkdwn(f.Value, maxRow))
	}
	for _, l := range m.Lines {
		lines = append(lines, "• "+mrkdwn(l, maxRow))
	}
	if len(m.Note) > 0 {
		lines = append(lines, mrkdwn(m.Note, maxRow))
	}
	text := lines[0]
	for _, l := range lines[1:] {
		if len(text)+len(l) > maxText {
			text += "\n…"
			break
		}
		text += "\n" + l
	}
	if m.Context != "" {
		text += "\n" + m.Context
	}
	return text
}

// Blocks renders a message in Block Kit; the context line is the last block.
func Blocks(m bot.Message) []slack.Block {
	blocks := []slack.Block{section(emoji(m.Mark) + mrkdwn(m.Head, maxSection))}
	if fields := fieldsOf(m); len(fields) > 0 {
		blocks = append(blocks, slack.NewSectionBlock(nil, fields, nil))
	}
	for _, text := range chunks(m.Lines) {
		blocks = append(blocks, section(text))
	}
	if len(m.Note) > 0 {
		blocks = append(blocks, section(mrkdwn(m.Note, maxSection)))
	}
	blocks = blocks[:min(len(blocks), maxBlocks-1)]
	if m.Context != "" {
		blocks = append(blocks, slack.NewContextBlock("", slack.NewTextBlockObject(slack.PlainTextType, m.Context, false, false)))
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
	if m.Mark != "" || len(m.Fields)+len(m.Lines)+len(m.Note) > 0 {
		answer.Blocks = Blocks(m)
	}
	return answer
}
