package main

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"sync"
)

// news signals every line that the service logs, and keeps the last ones.
type news struct {
	c  chan struct{}
	mu sync.Mutex
	b  [][]byte
}

func newNews() *news { return &news{c: make(chan struct{}, 1)} }

// Write implements io.Writer.
func (n *news) Write(p []byte) (int, error) {
	n.mu.Lock()
	if n.b = append(n.b, bytes.Clone(p)); len(n.b) > 200 {
		n.b = n.b[1:]
	}
	n.mu.Unlock()
	select {
	case n.c <- struct{}{}:
	default:
	}
	return len(p), nil
}

// has tells whether a line of the log holds all of these.
func (n *news) has(parts ...string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.ContainsFunc(n.b, func(line []byte) bool {
		return !slices.ContainsFunc(parts, func(p string) bool { return !bytes.Contains(line, []byte(p)) })
	})
}

// errCut is what a service that is dead gets for its calls.
var errCut = errors.New("the service is dead")

// cord is what all calls of one life go through. It can stop at one of them, and be pulled.
type cord struct {
	mu    sync.Mutex
	calls int // until the stop; -2: none
	after bool
	cut   bool
	under sync.WaitGroup
	hit   chan struct{}
	dead  chan struct{}
}

func newCord() *cord {
	return &cord{calls: -2, hit: make(chan struct{}), dead: make(chan struct{})}
}

// arm makes a later call stop, before it leaves or after it was served.
func (c *cord) arm(calls int, after bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls, c.after = calls, after
}

func (c *cord) isCut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cut
}

// pull lets no call and no answer pass any more, and returns when none is under way.
func (c *cord) pull() {
	c.mu.Lock()
	c.cut = true
	close(c.dead)
	c.mu.Unlock()
	c.under.Wait()
}

// before puts the cord before a transport.
func (c *cord) before(next http.RoundTripper) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		after, ok := c.enter()
		if !ok {
			return nil, errCut
		}
		resp, err := next.RoundTrip(r)
		c.under.Done()
		if after {
			close(c.hit)
			<-c.dead
		}
		if c.isCut() {
			if err == nil {
				_ = resp.Body.Close()
			}
			return nil, errCut
		}
		return resp, err
	})
}

// enter lets a call in, unless it is the one to stop at before it leaves, or all is over.
func (c *cord) enter() (stopAfter, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut {
		return false, false
	}
	if c.calls > -2 {
		c.calls--
	}
	stop := c.calls == -1
	if stop {
		c.calls = -2
	}
	if stop && !c.after {
		close(c.hit)
		c.mu.Unlock()
		<-c.dead
		c.mu.Lock()
		return false, false
	}
	c.under.Add(1)
	return stop, true
}

// transport is a function that carries a call out.
type transport func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// worries are the lines of the log that an operator would look at.
func (n *news) worries() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	quiet := func(line []byte) bool { return bytes.Contains(line, []byte(`"level":"debug"`)) }
	return string(bytes.Join(slices.DeleteFunc(slices.Clone(n.b), quiet), nil))
}
