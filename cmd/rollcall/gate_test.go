package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
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

// count counts the lines that have all of the words, and returns what is closed by the next line.
func (w *logWatch) count(words ...string) (n int, changed <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for line := range strings.Lines(w.text.String()) {
		lacks := func(word string) bool { return !strings.Contains(line, word) }
		if !slices.ContainsFunc(words, lacks) {
			n++
		}
	}
	return n, w.changed
}

// wait returns when n lines with all of the words were logged.
func (w *logWatch) wait(t testing.TB, n int, words ...string) {
	t.Helper()
	for {
		found, changed := w.count(words...)
		if found >= n {
			return
		}
		waitFor(t, fmt.Sprintf("line %d with %q in the log", n, words), changed)
	}
}

const (
	// again is what the service logs when an attempt at a job failed and the next one is stored.
	again = "job is tried again"
	// done is what it logs when a job has ended and so is no longer under a lease, which a leap of the clock would end.
	done = "job is done with here"
)

// hurry runs wait while the pauses between the attempts at jobs are skipped: they grow to 15 seconds. No job may be under way when it is called.
func (s *service) hurry(log *logWatch, wait func() said) said {
	s.company.t.Helper()
	ended, stopped := make(chan struct{}), make(chan struct{})
	before, _ := log.count(again)
	go func() {
		defer close(stopped)
		for {
			s.store.Forward(15 * time.Second)
			n, changed := log.count(again)
			for ; n == before; n, changed = log.count(again) {
				select {
				case <-changed:
				case <-ended:
					return
				}
			}
			before = n
		}
	}()
	defer func() { close(ended); <-stopped }()
	return wait()
}
