package slack

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of Block Kit, with room to spare where markup is added.
const (
	maxBlocks  = 50
	maxSection = 2900
	minSection = 600 // what happened is told in as much as this, however much else there is
	maxRow     = 700
	maxContext = 300
	maxText    = 3900
	maxHead    = 30_000 // of a text without blocks: the longest command, escaped, and its id
	maxUpdated = 4000   // of the text of a message that is changed
	maxCount   = 40     // of the words that say how much is left out
	// maxMessage is for all blocks of a message together, in bytes. Slack documents no such limit, but refuses a bit over 13,000 characters
	// (github.com/slackapi/bolt-js, "Blocks too long error at ~13200 characters").
	maxMessage = 12_000
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

// Blocks renders a message in Block Kit: what it says, its menu and buttons, and as the last block the context line.
func Blocks(m bot.Message) []slack.Block { return blocksIn(m, room{maxBlocks, maxMessage}) }

// blocksIn renders a message in the room there is. Its fields and its list are cut to it, and say by how much; the rest is always there, so that the
// blocks of a message with very many buttons may need more room.
func blocksIn(m bot.Message, r room) []slack.Block {
	end := endOf(m)
	r.spend(end)
	each := max(minSection, r.bytes/3)
	top, note := headOf(m, each), noteOf(m, each)
	r.spend(slices.Concat(top, note))
	for _, n := range []int{len(m.Fields), len(m.Lines)} {
		if n > 0 {
			r.spend([]slack.Block{said(more(n))})
		}
	}
	fields := fieldsIn(m.Fields, r.part(len(m.Lines) > 0))
	r.spend(fields)
	return slices.Concat(top, fields, listIn(m.Lines, &r), note, end)
}

func headOf(m bot.Message, bytes int) []slack.Block {
	if head := emoji(m.Mark) + within(m.Head, maxSection, bytes); strings.TrimSpace(head) != "" {
		return []slack.Block{section(head)}
	}
	return nil
}

func noteOf(m bot.Message, bytes int) []slack.Block {
	if note := within(m.Note, maxSection, bytes); strings.TrimSpace(note) != "" {
		return []slack.Block{section(note)}
	}
	return nil
}

// endOf is what people do with a message, and the context line.
func endOf(m bot.Message) []slack.Block {
	blocks := append(menu(m.Menu), actions(m.Buttons)...)
	if m.Context != "" {
		blocks = append(blocks, slack.NewContextBlock("", slack.NewTextBlockObject(slack.PlainTextType, contextLine(m), false, false)))
	}
	return blocks
}

func contextLine(m bot.Message) string {
	return ellipsis(firstSaid(cleaned([]string{m.Context})), maxContext)
}

// section is a block of text. Verbatim keeps Slack from finding mentions and links of its own in what people and Asana wrote.
func section(text string) slack.Block {
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, text, false, true), nil, nil)
}

// listIn joins the lines of a list into as few sections as their limit allows, and takes their room.
func listIn(lines []bot.Line, r *room) []slack.Block {
	var blocks []slack.Block
	for len(lines) > 0 {
		text, n := chunk(lines, r)
		if n == 0 {
			return append(blocks, said(more(len(lines))))
		}
		block := section(text)
		r.spend([]slack.Block{block})
		blocks, lines = append(blocks, block), lines[n:]
	}
	return blocks
}

// chunk is the next section of a list, and how many lines are in it.
func chunk(lines []bot.Line, r *room) (string, int) {
	var text strings.Builder
	count, left := 0, r.bytes-weight([]slack.Block{section("")})
	if r.blocks <= 0 {
		return "", 0
	}
	for i, l := range lines {
		row := "• " + mrkdwn(l, maxRow)
		if i > 0 {
			row = "\n" + row
		}
		count, left = count+utf8.RuneCountInString(row), left-weight(row)
		if count > maxSection || left < 0 {
			return text.String(), i
		}
		text.WriteString(row)
	}
	return text.String(), len(lines)
}

// Answer is the immediate answer to a command, as Slack takes it in the body of the response: to the person alone.
func Answer(m bot.Message) any {
	answer := struct {
		ResponseType string        `json:"response_type"`
		Text         string        `json:"text"`
		Blocks       []slack.Block `json:"blocks,omitempty"`
	}{ResponseType: slack.ResponseTypeEphemeral, Text: Text(m)}
	if m.Mark != "" || m.Menu != nil || len(m.Fields)+len(m.Lines)+len(m.Note)+len(m.Buttons) > 0 {
		answer.Blocks = Blocks(m)
	}
	return answer
}
