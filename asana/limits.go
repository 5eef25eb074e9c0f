package asana

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// pace is how much of the allowed rate is used. The rest absorbs the jitter of
// the network: two requests sent in order may arrive closer together.
const pace = 0.95

// limits keeps a client within what Asana allows its token.
type limits struct {
	rate, search  *rate.Limiter
	reads, writes *semaphore.Weighted
	pause         pause
}

// RequestsPerMinute is the pace that the client keeps, for who has to share it out.
func (c *Client) RequestsPerMinute() int { return c.config.rate() }

// searches is how many searches a minute Asana allows on any plan.
const searches = 60

// limiter lets a number of requests a minute through. Asana counts in slices
// shorter than a minute, so the burst is short: half a second's worth, or one. It
// is two as soon as a second brings two and a half, which is what a free
// workspace has: a change reads and then writes, and neither should wait for the
// other. What is left of the second still takes requests that arrive up to a
// fifth of a second closer together than they left.
func limiter(perMinute int) *rate.Limiter {
	second := float64(perMinute) / 60
	burst := max(1, int(pace*second/2))
	if second >= 2.5 {
		burst = max(2, burst)
	}
	return rate.NewLimiter(rate.Limit(pace*second), burst)
}

func newLimits(config Config) *limits {
	return &limits{
		rate:   limiter(config.rate()),
		search: limiter(min(searches, config.rate())),
		reads:  semaphore.NewWeighted(int64(config.maxReads())),
		writes: semaphore.NewWeighted(int64(config.maxWrites())),
	}
}

// unsentError is a failure before anything was sent. When wait is set, the limit
// that stood in the way will be gone after it.
type unsentError struct {
	wait time.Duration
	err  error
}

func (e *unsentError) Error() string { return e.err.Error() }
func (e *unsentError) Unwrap() error { return e.err }

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
	resp, err := c.next.RoundTrip(req.WithContext(ctx))
	if err == nil {
		err = readWhole(resp)
	}
	if err != nil {
		if req.Context().Err() == nil && ctx.Err() != nil {
			err = errNoAnswer
		}
		c.report(a.call, 0, sent)
		return nil, err
	}
	c.report(a.call, resp.StatusCode, sent)
	c.collectChanges(resp.Header)
	c.limits.pause.learn(resp, sent)
	return resp, nil
}

func (c *Client) report(call call, status int, sent time.Time) {
	if c.config.OnCall != nil {
		c.config.OnCall(Call{Op: call.op, Method: call.method, Route: call.route, Status: status, Duration: time.Since(sent)})
	}
}

// enter waits until a request may be sent: first for a place in flight, so that
// what the pace lets through leaves at once and not in a bunch.
func (l *limits) enter(ctx context.Context, call call) (release func(), err error) {
	if call.search {
		if err := l.waitTurn(ctx, l.search); err != nil {
			return nil, err
		}
	}
	places := l.reads
	if call.writes() {
		places = l.writes
	}
	if err := places.Acquire(ctx, 1); err != nil {
		return nil, &unsentError{err: err}
	}
	release = func() { places.Release(1) }
	if err := l.waitTurn(ctx, l.rate); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// waitTurn waits for the end of a pause and for the pace. A pause may begin
// while we wait for the pace, so it is looked at again.
func (l *limits) waitTurn(ctx context.Context, limit *rate.Limiter) error {
	for {
		if err := waitFor(ctx, l.pause.remaining(), "Asana asked to wait"); err != nil {
			return err
		}
		turn := limit.Reserve()
		if err := waitFor(ctx, turn.Delay(), "the pace allows no more"); err != nil {
			turn.Cancel()
			return err
		}
		if l.pause.remaining() == 0 {
			return nil
		}
	}
}

// waitFor waits, unless the context would end first: then it says so at once and
// after how long it would have been worth it.
func waitFor(ctx context.Context, wait time.Duration, why string) error {
	if wait > 0 && ctx.Err() == nil && !fits(ctx, wait) {
		return &unsentError{wait: wait, err: fmt.Errorf("%w: %s", errPaused, why)}
	}
	if err := sleep(ctx, wait); err != nil {
		return &unsentError{err: err}
	}
	return nil
}

func sleep(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
