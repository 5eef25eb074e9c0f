package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// pulseEvery is how often a process is asked whether it is alive, as an orchestrator does, only more often.
const pulseEvery = 50 * time.Millisecond

// lastLines is how much of its log is shown of a process that a test failed with.
const lastLines = 60

// pulse asks a process all the while whether it is alive. Whatever is away, it is: an orchestrator that hears otherwise kills it.
type pulse struct {
	daemon  *daemon
	cancel  context.CancelFunc
	ended   chan struct{}
	beats   int
	slowest time.Duration
	missed  []string
	before  vitals
}

// feels begins to ask a process that has started.
func feels(d *daemon) *pulse {
	ctx, cancel := context.WithCancel(context.Background())
	p := &pulse{daemon: d, cancel: cancel, ended: make(chan struct{}), before: d.vitals()}
	d.t.Cleanup(func() {
		p.end()
		if lines := strings.Split(d.err.String(), "\n"); d.t.Failed() {
			d.t.Logf("the process logged last\n%s", strings.Join(lines[max(0, len(lines)-lastLines):], "\n"))
		}
	})
	go func() {
		defer close(p.ended)
		tick := time.NewTicker(pulseEvery)
		defer tick.Stop()
		for ctx.Err() == nil {
			p.beat(ctx)
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	}()
	return p
}

// beat asks once.
func (p *pulse) beat(ctx context.Context) {
	begun := time.Now()
	within, cancel := context.WithTimeout(ctx, slackWaits)
	defer cancel()
	req, err := http.NewRequestWithContext(within, http.MethodGet, p.daemon.address()+"/healthz", http.NoBody)
	if err != nil {
		p.missed = append(p.missed, err.Error())
		return
	}
	resp, err := http.DefaultClient.Do(req)
	if ctx.Err() != nil {
		return
	}
	p.beats++
	p.slowest = max(p.slowest, time.Since(begun))
	if err != nil {
		p.missed = append(p.missed, err.Error())
		return
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		p.missed = append(p.missed, resp.Status)
	}
}

// end stops asking.
func (p *pulse) end() {
	p.cancel()
	<-p.ended
}

// checkAlive ends the test if the process has ended.
func (p *pulse) checkAlive(t testing.TB) {
	t.Helper()
	select {
	case <-p.daemon.ended:
		t.Fatalf("the process ended with status %d:\n%s", p.daemon.code, p.daemon.err)
	default:
	}
}

// check fails the test if the process ever was not alive, or if it holds on to what it used while something was away.
func (p *pulse) check(t testing.TB) {
	t.Helper()
	p.checkAlive(t)
	p.end()
	if len(p.missed) > 0 || p.beats == 0 {
		t.Errorf("of %d questions whether it is alive, %d were not answered with yes: %q", p.beats, len(p.missed), p.missed)
	}
	after := p.daemon.vitals()
	t.Logf("alive %d times of %d, the slowest after %v; before %v; after %v", p.beats-len(p.missed), p.beats, p.slowest.Round(time.Millisecond), p.before, after)
	// Connections that are kept for the next call count too, so the bounds leave room for a full pool to each of the three that it talks to.
	if after.goroutines > p.before.goroutines+200 || after.files > p.before.files+100 || after.heap > p.before.heap+64<<20 {
		t.Error("something piles up")
	}
}

// vitals are what a process uses.
type vitals struct{ goroutines, files, heap, resident int }

// String implements fmt.Stringer.
func (v vitals) String() string {
	return fmt.Sprintf("%d goroutines, %d files, %d MB of heap, %d MB in memory", v.goroutines, v.files, v.heap>>20, v.resident>>20)
}

// vitals reads what the process says of itself to operators.
func (d *daemon) vitals() vitals {
	d.t.Helper()
	req, err := http.NewRequestWithContext(context.WithoutCancel(d.t.Context()), http.MethodGet, fmt.Sprintf("http://%s/metrics", d.logged("serving metrics")["addr"]), http.NoBody)
	must(d.t, err)
	resp, err := http.DefaultClient.Do(req)
	must(d.t, err)
	defer resp.Body.Close()
	values := map[string]int{}
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if value, err := strconv.ParseFloat(text, 64); err == nil {
			values[name] = int(value)
		}
	}
	return vitals{values["go_goroutines"], values["process_open_fds"], values["go_memstats_heap_inuse_bytes"], values["process_resident_memory_bytes"]}
}
