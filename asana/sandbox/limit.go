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

// load is what a request asks of the limits.
type load struct{ reads, writes int }

// loadOf returns what one request of a method asks.
func loadOf(method string) load {
	if method == http.MethodGet {
		return load{reads: 1}
	}
	return load{writes: 1}
}

// enter takes a load off a token's bucket and places in flight, and returns what
// gives the places back.
func (l *limits) enter(token string, want load, now time.Time) (leave func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(token, now)
	if err := l.take(b, want.reads+want.writes); err != nil {
		return nil, err
	}
	if b.reads+want.reads > readsAtOnce || b.writes+want.writes > writesAtOnce {
		return nil, tooMany(1)
	}
	b.reads, b.writes = b.reads+want.reads, b.writes+want.writes
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		b.reads, b.writes = b.reads-want.reads, b.writes-want.writes
	}, nil
}

// spend takes one request off a token's bucket.
func (l *limits) spend(token string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.take(l.bucket(token, now), 1)
}

// bucket returns a token's bucket, filled up to now.
func (l *limits) bucket(token string, now time.Time) *bucket {
	b := l.buckets[token]
	if b == nil {
		b = &bucket{tokens: l.burst(), at: now}
		l.buckets[token] = b
	}
	if elapsed := now.Sub(b.at); elapsed > 0 {
		b.tokens = min(l.burst(), b.tokens+elapsed.Seconds()*l.rate())
		b.at = now
	}
	return b
}

// take takes requests off a bucket: all of them or, with a refusal, one, because
// refused requests count too, so that hammering makes the wait longer, up to a
// minute. Who waits as long as they are told is let in.
func (l *limits) take(b *bucket, n int) error {
	const rounding = 1e-6
	if b.tokens+rounding >= float64(n) {
		b.tokens -= float64(n)
		return nil
	}
	b.tokens = max(b.tokens-1, 1-float64(l.perMin))
	return tooMany(int(math.Ceil((float64(n)-b.tokens)/l.rate() - rounding)))
}

// tooMany refuses a request for some seconds.
func tooMany(seconds int) *refusal {
	r := refuse(http.StatusTooManyRequests,
		"You've made too many requests and hit a rate limit. Please retry after the given amount of time.")
	r.retryAfter = max(1, seconds)
	return r
}
