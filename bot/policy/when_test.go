package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/policy"
)

// Ensure that what is wrong in a condition is found when the file is read, at its line and column however the text is written down.
func TestLoad_When(t *testing.T) {
	t.Parallel()
	for when, says := range map[string]string{
		"requester.¶emial == 'x'":                              "did you mean email?",
		"¶requestr.email == 'x'":                               "did you mean 'requester'?",
		"level ¶== 1":                                          "must be of one type",
		"¶level":                                               "must be true or false",
		"duration < duration(¶'30d')":                          "720h",
		"level == ¶'edtor'":                                    "did you mean editor?",
		"parent.kind in ['goal', ¶'field']":                    "did you mean custom_field?",
		"action == ¶'request'":                                 "target.self",
		"¶'admin' in requester.roles":                          "did you mean admins?",
		"¶false":                                               "never be true",
		"¶level == 'admin' && 1 > 2":                           "never be true",
		"has(parent.¶gidd)":                                    "did you mean gid?",
		"¶levl.size() > 3 && level == 'admin'":                 "did you mean 'level'?",
		"\"level == 'admin' &&\\\n      ¶levl == 'x'\"":        "did you mean 'level'?",
		"\"level == \\\"admin\\\" && ¶levl == 'x'\"":           "did you mean 'level'?",
		"'level == ''admin'' && ¶levl == ''x'''":               "did you mean 'level'?",
		"|\n      reason == 'ä' &&\n        ¶levl == 'x'":      "did you mean 'level'?",
		"|2-\n      level == 'admin' ||\n\n      ¶levl == 'x'": "did you mean 'level'?",
		">-\n      level == 'admin'\n      && ¶levl == 'x'":    "did you mean 'level'?",
		"level == 'admin'\n      && ¶levl == 'x'":              "did you mean 'level'?",
	} {
		if strings.HasPrefix(when, "¶'") { // a plain text of YAML begins with no quote
			when = "|\n      " + when
		}
		oneFault(t, rule("when: "+when+"\n    then: deny"), says)
	}
}

// Ensure that conditions see all facts, by the names and types that the documentation tells.
func TestChange_Variables(t *testing.T) {
	t.Parallel()
	f := policy.Facts{
		Action: policy.Add, Level: "editor", Before: "none", Duration: 2 * time.Hour, Reason: "launch",
		Now:       time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC),
		Requester: policy.Requester{SlackUser: "U01A", Name: "Ada", Email: "ada@x.org", Admin: true, Groups: []string{"S01A"}, Roles: []policy.Role{policy.ParentAdmin}},
		Target:    policy.Target{Type: "user", GID: "1", Name: "Ben", Email: "Ben@x.org", SlackUser: "U01B", Guest: true, Groups: []string{"S01B"}},
		Parent:    policy.Parent{Kind: "custom_field", GID: "2", Name: "Priority"},
	}
	for _, when := range []string{
		"action == 'add' && level == 'editor' && before == 'none' && reason == 'launch'",
		"duration == duration('2h') && now == timestamp('2026-01-05T10:00:00Z') && now.getDayOfWeek() == 1",
		"requester.slack_user == 'U01A' && requester.name == 'Ada' && requester.email == 'ada@x.org' && requester.admin",
		"'S01A' in requester.groups && 'admins' in requester.roles && 'members' in requester.roles && !('owner' in requester.roles)",
		"target.type == 'user' && target.gid == '1' && target.name == 'Ben' && target.slack_user == 'U01B' && !target.self && target.guest",
		"target.email.lowerAscii() == 'ben@x.org' && target.groups.exists(g, g == 'S01B')",
		"parent.kind == 'custom_field' && parent.gid == '2' && parent.name.startsWith('Prio')",
	} {
		p := load(t, rule("when: |\n      "+when+"\n    then: allow"))
		if v := p.Change(f); v.Decision != policy.Allow {
			t.Errorf("%s: %+v", when, v)
		}
	}
}

// Ensure that a condition that fails refuses, whatever later rules say, and says which rule it was.
func TestChange_Fault(t *testing.T) {
	t.Parallel()
	for name, when := range map[string]string{
		"no such entry": "requester.groups[5] == 'S01A'",
		"too much work": "reason != '' && [1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, [1,2,3,4,5,6,7,8,9].all(f, a + b + c + d + e + f > 0))))))",
	} {
		p := load(t, rule("when: "+when+"\n    then: deny")+"  - {name: two, then: allow}\n")
		v := p.Change(facts())
		if v.Decision != policy.Deny || v.Why != policy.ReasonFault || v.Rule != "one" || v.Line != 2 || !strings.Contains(v.Fault, `rule "one" on line 2`) {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// Ensure that exactly the facts are asked for that rules speak of.
func TestNeeds(t *testing.T) {
	t.Parallel()
	for members, want := range map[string]policy.Needs{
		"match: {kind: goal}":                        {},
		"match: {requester: [S02B, U01A, S01A]}":     {Groups: []string{"S01A", "S02B"}},
		"match: {group: S01A, target: [S03C, self]}": {Groups: []string{"S01A", "S03C"}},
		"match: {requester: owner}":                  {Roles: true},
		"match: {action: read, requester: members}":  {Roles: true},
		"match: {guest: false}":                      {Guest: true},
		"when: target.guest || before == 'none'":     {Guest: true, Before: true},
		"when: \"'S01A' in requester.groups || 'owner' in requester.roles || reason == 'SOS'\"": {Groups: []string{"S01A"}, Roles: true},
	} {
		got := load(t, rule(members+"\n    then: deny")).Needs()
		slices.Sort(got.Groups)
		if len(got.Groups) == 0 {
			got.Groups = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", members, diff)
		}
	}
	if n := policy.Builtin().Needs(); n.Roles || n.Guest || n.Before || len(n.Groups) > 0 {
		t.Errorf("the built-in policy needs %+v", n)
	}
}
