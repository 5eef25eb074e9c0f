package policy_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"rollcall/bot/policy"
)

// mark stands in the texts below where the fault is expected.
const mark = "¶"

// marked takes the mark out of a text and says where it was.
func marked(t testing.TB, text string) (clean, where string) {
	t.Helper()
	before, after, found := strings.Cut(text, mark)
	if !found {
		t.Fatalf("nothing is marked in\n%s", text)
	}
	last := before[strings.LastIndex(before, "\n")+1:]
	return before + after, fmt.Sprintf("policy.yaml:%d:%d: ", 1+strings.Count(before, "\n"), 1+len([]rune(last)))
}

// faults loads a text and returns its faults.
func faults(t failer, text string) []policy.Fault {
	t.Helper()
	_, err := policy.Load("policy.yaml", []byte(text))
	if err == nil {
		return nil
	}
	all, ok := errors.AsType[*policy.FaultsError](err)
	if !ok {
		t.Fatalf("%T is no list of faults: %v", err, err)
	}
	return all.Faults
}

// oneFault checks that a text has one fault, where its mark is, whose message says something.
func oneFault(t *testing.T, text, says string) {
	t.Helper()
	clean, where := marked(t, text)
	all := faults(t, clean)
	if len(all) != 1 || !strings.HasPrefix(all[0].String(), where) || !strings.Contains(all[0].Problem, says) {
		t.Errorf("expected %s…%s…, got %v of\n%s", where, says, all, clean)
	}
}

// rule is a file with one rule, which has these members besides its name.
func rule(members string) string { return "rules:\n  - name: one\n    " + members + "\n" }

// Ensure that everything wrong with the shape of a file is found where it is, with what to do.
func TestLoad_Shape(t *testing.T) {
	t.Parallel()
	good := "rules: [{name: one, then: deny}]\n"
	for text, says := range map[string]string{
		"¶":                      "the file is empty",
		"¶- a":                   "not as a list",
		"¶default: deny":         `lacks "rules"`,
		good + "¶rulse: 1":       "did you mean rules?",
		good + "¶zebra: 1":       "there are default, rules,",
		good + "¶rules: []":      "twice, first on line 1",
		good + "¶settings:":      "has no value",
		good + "default: ¶dney":  "did you mean deny?",
		good + "¶---\nrules: []": "second document",
		"rules: ¶[]":             "empty list",
		"rules: ¶{a: 1}":         "rules is a list",
		"rules: [¶one]":          "written as members",
		"rules: ¶&a [1]":         "alias",
		good + "settings: {changes_per_hour: ¶0}":                "from 1 to 100000",
		good + "settings: {changes_per_hour: ¶many}":             "not \"many\"",
		good + "settings: {keep_requests: ¶23h}":                 "write at least 1d",
		good + "settings: {keep_requests: ¶30s}":                 "write at least 1min",
		good + "settings: {keep_failed_jobs: ¶0d}":               "write at least 1min",
		good + "settings: {keep_failed_jobs: ¶forever}":          "is no duration",
		good + "settings: {¶change_per_hour: 3}":                 "did you mean changes_per_hour?",
		good + "settings: ¶{}":                                   "settings is empty",
		good + "identities: {¶ada: '12'}":                        "is no Slack user",
		good + "identities: {U01ADA: ¶ada}":                      "is no account of Asana",
		good + "identities: {U01ADA: a@x.org, U02BEN: ¶A@x.org}": "U01ADA and U02BEN are mapped to the same account",
		good + "identities: {U01ADA: 12, ¶U01ADA: 13}":           "twice",
		good + "identities: ¶{}":                                 "names nobody",
		good + "bundles: {¶a: []}":                               "at least one entry",
		good + "bundles: {a: [¶{level: admin}]}":                 `lacks "what"`,
		good + "bundles: {a: [{what: x, level: ¶user}]}":         `a project has no level "user"`,
	} {
		oneFault(t, text, says)
	}
}

// Ensure that the way an editor ends lines does not move places.
func TestLoad_LineEnds(t *testing.T) {
	t.Parallel()
	text, where := marked(t, rule("when: |\n      level == 'admin' &&\n        ¶levl == 'x'\n    then: deny"))
	all := faults(t, strings.ReplaceAll(text, "\n", "\r\n"))
	if len(all) != 1 || !strings.HasPrefix(all[0].String(), where) {
		t.Errorf("expected a fault at %s, got %v", where, all)
	}
}

// Ensure that a rule is read strictly.
func TestLoad_Rule(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"rules:\n  - ¶then: deny":                  `lacks "name"`,
		"rules:\n  - name: ¶one":                   `lacks "then"`,
		"rules:\n  - {name: ¶default, then: deny}": "choose another name",
		"rules:\n  - {name: a, match: {kind: goal}, then: deny}\n  - {name: ¶a, then: deny}":         "there twice, first on line 2",
		rule("¶macth: {kind: goal}\n    then: deny"):                                                 "did you mean match?",
		rule("match: ¶{}\n    then: deny"):                                                           "match is empty",
		rule("match: {¶knid: goal}\n    then: deny"):                                                 "did you mean kind?",
		rule("match: {kind: [project, ¶prtfolio]}\n    then: deny"):                                  "did you mean portfolio?",
		rule("match: {kind: ¶[]}\n    then: deny"):                                                   "empty list",
		rule("match: {kind: [goal, ¶goal]}\n    then: deny"):                                         "twice",
		rule("match: {action: ¶delete}\n    then: deny"):                                             "add, remove, set, request and read",
		rule("match: {level: ¶comment_only}\n    then: deny"):                                        "write commenter",
		rule("match: {requester: ¶ada}\n    then: deny"):                                             "it can be a Slack user",
		rule("match: {requester: ¶Admins}\n    then: deny"):                                          "did you mean ADMINS (those that the operator named) or admins (of the parent)?",
		rule("match: {requester: ¶onwer}\n    then: deny"):                                           "did you mean owner?",
		rule("match: {group: ¶U01ADA}\n    then: deny"):                                              "user groups",
		rule("match: {target: ¶slef}\n    then: deny"):                                               "did you mean self?",
		rule("match: {guest: ¶maybe}\n    then: deny"):                                               "true or false",
		rule("match: {duration: ¶30d}\n    then: deny"):                                              "a comparison such as <= 30d",
		rule("match: {duration: ¶<= 3m}\n    then: deny"):                                            "minutes or months",
		rule("match: {duration: ¶<= 0d}\n    then: deny"):                                            "makes no sense",
		rule("match: {duration: ¶=> 1d}\n    then: deny"):                                            "write <, <=, >, >= or =",
		rule("match: {duration: ¶<= 99999999999999999999d}\n    then: deny"):                         "is no duration",
		rule("match: {duration: ¶<= 4000d}\n    then: deny"):                                         "longer than ten years",
		rule("match: {kind: team, ¶level: editor}\n    then: deny"):                                  "a team has member",
		rule("match: {kind: project, ¶level: user}\n    then: deny"):                                 "level user never matches",
		rule("match: {¶kind: [field, goal], level: user}\n    then: deny"):                           "kind goal never matches",
		rule("match: {action: remove, ¶level: editor}\n    then: deny"):                              "a removal has no level",
		rule("match: {action: remove, ¶duration: limited}\n    then: deny"):                          "a removal has no duration",
		rule("match: {¶action: set, kind: team}\n    then: deny"):                                    "have no levels",
		rule("match: {kind: team, ¶target: team}\n    then: deny"):                                   "can't be a member of a team",
		rule("match: {¶target: team, guest: true}\n    then: deny"):                                  "a team is no guest",
		rule("match: {action: request, ¶target: others}\n    then: deny"):                            "request is for oneself",
		rule("match: {action: read, ¶guest: true}\n    then: deny"):                                  "reading has no guest",
		"rules:\n  - name: ¶one\n    match: {action: read}\n    then: {approve: {from: owner}}":      "never waits for approval",
		"rules:\n  - name: ¶one\n    match: {action: read}\n    then: {allow: {reason: required}}":   "reading has no reason",
		"rules:\n  - name: one\n    match: {action: remove}\n    then: {allow: {¶max_duration: 3d}}": "a removal has no duration",
	} {
		oneFault(t, text, says)
	}
}

// Ensure that what a rule comes to is read strictly.
func TestLoad_Then(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"¶maybe":   "allow, deny and approve",
		"¶approve": "names no approvers",
		"¶{allow: {reason: required}, deny: {say: no}}": "exactly one",
		"{allow: ¶{}}":                                               "allow is empty",
		"{allow: {reason: ¶requird}}":                                "did you mean required?",
		"{allow: {max_duration: ¶30s}}":                              "at least 1min",
		"{allow: {¶from: owner}}":                                    `has no member "from"`,
		"{deny: {say: ¶''}}":                                         "say is empty",
		"{approve: ¶{at_least: 2}}":                                  "names no approvers",
		"{approve: {from: ¶[]}}":                                     "empty list",
		"{approve: {from: ¶team}}":                                   "owner, admins or ADMINS",
		"{approve: {from: ¶members}}":                                "owner, admins or ADMINS",
		"{approve: {from: owner, at_least: ¶21}}":                    "from 1 to 20",
		"{approve: {from: [U01A, owner], ¶at_least: 3}}":             "from gives only 2",
		"{approve: {from: owner, expires: ¶never}}":                  "is no duration",
		"{approve: {from: owner, ¶remind_after: 3d}}":                "must come before expires (3d)",
		"{approve: {from: owner, remind_after: ¶-1d}}":               "is no duration",
		"{approve: {from: owner, escalate: ¶{to: ADMINS}}}":          `lacks "after"`,
		"{approve: {from: owner, escalate: {after: 1d, to: ¶[]}}}":   "empty list",
		"{approve: {from: owner, ¶escalate: {after: 3d, to: S01A}}}": "must come before expires",
		"{approve: {from: owner, self: ¶sometimes}}":                 "true or false",
	} {
		oneFault(t, rule("then: "+text), says)
	}
}

// failer is a test of the standard library or of rapid.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}
