package command

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// errorTest is a text that is not understood: how, what is suggested, and what was understood.
type errorTest struct {
	text, suggestion, understood string
	code                         Code
}

func runErrorTests(t *testing.T, tests []errorTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(test.text)
			e, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("Parse(%q) = %v", test.text, err)
			}
			if e.Code != test.code || e.Suggestion != test.suggestion || e.Understood.String() != test.understood {
				t.Errorf("Parse(%q): %s, %q, understood %q\nwant %s, %q, %q\n%s", test.text,
					e.Code, e.Suggestion, e.Understood, test.code, test.suggestion, test.understood, e.Message)
			}
			checkError(t, err)
		})
	}
}

func TestErrorVerb(t *testing.T) {
	t.Parallel()
	runErrorTests(t, []errorTest{
		{"ad <@U1> to X", "add <@U1> to project X", "add <@U1> to project X", CodeUnknownVerb},
		{"ad", "add", "add", CodeUnknownVerb},
		{"invite <@U1> to X", "add <@U1> to project X", "add <@U1> to project X", CodeUnknownVerb},
		{"rem <@U1> from X", "remove <@U1> from project X", "remove <@U1> from project X", CodeUnknownVerb},
		{"discon", "disconnect", "disconnect", CodeUnknownVerb},
		{"re X", "", "", CodeUnknownVerb},
		{"<@U1> to X", "", "", CodeUnknownVerb},
		{"help ad", "help add", "help", CodeUnknownVerb},
		{"explain ad me to X", "explain add me to project X", "explain add me to project X", CodeUnknownVerb},
		{"explain", "", "explain", CodeIncomplete},
		{"explain list X", "", "explain", CodeNotExplainable},
		{"explain explain add me to X", "", "explain", CodeNotExplainable},
		{"pending X", "", "pending", CodeExtraWords},
		{"show me", "", "show", CodeExtraWords},
		{"show", "", "show", CodeIncomplete},
		{"approve", "", "approve", CodeIncomplete},
		{"approve Website", "", "approve", CodeBadRequestID},
		{"approve R0", "", "approve", CodeBadRequestID},
		{"approve R99999999999999999999", "", "approve", CodeBadRequestID},
		{"approve R1 R2", "", "approve R1", CodeExtraWords},
		{"deny R1", "", "deny R1", CodeIncomplete},
		{"deny R1 because", "", "deny R1", CodeIncomplete},
		{"extend R1", "", "extend R1", CodeIncomplete},
		{"extend R1 by lots", "", "extend R1", CodeBadTime},
		{"extend R1 by 2m", "", "extend R1", CodeAmbiguousDuration},
	})
}

func TestErrorWho(t *testing.T) {
	t.Parallel()
	runErrorTests(t, []errorTest{
		{"add @maya to X", "", "add to project X", CodePlainMention},
		{"add @Maya Chen to X as editor", "", "add to project X as editor", CodePlainMention},
		{"add @maya", "", "add", CodePlainMention},
		{"list @maya", "", "list", CodePlainMention},
		{"add <@U1> and @ben to X", "", "add <@U1> to project X", CodePlainMention},
		{"add maya to X", "", "add to project X", CodeUnknownPerson},
		{"add \"a@b.c\" to X", "", "add to project X", CodeUnknownPerson},
		{"add @Here to X", "", "add to project X", CodeBroadcast},
		{"add <!everyone> to X", "", "add to project X", CodeBroadcast},
		{"add <!channel|@channel> to X", "", "add to project X", CodeBroadcast},
		{"add everyone to X", "", "add to project X", CodeBroadcast},
		{"add <#C1|general> to X", "", "add to project X", CodeChannel},
		{"add team to X", "", "add to project X", CodeIncomplete},
		{"add <https://app.asana.com/0/5> to X", "", "add to project X", CodeBadLink},
		{"add to X", "", "add to project X", CodeIncomplete},
		{"transfer <@U1>", "", "transfer <@U1>", CodeIncomplete},
		{"transfer <@U1> to <@U2> <@U3>", "", "transfer <@U1> to <@U2> and <@U3>", CodeIncomplete},
		{"transfer <@U1> to everyone in team X", "", "transfer <@U1> to everyone in team X", CodeIncomplete},
		{"request X for <@U1>", "", "request project X", CodeExtraWords},
	})
}

func TestErrorWhat(t *testing.T) {
	t.Parallel()
	runErrorTests(t, []errorTest{
		{"add", "", "add", CodeIncomplete},
		{"add <@U1>", "", "add <@U1>", CodeIncomplete},
		{"add <@U1> to", "", "add <@U1>", CodeIncomplete},
		{"add <@U1> to project", "", "add <@U1> to project", CodeIncomplete},
		{"add Website", "", "add to project Website", CodeIncomplete},
		{"add <@U1> project X", "add <@U1> to project X", "add <@U1> to project X", CodeIncomplete},
		{"add <@U1> from X", "add <@U1> to project X", "add <@U1> to project X", CodeWrongPreposition},
		{"remove <@U1> to X", "remove <@U1> from project X", "remove <@U1> from project X", CodeWrongPreposition},
		{"add <@U1> to \"X", "", "add <@U1>", CodeUnclosedQuote},
		{"add <@U1> to \"\"", "", "add <@U1>", CodeUnknownWhat},
		{"add <@U1> to \"X\" Y", "", "add <@U1>", CodeUnknownWhat},
		{"add <@U1> to <@U2>", "", "add <@U1>", CodeUnknownWhat},
		{"add <@U1> to <#C2>", "", "add <@U1>", CodeChannel},
		{"add <@U1> to type Bug", "", "add <@U1> to type Bug", CodeIncomplete},
		{"add <@U1> to type Bug in goal X", "", "add <@U1>", CodeUnknownWhat},
		{"add <@U1> to <https://evil.com/0/5>", "", "add <@U1>", CodeBadLink},
		{"add <@U1> to https://app.asana.com.evil.com/0/5", "", "add <@U1>", CodeBadLink},
		{"add <@U1> to https://app.asana.com/1/2/task/5", "", "add <@U1>", CodeBadLink},
		{"add <@U1> to https://app.asana.com/0/home", "", "add <@U1>", CodeBadLink},
		{"add <@U1> to goal https://app.asana.com/0/5", "", "add <@U1>", CodeBadLink},
		{"list", "", "list", CodeIncomplete},
		{"copy X", "", "copy project X", CodeIncomplete},
		{"copy X to", "", "copy project X", CodeIncomplete},
		{"stop because", "", "stop", CodeIncomplete},
	})
}

func TestErrorLevelAndTime(t *testing.T) {
	t.Parallel()
	const x = "add <@U1> to project X"
	runErrorTests(t, []errorTest{
		{x + " as edtor", x + " as editor", x, CodeUnknownLevel},
		{x + " as ful write", x + " as admin", x, CodeUnknownLevel},
		{x + " as boss because y", "", x + " because y", CodeUnknownLevel},
		{x + " as guest", "", x, CodeUnknownLevel},
		{"add <@U1> as edtor", "editor", "add <@U1>", CodeUnknownLevel},
		{x + " as", "", x, CodeIncomplete},
		{x + " as editor please", "", x + " as editor", CodeMisplacedLevel},
		{"add <@U1> as editor to X", x + " as editor", x + " as editor", CodeMisplacedLevel},
		{"set <@U1> to editor on X", "set <@U1> on project X to editor", "set <@U1> on project X to editor", CodeMisplacedLevel},
		{"set <@U1> on X to edtor", "set <@U1> on project X to editor", "set <@U1> on project X", CodeUnknownLevel},
		{"set <@U1> on X", "", "set <@U1> on project X", CodeIncomplete},
		{"set <@U1> to X", "", "set <@U1> on project X", CodeIncomplete},
		{"remove <@U1> from X as editor", "", "remove <@U1> from project X", CodeMisplacedLevel},
		{x + " for 2m", "", x, CodeAmbiguousDuration},
		{x + " for 2 months", "", x, CodeBadTime},
		{x + " for 0d", "", x, CodeBadTime},
		{x + " for 99999999999999999999d", "", x, CodeBadTime},
		{x + " for 1d12h", "", x, CodeBadTime},
		{x + " for 2w or so", "", x, CodeBadTime},
		{x + " for two weeks", "", x, CodeBadTime},
		{x + " for a week as editor", "", x + " as editor", CodeBadTime},
		{x + " for 2w until friday", "", x + " for 2w until friday", CodeBadTime},
		{x + " for", "", x, CodeIncomplete},
		{x + " until 2026-02-30", "", x, CodeBadTime},
		{x + " until friday 25:00", "", x, CodeBadTime},
		{x + " until 24.12.2026", "", x, CodeBadTime},
		{x + " until next friday", "", x, CodeBadTime},
		{x + " until december 24", "", x, CodeBadTime},
		{"remove <@U1> from X for 2w", "", "remove <@U1> from project X", CodeExtraWords},
	})
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	_, err := Parse("ad <@U1|maya> to X")
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatal(err)
	}
	want := "I don't know the command “ad”.\nDid you mean: /access add @maya to project X\nUsage: " + Usage(Add, "/access")
	if got := e.Text("/access"); got != want {
		t.Errorf("Text is %q, want %q", got, want)
	}
	_, err = Parse("add")
	if e, ok = errors.AsType[*Error](err); !ok || !slices.Equal(e.Missing, []Missing{MissingWho, MissingWhat}) {
		t.Errorf("missing of add alone: %+v", err)
	}
	_, err = Parse("xyzzy " + strings.Repeat("ü", 100))
	if e, ok = errors.AsType[*Error](err); !ok || !strings.HasSuffix(e.Text("/access"), "/access help") {
		t.Errorf("an unknown verb does not lead to help: %v", err)
	}
}
