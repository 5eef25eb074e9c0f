package asana

import (
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// errPaused is a call that was not sent because its deadline is before the
// moment at which it could be.
var errPaused = errors.New("too many requests")

// pause holds all calls of a client back once Asana said 429 to one of them:
// whatever is sent before the moment it names is refused too, and counted.
type pause struct {
	mu      sync.Mutex
	until   time.Time
	strikes int
}

// remaining is how long the pause lasts from now.
func (p *pause) remaining() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(0, time.Until(p.until))
}

// learn begins or prolongs a pause after 429, and forgets earlier ones after any
// other answer. Requests that were in flight together are one strike, not many.
func (p *pause) learn(resp *http.Response, sent time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if resp.StatusCode != http.StatusTooManyRequests {
		p.strikes = 0
		return
	}
	now := time.Now()
	wait := retryAfter(resp.Header, now)
	if wait == 0 {
		if sent.Before(p.until) {
			return
		}
		wait = jittered(time.Second, p.strikes)
		p.strikes++
	}
	if until := now.Add(wait); until.After(p.until) {
		p.until = until
	}
}

// maxRetryAfter keeps absurd values from overflowing.
const maxRetryAfter = 24 * time.Hour

// retryAfter reads the header in both of its forms. Zero means that it says
// nothing useful: it is missing, unreadable, zero or in the past.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Duration(max(0, min(seconds, int64(maxRetryAfter/time.Second)))) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, min(date.Sub(now), maxRetryAfter))
	}
	return 0
}
