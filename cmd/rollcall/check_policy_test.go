package main

import "testing"

// Ensure that check tells whether the policy says what its tests expect, and whether the channel for approvals is the company's own.
func TestCheckApprovals(t *testing.T) {
	t.Parallel()
	const rule = "rules: [{name: ask, then: {approve: {from: [ADMINS]}}}]\n"
	for name, x := range map[string]struct {
		policy, channel string
		change          map[string]any
		code            int
		says            string
	}{
		"all is well":         {policy: rule + "tests: [{name: asks, do: add, what: X, expect: approve}]", code: 0, says: "policy.yaml, 1 tests as expected, hash "},
		"its tests fail":      {policy: rule + "tests: [{name: asks, do: add, what: X, expect: deny}]", code: 1, says: "1 of its 1 tests fail; run rollcall policy test "},
		"an own channel":      {policy: rule, channel: approvals, code: 0, says: "ok   approvals channel: #approvals"},
		"a shared channel":    {policy: rule, channel: "C01SHAREDPR", code: 1, says: "FAIL approvals channel: #shared-partner is shared with another company, so nothing is posted there"},
		"an invitation waits": {policy: rule, channel: approvals, change: map[string]any{"is_pending_ext_shared": true}, code: 1, says: "is shared with another company"},
		"an archived channel": {policy: rule, channel: approvals, change: map[string]any{"is_archived": true}, code: 1, says: "#approvals is archived"},
		"no such channel":     {policy: rule, channel: "C01NOWHERE0", code: 1, says: "FAIL approvals channel: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			if x.change != nil {
				x.change["channel"] = approvals
				c.inSlack("channel", x.change)
			}
			url := sqliteURL(t)
			if code, _, errs := ends(t, "migrate", "--database-url", url); code != 0 {
				t.Fatalf("migrate: %s", errs)
			}
			code, out, errs := ends(t, c.checkFlags(url, "--policy-file", rulesFile(t, x.policy), "--approvals-channel", x.channel)...)
			if code != x.code || errs != "" {
				t.Errorf("status %d: %s", code, errs)
			}
			holds(t, out, x.says)
		})
	}
}
