package policy_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/policy"
)

// load reads a policy that has no faults.
func load(t failer, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Load("policy.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

// facts are an ordinary change: Ada adds Ben to a project as editor for a day.
func facts(change ...func(*policy.Facts)) policy.Facts {
	f := policy.Facts{
		Action: policy.Add, Level: "editor", Duration: 24 * time.Hour, Reason: "launch",
		Requester: policy.Requester{SlackUser: "U01ADA", Groups: []string{"S01A"}, Roles: []policy.Role{policy.ParentAdmin}},
		Target:    policy.Target{Type: "user", GID: "77", Email: "Ben@Example.org", SlackUser: "U01BEN", Groups: []string{"S01B"}},
		Parent:    policy.Parent{Kind: "project", GID: "1200", Name: "Straße  Élan 2026"},
	}
	for _, c := range change {
		c(&f)
	}
	return f
}

func removal(f *policy.Facts) { f.Action, f.Level, f.Duration = policy.Remove, "", 0 }
func forGood(f *policy.Facts) { f.Duration = 0 }
func forSelf(f *policy.Facts) { f.Target.Self = true }
func ofTeam(f *policy.Facts)  { f.Target = policy.Target{Type: "team", GID: "88"} }

// fitting is a match, and whether it fits facts.
type fitting struct {
	match string
	facts policy.Facts
	fits  bool
}

// check judges by a rule with the match.
func (row fitting) check(t *testing.T) {
	t.Helper()
	v := load(t, rule("match:\n      "+row.match+"\n    then: allow")).Change(row.facts)
	if fits := v.Decision == policy.Allow; fits != row.fits {
		t.Errorf("%s fits %v of %+v", row.match, fits, row.facts)
	}
	if want := (policy.Verdict{Decision: policy.Deny, Rule: "default", Why: policy.ReasonDefault}); !row.fits && !cmp.Equal(want, v) {
		t.Errorf("%s: %s", row.match, cmp.Diff(want, v))
	}
}

// Ensure that each member of match that is about what is asked fits what it names and nothing else.
func TestChange_MatchAsked(t *testing.T) {
	t.Parallel()
	for _, row := range []fitting{
		{"action: add", facts(), true},
		{"action: [remove, set]", facts(), false},
		{"action: request", facts(), false},
		{"action: request", facts(forSelf), true},
		{"action: remove", facts(removal), true},
		{"kind: [goal, project]", facts(), true},
		{"kind: field", facts(func(f *policy.Facts) { f.Parent.Kind = "custom_field" }), true},
		{"kind: team", facts(), false},
		{"what: STRASSE élan   2026", facts(), true},
		{"what: \"e\u0301lan\"", facts(), false},
		{"what: \"*e\u0301lan*\"", facts(), true},
		{"what: [\"strasse *\"]", facts(), true},
		{"what: \"*2025\"", facts(), false},
		{"what: \"*\"", facts(), true},
		{"what: 1200", facts(), true},
		{"what: 120", facts(), false},
		{"level: [admin, editor]", facts(), true},
		{"level: admin", facts(), false},
		{"level: [admin, editor, commenter, viewer, user, member]", facts(removal), false},
		{"duration: limited", facts(), true},
		{"duration: limited", facts(forGood), false},
		{"duration: permanent", facts(forGood), true},
		{"duration: permanent", facts(removal), false},
		{"duration: <= 1d", facts(), true},
		{"duration: < 24h", facts(), false},
		{"duration: \"> 3650d\"", facts(forGood), true},
		{"duration: \">= 1d 1min\"", facts(), false},
		{"duration: [= 1440min, permanent]", facts(), true},
		{"action: read", facts(), false},
		{"kind: project\n      level: admin", facts(), false},
	} {
		row.check(t)
	}
}

// Ensure the same of the members that are about people.
func TestChange_MatchPeople(t *testing.T) {
	t.Parallel()
	for _, row := range []fitting{
		{"requester: U01ADA", facts(), true},
		{"requester: [W01ADA, S02A]", facts(), false},
		{"requester: S01A", facts(), true},
		{"requester: ADMINS", facts(), false},
		{"requester: ADMINS", facts(func(f *policy.Facts) { f.Requester.Admin = true }), true},
		{"requester: admins", facts(), true},
		{"requester: members", facts(), true},
		{"requester: owner", facts(), false},
		{"group: S01A", facts(), true},
		{"group: S02A", facts(), false},
		{"target: self", facts(), false},
		{"target: self", facts(forSelf), true},
		{"target: others", facts(), true},
		{"target: user", facts(), true},
		{"target: team", facts(), false},
		{"target: team", facts(ofTeam), true},
		{"target: [U01CEM, S01B]", facts(), true},
		{"target: U01BEN", facts(), true},
		{"target: 77", facts(), true},
		{"target: \"*@EXAMPLE.org\"", facts(), true},
		{"target: \"*@example.com\"", facts(), false},
		{"target: \"*@*\"", facts(ofTeam), false},
		{"guest: true", facts(), false},
		{"guest: false", facts(), true},
	} {
		row.check(t)
	}
}

// Ensure that a verdict carries all that the rule says.
func TestChange_Then(t *testing.T) {
	t.Parallel()
	verdict := func(v policy.Verdict) policy.Verdict { v.Rule, v.Line = "one", 2; return v }
	silent := func(f *policy.Facts) { f.Reason = " " }
	for _, row := range []struct {
		then  string
		facts policy.Facts
		want  policy.Verdict
	}{
		{"allow", facts(), policy.Verdict{Decision: policy.Allow}},
		{"deny", facts(), policy.Verdict{Decision: policy.Deny, Why: policy.ReasonRule}},
		{"{deny: {say: Ask HR.}}", facts(), policy.Verdict{Decision: policy.Deny, Why: policy.ReasonRule, Say: "Ask HR."}},
		{"{allow: {reason: required}}", facts(), policy.Verdict{Decision: policy.Allow}},
		{"{allow: {reason: required}}", facts(silent), policy.Verdict{Decision: policy.Deny, Why: policy.ReasonNeedsReason}},
		{"{allow: {max_duration: 1d}}", facts(), policy.Verdict{Decision: policy.Allow}},
		{"{allow: {max_duration: 23h}}", facts(), policy.Verdict{Decision: policy.Deny, Why: policy.ReasonTooLong, Limit: 23 * time.Hour}},
		{"{allow: {max_duration: 3650d}}", facts(forGood), policy.Verdict{Decision: policy.Deny, Why: policy.ReasonTooLong, Limit: 87600 * time.Hour}},
		{"{allow: {max_duration: 1h}}", facts(removal), policy.Verdict{Decision: policy.Allow}},
		{"{approve: {from: owner}}", facts(), policy.Verdict{Decision: policy.Approve, Terms: policy.Terms{
			From: []string{"owner"}, AtLeast: 1, Expires: 72 * time.Hour, RemindAfter: 24 * time.Hour,
		}}},
		{"{approve: {from: owner, expires: 10h}}", facts(), policy.Verdict{Decision: policy.Approve, Terms: policy.Terms{
			From: []string{"owner"}, AtLeast: 1, Expires: 10 * time.Hour, RemindAfter: 5 * time.Hour,
		}}},
		{"{approve: {from: [S01A, ADMINS], at_least: 2, max_duration: 1w, expires: 2d, remind_after: 0, escalate: {after: 4h, to: admins}, self: true}}", facts(),
			policy.Verdict{Decision: policy.Approve, Terms: policy.Terms{
				From: []string{"S01A", "ADMINS"}, AtLeast: 2, Self: true, MaxDuration: 168 * time.Hour, Expires: 48 * time.Hour,
				Escalate: &policy.Escalation{After: 4 * time.Hour, To: []string{"admins"}},
			}}},
		{"{approve: {from: owner, max_duration: 1h}}", facts(), policy.Verdict{Decision: policy.Deny, Why: policy.ReasonTooLong, Limit: time.Hour}},
	} {
		if diff := cmp.Diff(verdict(row.want), load(t, rule("then: "+row.then)).Change(row.facts)); diff != "" {
			t.Errorf("%s:\n%s", row.then, diff)
		}
	}
}

// Ensure that reading is ruled apart from changes, and that the default is only about changes.
func TestRead(t *testing.T) {
	t.Parallel()
	text := "default: allow\nrules:\n  - {name: hide, match: {action: read, kind: goal}, then: deny}\n  - {name: both, match: {action: [read, remove], kind: team}, then: allow}\n  - {name: rest, match: {kind: goal}, then: deny}\n"
	p := load(t, text)
	in := func(kind string) policy.Facts {
		return facts(func(f *policy.Facts) { f.Action, f.Parent.Kind = policy.Read, kind })
	}
	for kind, want := range map[string]policy.Verdict{
		"goal":    {Decision: policy.Deny, Rule: "hide", Line: 3, Why: policy.ReasonRule},
		"team":    {Decision: policy.Allow, Rule: "both", Line: 4},
		"project": {},
	} {
		if diff := cmp.Diff(want, p.Read(in(kind))); diff != "" {
			t.Errorf("%s:\n%s", kind, diff)
		}
	}
	if !p.RulesReading() || load(t, rule("then: deny")).RulesReading() {
		t.Error("RulesReading does not tell whether rules are about reading")
	}
	if v := p.Change(facts()); v.Decision != policy.Allow || v.Rule != "default" || v.Line != 1 {
		t.Errorf("the default allows: %+v", v)
	}
}

// Ensure that the policy without a file is what the documentation says, and that nobody is judged by rules who may not use Rollcall at all.
func TestBuiltin(t *testing.T) {
	t.Parallel()
	p := policy.Builtin()
	want := policy.Verdict{Decision: policy.Approve, Rule: policy.RuleAskThem, Terms: policy.Terms{
		From: []string{"ADMINS"}, AtLeast: 1, Expires: 72 * time.Hour, RemindAfter: 24 * time.Hour,
	}}
	got := p.Change(facts())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got.Terms.From[0] = "U01EVE"
	if diff := cmp.Diff(want, p.Change(facts())); diff != "" {
		t.Errorf("a verdict that is changed changes the policy:\n%s", diff)
	}
	admin := facts(func(f *policy.Facts) { f.Requester.Admin = true })
	if diff := cmp.Diff(policy.Verdict{Decision: policy.Allow, Rule: policy.RuleAdmins}, p.Change(admin)); diff != "" {
		t.Error(diff)
	}
	if p.Hash() != "built-in" || p.Read(admin).Decision != policy.Unruled || p.RulesReading() || p.Test() != nil && len(p.Test()) > 0 {
		t.Error("the built-in policy is none of a file and says nothing about reading")
	}
	for why, r := range map[policy.Reason]policy.Requester{
		policy.ReasonGuest: {Guest: true}, policy.ReasonBot: {Bot: true}, policy.ReasonDeactivated: {Deleted: true}, policy.ReasonExternal: {External: true},
	} {
		r.Admin = true
		v := load(t, rule("then: allow")).Change(policy.Facts{Action: policy.Add, Requester: r})
		if v.Decision != policy.Deny || v.Why != why || v.Rule != policy.RulePeople {
			t.Errorf("%s: %+v", why, v)
		}
	}
}

// Ensure that the rest of a file is there for those who ask.
func TestLoad_Rest(t *testing.T) {
	t.Parallel()
	text := "\ufeff" + rule("then: deny") + "settings: {removals_per_hour: 7, keep_requests: 90d}\nidentities: {U01ADA: 12001, W01BEN: Ben@x.org}\nbundles: {new: [{kind: team, what: Design}, {what: Web, level: editor}]}\n"
	p := load(t, text)
	sum := sha256.Sum256([]byte(text))
	if p.Hash() != hex.EncodeToString(sum[:]) {
		t.Errorf("hash %s", p.Hash())
	}
	if diff := cmp.Diff(policy.Settings{ChangesPerHour: 200, RemovalsPerHour: 7, UndoWindow: 24 * time.Hour, KeepRequests: 90 * 24 * time.Hour, KeepFailedJobs: 30 * 24 * time.Hour, CheckpointEvents: 1000, CheckpointEvery: time.Hour}, p.Settings()); diff != "" {
		t.Error(diff)
	}
	got := []string{p.Identity("U01ADA"), p.Identity("W01BEN"), p.Identity("U01EVE"), p.SlackUser("12001", ""), p.SlackUser("5", "ben@X.org"), p.SlackUser("", "")}
	if diff := cmp.Diff([]string{"12001", "Ben@x.org", "", "U01ADA", "W01BEN", ""}, got); diff != "" {
		t.Error(diff)
	}
}

// Ensure that one policy judges for many people at once.
func TestChange_AtOnce(t *testing.T) {
	t.Parallel()
	p := load(t, rule("when: target.email.contains('@') && level == 'admin'\n    then: deny")+"  - {name: two, then: {approve: {from: owner}}}\n")
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			f, want := facts(), "two"
			if i%2 == 0 {
				f.Level, want = "admin", "one"
			}
			for range 50 {
				if v := p.Change(f); v.Rule != want {
					t.Errorf("%+v", v)
				}
			}
		})
	}
	wait.Wait()
}

// BenchmarkChange judges by the last of 200 rules.
func BenchmarkChange(b *testing.B) {
	var text strings.Builder
	text.WriteString("rules:\n")
	for i := range 200 {
		fmt.Fprintf(&text, "  - {name: r%d, match: {what: \"p%03d*\", requester: [owner, U01EVE]}, then: deny}\n", i, i)
	}
	p := load(b, text.String())
	for b.Loop() {
		p.Change(facts())
	}
}
