package main

import (
	"strings"
	"testing"

	"rollcall/asana/sandbox"
)

const (
	chloe = "U01CHLOEDUB"
	dana  = "U01DANAFORM"

	adaGID   = "1208000000010001"
	benGID   = "1208000000010003"
	chloeGID = "1208000000010004"

	workspaceGID = "1208000000000001"
	onCall       = "1208000000030004"
)

// does types a change and waits for its end; the state is the word of the context line.
func (c *company) does(user, text string) (end said, state string) {
	c.t.Helper()
	request := requestOf(c.t, c.types(user, text))
	end = c.waitSaid(request+" ends", func(m said) bool {
		state = stateIn(m, request)
		return !isCard(m) && state != "" && state != "received" && state != "resolving" && state != "applying"
	})
	return end, state
}

// stateIn is the state that a message tells of a request; empty when it is about something else.
func stateIn(m said, request string) string {
	lines := strings.Split(m.Text, "\n")
	state, found := strings.CutPrefix(lines[len(lines)-1], request+" · ")
	if !found || m.Source == "answer" {
		return ""
	}
	return state
}

// asks types a question and waits for its answer: the next message to that person that is no acknowledgement.
func (c *company) asks(user, text string) said {
	c.t.Helper()
	before := len(c.told(user))
	if ack := c.types(user, text); !strings.HasPrefix(ack, "On it: ") {
		c.t.Fatalf("%q was not taken: %s", text, ack)
	}
	var answer said
	c.waitSaid("the answer to "+text, func(said) bool {
		told := c.told(user)
		if len(told) > before {
			answer = told[len(told)-1]
		}
		return len(told) > before
	})
	return answer
}

// told lists what a person was told beside acknowledgements.
func (c *company) told(user string) (all []said) {
	c.t.Helper()
	for _, m := range c.messages() {
		if m.For == user && m.Source != "answer" && m.Source != "command" {
			all = append(all, m)
		}
	}
	return all
}

// holds fails the test for each part that a text lacks.
func holds(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in:\n%s", part, text)
		}
	}
}

// project is a project to add to a seed.
func project(gid, name string, members map[string]any) sandbox.SeedParent {
	return sandbox.SeedParent{GID: gid, Name: name, Members: members}
}
