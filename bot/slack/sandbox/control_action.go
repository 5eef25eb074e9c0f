package sandbox

import (
	"maps"
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
}

func (s *Server) controlAction(r *http.Request, body []byte) (result, error) {
	var in actionInput
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	payload, err := s.actionPayload(in)
	if err != nil {
		return result{}, err
	}
	return s.interact(r.Context(), "/slack/interactions", payload), nil
}

func (s *Server) actionPayload(in actionInput) ([]byte, error) {
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
	if err != nil {
		return nil, err
	}
	p, err := s.usedElement(u, m.Blocks, in)
	if err != nil {
		return nil, err
	}
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
	p["state"] = map[string]any{"values": startValues(m.Blocks)}
	p["trigger_id"] = s.newTrigger(u.ID, "")
	p["response_url"] = s.keepURL(&responseURL{user: u.ID, channel: m.Channel, original: m})
	return encode(p)
}

func (s *Server) viewAction(u *User, in actionInput) ([]byte, error) {
	v := s.w.view(in.ViewID)
	if v == nil || v.User != u.ID {
		return nil, notFound("ts or view_id: %s sees no such message or view", u.Name)
	}
	p, err := s.usedElement(u, v.blocks(), in)
	if err != nil {
		return nil, err
	}
	acted := object(p["actions"].([]any)[0])
	if slot := v.Values[text(acted["block_id"])]; slot != nil {
		slot[in.ActionID] = withoutIDs(acted)
		s.touch()
	}
	p["container"] = map[string]any{"type": "view", "view_id": v.ID}
	p["view"] = v.payload(s.w)
	p["trigger_id"] = s.newTrigger(u.ID, v.ID)
	return encode(p)
}

// withoutIDs is an action as the state of a view tells it.
func withoutIDs(action map[string]any) map[string]any {
	out := maps.Clone(action)
	for _, k := range []string{"action_id", "block_id", "action_ts"} {
		delete(out, k)
	}
	return out
}

// usedElement begins a block_actions payload with the element that was used.
func (s *Server) usedElement(u *User, blocks []any, in actionInput) (map[string]any, error) {
	l, err := pick(blocks, in.BlockID, in.ActionID, in.Value)
	if err != nil {
		return nil, err
	}
	if only := list(l.element["visible_to_user_ids"]); len(only) > 0 && !slices.Contains(only, any(u.ID)) {
		return nil, badRequest("%s does not see the button %q", u.Name, in.ActionID)
	}
	e, err := s.w.entry(l, in.Value)
	if err != nil {
		return nil, err
	}
	e["action_id"], e["block_id"], e["action_ts"] = l.action(), l.block, s.actionTS()
	p := s.payload("block_actions", u)
	p["actions"] = []any{e}
	return p, nil
}
