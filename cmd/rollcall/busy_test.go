package main

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// Ensure that nobody waits in silence because Asana hangs: with more commands than can be worked on at once, each person reads after five
// seconds what it waits for, also those whose commands nobody has begun, and a question too.
func TestToldWhileBusy(t *testing.T) {
	t.Parallel()
	const commands, workers = 20, 6
	c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		for n := range commands {
			as.Projects = append(as.Projects, project(fmt.Sprint(1208000000039100+n), fmt.Sprint("Plan ", n), nil))
		}
	})
	people := []string{ada, maya, ben, noor, chloe}
	s := c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.Admins, cfg.Bot.Workers = people, workers })
	var looking atomic.Int32
	full := make(chan struct{})
	pairs := newGate(t, func(call *asanaCall) bool {
		if isPair(call) && looking.Add(1) == workers {
			close(full)
		}
		return isPair(call)
	})
	c.calls.hold(pairs.hold)

	var requests []string
	for n := range commands {
		requests = append(requests, requestOf(t, c.types(people[n%len(people)], fmt.Sprint("add @gus to project ", 1208000000039100+n, " as editor"))))
	}
	waitFor(t, "all workers at Asana", full)
	holds(t, c.types(ada, "list project Website"), "On it: ")
	s.store.Forward(5 * time.Second)
	for n, r := range requests {
		if m := c.waitSaid(r+" waits", isWait(r)); m.For != people[n%len(people)] {
			t.Errorf("%s of %s was told to %s", r, people[n%len(people)], m.For)
		}
	}
	c.waitSaid("the question waits", func(m said) bool { return m.For == ada && strings.HasPrefix(m.Text, "Not answered yet: ") })
	if slices.ContainsFunc(c.messages(), func(m said) bool { return strings.HasSuffix(m.Text, " · applied") }) {
		t.Error("some command has ended, so the workers were not busy")
	}
	pairs.release()
	for _, r := range requests {
		c.waitEnd(r, "applied")
	}
}

// Ensure that nobody reads that a command waits after its result: while the notice is on its way the result is held back.
func TestNoticeBeforeResult(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	var log *logWatch
	s := c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
	write := newGate(t, isWrite)
	c.calls.hold(write.hold)
	request := requestOf(t, c.types(ada, addMaya))
	write.wait()
	var posts atomic.Int32
	notice := newGate(t, func(*asanaCall) bool { return posts.Add(1) == 1 })
	c.posts.hold(notice.hold)
	s.store.Forward(5 * time.Second)
	notice.wait()
	write.release()
	log.wait(t, 1, `"apply"`, done)
	c.asks(ada, "pending") // whatever was ready to be said before has been said
	if ends := c.ends(request); len(ends) != 0 {
		t.Errorf("the result overtook the notice: %s", spelled(ends))
	}
	notice.release()
	c.waitEnd(request, "applied")
	texts := make([]string, 0, 4)
	for _, m := range c.messages() {
		if strings.Contains(m.Text, request+" · ") && m.Source != "answer" {
			texts = append(texts, m.Text[strings.LastIndex(m.Text, "\n")+1:])
		}
	}
	if want := []string{request + " · applying", request + " · applied"}; !slices.Equal(texts, want) {
		t.Errorf("said in the order %q, want %q", texts, want)
	}
}
