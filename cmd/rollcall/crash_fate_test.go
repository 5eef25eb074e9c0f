package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"go.uber.org/fx"

	"rollcall/bot"
)

// errDead is what a process that has died gets for whatever it still tries.
var errDead = errors.New("the process is dead")

// fate decides when a process dies. Every step that has an effect outside the process passes through it, and at one of them it dies: before the
// effect, or after it, when nobody in the process hears of it any more. From then on nothing gets through. Where something else is to strike, that
// happens before the effect of the step in place of a death.
type fate struct {
	at     int // the step, counted from 1; 0 is none
	after  bool
	strike func() // what happens in place of a death; nil for a death

	mu    sync.Mutex
	armed bool
	steps []string
	under sync.WaitGroup // effects under way
	dead  chan struct{}
}

func newFate(at int, after bool) *fate { return &fate{at: at, after: after, dead: make(chan struct{})} }

// arm counts steps from now on.
func (f *fate) arm() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = true
}

// strikes lets something happen before a step in place of a death. Steps count anew from here.
func (f *fate) strikes(at int, strike func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.steps, f.at, f.strike = nil, at, strike
}

// spare counts no steps any more.
func (f *fate) spare() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = false
}

// taken are the steps so far.
func (f *fate) taken() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.steps
}

func (f *fate) gone() bool {
	select {
	case <-f.dead:
		return true
	default:
		return false
	}
}

// enter lets a step begin, unless the process is dead or dies before it. A step without a name has no effect that could be lost.
func (f *fate) enter(what string) (last, alive bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone() {
		return false, false
	}
	if f.armed && what != "" {
		f.steps = append(f.steps, what)
		last = len(f.steps) == f.at
	}
	if last && f.strike != nil {
		f.strike()
		last = false
	}
	if last && !f.after {
		close(f.dead)
		return false, false
	}
	f.under.Add(1)
	return last, true
}

// step carries out an effect and returns what the process hears of it.
func (f *fate) step(what string, effect func() error) error {
	last, alive := f.enter(what)
	if !alive {
		return errDead
	}
	err := effect()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.under.Done()
	if last && !f.gone() {
		close(f.dead)
	}
	if f.gone() {
		return errDead
	}
	return err
}

// wrap puts the fate between the bot and its store.
func (f *fate) wrap() fx.Option {
	return fx.Decorate(
		func(s bot.Store) bot.Store { return mortalStore{s, f} },
		func(q bot.Queue) bot.Queue { return mortalQueue{q, f} },
	)
}

// away is how the store says that the process is dead: as when the database is away.
func away(err error) error {
	if errors.Is(err, errDead) {
		return fmt.Errorf("%w: %w", bot.ErrUnavailable, err)
	}
	return err
}

type mortalStore struct {
	bot.Store
	fate *fate
}

// Update implements bot.Store.
func (s mortalStore) Update(ctx context.Context, fn func(ctx context.Context, tx bot.Tx) error) error {
	return away(s.fate.step("commit", func() error { return s.Store.Update(ctx, fn) }))
}

// View implements bot.Store.
func (s mortalStore) View(ctx context.Context, fn func(ctx context.Context, tx bot.Tx) error) error {
	return away(s.fate.step("", func() error { return s.Store.View(ctx, fn) }))
}

type mortalQueue struct {
	bot.Queue
	fate *fate
}

// Claim implements bot.Queue. Only one that finds jobs is a step, which is known when it is done: between what was before and a claim lies nothing,
// so that both sides of it are the same death.
func (q mortalQueue) Claim(ctx context.Context, c bot.Claim) (jobs []bot.Job, err error) {
	err = q.fate.step("", func() error {
		jobs, err = q.Queue.Claim(ctx, c)
		return err
	})
	if err == nil && len(jobs) > 0 {
		err = q.fate.step("claim", func() error { return nil })
	}
	if err != nil {
		return nil, away(err)
	}
	return jobs, nil
}

// Renew implements bot.Queue.
func (q mortalQueue) Renew(ctx context.Context, j bot.Job, lease time.Duration) (until time.Time, err error) {
	err = q.fate.step("", func() error {
		until, err = q.Queue.Renew(ctx, j, lease)
		return err
	})
	return until, away(err)
}

// before puts the fate before a transport.
func (f *fate) before(whom string, next http.RoundTripper) http.RoundTripper {
	return transport(func(r *http.Request) (resp *http.Response, err error) {
		err = f.step(whom+" "+r.Method+" "+r.URL.Path, func() error {
			resp, err = next.RoundTrip(r) //nolint:bodyclose // whoever made the call closes it, and below the dead
			return err
		})
		if errors.Is(err, errDead) {
			if resp != nil {
				_ = resp.Body.Close()
			}
			return nil, &tls.CertificateVerificationError{Err: errDead} // which no client tries again, so that a dead process is soon gone
		}
		return resp, err
	})
}

// front stands before a service, so that its answers to Slack are steps too: what is not answered is cut.
func (f *fate) front(service string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := f.ask(service, r)
		sent := false
		if err == nil {
			_ = f.step("answer to "+r.URL.Path, func() error {
				sent = true
				w.Header().Set("Content-Type", answer.header.Get("Content-Type"))
				w.WriteHeader(answer.status)
				_, err := io.WriteString(w, answer.body)
				return err
			})
		}
		if !sent {
			panic(http.ErrAbortHandler)
		}
	}))
}

// reply is what a service answered to Slack.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask hands a request on to the service, unless it is dead.
func (f *fate) ask(service string, r *http.Request) (reply, error) {
	if f.gone() {
		return reply{}, errDead
	}
	on, err := http.NewRequestWithContext(r.Context(), r.Method, service+r.URL.Path, r.Body)
	if err != nil {
		return reply{}, err
	}
	on.Header = r.Header.Clone()
	resp, err := http.DefaultTransport.RoundTrip(on)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	var body strings.Builder
	_, err = io.Copy(&body, resp.Body)
	return reply{resp.StatusCode, resp.Header, body.String()}, err
}
