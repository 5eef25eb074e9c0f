package main

import (
	"fmt"
	"strings"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

const (
	tideTable = "1208000000098101"
	patGID    = "1208000000098102"
	people    = "1208000000020003" // the team of Ada and Noor
)

// tideTableSeed adds a project whose owner is known to Asana under an address that Slack does not know, and whose admins are Chloé and a team.
func tideTableSeed(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
	strangers(as, ss)
	as.Users = append(as.Users, asanasandbox.SeedUser{GID: patGID, Name: "Pat Owner", Email: "pat@elsewhere.example"})
	as.Projects = append(as.Projects, project(tideTable, "Tide Table", map[string]any{"owner": patGID, "default_access_level": "viewer"}))
	as.Memberships = append(as.Memberships, member(tideTable, chloeGID, "admin"), member(tideTable, people, "admin"), member(tideTable, benGID, "editor"))
}

// Who is asked: the owner first, whom only the policy file connects with a Slack user, then the admins, those of an admin team among them. Each is told
// why it is them, and each of them can decide.
func TestApprovers(t *testing.T) {
	t.Parallel()
	for _, who := range []string{lind, chloe, ada, noor} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, tideTableSeed)
			c.serveBy(sqliteURL(t), `
rules:
  - name: those who run it
    match: {kind: project}
    then: {approve: {from: [admins, owner]}}
identities: {U01MAYALIND: "`+patGID+`"}
`)
			request := c.waitsFor(ben, "add @maya to project Tide Table")
			told := c.hears(ben, "This needs an approval.")
			if !strings.HasPrefix(told.Text, "This needs an approval. I asked <@"+lind+">, ") {
				t.Errorf("the owner was not asked first: %s", told.Text)
			}
			for id, why := range map[string]string{lind: "you own ", chloe: "you are an admin of ", ada: "you are an admin of ", noor: "you are an admin of "} {
				holds(t, told.Text, "<@"+id+">")
				holds(t, c.waitCard(id, request, "awaiting_approval").Text, "Why you: "+why+"Tide Table")
			}
			if n := strings.Count(told.Text, "<@"); n != 4 {
				t.Errorf("%d people were asked: %s", n, told.Text)
			}
			c.clicks(who, c.waitCard(who, request, "awaiting_approval"), "request_approve")
			holds(t, c.waitTold(ben, request, "applied").Text, "Approved by: <@"+who+">")
			c.waitCards(request, "applied", lind, chloe, ada, noor, approvals)
		})
	}
}

// Who asks for something does not decide about it, although the rule names them; unless it says that they may.
func TestApproveOneself(t *testing.T) {
	t.Parallel()
	for name, self := range map[string]bool{"left out": false, "allowed": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serveBy(sqliteURL(t), fmt.Sprintf("rules: [{name: ask the owner, match: {kind: project}, then: {approve: {from: [owner, admins], self: %t}}}]", self))
			request := c.waitsFor(chloe, "add @maya to project Website Relaunch as editor") // which she owns
			c.clicks(chloe, c.waitCard(approvals, request, "awaiting_approval"), "request_approve")
			if !self {
				c.waitWhisper(chloe, "You asked for "+request+" yourself")
				if cards := c.cards(chloe, request); len(cards) > 0 || s.writes() > 0 {
					t.Errorf("she has the cards %s", spelled(cards))
				}
				c.clicks(ada, c.waitCard(ada, request, "awaiting_approval"), "request_approve")
			} else if cards := c.cards(chloe, request); len(cards) != 1 {
				t.Errorf("she has the cards %s", spelled(cards))
			}
			c.waitTold(chloe, request, "applied")
			c.waitCards(request, "applied", ada, approvals)
		})
	}
}

// A rule may name guests, bots, people who left and people of other companies: they are not asked, and their clicks do not count.
func TestUnfitApprovers(t *testing.T) {
	t.Parallel()
	c := newCompany(t, strangers)
	s := c.serveBy(sqliteURL(t), fmt.Sprintf("rules: [{name: named, then: {approve: {from: [%s, %s, %s, %s, %s, %s, %s]}}}]", gus, dana, zed, yuri, abby, noor, maya))
	request := c.waitsFor(ben, "add @chloe to project Harbour App as editor")
	if told := c.hears(ben, "This needs an approval."); !strings.HasPrefix(told.Text, "This needs an approval. I asked <@"+noor+">, <@"+maya+">.\n") {
		t.Errorf("Ben is told: %s", told.Text)
	}
	for _, id := range []string{gus, dana, zed, yuri, abby} {
		if cards := c.cards(id, request); len(cards) > 0 {
			t.Errorf("%s was asked: %s", id, spelled(cards))
		}
	}
	c.clicks(gus, c.waitCard(approvals, request, "awaiting_approval"), "request_approve")
	c.waitWhisper(gus, "Guests of this Slack workspace can't use Rollcall.")
	// Noor has her card when she moves to the company's partner, which Slack tells with her click.
	post(t, c.slack.URL+"/_sandbox/person", map[string]any{"user": noor, "team_id": "T01PARTNERS"}, nil)
	c.clicks(noor, c.waitCard(noor, request, "awaiting_approval"), "request_approve")
	c.waitWhisper(noor, "People of other companies can't use Rollcall here.")
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
	c.clicks(maya, c.waitCard(maya, request, "awaiting_approval"), "request_approve")
	c.waitTold(ben, request, "applied")
}

// However many may decide, at most twenty are asked by direct message; the others find the card in the channel.
func TestManyApprovers(t *testing.T) {
	t.Parallel()
	var ids []string
	c := newCompany(t, func(_ *asanasandbox.Seed, ss *slacksandbox.Seed) {
		for n := range 25 {
			u := slacksandbox.User{ID: fmt.Sprintf("U01CROWD%03d", n), Name: fmt.Sprintf("crowd%d", n), RealName: fmt.Sprintf("Crowd %d", n)}
			ss.Users = append(ss.Users, u)
			ids = append(ids, u.ID)
		}
		ss.Usergroups = append(ss.Usergroups, slacksandbox.Usergroup{ID: "S01CROWDGRP", Name: "Crowd", Handle: "crowd", Users: ids})
	})
	c.serveBy(sqliteURL(t), "rules: [{name: the crowd, then: {approve: {from: [S01CROWDGRP]}}}]")
	request := c.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	asked := 0
	for _, id := range ids {
		for _, card := range c.cards(id, request) {
			holds(t, card.Text, "Why you: you are in <!subteam^S01CROWDGRP>")
			asked++
		}
	}
	if told := c.hears(ben, "This needs an approval."); asked != 20 || strings.Count(told.Text, "<@") != 20 {
		t.Errorf("%d were asked: %s", asked, told.Text)
	}
	last := ids[len(ids)-1]
	c.clicks(last, c.waitCard(approvals, request, "awaiting_approval"), "request_approve")
	holds(t, c.waitTold(ben, request, "applied").Text, "Approved by: <@"+last+">")
	c.waitCards(request, "applied", ids[0], ids[19], approvals)
}
