package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	asanasandbox "rollcall/asana/sandbox"
)

const (
	// tightRate is what Asana allows a free workspace.
	tightRate = 150
	// streamFor is how long commands are sent; with ROLLCALL_PROVE=1 it is long enough to see a whole minute's limit.
	streamFor, streamForProof = 8 * time.Second, 2 * time.Minute
)

// A steady stream of commands under Asana's limit for free workspaces, sent as fast as they are answered, never draws a 429, and each command ends
// as it should. How many there are depends on the machine, and nothing is asserted of it.
func TestSteadyStream(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil, func(o *asanasandbox.Options) { o.RatePerMinute = tightRate })
	s := c.serve(sqliteURL(t), func(cfg *config) { cfg.Asana.RequestsPerMinute = tightRate })
	length := streamFor
	if proving() {
		length = streamForProof
	}
	begun := time.Now()
	total := c.stream(begun.Add(length), "ben", "ada")
	took := time.Since(begun)
	all := c.journal(anyCall)
	if refused := slices.DeleteFunc(slices.Clone(all), func(line string) bool { return !strings.HasSuffix(line, " 429") }); len(refused) > 0 {
		t.Errorf("%d of %d calls were answered 429", len(refused), len(all))
	}
	if n := s.count("request_completed"); n != total {
		t.Errorf("%d commands, %d completed", total, n)
	}
	// The first calls leave at once, so a short stream seems faster than the limit, which has a second's worth saved up.
	t.Logf("%d commands and %d calls in %v: %.0f calls a minute of %d allowed, and %.1f saved up",
		total, len(all), took.Round(time.Second), float64(len(all))/took.Minutes(), tightRate, tightRate/60.)
}

// stream keeps one command about each of the people under way, the next as soon as the last one has ended, and returns how many there were. Each
// must end as applied.
func (c *company) stream(until time.Time, people ...string) (total int) {
	c.t.Helper()
	steps := []string{
		"add @%s to project Spring Campaign as viewer", "set @%s on project Spring Campaign to commenter",
		"set @%s on project Spring Campaign to editor", "remove @%s from project Spring Campaign",
	}
	open := make(map[string]string)
	for n := 0; len(open) > 0 || n == 0; n++ {
		who := people[n%len(people)]
		if request := open[who]; request != "" {
			c.waitEnd(request, "applied")
			delete(open, who)
		}
		if time.Now().Before(until) {
			open[who] = requestOf(c.t, c.types(ada, fmt.Sprintf(steps[n/len(people)%len(steps)], who)))
			total++
		}
	}
	return total
}
