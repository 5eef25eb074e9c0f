package main

import (
	"net/http"
	"strings"
)

// approvals is the channel for approvals in the seed.
const approvals = "C01APPROVAL"

// buttons are the action ids that a message offers.
func (m said) buttons() (ids []string) {
	for _, b := range m.Blocks {
		for _, e := range b.Elements {
			if e.ActionID != "" {
				ids = append(ids, e.ActionID)
			}
		}
	}
	return ids
}

// waitCard waits for a card about a request, in a direct message to somebody or in a channel, that shows a state.
func (c *company) waitCard(to, request, state string) said {
	c.t.Helper()
	line := request + " · " + state
	return c.waitSaid("a card for "+to+": "+line, func(m said) bool {
		return (m.For == to || m.Channel == to) && !m.Ephemeral && isCard(m) && strings.HasSuffix(m.Text, "\n"+line)
	})
}

// isCard tells a card from what the person who asked is told.
func isCard(m said) bool { return strings.Contains(m.Text, "> asks: ") }

// clicks presses a button of a message, as Slack sends it, and expects the service to take it.
func (c *company) clicks(user string, m said, action string) {
	c.t.Helper()
	if a := c.tries(user, m, action); a.Status != http.StatusOK || a.Body != "" {
		c.t.Fatalf("the click was answered with %d %s", a.Status, a.Body)
	}
}

// tries presses a button and returns what the service answers.
func (c *company) tries(user string, m said, action string) (a answered) {
	c.t.Helper()
	post(c.t, c.slack.URL+"/_sandbox/action", map[string]any{"user": user, "channel": m.Channel, "ts": m.TS, "action_id": action}, &a)
	return a
}

// form is a modal that is open.
type form struct {
	ID       string `json:"id"`
	Callback string `json:"callback_id"`
	User     string `json:"user"`
	Open     bool   `json:"open"`
}

// formOf is the modal that somebody has open.
func (c *company) formOf(user string) form {
	c.t.Helper()
	var all []form
	get(c.t, c.slack.URL+"/_sandbox/views", &all)
	for _, f := range all {
		if f.User == user && f.Open {
			return f
		}
	}
	c.t.Fatalf("%s has no form open", user)
	return form{}
}

// fills sends a form that somebody has open.
func (c *company) fills(user string, values map[string]any) (a answered) {
	c.t.Helper()
	post(c.t, c.slack.URL+"/_sandbox/submit", map[string]any{"user": user, "view_id": c.formOf(user).ID, "values": values}, &a)
	return a
}

// waitWhisper waits for an answer to one person alone.
func (c *company) waitWhisper(user, words string) said {
	c.t.Helper()
	return c.waitSaid("to "+user+" alone: "+words, func(m said) bool { return m.For == user && m.Ephemeral && strings.Contains(m.Text, words) })
}

// waitTold waits until the person who asked is told that a request has come to a state.
func (c *company) waitTold(user, request, state string) said {
	c.t.Helper()
	line := request + " · " + state
	return c.waitSaid(user+" is told "+line, func(m said) bool { return m.For == user && !isCard(m) && strings.HasSuffix(m.Text, "\n"+line) })
}
