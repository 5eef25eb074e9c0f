package main

import (
	"slices"
	"strings"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// Ensure that check says of each thing that it is well, and passes on what Asana announces.
func TestCheck(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		post(t, c.asana.URL+"/_sandbox/deprecations", []map[string]string{{"name": "goal_sals_api", "info": "https://example.com/goals"}}, nil)
		if code, _, errs := ends(t, "migrate", "--database-url", url); code != 0 {
			t.Fatalf("migrate: %s", errs)
		}
		code, out, errs := ends(t, c.checkFlags(url)...)
		if code != 0 || errs != "" {
			t.Errorf("status %d: %s", code, errs)
		}
		holds(t, out, "ok   configuration: 1 in ADMINS", "ok   database: ", "ok   slack: workspace T01TIDEWATR", "ok   admins: Ada Bianchi", "ok   asana: the token is that of Service account",
			"Asana announces the change goal_sals_api, see https://example.com/goals")
		if strings.Contains(out, "FAIL") {
			t.Errorf("a failure:\n%s", out)
		}
	})
}

// checkFlags are those of serve, for check.
func (c *company) checkFlags(database string, more ...string) []string {
	return slices.Concat([]string{"check"}, c.serveFlags(database, more...)[1:])
}

// Ensure that each failure says what to do, ends with status 1 and keeps the others from being tried.
func TestCheckFails(t *testing.T) {
	t.Parallel()
	viewOnly := func(a *asanasandbox.Seed, _ *slacksandbox.Seed) {
		a.Users[1].IsViewOnly = true
		a.Tokens["maya-token"] = a.Users[1].GID
	}
	lacking := func(_ *asanasandbox.Seed, s *slacksandbox.Seed) { s.Team.Scopes = []string{"commands", "chat:write"} }
	for name, row := range map[string]struct {
		seed  func(*asanasandbox.Seed, *slacksandbox.Seed)
		flags []string
		says  string
	}{
		"no database":     {nil, []string{"--database-url", "sqlite:/nowhere/at/all.db"}, "FAIL database: "},
		"slack token":     {nil, []string{"--slack-bot-token", "xoxb-wrong"}, "FAIL slack: ask Slack whose token this is: Slack says invalid_auth; check SLACK_BOT_TOKEN"},
		"slack away":      {nil, []string{"--slack-api-url", "http://127.0.0.1:1/"}, "check SLACK_API_URL"},
		"slack scopes":    {lacking, nil, "the token lacks the scopes im:write, users:read, users:read.email, usergroups:read; add them"},
		"slack team":      {nil, []string{"--slack-team-id", "T99OTHER"}, "SLACK_TEAM_ID says T99OTHER"},
		"nobody":          {nil, []string{"--admins", ada + ",U0NOBODY99"}, "FAIL admins: U0NOBODY99 is nobody that the token sees; correct ADMINS"},
		"deactivated":     {nil, []string{"--admins", "U01DANAFORM"}, "FAIL admins: U01DANAFORM (Dana Former) is deactivated"},
		"guest":           {nil, []string{"--admins", gus}, "(Gus Freelance) is a guest"},
		"no group":        {nil, []string{"--admins", "S0NOSUCH99"}, "S0NOSUCH99 is no user group"},
		"asana token":     {nil, []string{"--asana-access-token", "wrong"}, "FAIL asana: the token is not accepted; make a new one"},
		"asana away":      {nil, []string{"--asana-base-url", "http://127.0.0.1:1/"}, "check ASANA_BASE_URL"},
		"asana elsewhere": {nil, []string{"--asana-workspace", "42"}, "the token sees the workspaces Tidewater (1208000000000001); set ASANA_WORKSPACE"},
		"view only":       {viewOnly, []string{"--asana-access-token", "maya-token"}, "Maya Ito has a view-only licence"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, database := newCompany(t, row.seed), sqliteURL(t)
			if code, _, errs := ends(t, "migrate", "--database-url", database); code != 0 {
				t.Fatalf("migrate: %s", errs)
			}
			code, out, _ := ends(t, c.checkFlags(database, row.flags...)...)
			if code != 1 || strings.Count(out, "FAIL ") != 1 {
				t.Errorf("status %d:\n%s", code, out)
			}
			holds(t, out, row.says, "configuration: ", "database: ", "slack: ", "asana: ")
		})
	}
}
