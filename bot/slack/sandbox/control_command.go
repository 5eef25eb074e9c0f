package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

type commandInput struct {
	User      string `json:"user"`
	Channel   string `json:"channel"`
	Text      string `json:"text"`
	Escape    *bool  `json:"escape"`     // false = escaping is switched off for the command
	TriggerID string `json:"trigger_id"` // a command that arrives twice has the same one
}

// typed is a command on its way to the app.
type typed struct {
	user, channel string
	text          string
	form          url.Values
	url           *responseURL
}

func (s *Server) controlCommand(r *http.Request, body []byte) (result, error) {
	var in commandInput
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	t, err := s.typeCommand(in)
	if err != nil {
		return result{}, err
	}
	out := s.send(r.Context(), outgoing{path: "/slack/commands", kind: formKind, body: []byte(t.form.Encode())})
	s.mu.Lock()
	defer s.mu.Unlock()
	if out.trouble() == "" {
		out.Error = s.takeAnswer(t, out)
	}
	if code := out.trouble(); code != "" {
		s.notice(t, code)
	}
	return out, nil
}

func (s *Server) typeCommand(in commandInput) (typed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.actor(in.User)
	if err != nil {
		return typed{}, err
	}
	ch, err := s.place(u, in.Channel)
	if err != nil {
		return typed{}, err
	}
	t := typed{user: u.ID, channel: ch.ID, text: s.withoutCommand(in.Text), url: &responseURL{user: u.ID, channel: ch.ID}}
	sent := t.text
	if in.Escape == nil || *in.Escape {
		sent = newEscaper(s.w).escape(sent)
	}
	t.form = s.commandForm(u, ch, sent)
	t.form.Set("response_url", s.keepURL(t.url))
	t.form.Set("trigger_id", s.triggerFor(u.ID, in.TriggerID))
	return t, nil
}

// withoutCommand takes the name of the command off, when it was typed too.
func (s *Server) withoutCommand(text string) string {
	rest, found := strings.CutPrefix(strings.TrimSpace(text), s.opts.Command)
	if !found || (rest != "" && rest[0] != ' ') {
		return text
	}
	return strings.TrimPrefix(rest, " ")
}

func (s *Server) commandForm(u *User, ch *Channel, text string) url.Values {
	return url.Values{
		"token":   {verificationToken},
		"team_id": {s.w.team.ID}, "team_domain": {s.w.team.Domain},
		"channel_id": {ch.ID}, "channel_name": {ch.shownName()},
		"user_id": {u.ID}, "user_name": {u.Name},
		"command": {s.opts.Command}, "text": {text},
		"api_app_id": {s.w.bot().Profile.APIAppID}, "is_enterprise_install": {"false"},
	}
}

// verificationToken is the legacy token, which apps ignore in favour of the
// signature; it opens nothing.
const verificationToken = "sandbox-verification-token" //nolint:gosec // no credential

// triggerFor hands out a trigger; a named one is the same when it comes again.
func (s *Server) triggerFor(user, id string) string {
	if id == "" {
		return s.newTrigger(user, "")
	}
	if s.w.triggers[id] == nil {
		s.w.triggers[id] = &trigger{user: user, at: s.now()}
	}
	return id
}

// takeAnswer makes the immediate answer to a command a message, and returns
// Slack's error when it cannot be one.
func (s *Server) takeAnswer(t typed, out result) string {
	if strings.TrimSpace(out.Body) == "" {
		return ""
	}
	a := args{"text": out.Body}
	if strings.HasPrefix(out.header.Get("Content-Type"), jsonKind) {
		a = nil
		if json.Unmarshal([]byte(out.Body), &a) != nil {
			_ = s.blame("answer", refuse("invalid_json"))
			return failed
		}
	}
	body, err := s.kit.readContent(a, maxPosted)
	if s.blame("answer", err) != nil {
		s.w.calls = append(s.w.calls, call{Method: "answer", Status: out.Status, Error: err.Error(), Time: s.now()})
		return err.Error()
	}
	if a.str("response_type") == "in_channel" {
		s.post(message{
			Channel: t.channel, User: t.user, Source: "command", Text: strings.TrimSpace(s.opts.Command + " " + t.text),
		})
	}
	s.answer(t.url, a, body, "answer")
	return ""
}

// notice tells the person, as Slack does, that the command did not work.
func (s *Server) notice(t typed, code string) {
	s.post(message{
		Channel: t.channel, User: slackbot, Ephemeral: true, For: t.user, Source: "slack",
		Text: fmt.Sprintf("%s failed with the error %q", s.opts.Command, code),
	})
}
