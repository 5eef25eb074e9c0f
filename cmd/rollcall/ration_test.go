package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/asana"
	asanasandbox "rollcall/asana/sandbox"
	"rollcall/bot"
	slacksandbox "rollcall/bot/slack/sandbox"
	"rollcall/bot/store"
	"rollcall/bot/store/pgtest"
)

// plans adds so many projects to the company, for as many commands that don't wait for each other.
func plans(n int) func(*asanasandbox.Seed, *slacksandbox.Seed) {
	return func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		for i := range n {
			as.Projects = append(as.Projects, project(plan(i), fmt.Sprint("Plan ", i), nil))
		}
	}
}

func plan(i int) string { return fmt.Sprint(1208000000039100 + i) }

// crowd lets everybody who may type one command about their share of some projects, at the same moment and to replicas in turn, and waits until all is
// done.
func (c *company) crowd(services []*service, first, n int) {
	c.t.Helper()
	people := crowdOf()
	requests := make([][]string, len(people))
	var group sync.WaitGroup
	for p, who := range people {
		var share []string
		for i := p; i < n; i += len(people) {
			share = append(share, plan(first+i))
		}
		group.Go(func() { requests[p] = c.atOnce(who, "add @gus to projects "+strings.Join(share, ", ")+" as editor") })
	}
	group.Wait()
	for _, request := range slices.Concat(requests...) {
		c.waitEnd(request, "applied")
	}
	acted := make(map[string]bool)
	for _, e := range services[0].log() {
		if e.Change != "" {
			acted[e.Context.Instance] = true
		}
	}
	if len(acted) < 2 {
		c.t.Errorf("only %v took part", acted)
	}
}

func crowdOf() []string { return []string{ada, maya, ben, noor, chloe} }

// unrefused checks that Asana never had to say that there are too many requests, and returns how many there were.
func (c *company) unrefused() int {
	c.t.Helper()
	all := c.journal(anyCall)
	refused := 0
	for _, line := range all {
		if strings.HasSuffix(line, " 429") {
			refused++
		}
	}
	if refused > 0 {
		c.t.Errorf("%d of %d calls were answered 429", refused, len(all))
	}
	return len(all)
}

// Ensure that three replicas with one token, each of which may use all that Asana allows it, together never use more.
func TestRation(t *testing.T) {
	t.Parallel()
	const changes = 12
	rate, rounds := 300, 1
	if proving() {
		rate, rounds = tightRate, 6
	}
	c := newCompany(t, plans(rounds*changes), func(o *asanasandbox.Options) { o.RatePerMinute = rate })
	services := c.replicas(pgtest.Start(t), 3, func(cfg *config) {
		cfg.Asana.RequestsPerMinute, cfg.Bot.Admins, cfg.Bot.Workers = rate, crowdOf(), 4
	})
	begun := time.Now()
	for round := range rounds {
		c.crowd(services, round*changes, changes)
	}
	took := time.Since(begun)
	calls := c.unrefused()
	t.Logf("%d changes and %d calls in %v: %.0f calls a minute of %d allowed", rounds*changes, calls, took.Round(time.Second), float64(calls)/took.Minutes(), rate)
}

// Ensure that three replicas, each of which could fill all places that Asana has for requests in flight, together never do, however slow Asana is.
func TestRation_InFlight(t *testing.T) {
	t.Parallel()
	const changes = 36
	c := newCompany(t, plans(changes), func(o *asanasandbox.Options) { o.Latency = time.Second })
	services := c.replicas(pgtest.Start(t), 3, func(cfg *config) { cfg.Bot.Admins = crowdOf() })
	var under, most atomic.Int64
	c.calls.hold(func(call *asanaCall) {
		if isWrite(call) {
			most.Store(max(most.Load(), under.Add(1)))
		}
	})
	c.calls.holdAnswers(func(call *asanaCall) {
		if isWrite(call) {
			under.Add(-1)
		}
	})
	c.crowd(services, 0, changes)
	calls := c.unrefused()
	t.Logf("%d calls, %d writes at once", calls, most.Load())
	if n := most.Load(); n <= asana.DefaultMaxWrites/2 {
		t.Errorf("only %d writes at once: the limit was not in the way, so this proves nothing", n)
	}
}

// Ensure that keeping the limits in the database costs a replica that is alone next to nothing of the rate.
func TestRation_Alone(t *testing.T) {
	t.Parallel()
	const rate, calls = 900, 75
	cfg := asana.Config{Token: serviceToken, RequestsPerMinute: rate}
	db, err := store.Open(t.Context(), store.Config{URL: pgtest.Start(t)})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, db.Migrate(t.Context()))
	shared := cfg
	shared.Ration = shareLimits(db, cfg)
	var alone, together time.Duration
	var both sync.WaitGroup
	both.Go(func() { alone = timeCalls(t, cfg, calls) })
	both.Go(func() { together = timeCalls(t, shared, calls) })
	both.Wait()
	t.Logf("%d calls at %d a minute: %v by itself, %v with the database", calls, rate, alone, together)
	if together*9 > alone*10 {
		t.Errorf("%v with the database, %v by itself", together, alone)
	}
}

// timeCalls makes calls to an Asana of its own as fast as the client lets them leave.
func timeCalls(t *testing.T, cfg asana.Config, calls int) time.Duration {
	seed := asanasandbox.DefaultSeed()
	seed.Tokens["service"] = cfg.Token
	sandbox, err := asanasandbox.New(asanasandbox.Options{Seed: seed, RatePerMinute: cfg.RequestsPerMinute})
	must(t, err)
	server := httptest.NewServer(sandbox)
	defer server.Close()
	cfg.BaseURL = server.URL + "/api/1.0"
	client, err := asana.New(cfg)
	must(t, err)
	begun := time.Now()
	var group sync.WaitGroup
	for range calls {
		group.Go(func() {
			if _, err := client.Me(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	return time.Since(begun)
}

// Ensure that nothing is sent while the database that keeps the limits is away, that this is said to be the database, and that the token is not in it.
func TestRation_Away(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	addr := listener(t)
	must(t, addr.Close())
	db, err := store.Open(t.Context(), store.Config{URL: "postgres://rollcall@" + addr.Addr().String() + "/rollcall?sslmode=disable"})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	cfg := asana.Config{BaseURL: c.asana.URL + "/api/1.0", Token: serviceToken}
	cfg.Ration = shareLimits(db, cfg)
	client, err := asana.New(cfg)
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := client.Me(ctx); !errors.Is(err, bot.ErrUnavailable) || !asana.IsUnavailable(err) || len(c.calls.take()) > 0 {
		t.Errorf("without the database: %v", err)
	}
	if name := rationName(serviceToken); name == rationName(botToken) || strings.Contains(name, serviceToken) {
		t.Errorf("the ration is called %q", name)
	}
}

// Ensure that what is asked for who types is asked sparingly, and what a command needs is not.
func TestRation_Sparing(t *testing.T) {
	t.Parallel()
	c, url := newCompany(t, nil), pgtest.Start(t)
	d := c.suggests(func(cfg *config) { cfg.Store.URL = url })
	db := beside(t, url)
	sparing := func() (n int) {
		t.Helper()
		must(t, db.db.QueryRowContext(t.Context(), "select count(*) from ration_paces where pace = 'sparing'").Scan(&n))
		return n
	}
	c.waitEnd(requestOf(t, c.types(ada, addMaya)), "applied")
	if sparing() != 0 {
		t.Error("a command is carried out sparingly")
	}
	d.finds(field{who: chloe}, "web", website)
	if sparing() != 1 {
		t.Error("suggestions are not looked up sparingly")
	}
}
