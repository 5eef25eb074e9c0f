package asana

import (
	"context"
	"net/http"
	"time"
)

// RoundTrip makes one attempt of the call within the limits of the client.
func (a *attempts) RoundTrip(req *http.Request) (*http.Response, error) {
	release, err := a.client.limits.enter(req.Context(), a.call)
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	defer release()
	return a.exchange(req)
}

// exchange sends the request, reads the whole answer and learns from it.
func (a *attempts) exchange(req *http.Request) (*http.Response, error) {
	c, sent := a.client, time.Now()
	ctx, cancel := context.WithDeadlineCause(req.Context(), answerBy(req.Context(), c.config.timeout()), errNoAnswer)
	defer cancel()
	resp, err := c.carrier(a.call).RoundTrip(req.WithContext(ctx))
	if err == nil {
		err = readWhole(resp)
	}
	if err != nil {
		if req.Context().Err() == nil && ctx.Err() != nil {
			err = unanswered(err)
		}
		c.report(a.call, 0, sent)
		return nil, err
	}
	c.report(a.call, resp.StatusCode, sent)
	c.collectChanges(resp.Header)
	c.limits.pause.learn(resp, sent)
	if resp.StatusCode == http.StatusTooManyRequests {
		c.limits.tell(req.Context())
	}
	return resp, nil
}

// carrier is what carries the requests of a call.
func (c *Client) carrier(call call) http.RoundTripper {
	if call.writes() {
		return c.writes
	}
	return c.reads
}

// unanswered is the error of an attempt whose time was up.
func unanswered(err error) error {
	if isUnleft(err) {
		return &unleftError{errNoAnswer}
	}
	return errNoAnswer
}

func (c *Client) report(call call, status int, sent time.Time) {
	if c.config.OnCall != nil {
		c.config.OnCall(Call{Op: call.op, Method: call.method, Route: call.route, Status: status, Duration: time.Since(sent)})
	}
}
