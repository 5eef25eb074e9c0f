package command

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func user(id string) Who        { return Who{Kind: WhoUser, ID: id} }
func maya() []Who               { return []Who{{Kind: WhoUser, ID: "U1", Label: "maya"}} }
func project(name string) What  { return What{Kind: Project, Name: name} }
func website() []What           { return []What{project("Website")} }
func weeks(amount int) Duration { return Duration{Amount: amount, Unit: Week} }

func mustParse(t *testing.T, text string) Command {
	t.Helper()
	c, err := Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return c
}

// parseTest is a text, the command it means, and the canonical text of that.
type parseTest struct {
	text string
	want Command
	line string
}

func runParseTests(t *testing.T, tests []parseTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			got := mustParse(t, test.text)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Parse(%q) (-want +got):\n%s", test.text, diff)
			}
			if test.line != "" && got.String() != test.line {
				t.Errorf("Parse(%q).String() = %q, want %q", test.text, got.String(), test.line)
			}
			checkRoundTrip(t, got)
		})
	}
}

func TestParseChange(t *testing.T) {
	t.Parallel()
	runParseTests(t, []parseTest{
		{
			"add <@U1|maya> to project Website as editor for 2w because launch",
			Command{Verb: Add, Who: maya(), What: website(), Level: Editor, For: weeks(2), Reason: "launch"},
			"add <@U1> to project Website as editor for 2w because launch",
		},
		{"ADD <@U1|maya> TO Website", Command{Verb: Add, Who: maya(), What: website()}, "add <@U1> to project Website"},
		{
			"add <@U1|maya> to project Sales to go as editor",
			Command{Verb: Add, Who: maya(), What: []What{project("Sales to go")}, Level: Editor}, "add <@U1> to project Sales to go as editor",
		},
		{"/asana add <@U1|maya> to Website", Command{Verb: Add, Who: maya(), What: website()}, ""},
		{
			"remove <@U1|maya> from project Website anyway because gone", Command{Verb: Remove, Who: maya(), What: website(), Anyway: true, Reason: "gone"},
			"remove <@U1> from project Website anyway because gone",
		},
		{"remove <@U1|maya> from Website because gone anyway", Command{Verb: Remove, Who: maya(), What: website(), Reason: "gone anyway"}, ""},
		{"remove me from workspace Anyway", Command{Verb: Remove, Who: []Who{{Kind: WhoMe}}, What: []What{{Kind: Workspace}}, Anyway: true}, ""},
		{"set <@U1|maya> on Website to viewer", Command{Verb: Set, Who: maya(), What: website(), Level: Viewer}, "set <@U1> on project Website to viewer"},
		{"set <@U1|maya> on Website as viewer", Command{Verb: Set, Who: maya(), What: website(), Level: Viewer}, ""},
		{
			"set <@U1|maya> on team \"Design\" to inactive",
			Command{Verb: Set, Who: maya(), What: []What{{Kind: Team, Name: "Design"}}, Level: Inactive}, "set <@U1> on team Design to inactive",
		},
		{"request Website as comment_only until friday 18:00", Command{Verb: Request, What: website(), Level: Commenter, Until: Moment{Day: "friday", Clock: "18:00"}}, ""},
		{"request access to Website", Command{Verb: Request, What: website()}, "request project Website"},
		{"copy Website to goal Growth", Command{Verb: Copy, What: website(), ToWhat: []What{{Kind: Goal, Name: "Growth"}}}, "copy project Website to goal Growth"},
		{"offboard <@U1|maya> because gone", Command{Verb: Offboard, Who: maya(), Reason: "gone"}, ""},
		{"transfer <@U1|maya> to <@U2>", Command{Verb: Transfer, Who: maya(), ToWho: []Who{user("U2")}}, "transfer <@U1> to <@U2>"},
	})
}

func TestParseOther(t *testing.T) {
	t.Parallel()
	inner := Command{Verb: Remove, Who: maya(), What: website()}
	design := []Who{{Kind: WhoTeam, Name: "Design"}}
	runParseTests(t, []parseTest{
		{"  \u00a0 ", Command{}, ""},
		{"list Website", Command{Verb: List, What: website()}, "list project Website"},
		{"list team Design", Command{Verb: List, What: []What{{Kind: Team, Name: "Design"}}}, "list team Design"},
		{"list for team Design", Command{Verb: List, Who: design}, "list for team Design"},
		{"list <@U1|maya>", Command{Verb: List, Who: maya()}, "list for <@U1>"},
		{"history", Command{Verb: History}, "history"},
		{"history r142", Command{Verb: History, Request: 142}, "history R142"},
		{"history 142", Command{Verb: History, What: []What{{Kind: Project, GID: "142"}}}, "history project 142"},
		{"history <@U1|maya>", Command{Verb: History, Who: maya()}, "history <@U1>"},
		{"history for team Design", Command{Verb: History, Who: design}, "history for team Design"},
		{"show 120", Command{Verb: Show, GID: "120"}, "show 120"},
		{"explain remove <@U1|maya> from Website", Command{Verb: Explain, Inner: &inner}, "explain remove <@U1> from project Website"},
		{"pending", Command{Verb: Pending}, "pending"},
		{"approve #142", Command{Verb: Approve, Request: 142}, "approve R142"},
		{"deny R142 because no", Command{Verb: Deny, Request: 142, Reason: "no"}, "deny R142 because no"},
		{"extend R142 by 7 days", Command{Verb: Extend, Request: 142, For: Duration{7, Day}}, "extend R142 by 7d"},
		{"extend R142 until 2026-12-24", Command{Verb: Extend, Request: 142, Until: Moment{Date: "2026-12-24"}}, ""},
		{"undo R142 anyway", Command{Verb: Undo, Request: 142, Anyway: true}, "undo R142 anyway"},
		{"stop because a fire", Command{Verb: Stop, Reason: "a fire"}, "stop because a fire"},
		{"help ADD", Command{Verb: Help, Topic: Add}, "help add"},
		{"?", Command{Verb: Help}, "help"},
	})
}

// What a keyboard or Slack makes of the typed characters does not change the command.
func TestParseTyping(t *testing.T) {
	t.Parallel()
	want := mustParse(t, `add <@U1|maya> to project "R&amp;D Plan" as editor until 2026-12-24 because a &lt; b`)
	for _, text := range []string{
		"add <@U1|maya> to project “R&amp;D Plan” as editor until 2026-12-24 because a &lt; b",
		"add <@U1|maya> to project ‘R&amp;D Plan’ as editor until 2026-12-24 because a &lt; b",
		"add\u00a0<@U1|maya>\u00a0to\u00a0project\u202fR&amp;D\u00a0Plan as editor until 2026–12–24 because a &lt; b",
		"Add <@U1|maya> To PROJECT «R&amp;D  Plan» —as Editor —until 2026-12-24 —because a &lt;\tb",
		"add <@U1|maya> to project R&amp;D Plan — as editor until 2026-12-24 because:  a &lt; b",
		"add <@U1|maya>, to Projects R&D\u200b Plan as editor until 2026-12-24\nbecause a < b",
	} {
		if diff := cmp.Diff(want, mustParse(t, text)); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", text, diff)
		}
	}
}

func TestParseReason(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"offboard me because because of it":                     "because of it",
		"offboard me because <@U2|ben> in <#C1|web> said so":    "@ben in #web said so",
		"offboard me because <https://x.y/z|x.y> &amp; “more”":  "x.y & “more”",
		"offboard me because “open and to project X as editor":  "“open and to project X as editor",
		"offboard me because see <https://app.asana.com/0/1|x>": "see https://app.asana.com/0/1",
	} {
		if got := mustParse(t, text).Reason; got != want {
			t.Errorf("reason of %q is %q, want %q", text, got, want)
		}
	}
	if got := mustParse(t, `list "Just because"`).What[0].Name; got != "Just because" {
		t.Errorf("quotes do not win over because: %q", got)
	}
}

func TestParseLimits(t *testing.T) {
	t.Parallel()
	many := "request " + strings.Repeat("a,", 5)
	if got := len(mustParse(t, many).What); got != 1 {
		t.Errorf("equal objects were kept: %d", got)
	}
	var b strings.Builder
	for i := range MaxOperands {
		b.WriteString("<@U" + strings.Repeat("1", i%9+1) + string(rune('A'+i%26)) + "> ")
	}
	mustParse(t, "offboard "+b.String())
	for text, code := range map[string]Code{
		strings.Repeat("ü", MaxText+1):                              CodeTooLong,
		"list \"" + strings.Repeat("&", MaxText-10) + "\"":          CodeTooLong,
		"add " + b.String() + " to a, b, c, d, e, f, g, h, i, j, k": CodeTooMany,
	} {
		_, err := Parse(text)
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != code {
			t.Errorf("Parse of %d bytes: %v, want %s", len(text), err, code)
		}
	}
	mustParse(t, "list "+strings.Repeat("ü", MaxText-20))
}
