package sandbox

import (
	"encoding/json"
	"errors"
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
	payload, at, err := s.suggestion(in)
	if err != nil {
		return result{}, err
	}
	out := s.interact(r.Context(), "/slack/options", payload)
	if out.trouble() == "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		options, err := readOptions(out.Body)
		if s.blame("options", err) != nil {
			out.Error = explain(err)
		}
		s.w.remember(at, in.ActionID, options)
	}
	return out, nil
}

// suggestion spells the question, and tells where the menu is.
func (s *Server) suggestion(in suggestInput) (payload []byte, at string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.actor(in.User)
	if err != nil {
		return nil, "", err
	}
	p := s.payload("block_suggestion", u)
	blocks, err := s.suggestionPlace(u, in, p)
	if err != nil {
		return nil, "", err
	}
	l, err := pick(blocks, in.BlockID, in.ActionID, nil)
	if err != nil {
		return nil, "", err
	}
	if !external(l) {
		return nil, "", badRequest("%s is a %s, which asks for no suggestions", in.ActionID, l.kind())
	}
	least, given := l.element["min_query_length"].(float64)
	if !given {
		least = 3
	}
	if utf8.RuneCountInString(in.Value) < int(least) {
		return nil, "", badRequest("value is shorter than min_query_length %.0f", least)
	}
	p["action_id"], p["block_id"], p["value"] = l.action(), l.block, in.Value
	payload, err = encode(p)
	return payload, orElse(in.TS, in.ViewID), err
}

// suggestionPlace adds where the menu is, and returns the blocks there.
func (s *Server) suggestionPlace(u *User, in suggestInput, p map[string]any) ([]any, error) {
	if in.TS != "" {
		m, err := s.seen(u, in.Channel, in.TS)
		if err != nil {
			return nil, err
		}
		s.addMessage(p, m)
		return m.Blocks, nil
	}
	v := s.w.view(in.ViewID)
	if v == nil || v.User != u.ID {
		return nil, notFound("%s has no open view %q", u.Name, in.ViewID)
	}
	p["container"] = map[string]any{"type": "view", "view_id": v.ID}
	// What was entered elsewhere in the form does not come reliably with this
	// payload, so an app must not count on it.
	shown := v.payload(s.w)
	shown["state"] = map[string]any{"values": map[string]any{}}
	p["view"] = shown
	return v.blocks(), nil
}

// readOptions reads and checks what the app suggests. Slack names no error for
// a wrong answer, its menu just stays empty.
func readOptions(body string) ([]any, error) {
	var answer any
	if json.Unmarshal([]byte(body), &answer) != nil {
		return nil, refuse("invalid_response")
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
		return nil, &refusal{code: "invalid_options", messages: c.faults}
	}
	return allOptions(object(answer)), nil
}

// explain is an error with its details.
func explain(err error) string {
	no := new(refusal)
	if errors.As(err, &no) && len(no.messages) > 0 {
		return no.code + ": " + strings.Join(no.messages, "; ")
	}
	return err.Error()
}
