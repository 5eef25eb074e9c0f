package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// outgoing is one request to the app.
type outgoing struct {
	path   string
	kind   string // its content type
	body   []byte
	header map[string]string
}

// result is what every POST control answers.
type result struct {
	Status int    `json:"status"`
	Body   string `json:"body"`
	Ms     int64  `json:"ms"`
	// Error is why Slack could not use the answer of the app.
	Error string `json:"error,omitempty"`

	header http.Header
}

const (
	formKind = "application/x-www-form-urlencoded"
	jsonKind = "application/json"

	timedOut = "operation_timeout"
	failed   = "dispatch_failed"
)

// done is the result of a control that sends nothing to the app.
func done() result { return result{Status: http.StatusOK} }

// send sends a signed request and waits for the answer no longer than Slack does.
func (s *Server) send(ctx context.Context, o outgoing) result {
	s.mu.Lock()
	url := s.app + o.path
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, s.opts.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(o.body))
	if err != nil {
		return result{Body: failed}
	}
	req.Header.Set("Content-Type", o.kind)
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	for k, v := range o.header {
		req.Header.Set(k, v)
	}
	sign(req.Header, s.opts.SigningSecret, o.body, s.now())
	start := time.Now()
	out := s.exchange(req)
	out.Ms = time.Since(start).Milliseconds()
	return out
}

func (s *Server) exchange(req *http.Request) result {
	resp, err := s.opts.Client.Do(req)
	if err != nil {
		return result{Body: why(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return result{Body: why(err)}
	}
	return result{Status: resp.StatusCode, Body: string(body), header: resp.Header}
}

func why(err error) string {
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &timeout) && timeout.Timeout()) {
		return timedOut
	}
	return failed
}

// trouble is the code that Slack shows a person when a request did not work.
func (r result) trouble() string {
	switch {
	case r.Status == 0 && r.Body == timedOut:
		return timedOut
	case r.Status != http.StatusOK:
		return failed
	}
	return r.Error
}
