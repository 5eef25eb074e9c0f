package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/bot/policy"
)

// underRules writes a policy file and puts it in force.
func underRules(t testing.TB, text string) func(*config) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.yaml")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	p, err := policy.Load(path, []byte(text))
	must(t, err)
	return func(cfg *config) { cfg.Bot.Policy, cfg.Bot.PolicyFile = p, path }
}

// TestAccessRequest is somebody asking for access inside Asana: the same card comes to Slack, and the decision goes back.
func TestAccessRequest(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, inAsanaToo("editor"))
		asksInAsana(t, c, "ben-in-asana", salaryReview, "for the report")
		s := c.serve(url, underRules(t, `
access_requests: [{kind: project, what: "`+salaryReview+`"}]
rules:
  - {name: admins decide, then: {approve: {from: [ADMINS]}}}
`))
		c.waitTold(ben, "R1", "awaiting_approval")
		card := c.waitCard(ada, "R1", "awaiting_approval")
		holds(t, card.Text, "in Asana", "Salary Review 2026", "for the report")
		c.clicks(ada, card, "request_adjust")
		if a := c.fills(ada, map[string]any{"level": "viewer"}); a.Body != "" {
			t.Fatalf("the form was not taken: %s", a.Body)
		}
		c.waitTold(ben, "R1", "applied")
		if got := c.level(salaryReview, benGID); got != "viewer" {
			t.Errorf("Ben is %q", got)
		}
		s.store.Forward(time.Hour)
		if strings.Contains(spelled(s.about("R2")), "request_created") {
			t.Error("it was asked twice")
		}
	})
}

// asksInAsana makes an access request inside Asana.
func asksInAsana(t testing.TB, c *company, token, target, message string) {
	t.Helper()
	body := strings.NewReader(`{"data":{"target":"` + target + `","message":"` + message + `"}}`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.asana.URL+"/api/1.0/access_requests", body)
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("asking in Asana: %d", resp.StatusCode)
	}
}
