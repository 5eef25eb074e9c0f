package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/bot/store/pgtest"
)

// Whatever people, time, the policy and crashes do to requests in whatever order: no request is decided twice, none against the order of checks,
// none waits for people who cannot be reached, every effect has its events, and every card ends in the true state.
func TestApprovalModel(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(testing.TB) string{"sqlite": sqliteURL, "sqlite too": sqliteURL, "postgres": pgtest.Start} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shortest := &telling{}
			t.Cleanup(func() { shortest.print(t) })
			rapid.Check(t, func(rt *rapid.T) { newTrial(t, rt, database, shortest).run() })
		})
	}
}

// run is one random sequence and the look at what is left of it.
func (l *trial) run() {
	most := 16
	if proving() {
		most = 40
	}
	steps := l.steps()
	l.begin()
	names := weighted()
	for _, i := range rapid.SliceOfN(evenly(len(names)), 8, most).Draw(l.rt, "steps") {
		steps[names[i]]()
		l.look()
	}
	l.finish()
}

// trial is one sequence against a company of its own.
type trial struct {
	*company
	rt      *rapid.T
	told    *telling // the shortest failing sequence so far
	story   []string
	base    string // the database
	world   world
	asks    []*ask
	svc     *life
	clicked map[string]bool // messages, by channel and ts
	lost    int             // answers of Slack that may have got lost
	gone    map[string]bool // who was deactivated at any time
	drift   time.Duration   // how far the clock was moved beside the steps
	lives   int
}

func newTrial(t *testing.T, rt *rapid.T, database func(testing.TB) string, told *telling) *trial {
	l := &trial{rt: rt, told: told, clicked: map[string]bool{}, gone: map[string]bool{}}
	l.company = newCompany(trialTB{T: t, rt: rt}, nil)
	l.base = database(l.t)
	return l
}

// say adds a line to the story of the sequence.
func (l *trial) say(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	l.story = append(l.story, line)
	l.rt.Log(line)
}

// fail ends the sequence. What is wrong is said in the same words for every sequence in which it is wrong, so that a shorter one can be found.
func (l *trial) fail(wrong, format string, args ...any) {
	detail := fmt.Sprintf(format, args...)
	l.told.keep(l.story, wrong+": "+detail+"\n"+l.worries())
	l.rt.Log(detail)
	l.rt.Fatal(wrong)
}

// worries are what the service logged last, and the work that is left.
func (l *trial) worries() string {
	if l.svc == nil {
		return ""
	}
	return l.svc.news.worries() + l.left()
}

// telling is the shortest failing sequence, kept for reading.
type telling struct {
	mu   sync.Mutex
	text string
	size int
}

func (k *telling) keep(story []string, wrong string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.size == 0 || len(story) <= k.size {
		k.size, k.text = len(story), strings.Join(story, "\n")+"\n=> "+wrong
	}
}

func (k *telling) print(t *testing.T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.text != "" {
		t.Errorf("the shortest sequence that failed:\n%s", k.text)
	}
}

// trialTB lets the company of one sequence end and fail with it.
type trialTB struct {
	*testing.T
	rt *rapid.T
}

func (b trialTB) Cleanup(f func())                  { b.rt.Cleanup(f) }
func (b trialTB) Context() context.Context          { return b.rt.Context() }
func (b trialTB) Error(args ...any)                 { b.rt.Error(args...) }
func (b trialTB) Errorf(format string, args ...any) { b.rt.Errorf(format, args...) }
func (b trialTB) Fatal(args ...any)                 { b.rt.Fatal(args...) }
func (b trialTB) Fatalf(format string, args ...any) { b.rt.Fatalf(format, args...) }
func (b trialTB) FailNow()                          { b.rt.FailNow() }
func (b trialTB) Failed() bool                      { return b.rt.Failed() }
func (b trialTB) Log(args ...any)                   { b.rt.Log(args...) }
func (b trialTB) Logf(format string, args ...any)   { b.rt.Logf(format, args...) }
