package sandbox

import "unicode/utf8"

// maxPosted and maxUpdated are the longest texts that Slack takes.
const (
	maxPosted  = 40000
	maxUpdated = 4000
)

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
