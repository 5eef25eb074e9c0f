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

const oldNoor = "1208000000019999" // the account that Noor's address had before

// A command that is held because somebody's address leads to another Asana account than before goes on when an admin says that the new one is right:
// the pair is kept, and the next command about that person is not held.
func TestReleaseIdentity(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, adminsAre(ada, maya))
		must(t, s.store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
			return tx.SaveIdentity(ctx, bot.Identity{SlackUser: noor, AsanaGID: oldNoor, Email: "noor@tidewater.example", Since: s.store.Now()})
		}))
		if end, state := c.does(ada, "add @noor to project Website as editor"); state != "held" {
			t.Fatalf("it is %s: %s", state, end.Text)
		}
		holds(t, c.waitCard(maya, "R1", "held").Text, "<@"+noor+"> was the Asana user "+oldNoor+" until now", "is Noor Haddad (noor@tidewater.example", "may have changed hands")
		c.clicks(maya, c.waitCard(maya, "R1", "held"), "request_approve")
		c.waitTold(ada, "R1", "applied")
		c.waitCards("R1", "applied", maya)
		if got := c.level(website, noorGID); got != "editor" {
			t.Errorf("Asana shows %q", got)
		}
		if end, state := c.does(ada, "set @noor on project Website to viewer"); state != "applied" {
			t.Errorf("the next command is %s: %s", state, end.Text)
		}
		want := []string{"request_created ok", "request_held refused", "request_approved ok", "project_member_added intent none>editor", "project_member_added ok none>editor", "request_completed ok"}
		if diff := cmp.Diff(want, s.about("R1")); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// A denial leaves the old pair as it was: the next command is held again.
func TestDenyIdentity(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), adminsAre(ada, maya))
	must(t, s.store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		return tx.SaveIdentity(ctx, bot.Identity{SlackUser: noor, AsanaGID: oldNoor, Since: s.store.Now()})
	}))
	c.does(ada, "add @noor to project Website as editor")
	c.clicks(maya, c.waitCard(maya, "R1", "held"), "request_deny")
	c.fills(maya, map[string]any{"reason": "that is another Noor"})
	c.waitTold(ada, "R1", "denied")
	c.waitCards("R1", "denied", maya)
	if _, state := c.does(ada, "add @noor to project Website as editor"); state != "held" {
		t.Errorf("the next command is %s", state)
	}
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// oddSeed adds somebody whose name in Slack and in Asana share no word.
func oddSeed(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
	ss.Users = append(ss.Users, slacksandbox.User{
		ID: oddID, Name: "odd", RealName: "Inés Peña", IsEmailConfirmed: true, Profile: slacksandbox.Profile{Email: "odd@tidewater.example"},
	})
	as.Users = append(as.Users, asanasandbox.SeedUser{GID: oddGID, Name: "Konrad Weiß", Email: "odd@tidewater.example"})
}

// Names that share no word: who asked says that the account is the right one, and is not asked again. Nobody else's word counts.
func TestConfirm(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, oddSeed)
		s := c.serve(url, adminsAre(ada, noor))
		asked, state := c.does(ada, "add @odd to project Website as editor")
		if state != "needs_input" {
			t.Fatalf("it is %s: %s", state, asked.Text)
		}
		holds(t, asked.Text, "*Inés Peña*", "*Konrad Weiß*", "share no word", "Is that the account you mean?", "[Yes, that one] [Cancel]")
		if diff := cmp.Diff([]string{"request_confirm", "request_cancel"}, asked.buttons()); diff != "" {
			t.Errorf("buttons (-want +got):\n%s", diff)
		}
		holds(t, c.types(ada, "add @odd to project Website as editor"), "That waits already as R1")
		c.types(noor, "approve R1")
		c.hears(noor, "R1 doesn't wait for an approval.")
		if n := s.writes(); n != 0 {
			t.Fatalf("%d writes before the answer", n)
		}
		c.clicks(ada, asked, "request_confirm")
		c.waitTold(ada, "R1", "applied")
		if got := c.level(website, oddGID); got != "editor" {
			t.Errorf("Asana shows %q", got)
		}
		if end, state := c.does(ada, "set @odd on project Website to viewer"); state != "applied" {
			t.Errorf("the next command is %s: %s", state, end.Text)
		}
	})
}

// The question is for who asked: the button of somebody else does nothing. It can be answered with no, and after an hour it answers itself so.
func TestConfirmNot(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		answer func(c *company, s *service, asked said)
		state  string
	}{
		"cancelled": {func(c *company, _ *service, asked said) { c.clicks(ben, asked, "request_cancel") }, "cancelled"},
		"expired":   {func(_ *company, s *service, _ said) { s.store.Forward(time.Hour + time.Second) }, "expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, oddSeed)
			s := c.serve(sqliteURL(t), nil)
			asked, _ := c.does(ben, "add @odd to project Website as editor")
			x.answer(c, s, asked)
			c.waitTold(ben, "R1", x.state)
			if x.state == "expired" {
				c.clicks(ben, asked, "request_confirm")
				c.hears(ben, "R1 doesn't wait for an answer of yours.", "It is expired.")
			}
			if n := s.writes(); n != 0 || len(c.cards(ada, "R1")) > 0 {
				t.Errorf("%d writes; %s", n, spelled(c.messages()))
			}
			if _, state := c.does(ben, "add @odd to project Website as editor"); state != "needs_input" {
				t.Errorf("the next command is %s", state)
			}
		})
	}
}

// What was confirmed still needs the approval that the policy wants, and the approver sees both names' account.
func TestConfirmThenApproval(t *testing.T) {
	t.Parallel()
	c := newCompany(t, oddSeed)
	s := c.serve(sqliteURL(t), nil)
	asked, _ := c.does(ben, "add @odd and @maya to project Website Relaunch as viewer")
	c.clicks(ben, asked, "request_confirm")
	c.waitTold(ben, "R1", "awaiting_approval")
	holds(t, c.waitCard(ada, "R1", "awaiting_approval").Text, "*Konrad Weiß* (odd@tidewater.example)", "*Maya Ito*")
	if n := s.writes(); n != 0 {
		t.Fatalf("%d writes before the approval", n)
	}
	c.clicks(ada, c.waitCard(ada, "R1", "awaiting_approval"), "request_approve")
	c.waitTold(ben, "R1", "applied")
}
