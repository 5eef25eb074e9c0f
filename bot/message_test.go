package bot

import (
	"testing"

	"rollcall/bot/command"
)

// The same line for people and for the log: the log has ids in place of names and addresses.
func TestPlainAndLogged(t *testing.T) {
	t.Parallel()
	l := Say("Slack calls ", User("U1"), " ", Name("Maya Ito", "1208"), " (", Address("maya@tidewater.example"), "), ", Group("S1"), " of ",
		Link("https://app.asana.com/1", "Website"), ", ", Link("", "Hiring"), Say(": ", Bold("editor"), " ", Code("/asana help")), 5)
	if got, want := plain(l), "Slack calls @U1 Maya Ito (maya@tidewater.example), @S1 of Website, Hiring: editor /asana help"; got != want {
		t.Errorf("for people\n got %q\nwant %q", got, want)
	}
	if got, want := logged(l), "Slack calls @U1 1208 (e-mail address), @S1 of Website, Hiring: editor /asana help"; got != want {
		t.Errorf("for the log\n got %q\nwant %q", got, want)
	}
}

// What a command looks like in the log: people as ids, no typed addresses, and the reason in a member of its own.
func TestLoggedCommand(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"add <@U01MAYA0ITO|maya> to Website as editor because Maya Ito asked":  "add @U01MAYA0ITO to project Website as editor",
		"add maya@tidewater.example, <@U01BENOKAFR> and me to project Website": "add (e-mail), @U01BENOKAFR and me to project Website",
		"remove <!subteam^S01DESIGNRS|@design> from 1208 anyway":               "remove @S01DESIGNRS from project 1208 anyway",
		"list https://app.asana.com/0/1208/list":                               "list project https://app.asana.com/0/1208/list",
	} {
		cmd, err := command.Parse(typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := loggedCommand(cmd); got != want {
			t.Errorf("%q\n got %q\nwant %q", typed, got, want)
		}
	}
}
