package bot

import (
	"testing"

	"rollcall/bot/command"
)

// Ensure that only what a person was asked to choose from counts as an answer, for an older menu may still be open.
func TestOffered(t *testing.T) {
	t.Parallel()
	asked := Judgement{Picking: &command.What{Kind: command.Project, Name: "Launch"}, Options: []Option{{Value: "1"}, {Value: "2"}}}
	for gid, want := range map[string]bool{"1": true, "2": true, "3": false, "": false} {
		if got := asked.offered(gid); got != want {
			t.Errorf("%q: %v", gid, got)
		}
	}
	if (Judgement{Options: asked.Options}).offered("1") {
		t.Error("nothing is asked, and there is an answer")
	}
}

// Ensure that a choice replaces the name that was asked about, wherever it stands, and no other: types of one name are told apart by their project.
func TestPickingApply(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"add <@U1> to project A and project B":                             "add <@U1> to project 9 and project B",
		"explain add <@U1> to project A as editor":                         "explain add <@U1> to project 9 as editor",
		`add <@U1> to type "A" in project A`:                               `add <@U1> to type A in project 9`,
		`add <@U1> to type "Bug" in project A and type "Bug" in project B`: `add <@U1> to type Bug in project 9 and type Bug in project B`,
		"list for team A": "list for team A",
	} {
		cmd, err := command.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := (picking{what: command.What{Kind: command.Project, Name: "A"}}).apply(cmd, "9").String(); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	cmd, err := command.Parse("add everyone in team A and team A to project B")
	if err != nil {
		t.Fatal(err)
	}
	if got := (picking{what: command.What{Kind: command.Team, Name: "A"}}).apply(cmd, "9").String(); got != "add everyone in team 9 and team 9 to project B" {
		t.Errorf("teams: %s", got)
	}
}
