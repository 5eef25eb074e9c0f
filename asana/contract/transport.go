package contract

import (
	"bytes"
	"io"
	"net/http"
	"testing"
)

// Transport holds every exchange that passes through it to the document and
// fails the test for each violation. A nil next stands for the default one.
func Transport(tb testing.TB, next http.RoundTripper) http.RoundTripper {
	tb.Helper()
	if next == nil {
		next = http.DefaultTransport
	}
	return &transport{tb: tb, next: next, referee: Document(tb)}
}

type transport struct {
	tb      testing.TB
	next    http.RoundTripper
	referee *Referee
}

// RoundTrip implements [http.RoundTripper].
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !judged(req) {
		return t.next.RoundTrip(req)
	}
	body, err := readBody(req.Body)
	if err != nil {
		return nil, err
	}
	for _, violation := range t.referee.Request(req, body) {
		t.tb.Errorf("request %s: %s", name(req), violation)
	}
	sent := req.Clone(req.Context())
	if req.Body != nil {
		sent.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := t.next.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	t.judge(req, resp)
	return resp, nil
}

// judge reads the answer and puts it back. A body that breaks off is handed on
// broken, and not judged: it is no answer.
func (t *transport) judge(req *http.Request, resp *http.Response) {
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		return
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	answer := Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}
	for _, violation := range t.referee.Response(req, answer) {
		t.tb.Errorf("answer %d to %s: %s", resp.StatusCode, name(req), violation)
	}
}

func readBody(body io.ReadCloser) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	data, err := io.ReadAll(body)
	if closed := body.Close(); err == nil {
		err = closed
	}
	return data, err
}

// failing is the end of a body that broke off.
type failing struct{ err error }

// Read implements [io.Reader].
func (f failing) Read([]byte) (int, error) { return 0, f.err }
