package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
)

type submitInput struct {
	User   string         `json:"user"`
	ViewID string         `json:"view_id"`
	Values map[string]any `json:"values"`
}

func (s *Server) controlSubmit(r *http.Request, body []byte) (result, error) {
	var in submitInput
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	payload, err := s.submission(in)
	if err != nil {
		return result{}, err
	}
	out := s.interact(r.Context(), "/slack/interactions", payload)
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.w.view(in.ViewID)
	if v == nil {
		return out, nil
	}
	if out.trouble() == "" {
		if err := s.blame("view_submission", s.takeResponse(v, out.Body)); err != nil {
			out.Error = err.Error()
		}
	}
	if out.trouble() != "" {
		v.Errors = map[string]string{"": "We had some trouble connecting. Try again?"}
		s.touch()
	}
	return out, nil
}

// modal finds an open modal of a person.
func (s *Server) modal(user, id string) (*User, *view, error) {
	u, err := s.actor(user)
	if err != nil {
		return nil, nil, err
	}
	v := s.w.view(id)
	if v == nil || v.User != u.ID || v.Type != "modal" {
		return nil, nil, notFound("%s has no open modal %q", u.Name, id)
	}
	return u, v, nil
}

func (s *Server) submission(in submitInput) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, v, err := s.modal(in.User, in.ViewID)
	if err != nil {
		return nil, err
	}
	if v.Given["submit"] == nil {
		return nil, badRequest("the modal has no submit button")
	}
	values, err := s.w.filled(v, in.Values)
	if err != nil {
		return nil, err
	}
	v.Values, v.Errors = values, nil
	s.touch()
	if problem := v.unfilled(values); problem != "" {
		return nil, badRequest("values: %s", problem)
	}
	p := s.payload("view_submission", u)
	p["trigger_id"] = s.newTrigger(u.ID, v.ID)
	p["view"] = v.payload(s.w)
	p["response_urls"] = s.responseURLs(u, v)
	return encode(p)
}

// responseURLs are those of the conversations that the form asked for with
// response_url_enabled.
func (s *Server) responseURLs(u *User, v *view) []any {
	out := []any{}
	for _, l := range locate(v.blocks()) {
		entry := object(v.Values[l.block][l.action()])
		channel := orElse(text(entry["selected_conversation"]), text(entry["selected_channel"]))
		if l.element["response_url_enabled"] != true || channel == "" {
			continue
		}
		out = append(out, map[string]any{
			"block_id": l.block, "action_id": l.action(), "channel_id": channel,
			"response_url": s.keepURL(&responseURL{user: u.ID, channel: channel}),
		})
	}
	return out
}

// takeResponse does what the app answered to a submission, and returns Slack's
// error when the answer is none.
func (s *Server) takeResponse(v *view, body string) error {
	if strings.TrimSpace(body) == "" {
		s.closeView(v, false)
		return nil
	}
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   any               `json:"view"`
	}
	if json.Unmarshal([]byte(body), &answer) != nil {
		return refuse("invalid_response")
	}
	switch answer.Action {
	case "":
		s.closeView(v, false)
	case "clear":
		s.closeView(v, true)
	case "errors":
		return s.takeErrors(v, answer.Errors)
	case "update", "push":
		return s.takeView(v, answer.Action, answer.View)
	default:
		return refuse("invalid_response_action")
	}
	return nil
}

// takeErrors shows errors below the inputs they name; others Slack refuses.
func (s *Server) takeErrors(v *view, errs map[string]string) error {
	inputs := map[string]bool{}
	for _, b := range v.blocks() {
		if block := object(b); block["type"] == "input" {
			inputs[text(block["block_id"])] = true
		}
	}
	for id := range errs {
		if !inputs[id] {
			return &refusal{code: "invalid_response_errors", messages: []string{"[ERROR] no input block has the block_id " + id}}
		}
	}
	if len(errs) == 0 {
		return refuse("invalid_response_errors")
	}
	v.Errors = errs
	s.touch()
	return nil
}

func (s *Server) takeView(v *view, action string, raw any) error {
	given, err := s.readView(raw, "modal")
	if err != nil {
		return err
	}
	other := s.w.viewByExternalID(text(given["external_id"]))
	switch {
	case other != nil && (other != v || action == "push"):
		return refuse("duplicate_external_id")
	case action == "update":
		s.fill(v, given)
	case len(s.w.stack(v.Root)) >= maxStack:
		return refuse("push_limit_reached")
	default:
		s.show(v.User, given, v)
	}
	return nil
}

type closeInput struct {
	User   string `json:"user"`
	ViewID string `json:"view_id"`
}

// controlClose closes a modal; the app hears of it when the view asked for that.
func (s *Server) controlClose(r *http.Request, body []byte) (result, error) {
	var in closeInput
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	payload, err := s.closing(in)
	if err != nil || payload == nil {
		return done(), err
	}
	return s.interact(r.Context(), "/slack/interactions", payload), nil
}

func (s *Server) closing(in closeInput) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, v, err := s.modal(in.User, in.ViewID)
	if err != nil {
		return nil, err
	}
	clearAll := v.Given["clear_on_close"] == true
	s.closeView(v, clearAll)
	if v.Given["notify_on_close"] != true {
		return nil, nil
	}
	p := s.payload("view_closed", u)
	p["view"], p["is_cleared"] = v.payload(s.w), clearAll
	return encode(p)
}
