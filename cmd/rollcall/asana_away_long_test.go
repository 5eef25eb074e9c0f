package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// Asana is away for an hour under twenty commands of five people: each person is told once of each that it waits, and all go on by themselves.
func TestAsanaAwayForAnHour(t *testing.T) {
	t.Parallel()
	const commands, first = 20, 1208000000039100
	c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		for n := range commands {
			as.Projects = append(as.Projects, project(fmt.Sprint(first+n), fmt.Sprint("Plan ", n), nil))
		}
	})
	people := []string{ada, maya, ben, noor, chloe}
	s := c.servePatient(func(cfg *config) { cfg.Bot.Admins = people })
	c.asanaAway()
	var requests []string
	for n := range commands {
		requests = append(requests, requestOf(t, c.types(people[n%len(people)], fmt.Sprint("add @maya.l to project ", first+n, " as editor"))))
	}
	s.log.wait(t, len(people), again)
	s.store.Forward(5 * time.Second)
	for n, r := range requests {
		if m := c.waitSaid(r+" waits", isWait(r)); m.For != people[n%len(people)] {
			t.Errorf("%s of %s was told to %s", r, people[n%len(people)], m.For)
		}
	}
	s.passes(time.Hour)
	if writes := c.journal(isWrite); len(writes) != 0 {
		t.Errorf("written while Asana was away: %v", writes)
	}
	c.asanaBack()
	s.leaps(longestPause)
	for _, r := range requests {
		c.waitEnd(r, "applied")
	}
	for n, r := range requests {
		if waits, ends := c.waits(r), c.ends(r); len(waits) != 1 || len(ends) != 1 {
			t.Errorf("%s was told %d times that it waits and %d times how it ended", r, len(waits), len(ends))
		}
		if got := c.level(fmt.Sprint(first+n), "1208000000010006"); got != "editor" || s.countAbout(r, "intent") != 1 {
			t.Errorf("%s: Asana shows %q after %d intents", r, got, s.countAbout(r, "intent"))
		}
	}
}

// Asana is away for more than a day: what waited for it has failed then, the person is told what is known, an operator finds it, and once Asana is
// back the same can be asked for again.
func TestAsanaAwayForADay(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		strikes []string // the calls that fail; all when there are none
		job     string
		says    string
		events  []string
	}{
		"from the start": {nil, "resolve", "Nothing was changed.", []string{"request_created ok", "request_failed failed"}},
		"before the write": {
			[]string{"GET /memberships"}, "apply", "Asana could not be used for a whole day.",
			[]string{"request_created ok", "project_member_added failed >", "request_failed failed"},
		},
		"during the write": {
			[]string{"POST /memberships"}, "apply", "Whether Asana made the change is not known",
			[]string{"request_created ok", "project_member_added intent none>editor", "project_member_added unknown none>editor", "request_failed failed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			var database string
			s := c.servePatient(func(cfg *config) { database = cfg.Store.URL })
			for _, route := range x.strikes {
				c.asanaFault(map[string]any{"match": route, "status": 503, "times": 0})
			}
			if x.strikes == nil {
				c.asanaAway()
			}
			c.types(ada, addMaya)
			s.log.wait(t, 1, again)
			s.passes(23 * time.Hour)
			if n := len(c.ends("R1")); n != 0 {
				t.Errorf("ended before the day was over: %s", spelled(c.ends("R1")))
			}
			s.leaps(2 * time.Hour)
			end := c.waitEnd("R1", "failed")
			holds(t, end.Text, "I had to give up on this: Asana could not be used for a whole day.", x.says)
			if end.Source != "chat.postMessage" || end.For != ada || len(c.ends("R1")) != 1 {
				t.Errorf("said as %s", spelled(c.ends("R1")))
			}
			if diff := cmp.Diff(x.events, s.about("R1")); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			c.asanaBack()
			c.checkLists(database, "1 job was given up", x.job)
			c.waitEnd(requestOf(t, c.types(ada, addMaya)), "applied")
		})
	}
}
