package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// outages are answers after which the same call may well succeed later, and none at all.
func outages() map[string]asanaAnswer {
	return map[string]asanaAnswer{
		"429":               {status: 429, retryAfter: "400", body: asanaSays("You have made too many requests recently. Please, be chill.")},
		"500":               {status: 500, body: `{"errors":[{"message":"Server Error","phrase":"6 sad squid snuggle softly"}]}`},
		"502":               {status: 502, html: true, body: "<html><h1>502 Bad Gateway</h1></html>"},
		"503":               {status: 503, body: asanaSays("Service Unavailable")},
		"504":               {status: 504, html: true, body: "<html><h1>504 Gateway Timeout</h1></html>"},
		"no connection":     {},
		"cut JSON":          {status: 200, body: `{"data":[{"gid":"12`},
		"a proxy's page":    {status: 200, html: true, body: "<html><h1>Please sign in</h1></html>"},
		"JSON without data": {status: 200, body: `{"errors":[]}`},
	}
}

// Whatever waiting may mend, and wherever it strikes, ends nothing: after five seconds the person reads what it waits for, in the same words
// whatever Asana answered, and the log has no outcome yet. Each outage strikes a write, and one of them every call that commands make.
func TestWaitsForAsana(t *testing.T) {
	t.Parallel()
	for _, x := range strikes() {
		for name, answer := range outages() {
			if x.name != "POST" && name != "503" && (x.state != "" || name != "cut JSON") {
				continue
			}
			t.Run(x.name+"/"+name, func(t *testing.T) {
				s, log := newCompany(t, nil).strikes(x, answer)
				t.Parallel() // only now, so that all of them wait for Asana together
				s.waitsAt(x, log)
			})
		}
	}
}

// strikes starts a service of which one call is answered wrongly and types the command.
func (c *company) strikes(x strike, answer asanaAnswer) (s *service, log *logWatch) {
	c.t.Helper()
	s = c.serve(sqliteURL(c.t), func(cfg *config) {
		log = watchLog(cfg)
		detourAsana(c.t, cfg, x.match).set(answer)
	})
	if ack := c.types(ada, x.typed); !strings.HasPrefix(ack, "On it: ") {
		c.t.Fatalf("not taken: %s", ack)
	}
	return s, log
}

// waitsAt holds the notice, the events and what Asana shows to what they have to be.
func (s *service) waitsAt(x strike, log *logWatch) {
	c, t := s.company, s.company.t
	t.Helper()
	log.wait(t, 1, again)
	s.store.Forward(5 * time.Second)
	want := "Not done yet: waiting for Asana, will go on by itself.\nR1 · " + x.waits
	if x.state == "" {
		want = "Not answered yet: waiting for Asana, will go on by itself."
	}
	c.reads("the notice", c.waitSaid("what it waits for", func(m said) bool { return m.Source != "answer" }), want)

	begun := slices.DeleteFunc(slices.Clone(x.events), func(line string) bool {
		return !strings.Contains(line, "created") && !strings.Contains(line, "intent")
	})
	if diff := cmp.Diff(begun, s.about("R1"), emptyIsNil()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if writes := c.journal(isWrite); len(writes) != 0 {
		t.Errorf("written: %v", writes)
	}
	if got := c.level(websiteRelaunch, x.member); got != x.level {
		t.Errorf("Asana shows %q", got)
	}
}

// emptyIsNil lets no events be the same as none.
func emptyIsNil() cmp.Option {
	return cmp.Transformer("orNil", func(lines []string) []string { return append([]string(nil), lines...) })
}
