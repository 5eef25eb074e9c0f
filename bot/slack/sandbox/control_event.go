package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// retryWaits are the pauses before the three repeats of an event.
func retryWaits() []time.Duration { return []time.Duration{0, time.Minute, 5 * time.Minute} }

// controlHome opens the home tab of the app.
func (s *Server) controlHome(r *http.Request, body []byte) (result, error) {
	var in struct {
		User string `json:"user"`
	}
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	s.mu.Lock()
	u, err := s.actor(in.User)
	if err != nil {
		s.mu.Unlock()
		return result{}, err
	}
	event := map[string]any{
		"type": "app_home_opened", "user": u.ID, "channel": s.w.dm(u).ID, "tab": "home", "event_ts": s.actionTS(),
	}
	if v := s.w.home(u.ID); v != nil {
		event["view"] = v.payload(s.w)
	}
	payload, err := encode(s.envelope(event, ""))
	s.mu.Unlock()
	if err != nil {
		return result{}, err
	}
	return s.deliver(r.Context(), payload), nil
}

// controlEvent sends an event. The body is the event itself, or holds it in
// "event" together with an "event_id", for an event that arrives twice.
func (s *Server) controlEvent(r *http.Request, body []byte) (result, error) {
	var event map[string]any
	if json.Unmarshal(body, &event) != nil {
		return result{}, badRequest("the body must be an event, a JSON object")
	}
	id := ""
	if inner, wrapped := event["event"].(map[string]any); wrapped {
		for name := range event {
			if name != "event" && name != "event_id" {
				return result{}, badRequest("unknown member %q", name)
			}
		}
		id, event = text(event["event_id"]), inner
	}
	if text(event["type"]) == "" {
		return result{}, badRequest("type is required")
	}
	payload, err := s.eventPayload(event, id)
	if err != nil {
		return result{}, err
	}
	return s.deliver(r.Context(), payload), nil
}

func (s *Server) eventPayload(event map[string]any, id string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if event["type"] == "url_verification" {
		return encode(map[string]any{
			"type": "url_verification", "token": verificationToken, "challenge": event["challenge"],
		})
	}
	if err := s.happen(event); err != nil {
		return nil, err
	}
	if event["event_ts"] == nil {
		event["event_ts"] = s.actionTS()
	}
	return encode(s.envelope(event, id))
}

// happen makes true what an event tells about people and groups, so that the
// Web API says the same afterwards.
func (s *Server) happen(event map[string]any) error {
	switch event["type"] {
	case "user_change":
		u := s.w.user(text(object(event["user"])["id"]))
		if u == nil {
			return badRequest("user_change: user.id names nobody")
		}
		raw, err := encode(event["user"])
		if err != nil {
			return err
		}
		if json.Unmarshal(raw, u) != nil {
			return badRequest("user_change: user is not a user object")
		}
		event["user"] = *u
	case "subteam_members_changed":
		g := s.w.group(text(event["subteam_id"]))
		if g == nil {
			return badRequest("subteam_members_changed: subteam_id names no group")
		}
		g.Users = slices.DeleteFunc(g.Users, func(id string) bool { return slices.Contains(list(event["removed_users"]), any(id)) })
		for _, id := range list(event["added_users"]) {
			g.Users = append(g.Users, text(id))
		}
	}
	s.touch()
	return nil
}

func (s *Server) envelope(event map[string]any, id string) map[string]any {
	if id == "" {
		id = s.w.newID("Ev")
	}
	bot := s.w.bot()
	return map[string]any{
		"token": verificationToken, "team_id": s.w.team.ID, "api_app_id": bot.Profile.APIAppID,
		"event": event, "type": "event_callback", "event_id": id, "event_time": s.now().Unix(),
		"event_context": "EC" + id, "is_ext_shared_channel": false,
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": s.w.team.ID, "user_id": bot.ID, "is_bot": true, "is_enterprise_install": false,
		}},
	}
}

// deliver sends an event and, when that fails, repeats it in the background.
func (s *Server) deliver(ctx context.Context, payload []byte) result {
	o := outgoing{path: "/slack/events", kind: jsonKind, body: payload}
	out := s.send(ctx, o)
	if !retries(out) {
		return out
	}
	reason := retryReason(out)
	s.late.Go(func() { s.redeliver(o, reason) })
	return out
}

// retries is Slack's rule: everything but a 2xx, unless the app declines.
func retries(out result) bool {
	return (out.Status < 200 || out.Status > 299) && out.header.Get("X-Slack-No-Retry") != "1"
}

func retryReason(out result) string {
	switch {
	case out.Body == timedOut && out.Status == 0:
		return "http_timeout"
	case out.Status == 0:
		return "connection_failed"
	case out.Status >= 300 && out.Status < 400:
		return "too_many_redirects" // none are followed here
	}
	return "http_error"
}

func (s *Server) redeliver(o outgoing, reason string) {
	for i, wait := range retryWaits() {
		if s.opts.Wait(s.ctx, wait) != nil {
			return
		}
		o.header = map[string]string{"X-Slack-Retry-Num": strconv.Itoa(i + 1), "X-Slack-Retry-Reason": reason}
		out := s.send(s.ctx, o)
		if !retries(out) {
			return
		}
		reason = retryReason(out)
	}
}
