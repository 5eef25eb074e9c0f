package main

import (
	"strings"
	"testing"
	"time"

	"rollcall/bot/audit"
)

// inSlack changes what Slack knows of a person or channel; the service is told nothing.
func (c *company) inSlack(control string, members map[string]any) {
	c.t.Helper()
	post(c.t, c.slack.URL+"/_sandbox/"+control, members, nil)
}

// Whom the rule names can't be reached, or too few of them: ADMINS are asked in their place, the card and the person who asked are told why, and those
// decide. One who was reached but alone is too few does not.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		then  string
		few   string // how many were needed
		alone string // was asked, in vain
	}{
		"deactivated in Slack":      {then: "from: [" + noor + "]", few: "fewer than 1"},
		"two needed, one reachable": {then: "from: [" + noor + ", " + chloe + "], at_least: 2", few: "fewer than 2", alone: chloe},
		"nobody in the group":       {then: "from: [S01NOBODY0]", few: "fewer than 1"},
		"an owner without Slack":    {then: "from: [owner]", few: "fewer than 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, tideTableSeed)
			c.inSlack("person", map[string]any{"user": noor, "deleted": true})
			s := c.serveBy(sqliteURL(t), "rules: [{name: named, then: {approve: {"+x.then+"}}}]", func(cfg *config) { cfg.Bot.Admins = []string{ada, maya} })
			request := c.waitsFor(ben, "add @maya.l to project Tide Table as viewer")
			told := c.hears(ben, "This needs ", "Rollcall's admins are asked because "+x.few+" of those whom the rule “named” asks can be reached")
			if want := "I asked <@" + ada + ">, <@" + maya + ">."; !strings.Contains(told.Text, want) && x.alone == "" {
				t.Errorf("not %q: %s", want, told.Text)
			}
			for _, id := range []string{ada, maya} {
				holds(t, c.waitCard(id, request, "awaiting_approval").Text, "Why you: you are one of Rollcall's admins; they are asked because "+x.few+" of those")
			}
			if cards := c.cards(noor, request); len(cards) > 0 {
				t.Errorf("who can't be reached has the cards %s", spelled(cards))
			}
			if x.alone != "" {
				c.clicks(x.alone, c.waitCard(approvals, request, "awaiting_approval"), "request_approve")
				c.waitWhisper(x.alone, "not among those who can decide")
				c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
				c.hears(ben, "1 of 2 approvals are still missing.")
			}
			c.clicks(maya, c.waitCard(maya, request, "awaiting_approval"), "request_approve")
			c.waitTold(ben, request, "applied")
			if n := s.writes(); n != 1 {
				t.Errorf("%d writes", n)
			}
		})
	}
}

// When neither those whom the rule names nor ADMINS can be reached the request is refused at once: nothing waits for people who can't answer.
func TestNobodyReachable(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serveBy(url, "rules: [{name: named, then: {approve: {from: ["+dana+"]}}}]", func(cfg *config) { cfg.Bot.Admins = []string{dana, gus} })
		request := requestOf(t, c.types(ben, "add @maya to project Website Relaunch as editor"))
		end := c.waitTold(ben, request, "refused")
		holds(t, end.Text, "This needs an approval, but nobody who could give it can be reached, neither those whom the rule “named” names nor Rollcall's admins.", "Tell whoever runs Rollcall.")
		holds(t, c.asks(ben, "pending").Text, "Nothing is under way.")
		c.waitCards(request, "refused", approvals)
		if n := s.writes(); n != 0 || len(c.cards(dana, request)) > 0 {
			t.Errorf("%d writes; %s", n, spelled(c.messages()))
		}
		if got := s.about(request); !strings.HasSuffix(strings.Join(got, ","), "request_refused refused") || s.count(audit.RequestWaiting) != 0 {
			t.Errorf("events: %q", got)
		}
	})
}

// The only approver leaves while the request waits: within an hour ADMINS are asked in their place, and the person who asked is told. So it is also
// when nobody is left: then the request ends.
func TestApproverLeaves(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		const rule = "rules: [{name: named, then: {approve: {from: [" + noor + "]}}}]"
		s := c.serveBy(url, rule)
		request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
		s.stop() // a restart lets the service ask Slack anew, and its timers outlive it
		c.inSlack("person", map[string]any{"user": noor, "deleted": true})
		s = c.serveBy(url, rule)
		if cards := c.cards(ada, request); len(cards) > 0 {
			t.Errorf("an admin was asked too early: %s", spelled(cards))
		}
		s.store.Forward(time.Hour + time.Minute)
		told := c.hears(ben, "I also asked <@"+ada+">.")
		if !strings.HasSuffix(told.Text, request+" · awaiting_approval") {
			t.Errorf("Ben is told: %s", told.Text)
		}
		card := c.waitCard(ada, request, "awaiting_approval")
		holds(t, card.Text, "they are asked because fewer than 1 of those whom the rule “named” asks can be reached")

		// Ada leaves as well. Nobody is left who could answer, so nothing waits any longer.
		s.stop()
		c.inSlack("person", map[string]any{"user": ada, "deleted": true})
		s = c.serveBy(url, rule)
		s.store.Forward(2*time.Hour + 2*time.Minute) // the clock of the new service has not leapt yet
		holds(t, c.waitTold(ben, request, "refused").Text, "nobody who could give it can be reached")
		c.waitCards(request, "refused", ada, noor, approvals)
		if n := s.writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
	})
}

// A channel that people of another company read gets no cards, whether it is shared already or an invitation waits; the approvers have theirs.
func TestSharedApprovalsChannel(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		channel string
		change  map[string]any
		gets    int
	}{
		"the company's own":        {channel: approvals, gets: 1},
		"shared":                   {channel: "C01SHAREDPR"},
		"shared by an invitation":  {channel: approvals, change: map[string]any{"is_pending_ext_shared": true}},
		"archived":                 {channel: approvals, change: map[string]any{"is_archived": true}},
		"the app is not in it":     {channel: approvals, change: map[string]any{"is_private": true, "is_member": false}},
		"there is no such channel": {channel: "C01NOWHERE0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			if x.change != nil {
				x.change["channel"] = approvals
				c.inSlack("channel", x.change)
			}
			var log *logWatch
			c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.ApprovalsChannel, log = x.channel, watchLog(cfg) })
			request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
			c.waitCard(ada, request, "awaiting_approval")
			if got := c.cards(x.channel, request); len(got) != x.gets {
				t.Errorf("the channel got %s", spelled(got))
			}
			if x.gets == 0 {
				log.wait(t, 1, `"level":"error"`, "APPROVALS_CHANNEL")
			}
			c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
			c.waitTold(ben, request, "applied")
		})
	}
}
