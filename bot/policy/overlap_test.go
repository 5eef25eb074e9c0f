package policy_test

import (
	"strings"
	"testing"
)

// Ensure that a rule that can't be reached is found, and that none is taken for one that can.
func TestLoad_Unreachable(t *testing.T) {
	t.Parallel()
	const (
		never   = true
		reached = false
	)
	for _, row := range []struct {
		earlier, later string
		want           bool
	}{
		{"match: {action: [add, remove, set]}", "match: {kind: goal}", never},
		{"match: {action: [add, remove]}", "match: {kind: goal}", reached},
		{"match: {kind: [project, goal]}", "match: {kind: goal, action: add}", never},
		{"match: {kind: [project, portfolio, goal, field, type, team, workspace]}", "match: {what: x}", never},
		{"match: {kind: project}", "match: {what: x}", reached},
		{"match: {action: add}", "match: {action: request}", never},
		{"match: {action: request}", "match: {action: add}", reached},
		{"match: {action: request}", "match: {action: add, target: self}", never},
		{"match: {kind: goal}", "match: {action: read, kind: goal}", reached},
		{"match: {action: [read, add]}", "match: {action: read, kind: goal}", never},
		{"match: {what: \"Web*\"}", "match: {what: [website, \"WEB  site*x\"]}", never},
		{"match: {what: \"Web*\"}", "match: {what: \"*Web*\"}", reached},
		{"match: {what: \"Web*\"}", "match: {what: 12}", reached},
		{"match: {what: \"*\"}", "match: {what: 12}", never},
		{"match: {level: [admin, editor, commenter, viewer]}", "match: {kind: goal, action: [add, set]}", never},
		{"match: {level: [admin, editor, commenter, viewer]}", "match: {kind: goal}", reached},
		{"match: {level: [admin, editor, commenter, viewer]}", "match: {action: [add, set]}", reached},
		{"match: {duration: [limited, permanent]}", "match: {action: add}", never},
		{"match: {duration: [<= 7d, \"> 3d\"]}", "match: {action: add, duration: limited}", never},
		{"match: {duration: [<= 7d, permanent]}", "match: {action: add}", reached},
		{"match: {duration: <= 30d}", "match: {duration: [= 4d, < 4w]}", never},
		{"match: {action: [add, set]}", "match: {level: admin}", never},
		{"match: {action: add}", "match: {level: admin}", reached},
		{"match: {requester: [members, S01A]}", "match: {requester: [admins, S01A]}", never},
		{"match: {requester: admins}", "match: {requester: members}", reached},
		{"match: {group: S01A}", "match: {group: [S01A, S01B]}", reached},
		{"match: {target: [self, others]}", "match: {kind: goal}", never},
		{"match: {target: [user, team]}", "match: {kind: goal}", never},
		{"match: {target: user}", "match: {target: [self, U01A, a@x.org]}", never},
		{"match: {target: user}", "match: {target: [self, 12]}", reached},
		{"match: {target: others}", "match: {target: team}", never},
		{"match: {target: others}", "match: {target: U01A}", reached},
		{"match: {target: \"*@x.org\"}", "match: {target: \"a*@X.org\"}", never},
		{"match: {guest: true}", "match: {guest: true, kind: goal}", never},
		{"match: {guest: true}", "match: {guest: false}", reached},
		{"match: {guest: true}", "match: {kind: goal}", reached},
		{"when: level == 'admin'", "match: {kind: goal}", reached},
		{"when: 1 < 2", "match: {kind: goal}", never},
		{"match: {kind: goal}", "when: level == 'admin'\n    match: {kind: goal}", never},
	} {
		text := "rules:\n  - name: first\n    " + row.earlier + "\n    then: deny\n  - name: second\n    " + row.later + "\n    then: allow\n"
		all := faults(t, text)
		if got := len(all) == 1 && strings.Contains(all[0].Problem, `rule "second" is never reached, because rule "first" on line 2`); got != row.want || len(all) > 1 {
			t.Errorf("%s\n%s\nnever reached: %v, %v", row.earlier, row.later, got, all)
		}
	}
}
