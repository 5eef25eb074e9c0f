package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"rollcall/bot/audit"
)

const (
	askAda   = "rules: [{name: ask Ada, match: {kind: project}, then: {approve: {from: [U01ADA0BIAN]}}}]\n"
	askNoor  = "rules: [{name: ask Noor, match: {kind: project}, then: {approve: {from: [U01NOORHADD]}}}]\n"
	nobodyIn = "rules: [{name: frozen, match: {what: Website Relaunch}, then: {deny: {say: It is frozen until May.}}}, {name: ask Ada, then: {approve: {from: [U01ADA0BIAN]}}}]\n"
)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// watched serves by a policy file that the test can change, and signals what is logged about it.
func (c *company) watched(url, text string) (s *service, path string, log *logWatch) {
	c.t.Helper()
	path = rulesFile(c.t, text)
	rules := byRules(c.t, path)
	s = c.serve(url, func(cfg *config) {
		rules(cfg)
		cfg.Bot.ApprovalsChannel, log = approvals, watchLog(cfg)
	})
	return s, path, log
}

// find returns the events of one action.
func (s *service) find(action audit.Action) (all []audit.Event) {
	s.company.t.Helper()
	for _, e := range s.log() {
		if e.Action == action {
			all = append(all, e)
		}
	}
	return all
}

// A changed policy file is taken up within seconds, with an event that has both hashes; a bad one is refused once, with the line, and the last good
// one stays in force.
func TestPolicyReload(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s, path, log := c.watched(url, askAda)
		first := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
		c.waitCard(ada, first, "awaiting_approval")

		must(t, os.WriteFile(path, []byte(askNoor), 0o600))
		log.wait(t, 1, "a new policy is in force", hashOf(askNoor))
		second := c.waitsFor(ben, "add @maya.l to project Website Relaunch as editor")
		c.waitCard(noor, second, "awaiting_approval")

		bad := "# the new one\n" + strings.Replace(askAda, "approve", "aprove", 1)
		must(t, os.WriteFile(path, []byte(bad), 0o600))
		log.wait(t, 1, "the policy file was not taken up; the last good one stays in force", "policy.yaml:2:", "aprove")
		third := c.waitsFor(ben, "add @chloe to project Harbour App as viewer")
		holds(t, c.waitCard(noor, third, "awaiting_approval").Text, "Rule: ask Noor")
		must(t, os.Remove(path))
		log.wait(t, 2, "the policy file was not taken up; the last good one stays in force")
		must(t, os.WriteFile(path, []byte(askAda), 0o600))
		log.wait(t, 1, "a new policy is in force", hashOf(askAda))

		loaded, rejected := s.find(audit.PolicyLoaded), s.find(audit.PolicyRejected)
		if len(loaded) != 3 || len(rejected) != 2 {
			t.Fatalf("%d loaded, %d rejected", len(loaded), len(rejected))
		}
		if d := loaded[1].Details; d.OldValue != hashOf(askAda) || d.NewValue != hashOf(askNoor) {
			t.Errorf("loaded: %+v", d)
		}
		if d := rejected[0].Details; d.OldValue != hashOf(askNoor) || d.NewValue != hashOf(bad) || !strings.Contains(d.Error, "line 2, ") || rejected[0].Outcome != audit.Refused {
			t.Errorf("rejected: %+v", d)
		}
		// What was asked under the first file is still decided by those whom its rule names.
		c.clicks(noor, c.waitCard(approvals, first, "awaiting_approval"), "request_approve")
		c.waitWhisper(noor, "not among those who can decide")
		c.clicks(ada, c.waitCard(ada, first, "awaiting_approval"), "request_approve")
		c.waitTold(ben, first, "applied")
	})
}

// What the policy of today denies outright is not done, whoever approves it: the request ends, everybody is told that the policy changed, and the event
// has both hashes.
func TestPolicyDeniesNow(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s, path, log := c.watched(url, askAda)
		request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
		must(t, os.WriteFile(path, []byte(nobodyIn), 0o600))
		log.wait(t, 1, "a new policy is in force")
		c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
		holds(t, c.waitTold(ben, request, "refused").Text, "The policy changed since "+request+" was asked for, and now it denies this", "frozen", "It is frozen until May.")
		c.hears(ada, "The policy changed since "+request)
		c.waitCards(request, "refused", ada, approvals)
		if n := s.writes(); n != 0 {
			t.Errorf("%d writes", n)
		}
		var last audit.Event
		for _, e := range s.log() {
			if e.Request == request {
				last = e
			}
		}
		if last.Action != audit.RequestRefused || last.Details.OldValue != hashOf(askAda) || last.Details.NewValue != hashOf(nobodyIn) || last.Context.Rule != "frozen" ||
			last.Actor.SlackUser != ada {
			t.Errorf("the event is %s", spelled(last))
		}
		if got := strings.Join(s.about(request), ","); strings.Contains(got, "request_approved ok") {
			t.Errorf("an approval counted: %s", got)
		}
	})
}

// Rules about reading come before what Asana shows: one hides a project from its own members, which then is answered exactly as one that does not
// exist, and one shows a private project to somebody who is no member.
func TestReadingRules(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serveBy(sqliteURL(t), `
rules:
  - {name: hidden, match: {action: read, what: Harbour App, requester: [U01BENOKAFR, U01ADA0BIAN]}, then: deny}
  - {name: shown, match: {action: read, what: Salary Review 2026, requester: [U01BENOKAFR]}, then: allow}
  - {name: ask, then: {approve: {from: [U01NOORHADD]}}}
`)
	// Ben owns the Harbour App, and Ada is one of ADMINS; Maya sees it because it is public.
	for _, id := range []string{ben, ada} {
		for asks, words := range map[string][2]string{"list %s": {"Harbour App", "Nowhere"}, "explain add @maya to %s as viewer": {"Harbour App", "Nowhere"}} {
			hidden := c.asks(id, strings.ReplaceAll(asks, "%s", `"`+words[0]+`"`)).Text
			missing := c.asks(id, strings.ReplaceAll(asks, "%s", `"`+words[1]+`"`)).Text
			if want := strings.ReplaceAll(missing, words[1], words[0]); hidden != want {
				t.Errorf("the hidden project is answered with\n%s\nand a missing one with\n%s", hidden, want)
			}
		}
		if end, state := c.does(id, "add @maya to project Harbour App as viewer"); state != "refused" {
			t.Errorf("a change of what is hidden is %s: %s", state, end.Text)
		}
	}
	holds(t, c.asks(maya, "list project Harbour App").Text, "Ben Okafor")
	holds(t, c.asks(ben, `list project "Salary Review 2026"`).Text, "Noor Haddad")
	lacks(t, c.asks(maya, `list project "Salary Review 2026"`).Text, "Noor Haddad")
	c.waitsFor(ben, `add @maya to project "Salary Review 2026" as viewer`)
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}
