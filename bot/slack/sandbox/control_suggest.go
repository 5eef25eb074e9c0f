package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

type suggestInput struct {
	User     string `json:"user"`
	ViewID   string `json:"view_id"`
	Channel  string `json:"channel"`
	TS       string `json:"ts"`
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
}

// controlSuggest asks the app for the options of an external menu.
func (s *Server) controlSuggest(r *http.Request, body []byte) (result, error) {
	var in suggestInput
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	payload, err := s.suggestion(in)
	if err != nil {
		return result{}, err
	}
	out := s.interact(r.Context(), "/slack/options", payload)
	if out.trouble() == "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		out.Error = s.takeOptions(in.ActionID, out.Body)
	}
	return out, nil
}

func (s *Server) suggestion(in suggestInput) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.actor(in.User)
	if err != nil {
		return nil, err
	}
	p := s.payload("block_suggestion", u)
	blocks, err := s.suggestionPlace(u, in, p)
	if err != nil {
		return nil, err
	}
	l, err := pick(blocks, in.BlockID, in.ActionID, nil)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(l.kind(), "external_select") {
		return nil, badRequest("%s is a %s, which asks for no suggestions", in.ActionID, l.kind())
	}
	least, given := l.element["min_query_length"].(float64)
	if !given {
		least = 3
	}
	if utf8.RuneCountInString(in.Value) < int(least) {
		return nil, badRequest("value is shorter than min_query_length %.0f", least)
	}
	p["action_id"], p["block_id"], p["value"] = l.action(), l.block, in.Value
	return encode(p)
}

// suggestionPlace adds where the menu is, and returns the blocks there.
func (s *Server) suggestionPlace(u *User, in suggestInput, p map[string]any) ([]any, error) {
	if in.TS != "" {
		m, err := s.seen(u, in.Channel, in.TS)
		if err != nil {
			return nil, err
		}
		p["container"] = map[string]any{
			"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.Ephemeral,
		}
		p["channel"] = map[string]any{"id": m.Channel, "name": s.w.channel(m.Channel).shownName()}
		if !m.Ephemeral {
			p["message"] = m.payload(s.w)
		}
		return m.Blocks, nil
	}
	v := s.w.view(in.ViewID)
	if v == nil || v.User != u.ID {
		return nil, notFound("%s has no open view %q", u.Name, in.ViewID)
	}
	p["container"] = map[string]any{"type": "view", "view_id": v.ID}
	p["view"] = v.payload(s.w)
	return v.blocks(), nil
}

// takeOptions checks the options and remembers their texts.
func (s *Server) takeOptions(action, body string) string {
	var answer any
	if json.Unmarshal([]byte(body), &answer) != nil {
		return "invalid_response"
	}
	group := shape{
		members: map[string]rule{"label": plain(75), "options": items(0, 100, selectOption())},
		needs:   []string{"label", "options"},
	}
	form := shape{members: map[string]rule{
		"options": items(0, 100, selectOption()), "option_groups": items(0, 100, group.check),
	}}
	c := newCheck()
	form.check(c, "", answer)
	if o := object(answer); (o["options"] == nil) == (o["option_groups"] == nil) {
		c.fail("", "exactly one of options and option_groups is required")
	}
	if len(c.faults) > 0 {
		return strings.Join(c.faults, "; ")
	}
	for _, opt := range allOptions(object(answer)) {
		s.w.options[action+"\x00"+text(object(opt)["value"])] = opt
	}
	return ""
}
