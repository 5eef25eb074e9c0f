package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Ensure that the command tells of each fault where it is, and of each test what came.
func TestPolicyTest(t *testing.T) {
	t.Parallel()
	const rest = "  - name: rest\n    then: deny\n"
	for name, row := range map[string]struct {
		file string
		code int
		says []string
	}{
		"misspelt member":   {"rules:\n  - name: a\n    mach: {kind: goal}\n    then: deny\n", 1, []string{":3:5: ", "did you mean match?"}},
		"misspelt fact":     {"rules:\n  - name: a\n    when: requester.emial == 'x'\n    then: deny\n", 1, []string{":3:21: ", "did you mean email?"}},
		"type error":        {"rules:\n  - name: a\n    when: |\n      level == 'admin' &&\n        duration > 3\n    then: deny\n", 1, []string{":5:18: ", "no matching overload"}},
		"unreachable rule":  {"rules:\n" + rest + "  - name: goals\n    match: {kind: goal}\n    then: allow\n", 1, []string{":4:11: ", `rule "rest" on line 2`}},
		"no approvers":      {"rules:\n  - name: a\n    then: {approve: {at_least: 2}}\n", 1, []string{":3:21: ", "names no approvers"}},
		"several faults":    {"defalt: deny\nrules:\n  - name: a\n    then: maybe\n", 1, []string{":1:1: ", ":4:11: "}},
		"no YAML":           {"rules: [\n", 1, []string{":1:", "no YAML"}},
		"no tests":          {"rules:\n" + rest, 0, []string{"has no tests"}},
		"tests in order":    {"rules:\n" + rest + "tests:\n  - {name: t, do: add, expect: deny}\n", 0, []string{"ok ", ":5: t", "1 of 1"}},
		"test that differs": {"rules:\n" + rest + "tests:\n  - {name: t, do: add, expect: allow}\n", 1, []string{"FAILED", ":5: t: expected allow, got deny", "0 of 1"}},
	} {
		path := filepath.Join(t.TempDir(), "policy.yaml")
		must(t, os.WriteFile(path, []byte(row.file), 0o600))
		code, out, errs := ends(t, "policy", "test", path)
		for _, says := range row.says {
			if strings.HasPrefix(says, ":") && code != 0 && out == "" {
				says = path + says
			}
			if !strings.Contains(out+errs, says) || code != row.code {
				t.Errorf("%s: status %d, not %q: %s%s", name, code, says, out, errs)
			}
		}
	}
	if code, _, errs := ends(t, "policy", "test", filepath.Join(t.TempDir(), "none.yaml")); code != 1 || !strings.Contains(errs, "none.yaml") {
		t.Errorf("a file that is not there: status %d: %s", code, errs)
	}
}
