package asana_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"rollcall/asana"
)

// quiet swallows what a server says about handlers that drop connections.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// script answers requests one after the other, the last step again and again,
// and notes when each arrived.
type script struct {
	steps []http.HandlerFunc
	mu    sync.Mutex
	times []time.Time
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	step := s.steps[min(len(s.times), len(s.steps)-1)]
	s.times = append(s.times, time.Now())
	s.mu.Unlock()
	step(w, r)
}

// arrivals are when the requests came.
func (s *script) arrivals() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.times)
}

// gaps are the waits between the requests.
func (s *script) gaps() []time.Duration {
	var gaps []time.Duration
	times := s.arrivals()
	for i := 1; i < len(times); i++ {
		gaps = append(gaps, times[i].Sub(times[i-1]))
	}
	return gaps
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		refuse(w, code, "planted")
	}
}

func success(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			answer(w, code, `{"data":{}}`)
			return
		}
		answer(w, code, `{"data":`+membershipJSON+`}`)
	}
}

// drop takes the request and closes the connection without a word.
func drop(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// cut breaks the answer off in the middle.
func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"data":{"gid":"9"`)
}

// calls are the four kinds of call with nothing but their error.
func calls() map[string]func(context.Context, *asana.Client) error {
	return map[string]func(context.Context, *asana.Client) error{
		"GET": func(ctx context.Context, c *asana.Client) error { _, err := c.Membership(ctx, "9"); return err },
		"POST": func(ctx context.Context, c *asana.Client) error {
			_, err := c.CreateMembership(ctx, asana.NewMembership{Member: "5", Parent: "7", AccessLevel: "editor"})
			return err
		},
		"PUT": func(ctx context.Context, c *asana.Client) error {
			_, err := c.UpdateMembership(ctx, "9", "editor")
			return err
		},
		"DELETE": func(ctx context.Context, c *asana.Client) error { return c.DeleteMembership(ctx, "9") },
	}
}

func done(method string) http.HandlerFunc {
	if method == http.MethodPost {
		return success(http.StatusCreated)
	}
	return success(http.StatusOK)
}

// Ensure 429 is repeated for every method, exactly when Asana says.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for method, call := range calls() {
		for name, value := range map[string]func() string{
			"seconds": func() string { return "7" },
			"date":    func() string { return time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat) },
		} {
			t.Run(method+"/"+name, func(t *testing.T) {
				t.Parallel()
				limited := func(w http.ResponseWriter, r *http.Request) { status(429, "Retry-After", value())(w, r) }
				s := &script{steps: []http.HandlerFunc{limited, limited, done(method)}}
				inBubble(t, asana.Config{RequestsPerMinute: 60_000}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
					if err := call(t.Context(), c); err != nil {
						t.Fatal(err)
					}
					for _, gap := range s.gaps() {
						if gap != 7*time.Second {
							t.Errorf("waited %v", s.gaps())
						}
					}
				})
			})
		}
	}
}

// Ensure a 429 that does not say when is waited out longer and longer, at most a
// minute, and not for ever.
func TestRetryAfter_Missing(t *testing.T) {
	t.Parallel()
	s := &script{steps: []http.HandlerFunc{status(429)}}
	inBubble(t, asana.Config{RequestsPerMinute: 60_000}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
		_, err := c.Membership(t.Context(), "9")
		if wait, ok := asana.IsRateLimited(err); !ok || wait <= 0 {
			t.Errorf("%v, wait %v", err, wait)
		}
		for i, gap := range s.gaps() {
			full := min(time.Second<<i, time.Minute)
			if gap < full/2 || gap > full {
				t.Errorf("wait %d is %v, want at most %v and half of it at least", i, gap, full)
			}
		}
		if len(s.arrivals()) != 10 {
			t.Errorf("%d attempts", len(s.arrivals()))
		}
	})
}

// Ensure a wait that the deadline does not allow ends the call at once.
func TestRetryAfter_Deadline(t *testing.T) {
	t.Parallel()
	s := &script{steps: []http.HandlerFunc{status(429, "Retry-After", "30")}}
	inBubble(t, asana.Config{}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		for i := range 2 {
			err := calls()["POST"](ctx, c)
			wait, ok := asana.IsRateLimited(err)
			if !ok || wait != 30*time.Second || asana.OutcomeUnknown(err) || !asana.IsUnavailable(err) {
				t.Errorf("call %d: %v, wait %v", i, err, wait)
			}
		}
		if len(s.arrivals()) != 1 || !time.Now().Equal(start) {
			t.Errorf("%d requests, %v spent", len(s.arrivals()), time.Since(start))
		}
	})
}

// Ensure nobody waits for hours when no deadline says for how long to wait.
func TestRetryAfter_Absurd(t *testing.T) {
	t.Parallel()
	s := &script{steps: []http.HandlerFunc{status(429, "Retry-After", "999999999999999999")}}
	inBubble(t, asana.Config{}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
		_, err := c.Membership(t.Context(), "9")
		if wait, ok := asana.IsRateLimited(err); !ok || wait != 24*time.Hour || len(s.arrivals()) != 1 {
			t.Errorf("%v, wait %v", err, wait)
		}
	})
}

// Ensure failures are repeated where that does no harm, with growing waits, and
// that what may have happened is said to be unknown.
func TestFailures(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]http.HandlerFunc{
		"500": status(500), "502": status(502), "503": status(503), "504": status(504), "drop": drop, "cut": cut,
	} {
		for method, call := range calls() {
			t.Run(name+"/"+method, func(t *testing.T) {
				t.Parallel()
				s := &script{steps: []http.HandlerFunc{step}}
				inBubble(t, asana.Config{RequestsPerMinute: 60_000}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
					err := call(t.Context(), c)
					want := 4
					if method == http.MethodPost {
						want = 1
					}
					if len(s.arrivals()) != want || !asana.IsUnavailable(err) || asana.OutcomeUnknown(err) != (method != http.MethodGet) {
						t.Errorf("%d requests, %v, unknown %v", len(s.arrivals()), err, asana.OutcomeUnknown(err))
					}
					for i, gap := range s.gaps() {
						if full := 250 * time.Millisecond << i; gap < full/2 || gap > full+10*time.Millisecond {
							t.Errorf("wait %d is %v", i, gap)
						}
					}
				})
			})
		}
	}
}

// Ensure a failure that passes is not noticed.
func TestFailures_Pass(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []http.HandlerFunc{drop, status(503, "Retry-After", "2"), cut, done(method)}}
			inBubble(t, asana.Config{RequestsPerMinute: 60_000}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
				if err := calls()[method](t.Context(), c); err != nil || len(s.arrivals()) != 4 {
					t.Fatalf("%v after %d requests", err, len(s.arrivals()))
				}
				if gap := s.gaps()[1]; gap != 2*time.Second {
					t.Errorf("waited %v after 503, though told 2 s", gap)
				}
			})
		})
	}
}

// Ensure what Asana refuses for good is asked once.
func TestRefusals_Once(t *testing.T) {
	t.Parallel()
	for _, code := range []int{400, 401, 402, 403, 404, 413, 451} {
		for method, call := range calls() {
			s := &script{steps: []http.HandlerFunc{status(code)}}
			inBubble(t, asana.Config{RequestsPerMinute: 60_000}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
				err := call(t.Context(), c)
				if len(s.arrivals()) != 1 || err == nil || asana.OutcomeUnknown(err) || asana.IsUnavailable(err) {
					t.Errorf("%s %d: %d requests, %v", method, code, len(s.arrivals()), err)
				}
			})
		}
	}
}

// Ensure 404 means gone only when an earlier attempt may have done it.
func TestDelete_Gone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first http.HandlerFunc
		gone  bool
	}{"after 500": {status(500), true}, "after a drop": {drop, true}, "after 429": {status(429, "Retry-After", "1"), false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []http.HandlerFunc{test.first, status(404)}}
			inBubble(t, asana.Config{RequestsPerMinute: 60_000}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
				if err := c.DeleteMembership(t.Context(), "9"); asana.IsNotFound(err) == test.gone || (err == nil) != test.gone {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

// Ensure doubt about an earlier attempt is not lost by a later refusal.
func TestUnknown_Stays(t *testing.T) {
	t.Parallel()
	s := &script{steps: []http.HandlerFunc{status(500), status(403)}}
	inBubble(t, asana.Config{RequestsPerMinute: 60_000}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
		if _, err := c.UpdateMembership(t.Context(), "9", "editor"); !asana.IsForbidden(err) || !asana.OutcomeUnknown(err) {
			t.Errorf("error %v", err)
		}
	})
}

// Ensure a server that does not answer is given up, attempt by attempt.
func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]int{"GET": 4, "POST": 1} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []http.HandlerFunc{func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				<-r.Context().Done()
			}}}
			inBubble(t, asana.Config{AttemptTimeout: time.Second}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
				err := calls()[method](t.Context(), c)
				if len(s.arrivals()) != want || !asana.IsUnavailable(err) || errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%d requests, %v", len(s.arrivals()), err)
				}
			})
		})
	}
}

// Ensure a cancelled call stops: before sending nothing is sent, while waiting
// nothing more is, and in flight its outcome is unknown.
func TestCancelled(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		step    http.HandlerFunc
		after   time.Duration
		unknown bool
		sent    int
	}{
		"before":    {success(200), 0, false, 0},
		"in flight": {func(_ http.ResponseWriter, r *http.Request) { pass(5 * time.Second) }, time.Second, true, 1},
		"waiting":   {status(429, "Retry-After", "5"), time.Second, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: []http.HandlerFunc{test.step}}
			inBubble(t, asana.Config{}, s.ServeHTTP, func(t *testing.T, c *asana.Client) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if test.after == 0 {
					cancel()
				}
				time.AfterFunc(test.after, cancel)
				err := calls()["POST"](ctx, c)
				if !errors.Is(err, context.Canceled) || asana.OutcomeUnknown(err) != test.unknown || len(s.arrivals()) != test.sent || asana.IsUnavailable(err) {
					t.Errorf("%d requests, %v", len(s.arrivals()), err)
				}
				pass(10 * time.Second)
			})
		})
	}
}
