package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"rollcall/bot/store/pgtest"
)

// replicas starts services on one database behind an address that sends them requests in turn.
func (c *company) replicas(database string, n int, changes ...func(*config)) []*service {
	c.t.Helper()
	var all []*service
	var proxies []*httputil.ReverseProxy
	for i := range n {
		s := c.serve(database, func(cfg *config) {
			cfg.Bot.Instance = fmt.Sprintf("replica-%d", i)
			cfg.Store.Instance = cfg.Bot.Instance
			for _, change := range changes {
				change(cfg)
			}
		})
		u, err := url.Parse(s.url)
		must(c.t, err)
		all, proxies = append(all, s), append(proxies, httputil.NewSingleHostReverseProxy(u))
	}
	var turn atomic.Int64
	ingress := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxies[int(turn.Add(1))%n].ServeHTTP(w, r)
	}))
	c.t.Cleanup(ingress.Close)
	c.setApp(ingress.URL)
	return all
}

// atOnce types the commands at the same moment and returns their requests.
func (c *company) atOnce(user string, texts ...string) []string {
	c.t.Helper()
	acks := make([]answered, len(texts))
	var group sync.WaitGroup
	for i, text := range texts {
		group.Go(func() { acks[i] = c.sends(map[string]any{"user": user, "text": text}) })
	}
	group.Wait()
	var requests []string
	for _, a := range acks {
		requests = append(requests, requestOf(c.t, a.text(c.t)))
	}
	return requests
}

// Two commands on the same pair at once, from two replicas on one PostgreSQL, are carried out one after the other: no two writes are under way at
// once, the value that each found is the one that the other left, and the last one stands.
func TestTogetherSamePair(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	services := c.replicas(pgtest.Start(t), 2)
	var under atomic.Int64
	c.calls.hold(func(call *asanaCall) {
		if isWrite(call) && under.Add(1) > 1 {
			t.Error("two writes of one pair at once")
		}
	})
	c.calls.holdAnswers(func(call *asanaCall) {
		if isWrite(call) {
			under.Add(-1)
		}
	})
	levels := []string{"admin", "viewer", "commenter", "editor"}
	for round := range 10 {
		a, b := levels[round%4], levels[(round+1)%4]
		for _, request := range c.atOnce(ada, "set @ben on project Website Relaunch to "+a, "set @ben on project Website Relaunch to "+b) {
			c.waitEnd(request, "applied")
		}
	}
	found, acted := "editor", make(map[string]bool)
	for _, e := range services[0].log() {
		if e.Change == "" || e.Outcome == "intent" {
			continue
		}
		if e.Details.OldValue != found {
			t.Errorf("%s found %s, but %s was left before it", e.Request, e.Details.OldValue, found)
		}
		found = e.Details.NewValue
		acted[e.Context.Instance] = true
	}
	if got := c.level(websiteRelaunch, benGID); got != found {
		t.Errorf("Asana shows %q, but the last one left %q", got, found)
	}
	if len(acted) != 2 {
		t.Errorf("only %v took part", acted)
	}
}

// Different pairs do not wait for each other: two writes are let through only together.
func TestTogetherOtherPairs(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.replicas(pgtest.Start(t), 2)
	var both sync.WaitGroup
	both.Add(2)
	c.calls.hold(func(call *asanaCall) {
		if isWrite(call) {
			both.Done()
			both.Wait()
		}
	})
	texts := []string{"set @ben on project Website Relaunch to viewer", "set @noor on project Harbour App to viewer"}
	for _, request := range c.atOnce(ada, texts...) {
		c.waitEnd(request, "applied")
	}
}

// A command with many changes ends once and tells of all of them, although the last ones end at the same moment in different replicas.
func TestTogetherManyChanges(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	services := c.replicas(pgtest.Start(t), 2)
	text := `add @maya and @noor and @maya.l to projects "Website Relaunch" and "Harbour App" and "Spring Campaign" as editor`
	for round := range 5 {
		verb := text
		if round%2 == 1 {
			verb = `remove @maya and @noor and @maya.l from projects "Website Relaunch" and "Harbour App" and "Spring Campaign" anyway`
		}
		request := requestOf(t, c.types(ada, verb))
		c.waitEnd(request, "applied")
		ends := 0
		for _, line := range services[0].about(request) {
			if line == "request_completed ok" {
				ends++
			}
		}
		if ends != 1 || len(c.ends(request)) != 1 {
			t.Errorf("%s ended %d times and was said %d times", request, ends, len(c.ends(request)))
		}
	}
}
