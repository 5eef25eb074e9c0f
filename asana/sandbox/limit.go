package sandbox

import (
	"math"
	"net/http"
	"sync"
	"time"
)

// How many requests of one token may be in flight.
const (
	readsAtOnce  = 50
	writesAtOnce = 15
)

// limits keeps the limits of every token.
type limits struct {
	mu      sync.Mutex
	perMin  int
	buckets map[string]*bucket
}

// bucket is what one token has left.
type bucket struct {
	tokens        float64
	at            time.Time
	reads, writes int
}

// newLimits makes limits of some requests a minute.
func newLimits(perMinute int) *limits {
	return &limits{perMin: perMinute, buckets: map[string]*bucket{}}
}

// rate is how many requests a second brings; burst is how many can be saved up,
// which is what one second brings.
func (l *limits) rate() float64  { return float64(l.perMin) / 60 }
func (l *limits) burst() float64 { return max(1, l.rate()) }

// enter takes one request off a token's bucket and a place in flight, and
// returns what gives the place back. Refused requests count too, so that
// hammering makes the wait longer, up to a minute.
func (l *limits) enter(token, method string, now time.Time) (leave func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[token]
	if b == nil {
		b = &bucket{tokens: l.burst(), at: now}
		l.buckets[token] = b
	}
	if elapsed := now.Sub(b.at); elapsed > 0 {
		b.tokens = min(l.burst(), b.tokens+elapsed.Seconds()*l.rate())
		b.at = now
	}
	b.tokens = max(b.tokens-1, -float64(l.perMin))
	if b.tokens < 0 {
		return nil, tooMany(int(math.Ceil(-b.tokens / l.rate())))
	}
	count, most := &b.writes, writesAtOnce
	if method == http.MethodGet {
		count, most = &b.reads, readsAtOnce
	}
	if *count >= most {
		return nil, tooMany(1)
	}
	*count++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		*count--
	}, nil
}

// tooMany refuses a request for some seconds.
func tooMany(seconds int) *refusal {
	r := refuse(http.StatusTooManyRequests,
		"You've made too many requests and hit a rate limit. Please retry after the given amount of time.")
	r.retryAfter = max(1, seconds)
	return r
}
