package sandbox

import (
	"net/http"
	"slices"
)

type actionInput struct {
	User     string `json:"user"`
	Channel  string `json:"channel"`
	TS       string `json:"ts"`
	ViewID   string `json:"view_id"`
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
	Value    any    `json:"value"`
	// Values are what the other inputs of a view hold by now, as in a submission.
	Values map[string]any `json:"values"`
}

func (s *Server) controlAction(r *http.Request, body []byte) (result, error) {
	var in actionInput
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	payload, err := s.act(in)
	if err != nil {
		return result{}, err
	}
	if payload == nil {
		return done(), nil
	}
	return s.interact(r.Context(), "/slack/interactions", payload), nil
}

func (s *Server) act(in actionInput) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.actor(in.User)
	if err != nil {
		return nil, err
	}
	if in.TS == "" {
		return s.viewAction(u, in)
	}
	return s.messageAction(u, in)
}

// seen finds a message that the person can see.
func (s *Server) seen(u *User, channel, ts string) (*message, error) {
	if ch := s.w.channel(channel); ch != nil {
		channel = ch.ID
	}
	m := s.w.find(channel, ts)
	if m == nil {
		return nil, notFound("there is no message %s in channel %q", ts, channel)
	}
	ch := s.w.channel(m.Channel)
	if (m.For != "" && m.For != u.ID) || ch == nil || !s.w.sees(u, ch) {
		return nil, badRequest("%s does not see message %s", u.Name, ts)
	}
	return m, nil
}

func (s *Server) messageAction(u *User, in actionInput) ([]byte, error) {
	m, err := s.seen(u, in.Channel, in.TS)
	switch {
	case err != nil:
		return nil, err
	case in.Values != nil:
		return nil, badRequest("values belong to a view")
	}
	l, entry, err := s.used(u, m.Blocks, m.TS, in)
	if err != nil {
		return nil, err
	}
	m.enter(u.ID, l, entry)
	p := s.actionPayload(u, l, entry)
	s.addMessage(p, m)
	p["state"] = map[string]any{"values": m.state(u.ID)}
	p["trigger_id"] = s.newTrigger(u.ID, "")
	p["response_url"] = s.keepURL(&responseURL{user: u.ID, channel: m.Channel, original: m})
	return encode(p)
}

// addMessage tells in a payload which message it is about.
func (s *Server) addMessage(p map[string]any, m *message) {
	container := map[string]any{
		"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral,
	}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	p["container"] = container
	p["channel"] = map[string]any{"id": m.Channel, "name": s.w.channel(m.Channel).shownName()}
	if !m.Ephemeral { // Slack does not send ephemeral messages back
		p["message"] = m.payload(s.w)
	}
}

// viewAction is nil when the element is an input that keeps its value until the
// form is sent.
func (s *Server) viewAction(u *User, in actionInput) ([]byte, error) {
	v := s.w.view(in.ViewID)
	if v == nil || v.User != u.ID {
		return nil, notFound("ts or view_id: %s sees no such message or view", u.Name)
	}
	entered, err := s.w.filled(v, in.Values)
	if err != nil {
		return nil, err
	}
	l, entry, err := s.used(u, v.blocks(), v.ID, in)
	if err != nil {
		return nil, err
	}
	v.Values = entered
	if slot := v.Values[l.block]; slot != nil {
		slot[l.action()] = entry
		s.touch()
	}
	if !l.dispatches() {
		return nil, nil
	}
	p := s.actionPayload(u, l, entry)
	p["container"] = map[string]any{"type": "view", "view_id": v.ID}
	p["view"] = v.payload(s.w)
	p["trigger_id"] = s.newTrigger(u.ID, v.ID)
	return encode(p)
}

// used finds the element that was used, and what it then holds.
func (s *Server) used(u *User, blocks []any, at string, in actionInput) (located, map[string]any, error) {
	l, err := pick(blocks, in.BlockID, in.ActionID, in.Value)
	if err != nil {
		return l, nil, err
	}
	if only := list(l.element["visible_to_user_ids"]); len(only) > 0 && !slices.Contains(only, any(u.ID)) {
		return l, nil, badRequest("%s does not see the button %q", u.Name, in.ActionID)
	}
	entry, err := s.w.entry(at, l, in.Value)
	return l, entry, err
}

// actionPayload begins a block_actions payload.
func (s *Server) actionPayload(u *User, l located, entry map[string]any) map[string]any {
	action := l.acted(entry)
	action["action_ts"] = s.actionTS()
	p := s.payload("block_actions", u)
	p["actions"] = []any{action}
	return p
}
