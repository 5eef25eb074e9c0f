package main

import (
	"strings"
	"testing"
	"time"
)

// asanaRoutes are all calls that a command makes.
func asanaRoutes() []string {
	return []string{
		"GET /users/*", "GET /workspaces/*/users/*", "GET /workspaces/*/typeahead", "GET /projects/*",
		"GET /memberships", "POST /memberships", "PUT /memberships/*", "DELETE /memberships/*",
	}
}

// asanaAway makes every call fail until asanaBack.
func (c *company) asanaAway() {
	c.t.Helper()
	for _, route := range asanaRoutes() {
		c.asanaFault(map[string]any{"match": route, "status": 503, "times": 0})
	}
}

// asanaBack ends all faults; nothing may have been changed meanwhile, for it also goes back to the seed.
func (c *company) asanaBack() {
	c.t.Helper()
	post(c.t, c.asana.URL+"/_sandbox/reset", struct{}{}, nil)
}

// waits lists the messages that say what a request waits for.
func (c *company) waits(request string) (all []said) {
	c.t.Helper()
	for _, m := range c.messages() {
		if isWait(request)(m) {
			all = append(all, m)
		}
	}
	return all
}

// isWait fits the message that says what a request waits for.
func isWait(request string) func(said) bool {
	return func(m said) bool {
		return strings.HasPrefix(m.Text, "Not done yet: ") && strings.Contains(m.Text, "\n"+request+" · ")
	}
}

// The acknowledgement is sent before any call of Asana: it comes while none is answered.
func TestAcknowledgedFirst(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	all := newGate(t, anyCall)
	c.calls.hold(all.hold)
	request := requestOf(t, c.types(ada, "add @maya to project Website Relaunch as editor"))
	all.wait()
	if n := len(c.journal(anyCall)); n != 0 {
		t.Errorf("%d calls were answered before the acknowledgement", n)
	}
	all.release()
	c.waitEnd(request, "applied")
}

// With Asana down the person is told, once, that the command waits and goes on by itself; pending shows it; it completes when Asana is back. The
// context line has the state of an open request until then.
func TestAsanaAway(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		late  bool // Asana goes away only when the pair is to be read
		state string
	}{
		"from the start":   {late: false, state: "resolving"},
		"before the write": {late: true, state: "applying"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			var log *logWatch
			s := c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
			pair := newGate(t, isPair)
			if x.late {
				c.calls.hold(pair.hold)
			} else {
				c.asanaAway()
			}
			request := requestOf(t, c.types(ada, "add @maya to project Website Relaunch as editor"))
			if x.late {
				pair.wait()
				c.asanaAway()
				pair.release()
			}
			log.wait(t, 1, again)
			s.store.Forward(5 * time.Second)

			notice := c.waitSaid("what it waits for", isWait(request))
			if want := "Not done yet: waiting for Asana, will go on by itself.\n" + request + " · " + x.state; notice.Text != want {
				t.Errorf("notice\n got %q\nwant %q", notice.Text, want)
			}
			log.wait(t, 1, `"notice"`, done)
			if !notice.Ephemeral || notice.For != ada {
				t.Errorf("the notice is for %q, ephemeral %v", notice.For, notice.Ephemeral)
			}
			holds(t, c.asks(ada, "pending").Text, request, x.state+" (waiting for Asana, will go on by itself)")
			log.wait(t, 2, again)

			c.asanaBack()
			s.hurry(log, func() said { return c.waitEnd(request, "applied") })
			if got := c.level(websiteRelaunch, mayaGID); got != "editor" {
				t.Errorf("Asana shows %q", got)
			}
			if n := len(c.waits(request)); n != 1 {
				t.Errorf("the person was told %d times that it waits: %s", n, spelled(c.messages()))
			}
			if n := s.countAbout(request, "intent"); n != 1 {
				t.Errorf("%d intents", n)
			}
		})
	}
}

// countAbout counts the events of a request with this outcome.
func (s *service) countAbout(request, outcome string) int {
	s.company.t.Helper()
	n := 0
	for _, line := range s.about(request) {
		if strings.Contains(line, " "+outcome+" ") {
			n++
		}
	}
	return n
}

// A slow Asana that does not fail is told likewise after five seconds, and not before.
func TestAsanaSlow(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	write := newGate(t, isWrite)
	c.calls.hold(write.hold)
	request := requestOf(t, c.types(ada, "add @maya to project Website Relaunch as editor"))
	write.wait()
	s.store.Forward(4 * time.Second)
	c.asks(ada, "pending") // whatever was due before has been looked at
	if n := len(c.waits(request)); n != 0 {
		t.Errorf("told after four seconds: %s", spelled(c.messages()))
	}
	s.store.Forward(time.Second)
	notice := c.waitSaid("what it waits for", isWait(request))
	if want := "Not done yet: waiting for Asana, will go on by itself.\n" + request + " · applying"; notice.Text != want {
		t.Errorf("notice\n got %q\nwant %q", notice.Text, want)
	}
	write.release()
	c.waitEnd(request, "applied")
	if n := len(c.waits(request)); n != 1 {
		t.Errorf("told %d times: %s", n, spelled(c.messages()))
	}
}

// A command that ends within five seconds is never said to wait.
func TestNoNoticeAfterTheEnd(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	request := requestOf(t, c.types(ada, "add @maya to project Website Relaunch as editor"))
	c.waitEnd(request, "applied")
	s.store.Forward(time.Minute)
	c.asks(ada, "pending")
	if n := len(c.waits(request)); n != 0 {
		t.Errorf("told after the end: %s", spelled(c.messages()))
	}
}

// A question that takes long is told likewise, and is answered all the same.
func TestQuestionSlow(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	read := newGate(t, func(call *asanaCall) bool { return call.path == "/memberships" })
	c.calls.hold(read.hold)
	c.types(ada, "list project Website")
	read.wait()
	s.store.Forward(5 * time.Second)
	slow := func(m said) bool {
		return m.Text == "Not answered yet: waiting for Asana, will go on by itself." && m.For == ada
	}
	c.waitSaid("what it waits for", slow)
	read.release()
	c.waitSaid("the answer", func(m said) bool { return strings.Contains(m.Text, " has 4 members.") })

	// One that is answered in time is never said to wait.
	before := len(c.messages())
	c.asks(ada, "list project Website Relaunch")
	s.store.Forward(time.Minute)
	c.asks(ada, "pending")
	for _, m := range c.messages()[before:] {
		if slow(m) {
			t.Errorf("told after the answer: %s", spelled(c.messages()))
		}
	}
}
