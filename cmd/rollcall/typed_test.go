package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The whole path without a button: somebody asks for access, the approver finds it in pending and approves it, all of it typed.
func TestTyped(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, func(cfg *config) { cfg.Bot.ApprovalsChannel = approvals })
		ack := c.types(noor, "request Website Relaunch as commenter because I write the texts")
		if want := "On it: request project Website Relaunch as commenter because I write the texts · R1"; ack != want {
			t.Errorf("acknowledgement\n got %q\nwant %q", ack, want)
		}
		c.waitTold(noor, "R1", "awaiting_approval")
		holds(t, c.types(noor, "request Website Relaunch as commenter because I write the texts"), "That waits already as R1: ")

		mine := c.asks(ada, "pending").Text
		holds(t, mine, "Waiting for you, and under way:", "waits for you: *R1* <@"+noor+">: request project Website Relaunch as commenter", "`/asana approve R1` or `/asana deny R1 because …`")
		lacks(t, mine, "<@>")
		own := c.asks(noor, "pending").Text
		holds(t, own, "Under way:", "*R1*", "awaiting_approval", "<@"+ada+">")
		lacks(t, own, "waits for you", "<@>")
		holds(t, c.asks(ben, "pending").Text, "Nothing is under way.")

		if ack := c.types(ada, "approve r1 because welcome"); !strings.HasPrefix(ack, "On it: approve R1") {
			t.Errorf("acknowledgement: %s", ack)
		}
		c.hears(ada, "You approved R1.")
		holds(t, c.waitTold(noor, "R1", "applied").Text, "Approved by: <@"+ada+">")
		if got := c.level(websiteRelaunch, noorGID); got != "commenter" {
			t.Errorf("Asana shows %q", got)
		}
		c.waitCards("R1", "applied", ada, approvals)
		holds(t, c.cards(ada, "R1")[0].Text, "Approved by <@"+ada+">", "welcome")
		want := []string{
			"request_created ok", "request_waiting ok", "request_approved ok", "project_member_added intent none>commenter", "project_member_added ok none>commenter", "request_completed ok",
		}
		if diff := cmp.Diff(want, s.about("R1")); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		for _, e := range s.find("request_approved") {
			if e.Actor.SlackUser != ada || e.Actor.Via != "slack" || e.Details.Reason != "welcome" {
				t.Errorf("the approval is logged as %s", spelled(e))
			}
		}
	})
}

// A denial has to say why; without a reason it is asked back and nothing happens.
func TestTypedDeny(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	for _, text := range []string{"deny R1", "deny R1 because", "deny R1 because  "} {
		if said := c.types(ada, text); strings.HasPrefix(said, "On it") || !hasAll(said, []string{"because", "/asana deny R142 because"}) {
			t.Errorf("%q was answered with %s", text, said)
		}
	}
	holds(t, c.asks(ada, "pending").Text, "waits for you: *R1*")
	c.types(ada, "deny R1 because she has it already")
	holds(t, c.waitTold(ben, "R1", "denied").Text, "Denied by <@"+ada+">", "she has it already")
	c.waitCards("R1", "denied", ada)
	c.hears(ada, "You denied R1.") // else it may come in place of the next answer
	holds(t, c.asks(ada, "pending").Text, "Nothing is under way.")
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// Who asked takes it back, and so does an admin; a stranger doesn't. What has ended stays as it is.
func TestTypedCancel(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ by, says string }{"who asked": {by: ben}, "an admin": {by: ada}, "a stranger": {by: noor, says: "Only who asked for R1 and Rollcall's admins can cancel it."}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.ApprovalsChannel = approvals })
			c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
			c.types(x.by, "cancel R1")
			if x.says != "" {
				c.hears(x.by, x.says)
				holds(t, c.asks(ben, "pending").Text, "*R1*", "awaiting_approval")
				return
			}
			holds(t, c.waitTold(ben, "R1", "cancelled").Text, "Cancelled by <@"+x.by+">. Nothing was changed.")
			c.waitCards("R1", "cancelled", ada, approvals)
			c.types(x.by, "cancel R1")
			c.hears(x.by, "R1 has ended already, so there is nothing to cancel.", "It is cancelled.")
			c.types(ada, "approve R1")
			c.hears(ada, "R1 was cancelled, so there is nothing to decide.")
			if diff := cmp.Diff([]string{"request_created ok", "request_waiting ok", "request_cancelled ok"}, s.about("R1")[:3]); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if n := s.writes(); n != 0 {
				t.Errorf("%d writes", n)
			}
		})
	}
}

// The button beneath what the person who asked is told cancels as well, for nobody else.
func TestCancelButton(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	request := requestOf(t, c.types(ben, "add @maya to project Website Relaunch as editor"))
	c.clicks(ben, c.waitTold(ben, request, "awaiting_approval"), "request_cancel")
	c.waitTold(ben, request, "cancelled")
	c.waitCards(request, "cancelled", ada)
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// Typed decisions are checked like clicks: what there is not, who may not and what has ended is answered truthfully.
func TestTypedRefused(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	c.does(ada, "add @maya to project Website as editor") // R1, without an approval
	c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	for _, x := range []struct{ who, typed, says string }{
		{ada, "approve R99", "There is no request R99."},
		{ada, "deny R99 because no", "There is no request R99."},
		{ada, "cancel R99", "There is no request R99."},
		{ada, "approve R1", "R1 is applied, so there is nothing to decide."},
		{ada, "cancel R1", "R1 has ended already"},
		{noor, "approve R2", "You are not among those who can decide about R2"},
		{noor, "deny R2 because no", "You are not among those who can decide about R2"},
		{ben, "approve R2", "You asked for R2 yourself"},
		{gus, "approve R2", "Guests of this Slack workspace can't use Rollcall."},
		{gus, "cancel R2", "Guests of this Slack workspace can't use Rollcall."},
	} {
		c.types(x.who, x.typed)
		c.hears(x.who, x.says)
	}
	if got := c.level(websiteRelaunch, mayaGID); got != "" {
		t.Fatalf("Maya is %s", got)
	}
	c.types(ada, "approve R2")
	c.waitTold(ben, "R2", "applied")
	c.types(ada, "deny R2 because too late")
	c.hears(ada, "R2 is decided already. Approved by <@"+ada+">", "It is applied.")
	if n := s.count("request_approved"); n < 2 {
		t.Errorf("%d events", n)
	}
}
