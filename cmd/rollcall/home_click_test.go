package main

import (
	"context"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// fillsForm sends the form that somebody opened from their home.
func (p *play) fillsForm(user string, values map[string]any) {
	p.t.Helper()
	v := p.tabOf(user, "modal")
	var a answered
	post(p.t, p.slack.URL+"/_sandbox/submit", map[string]any{"user": user, "view_id": v.ID, "values": values}, &a)
	if a.Body != "" {
		p.t.Fatalf("the form was answered with %d %s", a.Status, a.Body)
	}
}

// hearsFrom waits until somebody was told words by direct message.
func (p *play) hearsFrom(user string, words ...string) said {
	p.t.Helper()
	return p.waitSaid(user+" is told", func(m said) bool {
		return m.For == user && !m.Ephemeral && m.Source != "answer" && hasAll(m.Text, words)
	})
}

// An approver decides in their home: the change is made, the card shows it, and so do the homes of both.
func TestHomeApprove(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		p := newCompany(t, nil).plays(url)
		p.waitsFor(ben, "add @maya to project Website Relaunch as editor") // R1
		p.waitsFor(ben, "add @noor to project Website Relaunch as editor") // R2
		p.opensHome(ada, ben)
		p.rests()
		p.clicksAt(ada, "request_approve", "R1")
		p.hearsFrom(ada, "You approved R1.")
		p.waitCards("R1", "applied", ada)
		p.rests()
		p.is(websiteRelaunch, mayaGID, "editor")

		p.clicksAt(ada, "request_deny", "R2")
		p.fillsForm(ada, map[string]any{"reason": "not on that team"})
		p.hearsFrom(ada, "You denied R2.")
		p.waitCards("R2", "denied", ada)
		p.passes(10 * time.Second)
		lacks(t, p.waitHome(ada, "Nothing, all is done.").text(), "R1", "R2")
		p.offers(ada, "draft_open", "writes_stop")
		p.waitHome(ben, "None is open.", "*R1* · applied", "*R2* · denied", "not on that team")
		p.offers(ben, "draft_open")
	})
}

// Who asked takes a request back in their home, and answers there what was asked back.
func TestHomeOwn(t *testing.T) {
	t.Parallel()
	p := newCompany(t, oddSeed).plays(sqliteURL(t))
	p.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	p.opensHome(ben, ada)
	p.rests()
	p.clicksAt(ben, "request_cancel", "R1")
	p.waitTold(ben, "R1", "cancelled")
	p.passes(10 * time.Second)
	p.waitHome(ben, "None is open.", "*R1*", "cancelled")

	p.does(ada, "add @odd to project Website as editor") // R2
	p.passes(10 * time.Second)
	p.waitHome(ada, "share no word", "Is that the account you mean?", "R2 · needs_input")
	p.clicksAt(ada, "request_confirm", "R2")
	p.waitTold(ada, "R2", "applied")
	p.passes(10 * time.Second)
	p.waitHome(ada, "Nothing, all is done.", "*R2*", "applied")
}

// Who asked for access that ends prolongs it in their home, and who has it gives it up there.
func TestHomeAccess(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		p := newCompany(t, nil).plays(url)
		p.gives("add @maya to project Website Relaunch as editor for 2w") // R1
		p.opensHome(ada, maya)
		p.rests()
		until := p.endOf("R1")
		p.clicksAt(ada, "grant_extend", "R1")
		p.fillsForm(ada, map[string]any{"length": "1w", "reason": "late"})
		p.waitTold(ada, "R2", "applied")
		p.hearsFrom(ada, "On it: extend", "R2")
		if got := p.endOf("R1"); !got.Equal(until.Add(7 * day)) {
			t.Errorf("it ends at %s, and ended at %s before", got, until)
		}
		p.passes(10 * time.Second)
		p.waitHome(maya, p.endOf("R1").Format("2006-01-02 15:04"))

		p.clicksAt(maya, "grant_end", "R1")
		p.hearsFrom(maya, "On it: end", "R3")
		p.waitTold(maya, "R3", "applied")
		p.passes(10 * time.Second)
		p.is(websiteRelaunch, mayaGID, "")
		p.stands("R1 ended")
		for _, user := range []string{ada, maya} {
			p.waitHome(user, "Nothing that you have, or asked for, ends by itself.")
		}
	})
}

// endOf is when what a request gave ends.
func (p *play) endOf(request string) (end time.Time) {
	p.t.Helper()
	must(p.t, p.store.View(p.t.Context(), func(ctx context.Context, tx bot.Tx) error {
		all, err := tx.GrantsAbout(ctx, ada, "", 10)
		for _, g := range all {
			if bot.RequestName(g.Request) == request {
				end = g.EndsAt
			}
		}
		return err
	}))
	return end
}

// Admins stop and resume writes in their home, and release there what is held; a button that gets to others does nothing.
func TestHomeAdmin(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		p := newCompany(t, nil).plays(url, adminsAre(ada, "S01DESIGNRS")) // Ada, Maya and Chloé
		p.opensHome(ada, maya, ben)
		p.rests()
		p.forges(ben, "writes_stop", "R0")
		p.hearsFrom(ben, "Only Rollcall's admins can stop and resume writes.")
		p.clicksAt(ada, "writes_stop", "")
		p.hearsFrom(ada, "Writes to Asana are stopped.")
		p.passes(10 * time.Second)
		for _, user := range []string{ada, maya} {
			p.waitHome(user, "All writes to Asana are stopped by <@"+ada+"> since ")
			p.offers(user, "draft_open", "writes_resume")
		}
		p.clicksAt(maya, "writes_resume", "")
		p.hearsFrom(maya, "Writes to Asana go on.")
		p.passes(10 * time.Second)
		p.waitHome(ada, "They go on.")
		p.offers(ben, "draft_open")
		for action, by := range map[audit.Action]string{audit.WritesStopped: ada, audit.WritesResumed: maya} {
			all := p.find(action)
			if e := all[len(all)-1]; e.Actor.SlackUser != by || e.Outcome != audit.OK {
				t.Errorf("the event is %s", spelled(e))
			}
		}

		must(t, p.store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
			return tx.SaveIdentity(ctx, bot.Identity{SlackUser: noor, AsanaGID: oldNoor, Since: p.store.Now()})
		}))
		p.does(ada, "add @noor to project Website as editor") // R1
		p.passes(10 * time.Second)
		p.waitHome(ada, "Held: <@"+ada+"> asks:", "R1 · held")
		p.offers(ada, "request_cancel R1", "draft_open", "writes_stop")
		p.waitHome(maya, "Held: <@"+ada+"> asks:", "was the Asana user")
		p.offers(maya, "draft_open", "request_approve R1", "request_deny R1", "writes_stop")
		p.clicksAt(maya, "request_approve", "R1")
		p.waitTold(ada, "R1", "applied")
		p.passes(10 * time.Second)
		p.waitHome(maya, "Nothing is held.")
		p.waitHome(ada, "*R1*", "applied")
	})
}
