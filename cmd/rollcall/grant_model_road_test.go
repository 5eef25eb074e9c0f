package main

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// errNoReply is a call without an answer.
var errNoReply = errors.New("the connection was cut")

// road is the way from a process to Asana and to Slack's response URLs.
type road struct {
	model *grantModel
	next  http.RoundTripper
	dead  chan struct{} // closed when the process dies; nothing passes any more
	gone  chan struct{} // closed when it is gone

	mu      sync.Mutex
	trouble trouble
	calls   int
	writing sync.Mutex // one write after the other, so that each can be seen in what Asana shows
}

// arm lets trouble happen from now on.
func (r *road) arm(t trouble) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trouble, r.calls = t, 0
}

func (r *road) died() bool {
	select {
	case <-r.dead:
		return true
	default:
		return false
	}
}

// meet tells what befalls a call.
func (r *road) meet(write bool) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.trouble
	switch {
	case r.died():
		return "dead"
	case strings.HasPrefix(t.kind, "dies"):
		if r.calls++; r.calls == t.at {
			return t.kind
		}
	case t.kind != "" && write:
		if r.calls++; r.calls >= t.at && r.calls < t.at+t.times {
			return t.kind
		}
	}
	return ""
}

// die ends the process at this call, which gets no answer.
func (r *road) die() error {
	r.mu.Lock()
	if !r.died() {
		close(r.dead)
	}
	r.mu.Unlock()
	<-r.gone
	return &tls.CertificateVerificationError{Err: errNoReply} // which the client does not try again, so that a dead process is soon gone
}

// RoundTrip implements http.RoundTripper.
func (r *road) RoundTrip(req *http.Request) (*http.Response, error) {
	what := r.meet(req.Method != http.MethodGet)
	switch what {
	case "dead", "dies before":
		return nil, r.die()
	case "cut":
		return nil, errNoReply
	case "503":
		return refusedWith(req, http.StatusServiceUnavailable), nil
	case "429":
		return refusedWith(req, http.StatusTooManyRequests), nil
	}
	resp, err := r.carry(req)
	if err != nil || what == "" {
		return resp, err
	}
	_ = resp.Body.Close()
	switch what {
	case "dies after":
		return nil, r.die()
	case "503 after":
		return refusedWith(req, http.StatusServiceUnavailable), nil
	}
	return nil, errNoReply
}

// carry passes a call on; of a write it notes what it did to Asana.
func (r *road) carry(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet {
		return r.next.RoundTrip(req)
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	before := r.model.showsAll()
	resp, err := r.next.RoundTrip(req)
	after := r.model.showsAll()
	for i, p := range r.model.pairs {
		if before[i] != after[i] {
			r.model.moves.add(move{p, before[i], after[i]})
		}
	}
	return resp, err
}

// post is what befalls an answer to somebody in Slack.
func (r *road) post(*asanaCall) {
	if what := r.meet(false); strings.HasPrefix(what, "d") {
		_ = r.die()
		panic(http.ErrAbortHandler)
	}
}

// refusedWith is an answer of Asana that does not get through to its work.
func refusedWith(req *http.Request, status int) *http.Response {
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"Content-Type": {"application/json; charset=UTF-8"}},
		Body:   io.NopCloser(strings.NewReader(`{"errors":[{"message":"not now"}]}`)),
	}
}
