package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// ordeal is a service under load: several people at once, who type and click at random moments about few memberships, while something goes wrong. All that
// anybody sent is recorded with what was answered, so that it can be proved afterwards that nothing was lost and nothing done twice.
type ordeal struct {
	*company

	t        testing.TB
	database string // what the service is given
	direct   string // the same database for the proof, past whatever is in the way of the service
	policy   string // the service's policy file
	in       *ingress
	bell     *bell // rings when a process logs something
	seed     uint64
	steps    int
	pause    time.Duration // the longest between two steps of one person
	deaths   int           // how often a process was killed

	mu         sync.Mutex
	begun      int
	marks      []chan struct{} // each is closed when so many steps have begun
	sent       []delivery
	votes      []vote
	triggers   int
	unexpected []string
}

// lostRules let everybody change the memberships of two projects at once; those of the third need the word of Chloé or Noor, but for Ada.
const lostRules = `
settings: {changes_per_hour: 100000, removals_per_hour: 100000}
rules:
  - {name: admins, match: {requester: U01ADA0BIAN}, then: allow}
  - {name: asked, match: {kind: project, what: [Website Relaunch]}, then: {approve: {from: [U01CHLOEDUB, U01NOORHADD]}}}
  - {name: at once, then: allow}
`

// lostSeed makes some of those members already whose memberships are changed.
func lostSeed(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
	for _, b := range []bond{{websiteRelaunch, mayaGID}, {harbourApp, lindGID}, {onCall, mayaGID}} {
		as.Memberships = append(as.Memberships, asanasandbox.SeedMembership{Parent: b.parent, Member: b.member, AccessLevel: "commenter"})
	}
}

// slowly lets Asana take some time over each call, so that there is always something under way.
func slowly(o *asanasandbox.Options) { o.Latency = 20 * time.Millisecond }

// proving tells whether proofs run at full size.
func proving() bool { return os.Getenv("ROLLCALL_PROVE") == "1" }

// newOrdeal makes a company and an ingress in front of a service on a database that is still to be started. ROLLCALL_SEED draws a load again.
func newOrdeal(t testing.TB, database string) *ordeal {
	t.Helper()
	o := &ordeal{
		company: newCompany(t, lostSeed, slowly), t: t, database: database, direct: database, in: newIngress(), bell: newBell(),
		seed: rand.Uint64(), steps: 40, pause: 200 * time.Millisecond,
	}
	t.Cleanup(o.in.Close)
	o.policy = rulesFile(t, lostRules)
	if text := os.Getenv("ROLLCALL_SEED"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		must(t, err)
		o.seed = seed
	}
	if proving() {
		o.steps = 200
	}
	t.Logf("the load is drawn from ROLLCALL_SEED=%d", o.seed)
	o.setApp(o.in.URL)
	o.heard = o.bell
	o.books.open(o.memberships())
	return o
}

// starts starts a replica of the service and lets it have requests as soon as it listens.
func (o *ordeal) starts() *daemon {
	o.t.Helper()
	d := o.launches()
	o.in.joins(d.address())
	return d
}

// launches starts a process of the service that has no requests yet.
func (o *ordeal) launches() *daemon {
	o.t.Helper()
	return o.launch(o.database, "POLICY_FILE="+o.policy, "APPROVALS_CHANNEL="+approvals)
}

// dies kills a replica; what is sent to it meanwhile gets no answer.
func (o *ordeal) dies(d *daemon) {
	o.t.Helper()
	o.deaths++
	d.kill()
	o.in.leaves(d.address())
}

// lostPeople are those who type and click. Chloé and Noor also decide.
func lostPeople() []string { return []string{ada, ben, maya, chloe, noor} }

// endures lets people do all their steps while trouble runs, which is told by its context that they have ended; it may be nil.
func (o *ordeal) endures(trouble func(ctx context.Context)) {
	o.t.Helper()
	ctx, cancel := context.WithCancel(o.t.Context())
	all := lostPeople()
	o.steps -= o.steps % len(all)
	o.marks = make([]chan struct{}, o.steps+1)
	for i := range o.marks {
		o.marks[i] = make(chan struct{})
	}
	close(o.marks[0])
	var people sync.WaitGroup
	defer func() { cancel(); people.Wait() }() // also when the trouble fails the test
	for i, who := range all {
		p := &person{ordeal: o, id: who, rng: rand.New(rand.NewPCG(o.seed, uint64(i)))}
		steps := o.steps / len(all)
		people.Go(func() { p.lives(ctx, steps) })
	}
	ended := make(chan struct{})
	go func() { defer close(ended); people.Wait(); cancel() }()
	if trouble != nil {
		trouble(ctx)
	}
	select {
	case <-ended:
	case <-time.After(10 * patience):
		o.t.Fatal("the people never came to the end of what they had to do")
	}
}

// reached is closed when so many of all steps have begun.
func (o *ordeal) reached(steps int) <-chan struct{} { return o.marks[steps] }

// begins counts a step.
func (o *ordeal) begins() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.begun++
	close(o.marks[o.begun])
}

// trigger is a new id of a command.
func (o *ordeal) trigger() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.triggers++
	return fmt.Sprintf("1337.%d.lost", o.triggers)
}

// wonders notes that something happened which must not.
func (o *ordeal) wonders(format string, args ...any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unexpected = append(o.unexpected, fmt.Sprintf(format, args...))
}

// memberships are all that Asana shows.
func (c *company) memberships() []row {
	c.t.Helper()
	var state struct {
		Memberships []row `json:"memberships"`
	}
	get(c.t, c.asana.URL+"/_sandbox/state", &state)
	return state.Memberships
}

// bell rings when something is written to it.
type bell struct {
	mu   sync.Mutex
	rung chan struct{} // closed and replaced by each write
}

func newBell() *bell { return &bell{rung: make(chan struct{})} }

// Write implements io.Writer.
func (b *bell) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.rung)
	b.rung = make(chan struct{})
	return len(p), nil
}

// next is closed when the bell rings again.
func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rung
}
