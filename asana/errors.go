package asana

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ErrArgument is wrapped by errors about values that were refused here, before
// anything was sent.
var ErrArgument = errors.New("invalid argument")

// Error is what every method returns when it fails. Its text holds neither the
// token nor the query, and classification goes by status, never by wording.
type Error struct {
	// Op is the client's method, such as "CreateMembership".
	Op string
	// Method and Route say what was sent; Route is the path's template. Both are
	// empty when the method found nothing to send.
	Method, Route string
	// Status is 0 when there was no answer.
	Status int
	// Messages are Asana's own words, with anything secret or personal removed.
	Messages []string
	// Phrase is what Asana's support wants to hear after a 500.
	Phrase string
	// Code is Asana's word for the kind of error, where it sends one.
	Code string
	// RetryAfter is how long to wait before another try, where that is known.
	RetryAfter time.Duration

	err       error
	unknown   bool
	transient bool
}

// newError describes a failure of a call. Errors of net/http are stripped of the
// address they repeat, because it holds the query.
func newError(call call, err error) *Error {
	if address, ok := errors.AsType[*url.Error](err); ok {
		err = address.Err
	}
	return &Error{Op: call.op, Method: call.method, Route: call.route, err: err}
}

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "asana: %s", e.Op)
	if e.Method != "" {
		fmt.Fprintf(&b, ": %s %s", e.Method, e.Route)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, ": %d", e.Status)
	}
	if len(e.Messages) > 0 {
		fmt.Fprintf(&b, ": %s", strings.Join(e.Messages, "; "))
	}
	if e.err != nil {
		fmt.Fprintf(&b, ": %v", e.err)
	}
	if e.unknown {
		b.WriteString(" (it may have happened nevertheless)")
	}
	return b.String()
}

// Unwrap returns the cause, if there is one besides Asana's answer.
func (e *Error) Unwrap() error { return e.err }

// Unknown tells that a write may or may not have happened.
func (e *Error) Unknown() bool { return e.unknown }

// failure is the error of a call whose last attempt got no answer.
func (a *attempts) failure(err error) *Error {
	e := newError(a.call, err)
	e.unknown = a.unsure && a.call.writes()
	e.transient = !errors.Is(err, context.Canceled) && !isLasting(err)
	if unsent, ok := errors.AsType[*unsentError](err); ok {
		e.RetryAfter = unsent.wait
		e.transient = unsent.passing || unsent.wait > 0 || errors.Is(err, context.DeadlineExceeded)
	}
	return e
}

// refusal is the error of a call that was answered with anything but success.
func (a *attempts) refusal(resp *http.Response, body []byte, token string) *Error {
	e := newError(a.call, nil)
	e.Status = resp.StatusCode
	e.unknown = a.unsure && a.call.writes()
	e.RetryAfter = retryAfter(resp.Header, time.Now())
	if e.Status == http.StatusTooManyRequests {
		// The header may be missing; the pause then has our own idea of it.
		e.RetryAfter = max(e.RetryAfter, a.client.limits.pause.remaining())
	}
	e.read(body, redactor(token, a.call.query.Get("query"), a.call.query.Get("text")))
	return e
}
