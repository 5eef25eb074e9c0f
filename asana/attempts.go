package asana

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"time"
)

// What is tried again, and how long it waits.
const (
	maxFailures = 3
	firstWait   = 250 * time.Millisecond
	longestWait = 60 * time.Second
	// patience bounds a wait that no deadline bounds: longer, and the caller is
	// better told than kept.
	patience = 5 * time.Minute
)

// errNoAnswer ends an attempt that takes too long. It is no deadline of the
// caller's, so it must not look like one.
var errNoAnswer = errors.New("no answer in time")

// attempts is the history of one call: what was tried, and whether one of the
// tries may have done its work although nobody said so.
type attempts struct {
	client   *Client
	call     call
	failures int
	unsure   bool
	wait     time.Duration
}

// check decides whether to try again, and how long to wait before.
func (a *attempts) check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	again := err != nil && a.afterError(err) || err == nil && a.afterStatus(resp)
	return again && ctx.Err() == nil && fits(ctx, a.wait), nil
}

// afterError handles attempts without an answer. A POST is repeated only when it
// certainly was not sent.
func (a *attempts) afterError(err error) bool {
	sent := maybeSent(err)
	a.unsure = a.unsure || sent
	if isLasting(err) || sent && a.call.method == http.MethodPost {
		return false
	}
	return a.failed(nil)
}

// afterStatus handles answers. 429 is given before any work is done, so every
// method is repeated after it; after 5xx nobody knows.
func (a *attempts) afterStatus(resp *http.Response) bool {
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		a.wait = a.client.limits.pause.remaining()
		return true
	case resp.StatusCode < http.StatusInternalServerError || resp.StatusCode == http.StatusNotImplemented:
		return false
	}
	a.unsure = true
	if a.call.method == http.MethodPost {
		return false
	}
	return a.failed(resp.Header)
}

// failed counts a failure and sets the wait after it; Asana's word on that goes
// before our own.
func (a *attempts) failed(header http.Header) bool {
	a.failures++
	a.wait = jittered(firstWait, a.failures-1)
	if told := retryAfter(header, time.Now()); told > 0 {
		a.wait = told
	}
	return a.failures <= maxFailures
}

// backoff hands the decided wait to the library.
func (a *attempts) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return a.wait }

// isGone tells that a repeated DELETE found nothing left to delete, because an
// earlier attempt had done it.
func (a *attempts) isGone(status int) bool {
	return a.call.method == http.MethodDelete && a.unsure && status == http.StatusNotFound
}

// maybeSent tells whether the request may have reached Asana.
func maybeSent(err error) bool {
	if _, unsent := errors.AsType[*unsentError](err); unsent || isUnleft(err) {
		return false
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return false
	}
	return !isUntrusted(err)
}

// isLasting tells whether trying again at once is pointless.
func isLasting(err error) bool {
	_, unsent := errors.AsType[*unsentError](err)
	return unsent || errors.Is(err, errTooLarge) || isUntrusted(err)
}

// isUntrusted tells that the other side could not prove who it is.
func isUntrusted(err error) bool {
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	return untrusted
}

// jittered doubles first n times, up to the longest wait, and takes between half
// and all of it, so that those who failed together do not return together.
func jittered(first time.Duration, n int) time.Duration {
	full := min(first<<min(n, 16), longestWait)
	return full/2 + rand.N(full/2+1)
}

// fits tells whether a wait ends before the context does.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	if !ok {
		return wait <= patience
	}
	return time.Now().Add(wait).Before(deadline)
}
