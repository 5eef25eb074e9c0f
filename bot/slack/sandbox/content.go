package sandbox

import "unicode/utf8"

// maxPosted and maxUpdated are the longest texts that Slack takes.
const (
	maxPosted  = 40000
	maxUpdated = 4000
)

// maxAttachments is how many attachments a message may have.
const maxAttachments = 100

// All blocks of a posted message share a budget, of which each block takes some
// for itself. Slack documents only the error; the sizes are those that people
// measured (slackapi/bolt-js#2509).
const (
	maxBlockText = 13400
	blockCost    = 125
)

// tooLong tells whether the blocks of a posted message are too long together.
func (c content) tooLong() bool {
	return len(c.blocks) > 0 && allText(c.blocks)+len(c.blocks)*blockCost > maxBlockText
}

// allText counts the characters of every text below v.
func allText(v any) int {
	n := 0
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n += allText(x)
		}
	case map[string]any:
		for name, x := range v {
			if s, ok := x.(string); ok && name == "text" {
				n += utf8.RuneCountInString(s)
				continue
			}
			n += allText(x)
		}
	}
	return n
}

// content is what a message says, wherever it comes from.
type content struct {
	text        string
	blocks      []any
	attachments []any
	metadata    any
	gave        struct{ text, blocks, attachments bool }
}

// readContent reads and checks the content of a message.
func (k *kit) readContent(a args, maxText int) (content, error) {
	c := content{text: a.str("text")}
	blocks, okBlocks := a.value("blocks")
	attachments, okAttachments := a.value("attachments")
	metadata, okMetadata := a.value("metadata")
	switch {
	case !okBlocks:
		return c, refuse("invalid_blocks_format")
	case !okAttachments:
		return c, refuse("invalid_attachments")
	case !okMetadata:
		return c, refuse("invalid_metadata_format")
	case utf8.RuneCountInString(c.text) > maxText:
		return c, refuse("msg_too_long")
	}
	c.gave.text, c.gave.blocks, c.gave.attachments = a.has("text"), blocks != nil, attachments != nil
	c.metadata = nonEmpty(metadata)
	if err := c.take(blocks, attachments); err != nil {
		return c, err
	}
	if faults := k.checkMessage(c.blocks, c.attachments); len(faults) > 0 {
		return c, &refusal{code: "invalid_blocks", messages: faults}
	}
	if c.metadata != nil && object(object(c.metadata)["event_payload"]) == nil {
		return c, refuse("invalid_metadata_schema")
	}
	return c, nil
}

func (c *content) take(blocks, attachments any) error {
	var ok bool
	if blocks != nil {
		if c.blocks, ok = blocks.([]any); !ok {
			return refuse("invalid_blocks_format")
		}
	}
	if attachments != nil {
		if c.attachments, ok = attachments.([]any); !ok {
			return refuse("invalid_attachments")
		}
	}
	if len(c.attachments) > maxAttachments {
		return refuse("too_many_attachments")
	}
	return nil
}

func (c content) empty() bool {
	return c.text == "" && len(c.blocks) == 0 && len(c.attachments) == 0
}

// nonEmpty drops metadata without an event, which some clients always send.
func nonEmpty(metadata any) any {
	if object(metadata)["event_type"] == nil || object(metadata)["event_type"] == "" {
		return nil
	}
	return metadata
}
