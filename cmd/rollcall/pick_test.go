package main

import (
	"strings"
	"testing"
	"time"

	"rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// namesakes adds a second project called Website.
func namesakes(as *sandbox.Seed, _ *slacksandbox.Seed) {
	as.Projects = append(as.Projects, project("1208000000030099", "Website", nil))
}

// picks chooses in a menu of a message, as Slack sends it.
func (c *company) picks(user string, m said, action, value string) (a answered) {
	c.t.Helper()
	post(c.t, c.slack.URL+"/_sandbox/action", map[string]any{"user": user, "channel": m.Channel, "ts": m.TS, "action_id": action, "value": value}, &a)
	return a
}

// Ensure that a name that means two objects is answered with a menu, and that the choice goes on with that request, judged by the policy as any other.
func TestPickContinues(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, namesakes)
		c.serve(url, nil)
		request := requestOf(t, c.types("ben", "add @maya to project Website as editor because launch"))
		ask := c.waitTold(ben, request, "needs_input")
		holds(t, ask.Text, "There are 2 projects called", "Website")
		c.picks("ben", ask, "request_pick", request+" 1208000000030099")
		card := c.waitCard(ada, request, "awaiting_approval")
		holds(t, card.Text, "/1208000000030099", "launch")
		c.waitTold(ben, request, "awaiting_approval")
		holds(t, c.types("ben", "add @maya to project Website as editor because launch"), "That waits already as "+request)
		c.clicks(ada, card, "request_approve")
		c.waitTold(ben, request, "applied")
		if got := c.level("1208000000030099", mayaGID); got != "editor" {
			t.Errorf("Asana shows %q", got)
		}
	})
}

// Ensure that a misspelt name offers what is meant, also where letters are swapped, and that the question goes when it is answered.
func TestPickMisspelt(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	for i, typed := range []string{"Website Rel", "Websiet Relanuch"} {
		member := []string{"@maya", "@noor"}[i]
		request := requestOf(t, c.types("ada", "add "+member+" to project "+typed+" as editor"))
		ask := c.waitTold(ada, request, "needs_input")
		holds(t, ask.Text, "Did you mean one of these?", "[Website Relaunch, gid "+websiteRelaunch+"]")
		c.picks("ada", ask, "request_pick", request+" "+websiteRelaunch)
		c.waitTold(ada, request, "applied")
		now := c.waitSaid("the question is answered", func(m said) bool { return m.TS == ask.TS && m.Text != ask.Text })
		if holds(t, now.Text, "Going on with *Website Relaunch*."); len(now.buttons()) > 0 {
			t.Errorf("still to click: %q", now.buttons())
		}
	}
	for _, gid := range []string{mayaGID, noorGID} {
		if got := c.level(websiteRelaunch, gid); got != "editor" {
			t.Errorf("Asana shows %q", got)
		}
	}
	holds(t, c.asks(ada, "list project Nothing Like It").Text, "I found no project called", "Check the spelling")
}

// Ensure that nothing of what the asker may not see is offered.
func TestPickHidden(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	request := requestOf(t, c.types("ben", "add me to project Salary"))
	if end := c.waitEnd(request, "refused"); strings.Contains(end.Text, "Review") {
		t.Errorf("told of a hidden project: %s", end.Text)
	}
}

// Ensure that a question with an unclear name is asked again with the object that is chosen.
func TestPickQuestion(t *testing.T) {
	t.Parallel()
	c := newCompany(t, namesakes)
	c.serve(sqliteURL(t), nil)
	c.types("ada", "list project Website")
	ask := c.waitWhisper(ada, "There are 2 projects called")
	c.picks("ada", ask, "question_pick", "list project 1208000000030002")
	c.waitWhisper(ada, "Chloé Dubois")
}

// Ensure that a choice that nobody makes ends after an hour, and can be cancelled before.
func TestPickEnds(t *testing.T) {
	t.Parallel()
	c := newCompany(t, namesakes)
	s := c.serve(sqliteURL(t), nil)
	late := requestOf(t, c.types("ada", "add @maya to project Website as editor"))
	c.waitTold(ada, late, "needs_input")
	again := c.types("ada", "add @maya to project Website as editor")
	holds(t, again, "That waits already as "+late)
	gone := requestOf(t, c.types("ada", "add @ben to project Website as editor"))
	ask := c.waitTold(ada, gone, "needs_input")
	c.clicks("ada", ask, "request_cancel")
	c.waitTold(ada, gone, "cancelled")
	s.store.Forward(61 * time.Minute)
	c.waitTold(ada, late, "expired")
}

// Ensure that two unclear names of one command are asked one after the other.
func TestPickTwice(t *testing.T) {
	t.Parallel()
	c := newCompany(t, func(as *sandbox.Seed, ss *slacksandbox.Seed) {
		namesakes(as, ss)
		as.Projects = append(as.Projects, project("1208000000030097", "Regatta", nil), project("1208000000030098", "Regatta", nil))
	})
	c.serve(sqliteURL(t), nil)
	request := requestOf(t, c.types("ada", "add @noor to project Website and project Regatta as editor"))
	first := c.waitTold(ada, request, "needs_input")
	word, chosen, other := "Website", "1208000000030099", "1208000000030098"
	if strings.Contains(first.Text, "called *Regatta*") {
		word, chosen, other = "Regatta", other, chosen
	}
	c.picks("ada", first, "request_pick", request+" "+chosen)
	second := c.waitSaid("the other question", func(m said) bool {
		return m.For == ada && strings.HasSuffix(m.Text, request+" · needs_input") && !strings.Contains(m.Text, "called *"+word+"*")
	})
	c.picks("ada", second, "request_pick", request+" "+other)
	c.waitTold(ada, request, "applied")
	for _, gid := range []string{"1208000000030099", "1208000000030098"} {
		if got := c.level(gid, noorGID); got != "editor" {
			t.Errorf("%s: Asana shows %q", gid, got)
		}
	}
}
