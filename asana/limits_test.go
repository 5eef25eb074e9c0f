package asana_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/asana"
)

// bucket refuses like Asana: so many requests a second, a second's worth at once.
type bucket struct {
	mu              sync.Mutex
	perSecond, left float64
	last            time.Time
	served, refused int
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if b.last.IsZero() {
		b.left = max(1, b.perSecond)
	} else {
		b.left = min(max(1, b.perSecond), b.left+now.Sub(b.last).Seconds()*b.perSecond)
	}
	b.last = now
	if b.left < 1 {
		b.refused++
		w.Header().Set("Retry-After", "1")
		refuse(w, http.StatusTooManyRequests, "You have made too many requests recently.")
		return
	}
	b.left--
	b.served++
	answer(w, http.StatusOK, `{"data":`+membershipJSON+`}`)
}

// Ensure a steady stream is never refused, and uses nearly all that is allowed.
func TestPace(t *testing.T) {
	t.Parallel()
	for _, perMinute := range []int{30, 60, 150, 1500} {
		b := &bucket{perSecond: float64(perMinute) / 60}
		inBubble(t, asana.Config{RequestsPerMinute: perMinute}, b.ServeHTTP, func(t *testing.T, c *asana.Client) {
			start := time.Now()
			var wg sync.WaitGroup
			for range 100 {
				wg.Go(func() {
					if _, err := c.Membership(t.Context(), "9"); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			ideal := time.Duration(100 / b.perSecond * float64(time.Second))
			if spent := time.Since(start); b.refused > 0 || b.served != 100 || spent > ideal*110/100 {
				t.Errorf("%d a minute: %d served, %d refused, %v spent of %v", perMinute, b.served, b.refused, spent, ideal)
			}
		})
	}
}

// Ensure a call that its turn comes too late for is not sent, and says so.
func TestPace_Deadline(t *testing.T) {
	t.Parallel()
	s := &script{steps: []http.HandlerFunc{success(201)}}
	inBubble(t, asana.Config{RequestsPerMinute: 6}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		first, second := calls()["POST"](ctx, c), calls()["POST"](ctx, c)
		wait, limited := asana.IsRateLimited(second)
		if first != nil || !limited || wait < 10*time.Second || asana.OutcomeUnknown(second) || len(s.arrivals()) != 1 {
			t.Errorf("%v, then %v with wait %v", first, second, wait)
		}
	})
}

// gauge measures how many requests are in flight at most.
type gauge struct {
	mu       sync.Mutex
	now, max map[string]int
}

func (g *gauge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.add(r.Method, 1)
	pass(time.Second)
	g.add(r.Method, -1)
	done(r.Method)(w, r)
}

func (g *gauge) add(method string, n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now[method] += n
	g.max[method] = max(g.max[method], g.now[method])
}

// Ensure reads and writes in flight are bounded, each for themselves.
func TestInFlight(t *testing.T) {
	t.Parallel()
	g := &gauge{now: map[string]int{}, max: map[string]int{}}
	config := asana.Config{RequestsPerMinute: 600_000, MaxReads: 7, MaxWrites: 3}
	inBubble(t, config, g.ServeHTTP, func(t *testing.T, c *asana.Client) {
		start := time.Now()
		var wg sync.WaitGroup
		for range 21 {
			for _, method := range []string{"GET", "POST"} {
				wg.Go(func() {
					if err := calls()[method](t.Context(), c); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		if g.max["GET"] != 7 || g.max["POST"] != 3 {
			t.Errorf("in flight at most: %v", g.max)
		}
		if spent := time.Since(start); spent > 8*time.Second {
			t.Errorf("the places are not used: %v", spent)
		}
	})
}

// Ensure that a call waiting for a place in flight obeys its context.
func TestInFlight_Cancelled(t *testing.T) {
	t.Parallel()
	g := &gauge{now: map[string]int{}, max: map[string]int{}}
	inBubble(t, asana.Config{RequestsPerMinute: 60_000, MaxWrites: 1}, g.ServeHTTP, func(t *testing.T, c *asana.Client) {
		var wg sync.WaitGroup
		wg.Go(func() { _ = calls()["POST"](t.Context(), c) })
		pass(500 * time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := calls()["PUT"](ctx, c); !asana.IsUnavailable(err) || asana.OutcomeUnknown(err) {
			t.Errorf("error %v", err)
		}
		wg.Wait()
		if g.max["PUT"] != 0 {
			t.Error("it was sent")
		}
	})
}

// Ensure that one 429 holds all calls of the client until its moment.
func TestPause_Shared(t *testing.T) {
	t.Parallel()
	s := &script{steps: []http.HandlerFunc{status(429, "Retry-After", "10"), success(200)}}
	inBubble(t, asana.Config{RequestsPerMinute: 60_000}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				pass(time.Duration(i) * time.Second)
				if _, err := c.Membership(t.Context(), "9"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, at := range s.arrivals()[1:] {
			if at.Sub(start) < 10*time.Second {
				t.Errorf("sent after %v", at.Sub(start))
			}
		}
	})
}

// Ensure searches keep their own limit, whatever the plan allows besides.
func TestPace_Search(t *testing.T) {
	t.Parallel()
	b := &bucket{perSecond: 1}
	serve := func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/search") {
			b.ServeHTTP(httptest.NewRecorder(), r)
		}
		answer(w, http.StatusOK, `{"data":[]}`)
	}
	inBubble(t, asana.Config{RequestsPerMinute: 1500}, serve, func(t *testing.T, c *asana.Client) {
		start := time.Now()
		for range 20 {
			if _, err := c.SearchProjects(t.Context(), asana.ProjectSearch{Workspace: "1"}); err != nil {
				t.Error(err)
			}
			if _, err := c.Typeahead(t.Context(), asana.TypeaheadQuery{Workspace: "1", ResourceType: "user"}); err != nil {
				t.Error(err)
			}
		}
		if spent := time.Since(start); b.refused > 0 || b.served != 20 || spent > 22*time.Second {
			t.Errorf("%d served, %d refused in %v", b.served, b.refused, spent)
		}
	})
}
