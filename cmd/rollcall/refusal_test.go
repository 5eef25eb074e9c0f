package main

import (
	"regexp"
	"strings"
	"testing"

	"rollcall/bot/audit"
)

// What can't be read, or is understood but can't be done, is answered by the acknowledgement itself: it says what to type instead, makes an event
// but no request, and asks Asana nothing.
func TestNotTaken(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	sent := 0
	for _, x := range []struct {
		typed string
		says  []string
	}{
		{"ad @maya to project Website as editor", []string{"Did you mean: /asana add <@" + maya + "> to project Website as editor", "Usage: `/asana add &lt;who&gt; to &lt;what&gt;"}},
		{"frobnicate the website", []string{"I don't know the command", "`/asana help`"}},
		{"invite @maya to Website", []string{"Did you mean: /asana add <@" + maya + "> to project Website"}},
		{"add @maya to Website as editr", []string{"is not an access level", "Did you mean: /asana add <@" + maya + "> to project Website as editor", "Usage: `/asana add"}},
		{"add @maya to Website as owner", []string{"is not an access level", "admin, editor, commenter, viewer", "Usage: `/asana add"}},
		{"add @maya to Website as user", []string{"A project has no access level *user*.", "It takes admin, editor, commenter, viewer."}},
		{"set @maya on Website to guest", []string{"guest", "lets nobody change it", "admin console"}},
		{"set @maya on Website", []string{"To which level?", "Usage: `/asana set"}},
		{"add @maya from Website", []string{"Is it add … to or remove … from?"}},
		{"add @maya", []string{"What?", "Usage: `/asana add"}},
		{"add to Website", []string{"Who?"}},
		{"add #general to Website", []string{"A channel such as #general is not a person"}},
		{"add @everyone to Website", []string{"@everyone reaches whoever happens to be there"}},
		{`add @maya to "Website`, []string{"Usage: `/asana add"}},
		{"add @maya to https://example.com/project", []string{"Only links of app.asana.com"}},
		{"add @maya to https://app.asana.com/1/1208000000000001/task/1", []string{"the page of a task"}},
		{"show Website", []string{"show takes the gid of one membership", "Usage: `/asana show &lt;membership gid&gt;`"}},
		{"add @maya to Website until 2026-02-30", []string{"There is no such day", "until"}},
		{"add @maya to Website for a month", []string{"not a time I can use"}},
		{"add @maya to Website for 2m", []string{"2m"}},
		{`add @maya to portfolio "Client Work" as commenter`, []string{"A portfolio has no access level *commenter*.", "It takes admin, editor, viewer."}},
		{"add @maya to field Priority as viewer", []string{"A field has no access level *viewer*.", "It takes admin, editor, user."}},
		{"set @maya on team Design to admin", []string{"lets nobody change it", "settings of the team"}},
		{"add @maya to workspace as guest", []string{"is not an access level"}},
		{"set @maya on workspace to inactive", []string{"lets nobody change it", "admin console"}},
		{"add @maya to bundle onboarding", []string{"no bundles yet", "Nothing was changed"}},
		{"offboard @maya", []string{"offboard is not part of this version", "`/asana help`"}},
		{"undo", []string{"Usage: `/asana undo"}},
		{"extend R1", []string{"Usage: `/asana extend"}},
		{"deny R1", []string{"because"}},
	} {
		said := c.types(ada, x.typed)
		holds(t, said, x.says...)
		if strings.HasPrefix(said, "On it: ") {
			t.Errorf("%q was taken", x.typed)
		}
		sent++
	}
	if got := s.count(audit.RequestRefused); got != sent {
		t.Errorf("%d events for %d commands", got, sent)
	}
	c.nothingBegan(s)
}

// nothingBegan fails the test when there was a request, or Asana was written.
func (c *company) nothingBegan(s *service) {
	c.t.Helper()
	for _, e := range s.log() {
		if e.Request != "" || e.Change != "" {
			c.t.Errorf("an event of a request: %s", spelled(e))
		}
	}
	for _, call := range c.calls.take() { // a form may look up what it shows
		if isWrite(call) {
			c.t.Errorf("Asana was written: %v", call)
		}
	}
}

// With escaping switched off Slack sends a mention as plain letters, which anybody's name could match: it is explained and never obeyed.
func TestPlainMention(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	a := c.sends(map[string]any{"user": ada, "text": "add @maya to project Website as editor", "escape": false})
	holds(t, a.text(t), "Slack sent “@maya” as plain text", "Escape channels, users, and links sent to your app", "Usage: `/asana add")
	c.nothingBegan(s)
}

// help is whole, names each verb of this version and no other, and each verb has a page of its own.
func TestHelp(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	all := c.types(ada, "help")
	for _, verb := range []string{"add", "remove", "set", "list", "show", "pending", "help"} {
		holds(t, all, "• /asana "+verb)
		holds(t, c.types(ada, "help "+verb), "/asana "+verb, "Example: /asana "+verb)
	}
	holds(t, all, "More about one command: /asana help add")
	if strings.Contains(all, "/asana offboard") || strings.Contains(all, "…\n") {
		t.Errorf("help is cut or names what there is not:\n%s", all)
	}
	holds(t, c.types(ada, "help offboard"), "/asana offboard is not available here")
	holds(t, c.types(ada, "help lst"), "Did you mean: /asana help list")
	if a := c.sends(map[string]any{"user": ada, "text": ""}); a.Body != "" || len(c.views(ada)) != 1 {
		t.Errorf("the command alone: %+v, and %d forms", a, len(c.views(ada)))
	}
	if got := s.count(audit.RequestCompleted); got != 10 {
		t.Errorf("%d events", got)
	}
	c.nothingBegan(s)
}

// With another name of the slash command nothing that is printed has the usual one.
func TestSlashCommand(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.Slash = "/access" })
	for _, text := range []string{
		"help", "help add", "ad @maya to Website", "nonsense", "add @maya to Website for 2m", "undo", "offboard @maya", "help lst", "set @maya",
	} {
		holds(t, c.types(ada, text), "/access")
	}
	c.asks(ada, "list Website")
	c.asks(ada, "list Nowhere")
	c.asks(ada, "show 1")
	c.asks(ada, "pending")
	for _, text := range []string{
		"add @chloe to project Website as editor", "set @noor on project Website to editor", "remove @chloe from project Website", "add @maya to project Nowhere",
		"add @dana to project Website",
	} {
		c.does(ada, text)
	}
	c.does(noor, "add @maya to project Website as editor")
	usual := regexp.MustCompile(`(^|[^/\w])/asana\b`)
	for _, m := range c.messages() {
		if usual.MatchString(m.Text) {
			t.Errorf("printed:\n%s", m.Text)
		}
	}
}

// Somebody of another Slack workspace is refused, whether the workspace is configured or learnt from the bot token.
func TestOtherSlackTeam(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.SlackTeam = "T0OTHER" })
	holds(t, c.types(ada, "add @maya to project Website as editor"), "belongs to another Slack workspace")
	holds(t, c.types(ada, "help"), "belongs to another Slack workspace")
	if got := s.count(audit.RequestRefused); got != 2 {
		t.Errorf("%d events", got)
	}
	c.nothingBegan(s)

	s = c.serve(sqliteURL(t), nil)
	said := s.posts(t, ada, "T0OTHER", "add me to project Website as editor")
	if strings.HasPrefix(said, "On it: ") { // the service had not yet been told by Slack where it is
		said = c.waitEnd("R1", "refused").Text
	}
	holds(t, said, "belongs to another Slack workspace")
	c.asks(ada, "pending") // now it has
	holds(t, s.posts(t, ada, "T0OTHER", "help"), "belongs to another Slack workspace")
	if calls := c.calls.take(); len(calls) != 0 {
		t.Errorf("Asana was asked: %v", spelledCalls(calls))
	}
}
