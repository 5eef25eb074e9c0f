package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/asana"
	"rollcall/bot"
)

// While Asana keeps its answer to itself, what is known from before is suggested; when it comes, the next letter finds it.
func TestSuggest_Slow(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	d := c.suggests(nil)
	d.finds(field{who: chloe}, "", website, harbourApp)
	g := newGate(t, isSearch("project", "web"))
	c.calls.hold(g.hold)
	known := d.types(field{who: chloe}, "web") // returns, although nobody opens the gate
	g.wait()
	if got := valuesOf(known); !slices.Contains(got, website) || slices.Contains(got, harbourApp) {
		t.Errorf("what is known from before is not suggested: %s", spelled(known))
	}
	cold := newGate(t, isSearch("portfolio", "road"))
	c.calls.hold(func(call *asanaCall) { g.hold(call); cold.hold(call) })
	if got := d.types(field{who: chloe, kind: "portfolio"}, "road"); !isTyped(got, "road") {
		t.Errorf("of what nothing is known something else is suggested than what was typed: %s", spelled(got))
	}
	cold.wait()
	cold.release()
	d.finds(field{who: chloe, kind: "portfolio"}, "road", roadmap)
}

// A private project is shown as soon as it is known that the person sees it, and not before.
func TestSuggest_SlowSight(t *testing.T) {
	t.Parallel()
	c := newCompany(t, sightSeed)
	d := c.suggests(nil)
	g := newGate(t, func(call *asanaCall) bool { return call.path == "/memberships" })
	c.calls.hold(g.hold)
	d.finds(field{who: lind}, "", openSea)
	g.wait()
	if got := valuesOf(d.types(field{who: lind}, "")); slices.Contains(got, tidePool) {
		t.Errorf("a private project is shown before it is known who sees it: %q", got)
	}
	g.release()
	d.finds(field{who: lind}, "", tidePool)
}

// Asana's failures are nobody's error: what is known is suggested, and what it does not tell now the next letter asks again.
func TestSuggest_Faults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]map[string]any{
		"down": {"drop": true}, "broken": {"status": 500}, "busy": {"status": 429, "retry_after": 1}, "forbidden": {"status": 403}, "slow": {"delay_ms": 2000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, sightSeed)
			d := c.suggests(nil)
			d.finds(field{who: ben}, "", website, tidePool)
			fault["match"], fault["times"] = "GET *", 0
			for _, match := range []string{"GET /workspaces/*/typeahead", "GET /memberships"} {
				fault["match"] = match
				c.asanaFault(fault)
			}
			if got := valuesOf(d.types(field{who: ben}, "web")); !slices.Contains(got, website) {
				t.Errorf("what is known is not suggested: %q", got)
			}
			if got := d.types(field{who: ben, kind: "goal"}, "double"); len(got) > 0 && !isTyped(got, "double") {
				t.Errorf("suggested out of nothing: %s", spelled(got))
			}
			var none any
			post(t, c.asana.URL+"/_sandbox/reset", map[string]any{}, &none)
			d.finds(field{who: ben, kind: "goal"}, "doubl", bookings)
		})
	}
}

// isTyped tells whether all that is suggested is to send what was typed.
func isTyped(found []bot.OptionGroup, text string) bool {
	return len(found) == 1 && len(found[0].Options) == 1 && found[0].Options[0].Value == text && strings.HasPrefix(found[0].Options[0].Note, "as typed")
}

// stuck is a connection to Asana on which the calls that fit get no answer, ever: they end when nobody wants them.
type stuck struct {
	next http.RoundTripper
	fits func(*http.Request) bool

	mu      sync.Mutex
	changed chan struct{} // closed and replaced when a call begins or ends
	begun   []string
	ended   []string
}

func newStuck(fits func(*http.Request) bool) *stuck {
	return &stuck{fits: fits, changed: make(chan struct{})}
}

// in puts it between the service and Asana.
func (s *stuck) in(cfg *config) { s.next, cfg.Asana.Transport = cfg.Asana.Transport, s }

// RoundTrip implements http.RoundTripper.
func (s *stuck) RoundTrip(req *http.Request) (*http.Response, error) {
	if !s.fits(req) {
		return s.next.RoundTrip(req)
	}
	query := req.URL.Query().Get("query")
	s.note(&s.begun, query)
	<-req.Context().Done()
	if !errors.Is(req.Context().Err(), context.Canceled) {
		query += " in the end" // nobody gave it up
	}
	s.note(&s.ended, query)
	return nil, req.Context().Err()
}

func (s *stuck) note(list *[]string, query string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*list = append(*list, query)
	close(s.changed)
	s.changed = make(chan struct{})
}

// wait returns when what began and ended fits.
func (s *stuck) wait(t *testing.T, what string, fits func(begun, ended []string) bool) {
	t.Helper()
	for {
		s.mu.Lock()
		ok, changed := fits(s.begun, s.ended), s.changed
		s.mu.Unlock()
		if ok {
			return
		}
		waitFor(t, what, changed)
	}
}

func isTypeahead(req *http.Request) bool { return strings.HasSuffix(req.URL.Path, "/typeahead") }

// What somebody typed on from is looked up no longer, unless somebody else still waits for it; another field of theirs goes on.
func TestSuggest_Superseded(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := newStuck(isTypeahead)
	d := c.suggests(s.in)
	both := func(text string) func(begun, ended []string) bool {
		return func(begun, ended []string) bool { return slices.Contains(begun, text) && !slices.Contains(ended, text) }
	}
	d.types(field{who: chloe}, "w")
	s.wait(t, "the first search", both("w"))
	d.types(field{who: chloe, kind: "goal", name: "in"}, "g")
	s.wait(t, "the search of another field", both("g"))
	d.types(field{who: chloe}, "we")
	s.wait(t, "the end of the first search", func(_, ended []string) bool { return slices.Contains(ended, "w") })
	s.wait(t, "the second search", both("we"))
	d.types(field{who: ben}, "we")
	d.types(field{who: chloe}, "web") // Ben still wants the second
	s.wait(t, "the third search", both("web"))
	d.types(field{who: ben}, "x")
	s.wait(t, "the end of the second search", func(_, ended []string) bool { return slices.Contains(ended, "we") })
	s.wait(t, "only what was superseded to end", func(_, ended []string) bool { return !slices.Contains(ended, "g") && !slices.Contains(ended, "web") })
}

// All that goes on in the background ends when the service stops.
func TestSuggest_Stop(t *testing.T) {
	t.Parallel()
	c := newCompany(t, sightSeed)
	s := newStuck(func(req *http.Request) bool {
		return strings.HasSuffix(req.URL.Path, "/memberships") || isTypeahead(req) && req.URL.Query().Get("query") == "we"
	})
	d := c.suggests(s.in)
	for _, id := range []string{ben, lind, chloe} {
		d.types(field{who: id}, "")
		d.types(field{who: id, name: "in", kind: "type"}, "we")
	}
	s.wait(t, "searches", func(begun, _ []string) bool { return len(begun) > 1 })
	d.stop()
	d.stop = func() {}
	s.wait(t, "the end of all", func(begun, ended []string) bool { return len(begun) == len(ended) })
	if got := d.types(field{who: ben, kind: "goal"}, "double"); len(got) > 0 {
		t.Errorf("after the end something new is found: %s", spelled(got))
	}
}

// Several people who type the same cost Asana one search, and the members of an object are read once for all of them; who repeats costs nothing.
func TestSuggest_Shared(t *testing.T) {
	t.Parallel()
	c := newCompany(t, sightSeed)
	d := c.suggests(nil)
	g := newGate(t, isSearch("project", "tide"))
	c.calls.hold(g.hold)
	people := []string{ben, lind, chloe, noor, maya}
	var all sync.WaitGroup
	for _, id := range people {
		all.Go(func() { d.types(field{who: id}, "tide") })
	}
	g.wait()
	all.Wait()
	g.release()
	for _, id := range []string{ben, lind} {
		d.finds(field{who: id}, "tide", tidePool)
	}
	for _, id := range people {
		d.types(field{who: id}, "tide")
	}
	searched, members := 0, 0
	for _, call := range c.calls.take() {
		if isSearch("project", "tide")(call) {
			searched++
		}
		if call.path == "/memberships" && call.query.Get("parent") == tidePool {
			members++
		}
	}
	if searched != 1 || members != 1 {
		t.Errorf("%d searches and %d readings of the members for %d people", searched, members, len(people))
	}
	d.types(field{who: ben}, "Tide ")
	d.types(field{who: ben, name: "in", kind: "type"}, "tide")
	if calls := c.calls.take(); len(calls) > 0 {
		t.Errorf("what is known is asked again: %s", calls[0].path)
	}
}

// A form that opens looks up what is suggested before anything is typed.
func TestSuggest_Warm(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	d := c.suggests(nil)
	g := newGate(t, isSearch("project", ""))
	c.calls.hold(g.hold)
	c.sends(map[string]any{"user": ben, "text": ""})
	g.wait()
	g.release()
	d.finds(field{who: ben}, "", website)
	n := 0
	for _, call := range c.calls.take() {
		if isSearch("project", "")(call) {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d searches", n)
	}
}

// What Asana answers when it leaves out how private something is: each object is looked at before it is shown.
func TestSuggest_Untold(t *testing.T) {
	t.Parallel()
	c := newCompany(t, sightSeed)
	d := c.suggests(func(cfg *config) { cfg.Asana.Transport = plainSearch{cfg.Asana.Transport} })
	d.finds(field{who: chloe}, "sea", openSea)
	d.finds(field{who: lind}, "tide", tidePool)
	d.never(field{who: chloe}, "Tide Pool", tidePool)
	d.finds(field{who: chloe, kind: "team"}, "desi", design)
	d.finds(field{who: chloe, kind: "team"}, "eng", engineering)
}

// plainSearch asks Asana for no more of what it finds than the name.
type plainSearch struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (p plainSearch) RoundTrip(req *http.Request) (*http.Response, error) {
	if isTypeahead(req) {
		req = req.Clone(req.Context())
		query := req.URL.Query()
		query.Set("opt_fields", "name")
		req.URL.RawQuery = query.Encode()
	}
	return p.next.RoundTrip(req)
}

// The latencies of an answer while people type, with an Asana that answers at once and one that takes two seconds for each call.
func BenchmarkSuggest(b *testing.B) {
	for name, delay := range map[string]int{"asana 0 ms": 0, "asana 2000 ms": 2000} {
		b.Run(name, func(b *testing.B) {
			c := newCompany(b, sightSeed)
			d := c.suggests(func(cfg *config) { cfg.Asana.RequestsPerMinute = asana.DefaultRequestsPerMinute })
			if delay > 0 {
				c.asanaFault(map[string]any{"match": "GET /workspaces/*/typeahead", "delay_ms": delay, "times": 0})
				c.asanaFault(map[string]any{"match": "GET /memberships", "delay_ms": delay, "times": 0})
			}
			words := []string{"", "w", "we", "web", "website", "t", "ti", "tide", "h", "har", "harbour"}
			people := []string{ada, ben, chloe, lind, noor, maya}
			took := make([]time.Duration, 0, b.N)
			for i := 0; b.Loop(); i++ {
				x := field{who: people[i/len(words)%len(people)]}.typing(words[i%len(words)])
				began := time.Now()
				_ = d.bot.Suggest(b.Context(), x)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "p99-ms")
			b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "max-ms")
		})
	}
}
