package main

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const addMaya = "add @maya to project Website Relaunch as editor because launch"

// ends lists the messages that end the request.
func (c *company) ends(request string) (all []said) {
	c.t.Helper()
	for _, m := range c.messages() {
		if strings.Contains(m.Text, "\n"+request+" · ") && !isWait(request)(m) {
			all = append(all, m)
		}
	}
	return all
}

// saysApplied holds every reply to R1, which is addMaya, to the same true words, on these ways and no others.
func (c *company) saysApplied(ways ...string) {
	c.t.Helper()
	var came []string
	ends := c.ends("R1")
	for _, m := range ends {
		came = append(came, m.Source)
		holds(c.t, m.Text, "Maya Ito", "maya@tidewater.example", "Website Relaunch", "not a member → *editor*", "<@"+ada+">", "launch", "\nR1 · applied")
		if diff := cmp.Diff(ends[0].Text, m.Text); diff != "" {
			c.t.Errorf("the repeated reply has other words (-first +this):\n%s", diff)
		}
		if m.For != ada {
			c.t.Errorf("the reply is for %s", m.For)
		}
	}
	if diff := cmp.Diff(ways, came); diff != "" {
		c.t.Errorf("replies came by (-want +got):\n%s", diff)
	}
}

// Slack away when the reply is due: it is delivered once Slack is back, once and with the same words. When only the answer to the delivery was
// lost it is sent again, with the same words.
func TestReplySlackAway(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		fault map[string]any
		ways  []string
	}{
		"503":                        {map[string]any{"status": 503, "times": 3}, []string{"response_url"}},
		"429":                        {map[string]any{"status": 429, "retry_after": 1, "times": 2}, []string{"response_url"}},
		"no answer in time":          {map[string]any{"delay_ms": 1000, "status": 503, "times": 2}, []string{"response_url"}},
		"cut":                        {map[string]any{"drop": true, "times": 2}, []string{"response_url"}},
		"said but the answer lost":   {map[string]any{"drop": true, "after": true, "times": 1}, []string{"response_url", "response_url"}},
		"said but answered with 500": {map[string]any{"status": 500, "after": true, "times": 1}, []string{"response_url", "response_url"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			var log *logWatch
			s := c.serve(sqliteURL(t), func(cfg *config) {
				log = watchLog(cfg)
				cfg.Slack.Transport = &http.Transport{ResponseHeaderTimeout: 300 * time.Millisecond}
			})
			times, _ := x.fault["times"].(int)
			fault := map[string]any{"match": "response_url"}
			maps.Copy(fault, x.fault)
			c.slackFault(fault)
			c.types(ada, addMaya)
			for n := range times {
				log.wait(t, n+1, again)
				s.store.Forward(15 * time.Second)
			}
			c.waitSaid("the reply", func(said) bool { return len(c.ends("R1")) == len(x.ways) })
			log.wait(t, 1, `"reply"`, done)
			c.saysApplied(x.ways...)
			if n := s.countAbout("R1", "intent"); n != 1 {
				t.Errorf("%d intents", n)
			}
		})
	}
}

// A response URL that takes nothing more, or is older than Slack lets it live, is not used: the same words come as a direct message.
func TestReplyDirect(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		fault map[string]any
		wait  time.Duration
		posts int // how often the URL is tried
	}{
		"spent":   {fault: map[string]any{"match": "response_url", "status": 404, "times": 0}, posts: 1},
		"gone":    {fault: map[string]any{"match": "response_url", "status": 410, "times": 0}, posts: 1},
		"moved":   {fault: map[string]any{"match": "response_url", "status": 302, "times": 0}, posts: 1},
		"expired": {fault: map[string]any{"match": "response_url", "status": 503, "times": 1}, wait: 31 * time.Minute, posts: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			var log *logWatch
			s := c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
			c.slackFault(x.fault)
			c.types(ada, addMaya)
			if x.wait > 0 {
				log.wait(t, 1, again)
				s.store.Forward(x.wait)
			}
			c.waitEnd("R1", "applied")
			c.saysApplied("chat.postMessage")
			if n := len(c.posts.take()); n != x.posts {
				t.Errorf("the response URL was tried %d times", n)
			}
		})
	}
}

// The direct message is kept as safe as the other reply: delivered once Slack takes it, and again with the same words when the answer was lost.
func TestReplyDirectSlackAway(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		fault map[string]any
		ways  []string
	}{
		"conversation not opened": {map[string]any{"match": "conversations.open", "status": 503, "times": 1}, []string{"chat.postMessage"}},
		"not posted":              {map[string]any{"match": "chat.postMessage", "status": 503, "times": 1}, []string{"chat.postMessage"}},
		"Slack's own trouble":     {map[string]any{"match": "chat.postMessage", "error": "internal_error", "times": 1}, []string{"chat.postMessage"}},
		"posted but the answer lost": {
			map[string]any{"match": "chat.postMessage", "drop": true, "after": true, "times": 1}, []string{"chat.postMessage", "chat.postMessage"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			var log *logWatch
			s := c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
			c.slackFault(map[string]any{"match": "response_url", "status": 404, "times": 0})
			c.slackFault(x.fault)
			c.types(ada, addMaya)
			log.wait(t, 1, again)
			s.store.Forward(15 * time.Second)
			c.waitSaid("the reply", func(said) bool { return len(c.ends("R1")) == len(x.ways) })
			c.saysApplied(x.ways...)
		})
	}
}

// While Slack does not tell who somebody is, nothing is done in that person's name: the command waits, says so, and completes.
func TestPeopleAway(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	var log *logWatch
	s := c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
	c.slackFault(map[string]any{"match": "users.info", "status": 503, "times": 3})
	c.types(ada, addMaya)
	log.wait(t, 1, again)
	if got := c.level(websiteRelaunch, mayaGID); got != "" {
		t.Errorf("Asana shows %q before anybody could be asked", got)
	}
	s.store.Forward(5 * time.Second)
	notice := c.waitSaid("what it waits for", isWait("R1"))
	if want := "Not done yet: waiting for Slack, will go on by itself.\nR1 · resolving"; notice.Text != want {
		t.Errorf("notice\n got %q\nwant %q", notice.Text, want)
	}
	log.wait(t, 1, `"notice"`, done)
	s.hurry(log, func() said { return c.waitEnd("R1", "applied") })
	c.saysApplied("response_url")
	if n := len(c.waits("R1")); n != 1 {
		t.Errorf("told %d times that it waits", n)
	}
}
