package main

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/bot/store/pgtest"
)

// Ensure that what falls due while the service is down ends once it is up again: every grant, once, and each person is told once.
func TestGrantDueWhileDown(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		p := c.plays(url)
		p.gives("add @maya and @noor to projects Website Relaunch and Spring Campaign as admin for 2w")
		p.gives("add @noor to project Website as editor for 8w")
		p.stop()
		c.calls.take()

		later := c.plays(url)
		later.passes(15 * day) // nobody was there when it fell due
		for _, gid := range []string{mayaGID, noorGID} {
			later.is(websiteRelaunch, gid, "")
		}
		later.is("1208000000030007", mayaGID, "editor")
		later.is("1208000000030007", noorGID, "")
		later.is(website, noorGID, "editor")
		later.stands("R1 ended ended ended ended", "R2 active")
		if n := later.writes(); n != 4 {
			t.Errorf("%d writes for four ends", n)
		}
		if n := later.count("grant_ended"); n != 4 {
			t.Errorf("%d events for four ends", n)
		}
		later.wasTold(2, []string{maya, noor}, "is over")
	})
}

// Ensure that ends which fall due while Asana is away for an hour come about as soon as it is back, once each, and that nobody is told before.
func TestGrantDueWhileAsanaIsAway(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives("add @maya and @noor to project Website Relaunch as editor for 2w")
	var away atomic.Bool
	p.calls.hold(func(*asanaCall) {
		if away.Load() {
			panic(http.ErrAbortHandler) // net/http then cuts the connection without an answer
		}
	})
	away.Store(true)
	p.store.Forward(14 * day)
	p.watch.wait(t, 2, `"job":"end"`, again)
	for range 60 {
		p.store.Forward(time.Minute)
	}
	p.watch.wait(t, 6, `"job":"end"`, again)
	p.wasTold(0, []string{ada, maya, noor}, "is over")
	p.stands("R1 active active")
	away.Store(false)
	p.hurry(p.watch, func() said {
		p.waitSaid("Noor's end", func(said) bool { return p.hasSaid(noor, "is over") > 0 })
		return p.waitSaid("Maya's end", func(said) bool { return p.hasSaid(maya, "is over") > 0 })
	})
	p.rests()
	p.is(websiteRelaunch, mayaGID, "")
	p.is(websiteRelaunch, noorGID, "")
	p.stands("R1 ended ended")
	p.wasTold(1, []string{maya, noor}, "is over: they are no longer a member")
	if n := p.count("grant_ended"); n != 2 {
		t.Errorf("%d ends", n)
	}
}

// Ensure that of two replicas on one database one ends each grant, although for both it falls due at the same moment.
func TestGrantDueOnReplicas(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	all := c.replicas(pgtest.Start(t), 2)
	for range 5 {
		request := requestOf(t, c.types(ada, "add @maya and @noor and @ben and @maya.l to projects Website and On-call Handbook as editor for 2w"))
		c.waitTold(ada, request, "applied")
		// A leap of the clock ends the leases of what is under way, so what was done is done again at worst; it must not show.
		for _, s := range all {
			s.store.Forward(14 * day)
		}
		c.waitSaid("all ends of "+request, func(said) bool {
			n := 0
			for _, m := range c.told(ada) {
				if strings.Contains(m.Text, "is over") && strings.HasSuffix(m.Text, "\n"+request+" · applied") {
					n++
				}
			}
			return n >= 7 // Noor is an admin of one of them for good
		})
		ended := 0
		for _, line := range all[0].about(request) {
			if strings.HasPrefix(line, "grant_ended ok") {
				ended++
			}
		}
		if ended != 7 {
			t.Errorf("%s: %d ends of seven grants", request, ended)
		}
		for gid, level := range map[string]string{mayaGID: "commenter", noorGID: "", benGID: "", lindGID: ""} {
			if got := c.level(website, gid); got != level {
				t.Errorf("%s: Asana shows %q of %s", request, got, gid)
			}
		}
	}
}

// Ensure that while writes are stopped nothing ends and nobody is told so, and that resuming lets what is due end at once.
func TestGrantDueWhileStopped(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives(giveMaya)
	p.asks(ada, "stop because audit")
	p.rests()
	p.store.Forward(14 * day)
	p.watch.wait(t, 1, `"job":"end"`, again)
	p.is(websiteRelaunch, mayaGID, "editor")
	p.stands(request + " active")
	p.wasTold(0, []string{ada, maya}, "is over")
	p.asks(ada, "resume")
	p.rests() // without any time passing
	p.is(websiteRelaunch, mayaGID, "")
	p.stands(request + " ended")
	p.wasTold(1, []string{ada, maya}, "is over")
}

// Ensure that an end and an undo wait too while writes are stopped; an extension writes nothing to Asana.
func TestGrantWhileStopped(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives(giveMaya)
	p.gives("add @noor to project Website Relaunch as editor for 2w")
	p.gives("add @ben to project Website as editor")
	p.asks(ada, "stop")
	p.writes()
	for _, typed := range []string{"extend R1 by 1w", "end R2", "undo R3"} {
		p.types(ada, typed)
	}
	p.watch.wait(t, 2, `"job":"apply"`, again)
	if n := p.writes(); n != 0 {
		t.Errorf("%d writes while they are stopped", n)
	}
	p.asks(ada, "resume")
	for _, request := range []string{"R4", "R5", "R6"} {
		p.waitTold(ada, request, "applied")
	}
	p.rests()
	p.is(websiteRelaunch, noorGID, "")
	p.is(website, benGID, "")
	p.passes(20 * day)
	p.is(websiteRelaunch, mayaGID, "editor")
}

// Ensure that an end whose write has an unknown outcome is found out about, and happens once.
func TestGrantDueUnknownOutcome(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		p := newPlay(t)
		request := p.gives(giveMaya)
		p.asanaFault(map[string]any{"match": "DELETE /memberships/*", "drop": true, "after": after, "times": 1})
		p.passes(14 * day)
		p.hurry(p.watch, func() said {
			return p.waitSaid("the end", func(said) bool { return p.hasSaid(maya, "is over") > 0 })
		})
		p.rests()
		p.is(websiteRelaunch, mayaGID, "")
		p.stands(request + " ended")
		p.wasTold(1, []string{maya}, "is over: they are no longer a member")
	}
}
