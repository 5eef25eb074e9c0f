package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of label and value pairs.
const (
	maxFields     = 10 // in one block
	maxField      = 1900
	maxFieldLabel = 90
	minField      = 120 // a value is not cut to less than this to make room for others
	fieldFrame    = 60  // bytes around a field
)

// fieldsIn renders label and value pairs in blocks of ten, and takes their room. Many share the room: all are cut a little before one is left out.
func fieldsIn(all []bot.Field, r *room) []slack.Block {
	if len(all) == 0 {
		return nil
	}
	share := r.bytes/len(all) - fieldFrame
	var blocks []slack.Block
	for len(all) > 0 {
		texts := fieldTexts(all[:min(len(all), maxFields)], share)
		n := len(texts)
		for n > 0 && !r.holds(grid(texts[:n])) {
			n--
		}
		if n == 0 {
			return append(blocks, said(more(len(all))))
		}
		r.spend(grid(texts[:n]))
		blocks, all = append(blocks, grid(texts[:n])...), all[n:]
	}
	return blocks
}

func grid(texts []*slack.TextBlockObject) []slack.Block {
	return []slack.Block{slack.NewSectionBlock(nil, texts, nil)}
}

func fieldTexts(all []bot.Field, share int) []*slack.TextBlockObject {
	texts := make([]*slack.TextBlockObject, len(all))
	for i, f := range all {
		label := mrkdwn(bot.Say(bot.Bold(f.Label)), maxFieldLabel)
		text := label + "\n" + within(f.Value, maxField, max(minField, share-len(label)))
		texts[i] = slack.NewTextBlockObject(slack.MarkdownType, firstSaid([]string{strings.TrimSpace(text)}), false, true)
	}
	return texts
}
