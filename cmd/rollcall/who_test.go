package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// Ensure that a match which nobody confirmed because the names share no word leaves nothing behind: when the address is given to its true owner
// afterwards, that person's first command is carried out and not held as a change of hands.
func TestUnsureMatchIsNotKept(t *testing.T) {
	t.Parallel()
	c := newCompany(t, func(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
		ss.Users = append(ss.Users, slacksandbox.User{
			ID: oddID, Name: "odd", RealName: "Inés Peña", IsEmailConfirmed: true, Profile: slacksandbox.Profile{Email: "odd@tidewater.example"},
		})
		as.Users = append(as.Users, asanasandbox.SeedUser{GID: oddGID, Name: "Konrad Weiß", Email: "odd@tidewater.example"})
	})
	url := sqliteURL(t)
	c.serve(url, nil)
	db := beside(t, url)
	end, state := c.does(ada, "add @odd to project Website as editor")
	if state != "needs_input" {
		t.Errorf("ended %s", state)
	}
	holds(t, end.Text, "share no word")
	if n := db.count("identities"); n != 0 {
		t.Errorf("%d identities are kept", n)
	}
	if _, state := c.does(ada, "add @maya to project Website as editor"); state != "applied" || db.count("identities") != 1 {
		t.Errorf("ended %s, and %d identities are kept", state, db.count("identities"))
	}
}

// Ensure that a user group that is larger than one command takes is refused at once, and not after a look at each of its people.
func TestGroupTooLarge(t *testing.T) {
	t.Parallel()
	const people = 101
	c := newCompany(t, func(_ *asanasandbox.Seed, ss *slacksandbox.Seed) {
		var ids []string
		for n := range people {
			id := fmt.Sprintf("U0BULK%04d", n)
			ids = append(ids, id)
			ss.Users = append(ss.Users, slacksandbox.User{
				ID: id, Name: fmt.Sprint("bulk", n), RealName: fmt.Sprint("Bulk ", n), IsEmailConfirmed: true,
				Profile: slacksandbox.Profile{Email: fmt.Sprintf("bulk%d@tidewater.example", n)},
			})
		}
		ss.Usergroups = append(ss.Usergroups, slacksandbox.Usergroup{ID: "S01BULK", Handle: "bulk", Users: ids})
	})
	c.serve(sqliteURL(t), nil)
	end, state := c.does(ada, "add @bulk to project Website as editor")
	if state != "refused" {
		t.Errorf("ended %s", state)
	}
	holds(t, end.Text, "has 101 people; I take at most 100 changes in one command", "Name them in several commands")
	var calls []slackCall
	get(t, c.slack.URL+"/_sandbox/calls", &calls)
	for _, call := range calls {
		if strings.Contains(spelled(call), "U0BULK") {
			t.Errorf("somebody of the group was looked up in Slack: %s", spelled(call))
		}
	}
	if users := spelledCalls(c.calls.take()); slices.ContainsFunc(users, func(call string) bool { return strings.Contains(call, "bulk") }) {
		t.Errorf("somebody of the group was looked up in Asana: %q", users)
	}
}

// slackCall is a call as the Slack sandbox noted it, with all that it noted.
type slackCall map[string]any
