package sandbox

import "strings"

func (c *apiCall) conversationsOpen() (reply, error) {
	if id := c.args.str("channel"); id != "" {
		ch := c.w.dmChannel(id)
		if ch == nil {
			return nil, refuse("channel_not_found")
		}
		return c.opened(ch), nil
	}
	ids := strings.Split(c.args.str("users"), ",")
	switch {
	case ids[0] == "":
		return nil, refuse("users_list_not_supplied")
	case len(ids) > 1:
		return nil, missingScope(c.w, "mpim:write")
	}
	u := c.w.user(strings.TrimSpace(ids[0]))
	switch {
	case u == nil:
		return nil, refuse("user_not_found")
	case u.Deleted:
		return nil, refuse("user_disabled")
	case u.IsBot:
		return nil, refuse("cannot_dm_bot")
	}
	return c.opened(c.w.dm(u)), nil
}

func (c *apiCall) opened(ch *Channel) reply {
	if c.args.flag("return_im") {
		return reply{"channel": ch}
	}
	return reply{"channel": map[string]any{"id": ch.ID}}
}

// readable finds the conversation that a call asks about.
func (c *apiCall) readable() (*Channel, error) {
	id := c.args.str("channel")
	ch := c.w.channel(id)
	if ch == nil {
		ch = c.w.dmChannel(id)
	}
	if ch == nil || ch.ID != id || (ch.IsPrivate && !ch.IsMember) {
		return nil, refuse("channel_not_found")
	}
	if scope := ch.readScope(); !c.w.granted(scope) {
		return nil, missingScope(c.w, scope)
	}
	return ch, nil
}

// conversationsMembers lists who is in a conversation, the app itself included.
func (c *apiCall) conversationsMembers() (reply, error) {
	ch, err := c.readable()
	if err != nil {
		return nil, err
	}
	members := []string{}
	for i := range c.w.users {
		u := &c.w.users[i]
		if (u.IsBot && ch.IsMember) || (!u.IsBot && !u.Deleted && c.w.sees(u, ch)) {
			members = append(members, u.ID)
		}
	}
	start, end, cursor, err := c.page(len(members))
	if err != nil {
		return nil, err
	}
	return reply{"members": members[start:end], "response_metadata": map[string]any{"next_cursor": cursor}}, nil
}

func (c *apiCall) conversationsInfo() (reply, error) {
	ch, err := c.readable()
	if err != nil {
		return nil, err
	}
	shown := *ch
	shown.Members, shown.NumMembers = nil, 0
	if c.args.flag("include_num_members") {
		shown.NumMembers = len(ch.Members)
	}
	return reply{"channel": shown}, nil
}

func (c *Channel) readScope() string {
	switch {
	case c.IsIM:
		return "im:read"
	case c.IsPrivate:
		return "groups:read"
	}
	return "channels:read"
}

// target resolves where a message goes. A user's id means the DM with the user.
// Slack still takes messages for somebody who is deactivated when there is a DM
// already; only conversations.open tells (slackapi/python-slack-sdk#1156).
func (c *apiCall) target() (*Channel, error) {
	id := c.args.str("channel")
	if id == "" {
		return nil, missing("channel")
	}
	ch := c.w.channel(id)
	if ch == nil {
		ch = c.w.dmChannel(id)
	}
	if u := c.w.user(id); u != nil && !u.IsBot {
		if ch = c.w.channel("D" + u.ID[1:]); ch == nil && !u.Deleted {
			ch = c.w.dm(u)
		}
	}
	switch {
	case ch == nil || (ch.IsPrivate && !ch.IsMember):
		return nil, refuse("channel_not_found")
	case ch.IsArchived:
		return nil, refuse("is_archived")
	case !ch.IsMember && !c.w.granted("chat:write.public"):
		return nil, refuse("not_in_channel")
	}
	return ch, nil
}
