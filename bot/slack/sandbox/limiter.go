package sandbox

import (
	"math"
	"time"
)

// limiter is a set of token buckets by key.
type limiter map[string]*bucket

type bucket struct {
	tokens float64
	at     time.Time
}

// rate is a sustained rate with room for a burst.
type rate struct {
	perSecond float64
	burst     float64
}

func perMinute(n int) rate { return rate{perSecond: float64(n) / 60, burst: float64(n)} }

// take takes a token, or returns the whole seconds until there is one.
func (l limiter) take(key string, r rate, now time.Time) (retryAfter int) {
	b, ok := l[key]
	if !ok {
		b = &bucket{tokens: r.burst, at: now}
		l[key] = b
	}
	b.tokens = min(r.burst, b.tokens+max(0, now.Sub(b.at).Seconds())*r.perSecond)
	b.at = now
	// The margin absorbs the rounding of many small refills.
	if b.tokens < 1-1e-9 {
		return max(1, int(math.Ceil((1-b.tokens)/r.perSecond-1e-6)))
	}
	b.tokens--
	return 0
}
