package main

import (
	"testing"
	"time"
)

// explained has a rule for each way that a change can go.
const explained = `
rules:
  - name: operators
    match: {requester: ADMINS}
    then: allow
  - name: frozen
    match: {what: On-call Handbook}
    then: {deny: {say: Ask the on-call lead.}}
  - name: with a reason
    match: {kind: goal}
    then: {allow: {reason: required}}
  - name: two of the owners
    match: {kind: project}
    then: {approve: {from: [owner, admins], at_least: 2, expires: 36h}}
  - name: nobody there
    match: {kind: portfolio}
    then: {approve: {from: [U01DANAFORM]}}
`

// explain says what a change would do, by which rule, whose approval it would need and why theirs; and it does nothing: no request, no card, no write.
func TestExplain(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serveBy(sqliteURL(t), explained)
	for _, x := range []struct {
		who, asks string
		says      []string
		lacks     string
	}{
		{ada, "add @maya to project Website Relaunch as editor", []string{
			"This is what `/asana` add <@" + maya + "> to project Website Relaunch as editor would do. Nothing was changed.",
			"*Maya Ito* (maya@tidewater.example)", "not a member → *editor*; allowed at once (rule: operators, line 3)", "Until: for good",
		}, "Approver"},
		{ben, "add @maya to project Website Relaunch as editor because launch", []string{
			"not a member → *editor*; needs 2 approvals (rule: two of the owners, line 12)", "Expires: unanswered after 36h",
			"Approver: <@" + chloe + ">, told “you own ", "Approver: <@" + ada + ">, told “you are an admin of ",
		}, "allowed"},
		{ben, "request On-call Handbook", []string{"*refused*: The policy doesn't allow that for ", "frozen", "line 6"}, "Approver"},
		{ben, `add @maya to goal "Double the bookings" as editor`, []string{"*refused*: For ", "wants a reason", "with a reason, line 9"}, "Approver"},
		{ben, `add @maya to goal "Double the bookings" as editor because she steers it`, []string{"not a member → *editor*; allowed at once (rule: with a reason, line 9)"}, "Approver"},
		{ben, "add @maya to project Website as commenter", []string{"commenter → *commenter*; so there is nothing to do"}, "Approver"},
		{ben, "set @maya on project Website to viewer", []string{"commenter → *viewer*; needs 2 approvals"}, "allowed"},
		{ben, "remove @chloe from project Website", []string{"*refused*: ", "is the last admin of "}, "Approver"},
		{ben, "remove @maya from project Website", []string{"commenter → *not a member*; needs 2 approvals"}, "Until"},
		{ben, `add @maya to portfolio "Company Roadmap" as editor`, []string{"Approvers: nobody whom the rule names can decide, so Rollcall's admins would be asked: <@" + ada + ">"}, "Approver: "},
		{ben, "add @maya and @noor to project Website as commenter", []string{"*Maya Ito*", "so there is nothing to do", "*Noor Haddad*", "needs 2 approvals"}, "allowed"},
		{ben, "add @maya to project Nowhere", []string{"I found no project called *Nowhere*"}, "Approver"},
		{ben, "add @maya to project Salary Review 2026", []string{"I found no project called *Salary Review 2026*"}, "Approver"},
		{gus, "add @maya to project Website", []string{"Guests of this Slack workspace can't use Rollcall."}, "rule"},
	} {
		answer := c.asks(x.who, "explain "+x.asks).Text
		holds(t, answer, x.says...)
		lacks(t, answer, x.lacks)
		if t.Failed() {
			t.Fatalf("%s", x.asks)
		}
	}
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
	for _, m := range c.messages() {
		if isCard(m) || stateIn(m, "R1") != "" {
			t.Errorf("somebody was asked or told: %s", m.Text)
		}
	}
	for _, e := range s.log() {
		if e.Request != "" || e.Change != "" {
			t.Errorf("an event of a request: %s", spelled(e))
		}
	}
	s.store.Forward(48 * time.Hour)
	holds(t, c.asks(ada, "pending").Text, "Nothing is under way.")
}

// What explain said is what then happens.
func TestExplainComesTrue(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serveBy(sqliteURL(t), explained)
	for typed, want := range map[string][2]string{
		"add @maya to project Website Relaunch as editor":       {"needs 2 approvals", "awaiting_approval"},
		"request On-call Handbook":                              {"*refused*", "refused"},
		"add @maya to project Website as commenter":             {"nothing to do", "applied"},
		`add @maya to goal "Double the bookings" because of it`: {"allowed at once", "applied"},
	} {
		holds(t, c.asks(ben, "explain "+typed).Text, want[0])
		if end, state := c.does(ben, typed); state != want[1] {
			t.Errorf("%q is %s: %s", typed, state, end.Text)
		}
	}
}
