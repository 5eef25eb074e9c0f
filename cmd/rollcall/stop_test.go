package main

import (
	"testing"
	"time"

	"rollcall/bot/audit"
)

// An admin stops all writes. Commands are taken and decided meanwhile, each with a word about it; what they change waits, over a restart too, and goes
// on at once when writes are resumed.
func TestStop(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		var log *logWatch
		watch := func(cfg *config) { log = watchLog(cfg) }
		s := c.serve(url, watch)
		waiting := c.waitsFor(ben, "add @noor to project Website Relaunch as editor")
		holds(t, c.asks(ada, "stop because of the audit").Text, "Writes to Asana are stopped.", "`/asana resume`")

		note := []string{"All writes to Asana are stopped by <@" + ada + "> since ", "(of the audit)", "This waits and goes on by itself when they are resumed."}
		ack := c.types(ada, "add @maya to project Website Relaunch as editor")
		own := requestOf(t, ack)
		holds(t, ack, note...)
		log.wait(t, 1, again, `"job":"apply"`, "writes are stopped")
		c.clicks(ada, c.waitCard(ada, waiting, "awaiting_approval"), "request_approve")
		c.hears(ben, append(note, "Approved by <@"+ada+">")...)
		log.wait(t, 2, again, `"job":"apply"`, "writes are stopped")
		s.store.Forward(5 * time.Second)
		c.hears(ada, "Not done yet: waiting for an admin to resume writes, will go on by itself.", own+" · applying")
		holds(t, c.asks(ada, "stop").Text, note[0])

		s.stop()
		s = c.serve(url, watch)
		holds(t, c.types(maya, "add @noor to project Website as editor"), note...)
		c.waitTold(maya, "R3", "awaiting_approval")
		if n := s.writes(); n != 0 {
			t.Fatalf("%d writes while they are stopped", n)
		}
		c.types(ada, "resume")
		c.hears(ada, "Writes to Asana go on. What waited is carried out now.")
		c.waitTold(ada, own, "applied")
		c.waitTold(ben, waiting, "applied")
		c.waitCards(waiting, "applied", ada)
		if n := s.writes(); n != 2 {
			t.Errorf("%d writes", n)
		}
		holds(t, c.asks(ada, "resume").Text, "Writes to Asana are not stopped.")
		lacks(t, c.types(ada, "add @noor to project Website as admin"), "stopped")
		var outcomes []audit.Outcome
		for _, e := range append(s.find(audit.WritesStopped), s.find(audit.WritesResumed)...) {
			outcomes = append(outcomes, e.Outcome)
			if e.Actor.SlackUser != ada {
				t.Errorf("not by Ada: %s", spelled(e))
			}
		}
		if want := "[ok noop ok noop]"; spelledOutcomes(outcomes) != want {
			t.Errorf("events %s, want %s", spelledOutcomes(outcomes), want)
		}
	})
}

func spelledOutcomes(all []audit.Outcome) string {
	text := "["
	for i, o := range all {
		if i > 0 {
			text += " "
		}
		text += string(o)
	}
	return text + "]"
}

// Nobody else stops or resumes; that somebody tried is in the log.
func TestStopByStranger(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	holds(t, c.asks(ben, "stop").Text, "Only Rollcall's admins can stop and resume writes.", "<@"+ada+">")
	if _, state := c.does(ada, "add @maya to project Website Relaunch as editor"); state != "applied" {
		t.Errorf("after a stranger's stop a change is %s", state)
	}
	c.asks(ada, "stop")
	holds(t, c.asks(ben, "resume").Text, "Only Rollcall's admins can stop and resume writes.")
	holds(t, c.asks(gus, "resume").Text, "Guests of this Slack workspace can't use Rollcall.")
	holds(t, c.types(ada, "remove @maya from project Website Relaunch"), "All writes to Asana are stopped")
	for _, action := range []audit.Action{audit.WritesStopped, audit.WritesResumed} {
		if e := s.find(action)[0]; e.Outcome != audit.Refused || e.Actor.SlackUser != ben {
			t.Errorf("the first event is %s", spelled(e))
		}
	}
	c.asks(ada, "resume")
	c.waitEnd("R2", "applied")
}

// A change that Asana was asked for when the switch is turned is finished; the next one waits.
func TestStopUnderWay(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	var log *logWatch
	s := c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
	g := newGate(t, isWrite)
	c.calls.hold(g.hold)
	first := requestOf(t, c.types(ada, "add @maya to project Website Relaunch as editor"))
	g.wait()
	c.asks(ada, "stop")
	second := requestOf(t, c.types(ada, "add @noor to project Website Relaunch as editor"))
	log.wait(t, 1, again, `"job":"apply"`, "writes are stopped")
	g.release()
	c.waitTold(ada, first, "applied")
	c.asks(ada, "resume")
	c.waitTold(ada, second, "applied")
	if n := s.writes(); n != 2 {
		t.Errorf("%d writes", n)
	}
}
