package main

import (
	"strings"
	"testing"
	"time"
)

// What happened is told by person, object, request and time, each event once and the newest first, to those who may see it.
func TestHistory(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		var log *logWatch
		s := c.serve(url, func(cfg *config) {
			cfg.Bot.ApprovalsChannel = approvals
			log = watchLog(cfg)
		})
		c.does(ada, "add @maya to project Website Relaunch as editor because launch") // R1
		request := c.waitsFor(ben, "add @noor to project Website Relaunch as viewer") // R2
		c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
		c.waitTold(ben, request, "applied")
		all := c.asks(ada, "history").Text
		holds(t, all, "What happened, the newest first:", "<@"+ada+"> added a member: <@"+maya+"> on Website Relaunch: not a member → *editor*, because launch · `R1`",
			"<@"+ben+"> asked: add", "<@"+ada+"> approved: <@"+noor+"> on Website Relaunch", "approvers: <@"+ada+"> · `R2`", "Rollcall (service)")
		lacks(t, all, "(under way)")
		if strings.Index(all, "`R2`") > strings.Index(all, "`R1`") {
			t.Errorf("the newest is not the first:\n%s", all)
		}
		of := c.asks(ada, "history R1").Text
		holds(t, of, "What happened with R1", "done", "asked")
		lacks(t, of, "`R2`")
		lacks(t, c.asks(ada, "history @noor").Text, "`R1`")
		lacks(t, c.asks(ada, "history project Website").Text, "Website Relaunch")
		log.wait(t, 9, `"reply"`, done) // a leap of the clock would end the lease of one under way
		s.store.Forward(48 * time.Hour)
		holds(t, c.asks(ada, "history project Website Relaunch for 1d").Text, "Nothing is in the log")
		holds(t, c.asks(ada, "history project Website Relaunch for 3d").Text, "`R1`", "`R2`")
	})
}

// Who may not see it is answered exactly as if it were not there; one's own is always there.
func TestHistorySight(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	c.does(ada, `add @maya to project "Salary Review 2026" as editor because secret reasons`) // R1, which only its members see
	c.does(ada, "add @maya to project Website Relaunch as editor")                            // R2
	for _, text := range []string{"history R1", "history R999"} {
		got := c.asks(ben, text).Text
		if want := "I know no request " + strings.TrimPrefix(text, "history ") + " that you may see."; !strings.HasPrefix(got, want) {
			t.Errorf("%s is answered with %q", text, got)
		}
	}
	seen := c.asks(ben, "history @maya").Text
	lacks(t, seen, "Salary Review", "secret")
	holds(t, c.asks(maya, "history").Text, "Salary Review 2026", "secret reasons")
	hidden, missing := c.asks(ben, `history project "Salary Review 2026"`).Text, c.asks(ben, "history project No Such Thing").Text
	if strings.ReplaceAll(hidden, "Salary Review 2026", "X") != strings.ReplaceAll(missing, "No Such Thing", "X") {
		t.Errorf("hidden and missing are answered differently:\n%s\n%s", hidden, missing)
	}
	if got := c.asks(gus, "history").Text; !strings.Contains(got, "Guests of this Slack workspace can't use Rollcall.") {
		t.Errorf("a guest is answered with %s", got)
	}
}
