package asana_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
)

// clerk is a ration that notes what it is asked and answers as it is told.
type clerk struct {
	waits            []time.Duration // the answers to turns, one after the other; then 0
	noPlace, noTurns error
	slow             time.Duration // how long a question takes

	mu           sync.Mutex
	asked        []string
	held, atOnce map[string]int // places, and questions of a sort under way
	most         map[string]int
	paused       []time.Duration
}

func newClerk() *clerk {
	return &clerk{held: map[string]int{}, atOnce: map[string]int{}, most: map[string]int{}}
}

// ask notes a question while it is answered.
func (c *clerk) ask(what string) {
	c.count(c.atOnce, what, 1)
	if c.slow > 0 {
		pass(c.slow)
	}
	c.count(c.atOnce, what, -1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, what)
}

func (c *clerk) count(in map[string]int, what string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	in[what] += n
	c.most[what] = max(c.most[what], in[what])
}

// Place implements asana.Ration.
func (c *clerk) Place(_ context.Context, kind string, places int) (func(), error) {
	c.ask("place " + kind)
	if c.noPlace != nil {
		return nil, c.noPlace
	}
	if places != map[string]int{"read": asana.DefaultMaxReads, "write": asana.DefaultMaxWrites}[kind] {
		return nil, errors.New("other places than those of the configuration")
	}
	c.count(c.held, kind, 1)
	return func() { c.count(c.held, kind, -1) }, nil
}

// Turn implements asana.Ration.
func (c *clerk) Turn(_ context.Context, p asana.Pace) (time.Duration, error) {
	c.ask("turn " + p.Name)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.noTurns != nil || len(c.waits) == 0 {
		return 0, c.noTurns
	}
	wait := c.waits[0]
	c.waits = c.waits[1:]
	return wait, nil
}

// Pause implements asana.Ration.
func (c *clerk) Pause(_ context.Context, wait time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = append(c.paused, wait)
	return errors.New("whoever tells of a pause goes on without")
}

// left checks that all places were given back.
func (c *clerk) left(t *testing.T) {
	t.Helper()
	if c.held["read"]+c.held["write"] != 0 {
		t.Errorf("places that were not given back: %v", c.held)
	}
}

// Ensure each request asks for what it has to keep, in the order that holds a place for the shortest time, and that only what the ration says counts.
func TestRation(t *testing.T) {
	t.Parallel()
	c := newClerk()
	serve := func(w http.ResponseWriter, r *http.Request) {
		if n := c.held["read"] + c.held["write"]; n != 1 {
			t.Errorf("%d places are held while it is answered", n)
		}
		if r.URL.Path == mount+"/workspaces/1/projects/search" {
			answer(w, http.StatusOK, `{"data":[]}`)
			return
		}
		done(r.Method)(w, r)
	}
	inBubble(t, asana.Config{RequestsPerMinute: 60, Ration: c}, serve, func(t *testing.T, client *asana.Client) {
		start := time.Now()
		search := func(ctx context.Context) error {
			_, err := client.SearchProjects(ctx, asana.ProjectSearch{Workspace: "1"})
			return err
		}
		get, put := calls()["GET"], calls()["PUT"]
		err := errors.Join(get(t.Context(), client), put(t.Context(), client), search(t.Context()), get(asana.Sparingly(t.Context()), client))
		if spent := time.Since(start); err != nil || spent > 0 {
			t.Errorf("%v after %v", err, spent)
		}
	})
	want := []string{
		"place read", "turn all", "place write", "turn all",
		"turn search", "place read", "turn all", "turn sparing", "place read", "turn all",
	}
	if diff := cmp.Diff(want, c.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	c.left(t)
}

// Ensure a request that has to wait asks again when it is told to, and is not sent when that is too late.
func TestRation_Waits(t *testing.T) {
	t.Parallel()
	c := newClerk()
	c.waits = []time.Duration{2 * time.Second, time.Second, 0, 10 * time.Second}
	s := &script{steps: []http.HandlerFunc{success(201)}}
	inBubble(t, asana.Config{Ration: c}, s.ServeHTTP, func(t *testing.T, client *asana.Client) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
		defer cancel()
		first := calls()["POST"](ctx, client)
		if spent := time.Since(start); first != nil || spent != 3*time.Second {
			t.Errorf("%v after %v", first, spent)
		}
		second := calls()["POST"](ctx, client)
		wait, limited := asana.IsRateLimited(second)
		if !limited || wait != 10*time.Second || !asana.IsUnavailable(second) || asana.OutcomeUnknown(second) || len(s.arrivals()) != 1 {
			t.Errorf("%v, told to wait %v, %d requests", second, wait, len(s.arrivals()))
		}
		if spent := time.Since(start); spent != 3*time.Second {
			t.Errorf("who can't wait was kept until %v", spent)
		}
	})
	c.left(t)
}

// Ensure nothing is sent when nobody knows whether it may leave, and that the reason is kept.
func TestRation_Fails(t *testing.T) {
	t.Parallel()
	cause := errors.New("away")
	for name, fail := range map[string]func(*clerk){
		"place": func(c *clerk) { c.noPlace = cause }, "turn": func(c *clerk) { c.noTurns = cause },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClerk()
			fail(c)
			s := &script{steps: []http.HandlerFunc{success(201)}}
			inBubble(t, asana.Config{Ration: c}, s.ServeHTTP, func(t *testing.T, client *asana.Client) {
				err := calls()["POST"](t.Context(), client)
				if !errors.Is(err, cause) || !asana.IsUnavailable(err) || asana.OutcomeUnknown(err) || len(s.arrivals()) != 0 {
					t.Errorf("%v, %d requests", err, len(s.arrivals()))
				}
				c.slow = time.Second
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(500*time.Millisecond, cancel)
				if err := calls()["POST"](ctx, client); !errors.Is(err, context.Canceled) || errors.Is(err, cause) || asana.IsUnavailable(err) {
					t.Errorf("who left is told %v", err)
				}
			})
			c.left(t)
		})
	}
}

// Ensure a 429 is passed on to all who share the ration, and that a failure of that changes nothing.
func TestRation_Pause(t *testing.T) {
	t.Parallel()
	c := newClerk()
	s := &script{steps: []http.HandlerFunc{status(429, "Retry-After", "7"), success(200)}}
	inBubble(t, asana.Config{Ration: c}, s.ServeHTTP, func(t *testing.T, client *asana.Client) {
		if err := calls()["GET"](t.Context(), client); err != nil || !slices.Equal(s.gaps(), []time.Duration{7 * time.Second}) {
			t.Errorf("%v after %v", err, s.gaps())
		}
	})
	if !slices.Equal(c.paused, []time.Duration{7 * time.Second}) {
		t.Errorf("told %v", c.paused)
	}
	c.left(t)
}

// Ensure that of many requests one of each kind asks at a time, and that those which wait for their turn hold no place.
func TestRation_OneAsks(t *testing.T) {
	t.Parallel()
	c := newClerk()
	c.slow = 100 * time.Millisecond
	s := &script{steps: []http.HandlerFunc{success(200)}}
	inBubble(t, asana.Config{RequestsPerMinute: 600, Ration: c}, s.ServeHTTP, func(t *testing.T, client *asana.Client) {
		var group sync.WaitGroup
		for range 20 {
			for _, method := range []string{"GET", "PUT"} {
				group.Go(func() {
					if err := calls()[method](t.Context(), client); err != nil {
						t.Error(err)
					}
				})
			}
		}
		group.Wait()
		late, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range 20 {
			group.Go(func() { _ = calls()["GET"](late, client) })
		}
		before := time.Now()
		pass(time.Millisecond)
		_, limited := asana.IsRateLimited(calls()["GET"](late, client))
		if spent := time.Since(before); !limited || spent > time.Millisecond {
			t.Errorf("behind twenty there is no hope within a second, which is said after %v", spent)
		}
		group.Wait()
	})
	want := map[string]int{"place read": 1, "place write": 1, "turn all": 2, "read": 1, "write": 1}
	if diff := cmp.Diff(want, c.most); diff != "" {
		t.Errorf("at once (-want +got):\n%s", diff)
	}
	c.left(t)
}

// Ensure that a client for another token does not ask the ration of this one.
func TestRation_As(t *testing.T) {
	t.Parallel()
	c := newClerk()
	client := setupWith(t, asana.Config{Ration: c}, "GET "+mount+"/memberships/9", success(200))
	other := client.As(asana.App{}.Session(asana.Token{Access: "mayas"}, nil))
	if err := calls()["GET"](t.Context(), other); err != nil || len(c.asked) > 0 {
		t.Errorf("%v, asked %q", err, c.asked)
	}
}

// Ensure that however much is asked for sparingly, most of what Asana allows in a minute is left for the rest, and that the rest need not wait.
func TestSparingly(t *testing.T) {
	t.Parallel()
	for perMinute, most := range map[int]int{150: 70, 1500: 700} {
		b := &bucket{perSecond: float64(perMinute) / 60}
		inBareBubble(t, asana.Config{RequestsPerMinute: perMinute}, b.ServeHTTP, func(t *testing.T, config asana.Config) {
			client := newClient(t, config)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			var group sync.WaitGroup
			for range 20 {
				group.Go(func() {
					for calls()["GET"](asana.Sparingly(ctx), client) == nil {
					}
				})
			}
			pass(30 * time.Second)
			start := time.Now()
			if err := calls()["GET"](t.Context(), client); err != nil || time.Since(start) > time.Second {
				t.Errorf("%v after %v", err, time.Since(start))
			}
			group.Wait()
			if taken := b.served - 1; taken > most || taken < most-5 || b.refused > 0 {
				t.Errorf("%d of %d calls a minute are taken, want %d; %d refused", taken, perMinute, most, b.refused)
			}
		})
	}
}
