package asana

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

const (
	// pace is how much of the allowed rate is used. The rest absorbs the jitter of
	// the network: two requests sent in order may arrive closer together.
	pace = 0.95
	// searches is how many searches a minute Asana allows on any plan.
	searches = 60
	// sparingly is the part of the allowed rate for calls that are made sparingly.
	sparingly = 0.4
)

// Pace is how often requests of one sort may leave.
type Pace struct {
	// Name tells the paces of a token apart.
	Name string
	// Every is the distance between requests, in a steady stream.
	Every time.Duration
	// Burst is how many may leave at once when none did for a while.
	Burst int
}

// turns lets requests leave at a pace, by itself or by asking a ration.
type turns struct {
	Pace
	own  *rate.Limiter
	line *line
}

func newTurns(name string, perMinute float64, burst int) *turns {
	every := time.Duration(float64(time.Minute) / perMinute)
	return &turns{Pace: Pace{Name: name, Every: every, Burst: burst}, own: rate.NewLimiter(rate.Every(every), burst), line: newLine()}
}

// steady lets a number of requests a minute through. Asana counts in slices
// shorter than a minute, so the burst is short: half a second's worth, or one. It
// is two as soon as a second brings two and a half, which is what a free
// workspace has: a change reads and then writes, and neither should wait for the
// other. What is left of the second still takes requests that arrive up to a
// fifth of a second closer together than they left.
func steady(name string, perMinute int) *turns {
	second := float64(perMinute) / 60
	burst := max(1, int(pace*second/2))
	if second >= 2.5 {
		burst = max(2, burst)
	}
	return newTurns(name, pace*float64(perMinute), burst)
}

// spare lets through what is made sparingly: it keeps the steady pace as well, so
// a burst here is only what may be asked for before it is held back.
func spare(perMinute int) *turns {
	part := sparingly * float64(perMinute)
	return newTurns("sparing", part, max(4, int(part/6)))
}

type sparinglyKey struct{}

// Sparingly marks calls that must not keep others waiting: all that are made with
// the context use at most four tenths of the rate.
func Sparingly(ctx context.Context) context.Context {
	return context.WithValue(ctx, sparinglyKey{}, true)
}

func isSparing(ctx context.Context) bool { return ctx.Value(sparinglyKey{}) != nil }
