package sandbox

import "slices"

// message is one message as the control route shows it.
type message struct {
	Channel     string `json:"channel"`
	TS          string `json:"ts"`
	ThreadTS    string `json:"thread_ts,omitempty"`
	Text        string `json:"text"`
	Blocks      []any  `json:"blocks,omitempty"`
	Attachments []any  `json:"attachments,omitempty"`
	Metadata    any    `json:"metadata,omitempty"`
	User        string `json:"user"`
	Ephemeral   bool   `json:"ephemeral"`
	// For is the one person who sees it: the receiver of an ephemeral message
	// or the other side of a DM.
	For     string `json:"for,omitempty"`
	Deleted bool   `json:"deleted"`
	Edited  bool   `json:"edited"`
	// Source is the Web API method, "response_url", "answer" (the immediate
	// answer to a command), "command" (shown with an in_channel answer) or
	// "slack" (Slack's own notice).
	Source string `json:"source"`

	entered map[string]values // what each person chose in it
}

// slackbot is the user behind Slack's own notices.
const slackbot = "USLACKBOT"

// post gives a message its timestamp and block ids and keeps it.
func (s *Server) post(m message) *message {
	m.TS = s.w.newTS(s.opts.Now())
	if c := s.w.channel(m.Channel); c != nil && c.IsIM && m.For == "" {
		m.For = c.User
	}
	s.w.nameBlocks(m.Blocks)
	s.w.rememberInitial(m.TS, m.Blocks)
	s.w.messages = append(s.w.messages, &m)
	s.touch()
	return &m
}

// find returns a message that was not deleted.
func (w *workspace) find(channel, ts string) *message {
	i := slices.IndexFunc(w.messages, func(m *message) bool {
		return m.TS == ts && (channel == "" || m.Channel == channel) && !m.Deleted
	})
	if i < 0 {
		return nil
	}
	return w.messages[i]
}

// state is what the elements of the message hold for a person.
func (m *message) state(user string) values {
	out := startValues(m.Blocks)
	out.carry(m.entered[user])
	return out
}

// enter keeps what a person chose in the message, if it is something that stays.
func (m *message) enter(user string, l located, entry map[string]any) {
	all := m.state(user)
	if slot := all[l.block]; slot[l.action()] != nil {
		slot[l.action()] = entry
	}
	if m.entered == nil {
		m.entered = map[string]values{}
	}
	m.entered[user] = all
}

// payload is the message as Slack shows it to apps.
func (m *message) payload(w *workspace) map[string]any {
	out := map[string]any{"type": "message", "ts": m.TS, "text": m.Text, "user": m.User, "team": w.team.ID}
	if bot := w.bot(); m.User == bot.ID {
		out["bot_id"], out["app_id"] = bot.Profile.BotID, bot.Profile.APIAppID
	}
	if m.Blocks != nil {
		out["blocks"] = m.Blocks
	}
	if m.Attachments != nil {
		out["attachments"] = m.Attachments
	}
	if m.ThreadTS != "" {
		out["thread_ts"] = m.ThreadTS
	}
	if m.Metadata != nil {
		out["metadata"] = m.Metadata
	}
	return out
}

// nameBlocks fills in the block and action ids that an app left out.
func (w *workspace) nameBlocks(blocks []any) {
	for _, b := range blocks {
		block, ok := b.(map[string]any)
		if !ok {
			continue
		}
		if block["block_id"] == nil || block["block_id"] == "" {
			block["block_id"] = w.newID("b")
		}
		for _, e := range interactives(block) {
			if e["action_id"] == nil || e["action_id"] == "" {
				e["action_id"] = w.newID("a")
			}
		}
	}
}

// interactives lists the elements of a block that can carry an action id.
func interactives(block map[string]any) []map[string]any {
	var out []map[string]any
	add := func(v any) {
		e, ok := v.(map[string]any)
		if kind, _ := e["type"].(string); ok && !slices.Contains([]string{"", "image", "plain_text", "mrkdwn"}, kind) {
			out = append(out, e)
		}
	}
	add(block["accessory"])
	add(block["element"])
	if kind := block["type"]; kind == "actions" || kind == "context_actions" {
		for _, e := range list(block["elements"]) {
			add(e)
		}
	}
	return out
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func object(v any) map[string]any {
	o, _ := v.(map[string]any)
	return o
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
