package main

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	"rollcall/bot"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// oddGID is the Asana account of the person that each row of TestIdentity adds to both companies.
const (
	oddID  = "U01ODDPERSO"
	oddGID = "1208000000010301"
)

// Who a Slack person is in Asana: by a confirmed e-mail address that one person of the workspace has, whose name agrees. In all other cases
// nothing is done, and the answer says why and what to do.
func TestIdentity(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		slack     slacksandbox.User
		asanaName string // of the account with the same address; empty: there is none
		inactive  bool
		state     string
		says      []string
	}{
		"confirmed address":     {slack: slacksandbox.User{RealName: "Inés Peña"}, asanaName: "Inés Peña", state: "applied"},
		"accents":               {slack: slacksandbox.User{RealName: "Ines Pena"}, asanaName: "Inés Peña", state: "applied"},
		"order of names":        {slack: slacksandbox.User{RealName: "Peña, Inés María"}, asanaName: "Inés Peña", state: "applied"},
		"letter case":           {slack: slacksandbox.User{RealName: "INES P."}, asanaName: "inés peña", state: "applied"},
		"composed differently":  {slack: slacksandbox.User{RealName: "Ine\u0301s"}, asanaName: "In\u00e9s", state: "applied"},
		"a Slack guest":         {slack: slacksandbox.User{RealName: "Inés", IsRestricted: true}, asanaName: "Inés", state: "applied"},
		"address not confirmed": {slack: slacksandbox.User{RealName: "Inés", IsEmailConfirmed: false}, asanaName: "Inés", state: "refused", says: []string{"not confirmed"}},
		"no address":            {slack: slacksandbox.User{RealName: "Inés"}, state: "refused", says: []string{"has no e-mail address in Slack"}},
		"no account": {
			slack: slacksandbox.User{RealName: "Inés"}, state: "refused", says: []string{"No Asana account in this workspace", "odd@tidewater.example", "Invite them to Asana"},
		},
		"inactive account": {slack: slacksandbox.User{RealName: "Inés"}, asanaName: "Inés", inactive: true, state: "refused", says: []string{"No Asana account in this workspace"}},
		"other name": {
			slack: slacksandbox.User{RealName: "Inés Peña"}, asanaName: "Konrad Weiß", state: "needs_input",
			says: []string{"*Inés Peña*", "*Konrad Weiß*", "share no word", "Is that the account you mean?"},
		},
		"deactivated":      {slack: slacksandbox.User{RealName: "Inés", Deleted: true}, asanaName: "Inés", state: "refused", says: []string{"is deactivated in Slack"}},
		"a bot":            {slack: slacksandbox.User{RealName: "Inés", IsBot: true}, asanaName: "Inés", state: "refused", says: []string{"is a bot"}},
		"a stranger":       {slack: slacksandbox.User{RealName: "Inés", IsStranger: true}, asanaName: "Inés", state: "refused", says: []string{"belongs to another company's Slack"}},
		"of another Slack": {slack: slacksandbox.User{RealName: "Inés", TeamID: "T01PARTNERS"}, asanaName: "Inés", state: "refused", says: []string{"belongs to another company's Slack"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
				u := x.slack
				u.ID, u.Name = oddID, "odd"
				u.IsEmailConfirmed = name != "address not confirmed"
				if name != "no address" {
					u.Profile.Email = "odd@tidewater.example"
				}
				ss.Users = append(ss.Users, u)
				if x.asanaName != "" {
					active := !x.inactive
					as.Users = append(as.Users, asanasandbox.SeedUser{GID: oddGID, Name: x.asanaName, Email: "odd@tidewater.example", IsActive: &active})
				}
			})
			s := c.serve(sqliteURL(t), nil)
			end, state := c.does(ada, "add <@"+oddID+"> to project Website as editor")
			if state != x.state {
				t.Errorf("ended %s: %s", state, end.Text)
			}
			holds(t, end.Text, x.says...)
			if member := c.level(website, oddGID) != ""; member != (x.state == "applied") {
				t.Errorf("ended %s, and is a member: %v", state, member)
			}
			s.log() // holds names neither of Slack nor of Asana
		})
	}
}

// The way out that the answer names works: the e-mail address names the Asana account itself, whatever it is called.
func TestOtherNameByAddress(t *testing.T) {
	t.Parallel()
	c := newCompany(t, func(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
		ss.Users = append(ss.Users, slacksandbox.User{
			ID: oddID, Name: "odd", RealName: "Inés Peña", IsEmailConfirmed: true, Profile: slacksandbox.Profile{Email: "odd@tidewater.example"},
		})
		as.Users = append(as.Users, asanasandbox.SeedUser{GID: oddGID, Name: "Konrad Weiß", Email: "odd@tidewater.example"})
	})
	c.serve(sqliteURL(t), nil)
	if _, state := c.does(ada, "add @odd to project Website as editor"); state != "needs_input" {
		t.Errorf("by mention it ended %s", state)
	}
	end, state := c.does(ada, "add odd@tidewater.example to project Website as editor")
	if state != "applied" || c.level(website, oddGID) != "editor" {
		t.Errorf("by address it ended %s", state)
	}
	holds(t, end.Text, "*Konrad Weiß*")
}

// A Slack person who was another Asana user before may be somebody else with the same address: the command is held, ADMINS are told, nothing is
// done, and after a day it expires.
func TestHeld(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, database string) {
		c := newCompany(t, nil)
		var log *logWatch
		s := c.serve(database, func(cfg *config) { cfg.Bot.Admins, log = []string{ada, "S01DESIGNRS"}, watchLog(cfg) })
		must(t, s.store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
			return tx.SaveIdentity(ctx, bot.Identity{SlackUser: noor, AsanaGID: "1208000000019999", Email: "noor@tidewater.example", Since: s.store.Now()})
		}))
		end, state := c.does(ada, "add @noor to project Website as editor")
		if state != "held" {
			t.Errorf("ended %s", state)
		}
		holds(t, end.Text, "was the Asana user `1208000000019999` until now", "*Noor Haddad*", "R1 · held")
		// The people of the group of ADMINS are asked, each by direct message; Ada is not, for it is her command.
		for _, admin := range []string{maya, chloe} {
			holds(t, c.waitCard(admin, "R1", "held").Text, "Held: <@"+ada+"> asks: ", "was the Asana user")
		}
		holds(t, c.asks(ada, "pending").Text, "*R1*", "held")

		log.wait(t, 1, done, `"job":"ask"`) // and with it the time is set
		s.store.Forward(23 * time.Hour)
		holds(t, c.asks(ada, "pending").Text, "*R1*", "held")
		s.store.Forward(time.Hour + time.Minute)
		c.waitEnd("R1", "expired")
		if got := c.level(website, noorGID); got != "" {
			t.Errorf("Asana shows %q", got)
		}
		if diff := cmp.Diff([]string{"request_created ok", "request_held refused", "request_expired ok"}, s.about("R1")); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// A held command of one person keeps neither the others nor the account from being named by its address.
func TestHeldIsOfOnePerson(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	must(t, s.store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		return tx.SaveIdentity(ctx, bot.Identity{SlackUser: noor, AsanaGID: "1208000000019999", Since: s.store.Now()})
	}))
	if _, state := c.does(ada, "add @noor and @ben to project Website as editor"); state != "held" {
		t.Errorf("ended %s", state)
	}
	if got := c.level(website, benGID); got != "" {
		t.Errorf("half of a held command was done: %q", got)
	}
	for _, text := range []string{"add @ben to project Website as editor", "add noor@tidewater.example to project Website as editor"} {
		if end, state := c.does(ada, text); state != "applied" {
			t.Errorf("%q ended %s: %s", text, state, end.Text)
		}
	}
}
