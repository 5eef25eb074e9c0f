package asana_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/asana"
)

// jitter is what the network may take, in milliseconds, from the distance of two
// requests without one of them being refused. Below what Asana allows anybody the
// bucket holds one request and leaves little room.
func jitter(perMinute int) int {
	if perMinute < 100 {
		return 50
	}
	return 200
}

// lossy delays each request on its way to a bucket by what it is told.
type lossy struct {
	bucket
	mu     sync.Mutex
	delays []time.Duration
	next   int
}

func (l *lossy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	delay := l.delays[l.next%len(l.delays)]
	l.next++
	l.mu.Unlock()
	pass(delay)
	l.bucket.ServeHTTP(w, r)
}

// Ensure that the two calls of a change leave together where a second brings two
// and a half, and not below.
func TestPace_Burst(t *testing.T) {
	t.Parallel()
	for perMinute, together := range map[int]bool{60: false, 149: false, 150: true, 240: true, 1500: true} {
		b := &bucket{perSecond: float64(perMinute) / 60}
		inBubble(t, asana.Config{RequestsPerMinute: perMinute}, b.ServeHTTP, func(t *testing.T, c *asana.Client) {
			start := time.Now()
			for range 2 {
				if _, err := c.Membership(t.Context(), "9"); err != nil {
					t.Error(err)
				}
			}
			if spent := time.Since(start); (spent == 0) != together || b.refused > 0 {
				t.Errorf("%d a minute: the second left after %v; %d refused", perMinute, spent, b.refused)
			}
		})
	}
}

// Ensure that no bucket of a second's worth ever refuses a client, whatever pauses
// there are between its calls and however unevenly the network carries them.
func TestPace_Jitter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		perMinute := rapid.SampledFrom([]int{30, 60, 149, 150, 151, 200, 240, 300, 1500}).Draw(r, "requests a minute")
		millis := func(most int) *rapid.Generator[int] {
			return rapid.OneOf(rapid.Just(0), rapid.Just(most), rapid.IntRange(0, most))
		}
		delays := rapid.SliceOfN(millis(jitter(perMinute)), 1, 40).Draw(r, "delays on the way, ms")
		pauses := rapid.SliceOfN(millis(1500), 1, 40).Draw(r, "pauses between calls, ms")
		l := &lossy{bucket: bucket{perSecond: float64(perMinute) / 60}}
		for _, ms := range delays {
			l.delays = append(l.delays, time.Duration(ms)*time.Millisecond)
		}
		inBareBubble(t, asana.Config{RequestsPerMinute: perMinute}, l.ServeHTTP, func(t *testing.T, config asana.Config) {
			c := newClient(t, config)
			var calls sync.WaitGroup
			for _, ms := range pauses {
				pass(time.Duration(ms) * time.Millisecond)
				for range 2 {
					calls.Go(func() {
						if _, err := c.Membership(t.Context(), "9"); err != nil {
							t.Error(err)
						}
					})
				}
			}
			calls.Wait()
		})
		if l.refused > 0 || l.served != 2*len(pauses) {
			r.Fatalf("%d served, %d refused", l.served, l.refused)
		}
	})
}
