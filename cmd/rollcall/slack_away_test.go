package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/bot"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// slackOutage is a transport through which Slack refuses everything while it is away.
type slackOutage struct {
	next http.RoundTripper
	away atomic.Bool
}

// RoundTrip implements http.RoundTripper.
func (o *slackOutage) RoundTrip(req *http.Request) (*http.Response, error) {
	if o.away.Load() {
		return &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody, Header: make(http.Header), Request: req}, nil
	}
	return o.next.RoundTrip(req)
}

// Slack refuses everything for longer than a response URL lives. Commands are taken all the while. What was carried out, and what waited because
// nobody could say who asks, is told afterwards: by direct message, once, in the words that the other way would have had.
func TestSlackAwayForLong(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	slack := &slackOutage{next: http.DefaultTransport}
	s := c.servePatient(func(cfg *config) { cfg.Bot.Admins, cfg.Slack.Transport = []string{ada, ben}, slack })
	write := newGate(t, isWrite)
	c.calls.hold(write.hold)
	c.types(ada, addMaya)
	write.wait()
	slack.away.Store(true)
	write.release()
	s.log.wait(t, 1, `"reply"`, again)
	waits := requestOf(t, c.types(ben, "set @noor on project Harbour App to viewer"))
	s.log.wait(t, 1, `"resolve"`, again)
	s.passes(31 * time.Minute)
	if ends := append(c.ends("R1"), c.ends(waits)...); len(ends) != 0 || c.level(harbourApp, noorGID) != "editor" {
		t.Errorf("something came of it while Slack was away: %s", spelled(ends))
	}
	c.posts.take()

	slack.away.Store(false)
	s.leaps(longestPause)
	c.waitEnd("R1", "applied")
	c.waitEnd(waits, "applied")
	s.log.wait(t, 2, `"reply"`, done)
	c.saysApplied("chat.postMessage")
	if ends := c.ends(waits); len(ends) != 1 || ends[0].Source != "chat.postMessage" || ends[0].For != ben {
		t.Errorf("%s ended with %s", waits, spelled(ends))
	}
	if n := len(c.waits(waits)); n > 1 {
		t.Errorf("told %d times that %s waits", n, waits)
	}
	if tried := c.posts.take(); len(tried) != 0 {
		t.Errorf("a response URL was tried %d times after its time", len(tried))
	}
}

// A message that Slack refuses for good is not sent again: the job ends at once, an operator finds it, and the request keeps the state that is true.
func TestSlackRefusesForGood(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	var log *logWatch
	s := c.serve(database, func(cfg *config) { log = watchLog(cfg) })
	c.slackFault(map[string]any{"match": "response_url", "status": 404, "times": 0})
	c.slackFault(map[string]any{"match": "conversations.open", "error": "user_disabled", "times": 0})
	c.types(ada, addMaya)
	log.wait(t, 1, "job given up", `"job":"reply"`, `"attempt":1`, "user_disabled")
	if n, _ := log.count(again); n != 0 {
		t.Errorf("tried again %d times", n)
	}
	if got := c.level(websiteRelaunch, mayaGID); got != "editor" {
		t.Errorf("Asana shows %q", got)
	}
	if want := "request_completed ok"; !slices.Contains(s.about("R1"), want) {
		t.Errorf("no %q among %q", want, s.about("R1"))
	}
	if state := s.stateOf(1); state != bot.Applied {
		t.Errorf("the request is %s", state)
	}
	c.checkLists(database, "1 job was given up", "reply", "user_disabled")
}

// stateOf is the stored state of a request.
func (s *service) stateOf(id int64) bot.RequestState {
	s.company.t.Helper()
	var req bot.Request
	must(s.company.t, s.store.View(s.company.t.Context(), func(ctx context.Context, tx bot.Tx) (err error) {
		req, err = tx.Request(ctx, id)
		return err
	}))
	return req.State
}

// checkLists holds what rollcall check says of the database, which must not be a failure.
func (c *company) checkLists(database string, words ...string) {
	c.t.Helper()
	code, out, errs := ends(c.t, c.checkFlags(database)...)
	if code != 0 || errs != "" {
		c.t.Errorf("check ended with status %d: %s%s", code, errs, out)
	}
	_, said, found := strings.Cut(out, "ok   database: ")
	if !found {
		c.t.Errorf("check says nothing of the database:\n%s", out)
	}
	said, _, _ = strings.Cut(said, "\nok   ") // the jobs stand in lines of their own
	holds(c.t, said, words...)
}

// One of a group who can't be reached, or whose message is refused, keeps nobody else from theirs, and nobody gets theirs again because of it.
func TestSlackRefusesOneOfAGroup(t *testing.T) {
	t.Parallel()
	const group = "S01LOOKERS0"
	c := newCompany(t, func(_ *asanasandbox.Seed, ss *slacksandbox.Seed) {
		ss.Usergroups = append(ss.Usergroups, slacksandbox.Usergroup{ID: group, Name: "Lookers", Handle: "lookers", Users: []string{ben, noor, chloe}})
	})
	p := c.plays(sqliteURL(t), func(cfg *config) { cfg.Bot.Admins = []string{ada, group} })
	p.gives(giveMaya)
	c.inSlack("person", map[string]any{"user": noor, "deleted": true})
	c.asanaFault(map[string]any{"match": "DELETE /memberships/*", "status": http.StatusForbidden, "times": 1})
	p.passes(14 * day)
	p.wasTold(1, []string{ada, maya, ben, chloe}, "I couldn't end the access of *Maya Ito*")
	p.wasTold(0, []string{noor}, "I couldn't end")
	dead, err := p.store.DeadJobs(t.Context())
	must(t, err)
	if len(dead) != 1 || dead[0].Attempt != 1 || !strings.Contains(string(dead[0].Args), noor) {
		t.Errorf("given up: %+v", dead)
	}
}
