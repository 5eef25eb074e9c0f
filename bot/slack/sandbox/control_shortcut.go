package sandbox

import "net/http"

type shortcutInput struct {
	User       string `json:"user"`
	CallbackID string `json:"callback_id"`
	Channel    string `json:"channel"`
	TS         string `json:"ts"`
}

// controlShortcut runs a global shortcut or, with ts, a shortcut on a message.
func (s *Server) controlShortcut(r *http.Request, body []byte) (result, error) {
	var in shortcutInput
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	payload, err := s.shortcut(in)
	if err != nil {
		return result{}, err
	}
	return s.interact(r.Context(), "/slack/interactions", payload), nil
}

func (s *Server) shortcut(in shortcutInput) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.actor(in.User)
	switch {
	case err != nil:
		return nil, err
	case in.CallbackID == "":
		return nil, badRequest("callback_id is required")
	}
	p := s.payload("shortcut", u)
	if in.TS != "" {
		m, err := s.seen(u, in.Channel, in.TS)
		if err != nil {
			return nil, err
		}
		p["type"], p["message"], p["message_ts"] = "message_action", m.payload(s.w), m.TS
		p["channel"] = map[string]any{"id": m.Channel, "name": s.w.channel(m.Channel).shownName()}
		p["response_url"] = s.keepURL(&responseURL{user: u.ID, channel: m.Channel, original: m})
	}
	p["callback_id"], p["action_ts"] = in.CallbackID, s.actionTS()
	p["trigger_id"] = s.newTrigger(u.ID, "")
	return encode(p)
}
