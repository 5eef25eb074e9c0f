package sandbox

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// A response URL is good for five messages within half an hour.
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseRate is one message a second for each URL, with a small burst.
func responseRate() rate { return rate{perSecond: 1, burst: 3} }

// responseURL is the right to answer one command or interaction.
type responseURL struct {
	user, channel string
	original      *message // what an interaction came from; nil for a command
	at            time.Time
	uses          int
}

// keepURL hands out a URL. The lock is held.
func (s *Server) keepURL(u *responseURL) string {
	u.at = s.now()
	path := "/response/" + s.w.team.ID + "/" + s.w.newID("R") + "/" + secret(24)
	s.w.urls[path] = u
	return s.base + path
}

func (s *Server) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	a, _, err := readArgs(r)
	work := func() outcome {
		s.mu.Lock()
		defer s.mu.Unlock()
		if err == nil {
			err = s.respond(r.URL.Path, a)
		}
		s.note(responses, a, err)
		return answerResponse(err)
	}
	s.withFaults(w, r, attempt{responses, work, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.note(responses, a, cmp.Or(err, errLost))
	}})
}

// responses is how posts to response URLs are called in lists and faults.
const responses = "response_url"

// answerResponse spells the outcome of a post to a response URL.
func answerResponse(err error) outcome {
	no := new(refusal)
	switch {
	case errors.As(err, &no):
		out := outcome{status: responseStatus(no), header: http.Header{}, error: no.code}
		if no.retryAfter > 0 {
			out.header.Set("Retry-After", strconv.Itoa(no.retryAfter))
		}
		return out.json(no.body())
	case err != nil:
		return outcome{status: http.StatusBadRequest, error: "invalid_payload"}.json(refuse("invalid_payload").body())
	}
	return outcome{status: http.StatusOK}.json(reply{"ok": true})
}

func responseStatus(no *refusal) int {
	switch {
	case no.code == "used_url" || no.code == "expired_url":
		return http.StatusNotFound
	case no.retryAfter > 0:
		return http.StatusTooManyRequests
	}
	return http.StatusBadRequest
}

// respond does what one post to a response URL asks for. The lock is held.
func (s *Server) respond(path string, a args) error {
	u := s.w.urls[path]
	switch {
	case u == nil || s.now().Sub(u.at) > responseLife:
		return refuse("expired_url")
	case u.uses >= responseUses:
		return refuse("used_url")
	}
	if err := s.limit("url "+path, responseRate()); err != nil {
		return err
	}
	body, err := s.readResponse(a)
	if err != nil {
		return err
	}
	u.uses++
	s.answer(u, a, body, "response_url")
	return nil
}

// readResponse reads and checks what is posted to a response URL.
func (s *Server) readResponse(a args) (content, error) {
	body, err := s.kit.readContent(a, maxPosted)
	if err == nil && body.empty() && !a.flag("delete_original") {
		err = refuse("no_text")
	}
	return body, err
}

// answer posts, replaces or deletes for somebody who acted. The lock is held.
func (s *Server) answer(u *responseURL, a args, body content, source string) {
	if a.flag("delete_original") && u.original != nil {
		u.original.Deleted = true
		s.touch()
	}
	switch {
	case body.empty():
		return
	case a.flag("replace_original") && u.original != nil && !u.original.Deleted:
		body.gave.blocks = true // a replacement leaves nothing of the original
		u.original.Attachments = body.attachments
		s.rewrite(u.original, body)
		return
	}
	m := message{
		Channel: u.channel, ThreadTS: a.str("thread_ts"), Text: body.text, Blocks: body.blocks,
		Attachments: body.attachments, User: s.w.bot().ID, Source: source,
	}
	if a.str("response_type") != "in_channel" {
		m.Ephemeral, m.For = true, u.user
	}
	s.post(m)
}
