package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const ruled = `rules:
  - name: self-service
    match: {action: request, kind: [project, team], group: S01A}
    then: {allow: {max_duration: 1w, reason: required}}
  - name: hide
    match: {action: read, kind: goal}
    then: deny
  - name: work
    when: before != 'none' && now.getHours() < 8
    then: deny
  - name: rest
    then: {approve: {from: [owner, S01A], at_least: 2}}
`

// Ensure that a test says what came otherwise, and is in order when nothing did.
func TestTest(t *testing.T) {
	t.Parallel()
	for test, want := range map[string][]string{
		"{do: request, groups: S01A, for: 1w, because: x, expect: allow, rule: self-service}":                       nil,
		"{do: request, groups: S01A, for: 1w, kind: team, because: x, expect: allow}":                               nil,
		"{do: request, groups: S01A, because: x, expect: deny, rule: self-service}":                                 nil,
		"{do: request, groups: S01A, for: 1d, expect: allow}":                                                       {"expected allow, got deny"},
		"{do: add, who: self, groups: S01A, for: 1d, because: x, expect: allow}":                                    nil,
		"{do: add, groups: S01A, expect: approve, rule: rest, from: [S01A, owner], at_least: 2}":                    nil,
		"{do: add, expect: approve, rule: work, from: owner, at_least: 1}":                                          {`expected rule "work", got "rest"`, "expected approval from owner, got owner, S01A", "expected at least 1 approvals, got 2"},
		"{do: read, kind: goal, expect: deny, rule: hide}":                                                          nil,
		"{do: read, what: x, expect: unruled}":                                                                      nil,
		"{do: read, what: x, expect: allow}":                                                                        {"expected allow, got unruled"},
		"{do: set, now: 2026-01-05T07:59:00Z, expect: deny, rule: work}":                                            nil,
		"{do: set, before: none, now: 2026-01-05T07:59:00Z, expect: approve}":                                       nil,
		"{do: remove, who: '12', as: U01EVE, admin: true, roles: owner, requester_email: e@x.org, expect: approve}": nil,
		"{do: add, who: team, target_name: Design, guest: false, level: viewer, for: permanent, expect: approve}":   nil,
	} {
		test = strings.Replace(test, "{", "{name: one, ", 1)
		results := load(t, ruled+"tests:\n  - "+test+"\n").Test()
		if len(results) != 1 || results[0].Name != "one" || results[0].Line != 14 || results[0].OK() != (len(want) == 0) {
			t.Fatalf("%s: %+v", test, results)
		}
		if diff := cmp.Diff(want, results[0].Differs); diff != "" {
			t.Errorf("%s:\n%s", test, diff)
		}
	}
}

// Ensure that tests are read as strictly as rules: one that means something else than it seems to would be worse than none.
func TestLoad_Tests(t *testing.T) {
	t.Parallel()
	for test, says := range map[string]string{
		"{name: ¶a, do: add}":                                                     `lacks "expect"`,
		"{name: a, do: ¶grant, expect: deny}":                                     "add, remove, set, request and read",
		"{name: a, do: add, expect: ¶alow}":                                       "did you mean allow?",
		"{name: a, do: add, ¶whom: self, expect: deny}":                           "did you mean who?",
		"{name: a, do: add, expect: deny, rule: ¶rset}":                           "did you mean rest?",
		"{name: a, do: add, expect: deny, rule: ¶nothing of that}":                `there are default, self-service, hide, work and rest`,
		"{name: a, as: ¶ada, do: add, expect: deny}":                              "id of a Slack user",
		"{name: a, do: add, who: ¶everybody, expect: deny}":                       "a Slack user (U… or W…), a gid, an e-mail address",
		"{name: a, do: add, gid: ¶x1, expect: deny}":                              "digits only",
		"{name: a, do: add, for: ¶2, expect: deny}":                               "such as 2w, or permanent",
		"{name: a, do: add, now: ¶monday, expect: deny}":                          "2026-12-24T18:00:00Z",
		"{name: a, do: add, kind: team, ¶level: editor, expect: deny}":            "a team has member",
		"{name: a, do: remove, ¶level: editor, expect: deny}":                     "do: remove has no level",
		"{name: a, do: read, ¶who: self, expect: deny}":                           "do: read has no who",
		"{name: a, do: request, ¶who: U01B, expect: deny}":                        "request is for oneself",
		"{name: a, do: read, ¶expect: approve}":                                   "never comes to approve",
		"{name: a, do: add, ¶expect: unruled}":                                    "never comes to unruled",
		"{name: a, do: add, expect: deny, ¶at_least: 2}":                          "expect: approve only",
		"{name: a, do: read, expect: unruled, ¶rule: rest}":                       "no rule matches",
		"{name: a, do: add, expect: deny}\n  - {name: ¶a, do: add, expect: deny}": "twice",
	} {
		oneFault(t, ruled+"tests:\n  - "+test+"\n", says)
	}
	oneFault(t, ruled+"tests: ¶[]\n", "write one, or take tests away")
	// Tests may stand before the rules that they name.
	if all := faults(t, "tests: [{name: a, do: add, expect: approve, rule: rest}]\n"+ruled); len(all) > 0 {
		t.Error(all)
	}
}
