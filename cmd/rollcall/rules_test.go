package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/bot/policy"
)

// rulesFile writes a policy file, which must be in order, and returns its path.
func rulesFile(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.yaml")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// byRules lets a service act by a policy file.
func byRules(t testing.TB, path string) func(*config) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	rules, err := policy.Load(path, data)
	must(t, err)
	return func(cfg *config) { cfg.Bot.Policy, cfg.Bot.PolicyFile = rules, path }
}

// serveBy starts a service that acts by a policy file with this text, and with the channel for approvals.
func (c *company) serveBy(database, text string, changes ...func(*config)) *service {
	c.t.Helper()
	rules := byRules(c.t, rulesFile(c.t, text))
	return c.serve(database, func(cfg *config) {
		rules(cfg)
		cfg.Bot.ApprovalsChannel = approvals
		for _, change := range changes {
			change(cfg)
		}
	})
}

// waitsFor types a change that has to be approved, and returns its request when the approvers have their cards.
func (c *company) waitsFor(user, text string) string {
	c.t.Helper()
	request := requestOf(c.t, c.types(user, text))
	c.waitTold(user, request, "awaiting_approval")
	return request
}

// hears waits until a person is told all of the words in one message that is neither a card nor an acknowledgement.
func (c *company) hears(user string, words ...string) said {
	c.t.Helper()
	return c.waitSaid(user+" hears "+strings.Join(words, ", "), func(m said) bool {
		return m.For == user && !isCard(m) && m.Source != "answer" && m.Source != "command" && hasAll(m.Text, words)
	})
}

func hasAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// cards are the copies of a request's card that somebody, or a channel, has.
func (c *company) cards(to, request string) (all []said) {
	c.t.Helper()
	for _, m := range c.messages() {
		if (m.For == to || m.Channel == to) && !m.Ephemeral && isCard(m) && strings.Contains(m.Text, "\n"+request+" · ") {
			all = append(all, m)
		}
	}
	return all
}

// waitCards waits until every copy of a request's card shows a state, none of them with a button, and returns them.
func (c *company) waitCards(request, state string, to ...string) {
	c.t.Helper()
	for _, who := range to {
		c.waitSaid("all cards of "+who+" show "+request+" · "+state, func(said) bool {
			all := c.cards(who, request)
			for _, m := range all {
				if !strings.HasSuffix(m.Text, "\n"+request+" · "+state) || len(m.buttons()) > 0 {
					return false
				}
			}
			return len(all) > 0
		})
	}
}

// bothClick sends both clicks at the same moment.
func (c *company) bothClick(first, second func()) {
	c.t.Helper()
	ended := make(chan struct{})
	go func() { defer close(ended); first() }()
	second()
	waitFor(c.t, "the other click", ended)
}
