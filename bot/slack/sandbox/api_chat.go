package sandbox

import "strings"

// channelRate is Slack's one message a second in a channel, with the short
// bursts that it tolerates.
func channelRate() rate { return rate{perSecond: 1, burst: 5} }

func (c *apiCall) chatPostMessage() (reply, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	body, err := c.content(maxPosted)
	if err != nil {
		return nil, err
	}
	if err := c.s.limit("channel "+ch.ID, channelRate()); err != nil {
		return nil, err
	}
	m := c.s.post(c.message(ch, body, "chat.postMessage"))
	return reply{"channel": m.Channel, "ts": m.TS, "message": m.payload(c.w)}, nil
}

func (c *apiCall) content(maxText int) (content, error) {
	body, err := c.s.kit.readContent(c.args, maxText)
	switch {
	case err != nil:
		return body, err
	case body.empty():
		return body, refuse("no_text")
	case body.tooLong():
		return body, refuse("msg_blocks_too_long")
	}
	return body, nil
}

func (c *apiCall) message(ch *Channel, body content, source string) message {
	return message{
		Channel: ch.ID, ThreadTS: c.args.str("thread_ts"), Text: body.text, Blocks: body.blocks,
		Attachments: body.attachments, Metadata: body.metadata, User: c.w.bot().ID, Source: source,
	}
}

func (c *apiCall) chatPostEphemeral() (reply, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	u := c.w.user(c.args.str("user"))
	switch {
	case c.args.str("user") == "":
		return nil, missing("user")
	case u == nil || u.Deleted || !c.w.sees(u, ch):
		return nil, refuse("user_not_in_channel")
	}
	body, err := c.content(maxPosted)
	if err != nil {
		return nil, err
	}
	m := c.message(ch, body, "chat.postEphemeral")
	m.Ephemeral, m.For = true, u.ID
	return reply{"message_ts": c.s.post(m).TS}, nil
}

func (c *apiCall) chatUpdate() (reply, error) {
	m, err := c.own("cant_update_message")
	if err != nil {
		return nil, err
	}
	body, err := c.content(maxUpdated)
	if err != nil {
		return nil, err
	}
	c.s.rewrite(m, body)
	return reply{"channel": m.Channel, "ts": m.TS, "text": m.Text, "message": m.payload(c.w)}, nil
}

// rewrite changes a message. Attachments that were not given stay; blocks stay
// only when no text was given either (chat.update's documentation).
func (s *Server) rewrite(m *message, body content) {
	if body.gave.text || body.gave.blocks {
		m.Text, m.Blocks = body.text, body.blocks
		s.w.nameBlocks(m.Blocks)
		s.w.rememberInitial(m.TS, m.Blocks)
	}
	if body.gave.attachments {
		m.Attachments = body.attachments
	}
	if body.metadata != nil {
		m.Metadata = body.metadata
	}
	m.Edited = true
	s.touch()
}

func (c *apiCall) chatDelete() (reply, error) {
	m, err := c.own("cant_delete_message")
	if err != nil {
		return nil, err
	}
	m.Deleted = true
	c.s.touch()
	return reply{"channel": m.Channel, "ts": m.TS}, nil
}

// own finds a message of the app itself. Ephemeral ones cannot be found: they
// change only through their response_url. Only the id of its conversation will
// do, which for a DM is not the id of the person.
func (c *apiCall) own(foreign string) (*message, error) {
	ch, err := c.target()
	if err != nil {
		return nil, err
	}
	if ch.ID != c.args.str("channel") {
		return nil, refuse("channel_not_found")
	}
	m := c.w.find(ch.ID, c.args.str("ts"))
	switch {
	case m == nil || m.Ephemeral:
		return nil, refuse("message_not_found")
	case m.User != c.w.bot().ID:
		return nil, refuse(foreign)
	}
	return m, nil
}

func (c *apiCall) chatGetPermalink() (reply, error) {
	id, ts := c.args.str("channel"), c.args.str("message_ts")
	if ch := c.w.channel(id); ch == nil || ch.ID != id {
		return nil, refuse("channel_not_found")
	}
	if m := c.w.find(id, ts); m == nil || m.Ephemeral {
		return nil, refuse("message_not_found")
	}
	link := "https://" + c.w.team.Domain + ".slack.com/archives/" + id + "/p" + strings.Replace(ts, ".", "", 1)
	return reply{"channel": id, "permalink": link}, nil
}
