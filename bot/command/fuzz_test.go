package command

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// seeds are texts of every shape; those at the end were once found by the fuzzer.
func seeds() []string {
	return []string{
		"", "help", "help add", "/asana pending", "stop because x", "resume", "connect", "disconnect",
		"add <@U123|maya> to project Website Relaunch as editor because launch",
		"add <@U1> <@W2>, <mailto:a@b.c|a@b.c> and me to Sales to go, \"A and B\" as comment only for 2 weeks",
		"set me 0", "explain hel", "add team Design Ops, everyone in team “R&amp;D” to portfolio Q3 until friday at 18:00 because a &lt; b",
		"add <!subteam^S1|@eng> to goals A, B and project 77 until 2026–12–24 9:00 anyway —because: it’s <@U1|m>",
		"remove <@U1> from <https://app.asana.com/1/12/project/34/list|x>, <https://app.asana.com/0/resource/5/list> anyway",
		"set teams A and B on custom field Priority, type Bug in project 'Maya's' to full_write",
		"request access to Software as a Service as user until tomorrow",
		"request type \"Bug\" in Plan for Spring", "request \"Say \"\"hi\"\" it's\"",
		"list for <@U1>", "list team X", "list for teams X, Y", "history", "history R142", "history for team X", "history 142",
		"show 12", "explain set <@U1> on X to viewer", "approve R1", "deny R1 because no", "cancel r1", "extend R142 by 7d",
		"extend 3 until 2026-12-24", "end R1", "undo #1", "copy A to B, C", "offboard <@U1> because gone", "transfer me to <@U2>",
		"ad <@U1> to X", "add @maya to X", "add <!here> to <#C1|x>", "add me X", "add me to X as edtor", "add me to X for 2m",
		"add me as editor to X", "set me to editor on X", "add me to X for two weeks", "remove me to X", "add me to \"X", "\x00\xff&amp;lt;",
		"set me 0", "explain hel", "add team Design Ops, eve\xebyone in team “R&amp;D” to portfolio Q3",
		"add me to <http://foo.bar|foo.bar> launch", "add me to <<http://x|@U1>>", "add me to a\u200bb\u00a0c e\u0301",
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s)
		if err != nil {
			checkError(t, err)
			return
		}
		checkRoundTrip(t, c)
	})
}

// checkRoundTrip fails unless the canonical text reads back to the same command and stays the same.
func checkRoundTrip(t fataler, c Command) {
	t.Helper()
	canonical := c.String()
	again, err := Parse(canonical)
	if err != nil {
		t.Fatalf("Parse(%q) of %+v: %v", canonical, c, err)
	}
	if diff := cmp.Diff(c, again, cmpopts.IgnoreFields(Who{}, "Label")); diff != "" {
		t.Fatalf("Parse(%q) differs (-first +again):\n%s", canonical, diff)
	}
	if again.String() != canonical {
		t.Fatalf("String is not stable: %q, then %q", canonical, again.String())
	}
}

// fataler is what testing.T and rapid.T share.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkError fails unless an error can be shown to a person and its suggestion be followed.
func checkError(t fataler, err error) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("the error is a %T", err)
	}
	if e.Code == "" || e.Message == "" || !utf8.ValidString(e.Text("/x")) {
		t.Fatalf("incomplete error %+v", e)
	}
	if strings.Contains(e.Message, "/asana") && !strings.Contains(e.Word, "/asana") {
		t.Fatalf("the message %q names a slash command", e.Message)
	}
	if e.Suggested == nil || len(e.Suggestion) > MaxText {
		return
	}
	if _, err := Parse(e.Suggestion); err != nil {
		t.Fatalf("the suggestion %q does not parse: %v", e.Suggestion, err)
	}
}
