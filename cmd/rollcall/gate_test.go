package main

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// gate holds the calls that fit until it is opened or cut.
type gate struct {
	t       testing.TB
	fits    func(*asanaCall) bool
	reached chan struct{} // closed when the first call is there
	open    chan struct{} // closed when they may go on
	cut     bool          // they end without an answer instead

	first, last sync.Once
}

// newGate makes a gate that is opened at the end of the test at the latest.
func newGate(t testing.TB, fits func(*asanaCall) bool) *gate {
	t.Helper()
	g := &gate{t: t, fits: fits, reached: make(chan struct{}), open: make(chan struct{})}
	t.Cleanup(g.release)
	return g
}

// anyCall fits every call.
func anyCall(*asanaCall) bool { return true }

// isWrite fits what changes something.
func isWrite(call *asanaCall) bool { return call.method != http.MethodGet }

// isPair fits the read of a pair.
func isPair(call *asanaCall) bool {
	return call.method == http.MethodGet && call.path == "/memberships" && call.query.Get("member") != ""
}

// hold is for callLog.
func (g *gate) hold(call *asanaCall) {
	if !g.fits(call) {
		return
	}
	g.first.Do(func() { close(g.reached) })
	<-g.open
	if g.cut {
		panic(http.ErrAbortHandler) // net/http then cuts the connection without an answer
	}
}

// wait returns when a call is held.
func (g *gate) wait() {
	g.t.Helper()
	waitFor(g.t, "a call at the gate", g.reached)
}

// release lets everything through from now on.
func (g *gate) release() { g.last.Do(func() { close(g.open) }) }

// drop cuts what is held and what comes: it never happened.
func (g *gate) drop() { g.last.Do(func() { g.cut = true; close(g.open) }) }

// waitFor returns when the signal is closed.
func waitFor(t testing.TB, what string, signal <-chan struct{}) {
	t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-signal:
	case <-timer.C:
		t.Fatalf("waited in vain for %s", what)
	}
}

// logWatch is a signal for what a service logs.
type logWatch struct {
	mu      sync.Mutex
	text    strings.Builder
	changed chan struct{} // closed and replaced by each line
}

// watchLog lets a watch see what the service logs.
func watchLog(cfg *config) *logWatch {
	w := &logWatch{changed: make(chan struct{})}
	cfg.Log = zerolog.New(zerolog.MultiLevelWriter(cfg.Log, io.Writer(w))).Level(zerolog.DebugLevel)
	return w
}

// Write implements io.Writer.
func (w *logWatch) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(line)
	close(w.changed)
	w.changed = make(chan struct{})
	return len(line), nil
}

// wait returns when the words were logged n times.
func (w *logWatch) wait(t testing.TB, n int, words string) {
	t.Helper()
	for {
		w.mu.Lock()
		text, changed := w.text.String(), w.changed
		w.mu.Unlock()
		if strings.Count(text, words) >= n {
			return
		}
		waitFor(t, words+" in the log, which has\n"+text, changed)
	}
}

// again is what the service logs when an attempt at a job failed and the next one is stored.
const again = "job is tried again"

// forwardUntil lets the service's time run fast until the signal is closed: retries have pauses that grow to 15 seconds.
func (s *service) forwardUntil(signal <-chan struct{}) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-signal:
			return
		case <-s.company.t.Context().Done():
			return
		case <-tick.C:
			s.store.Forward(time.Second)
		}
	}
}

// hurry runs wait while time runs fast.
func (s *service) hurry(wait func() said) said {
	s.company.t.Helper()
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() { defer close(stopped); s.forwardUntil(done) }()
	defer func() { close(done); <-stopped }()
	return wait()
}
