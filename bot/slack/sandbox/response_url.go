package sandbox

import (
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
	s.withFaults(w, r, "response_url", func() outcome {
		err := s.respond(r)
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
	})
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

// respond does what one post to a response URL asks for.
func (s *Server) respond(r *http.Request) error {
	a, _, err := readArgs(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.w.urls[r.URL.Path]
	switch {
	case u == nil || s.now().Sub(u.at) > responseLife:
		return refuse("expired_url")
	case u.uses >= responseUses:
		return refuse("used_url")
	}
	if err := s.limit("url "+r.URL.Path, responseRate()); err != nil {
		return err
	}
	body, err := s.kit.readContent(a, maxPosted)
	if err != nil {
		return err
	}
	if body.empty() && !a.flag("delete_original") {
		return refuse("no_text")
	}
	u.uses++
	s.answer(u, a, body, "response_url")
	return nil
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
