package main

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Ensure that what somebody changed since is not undone, and that the reason is said before anything is written.
func TestUndoChangedSince(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(p *play){
		"in Asana":         func(p *play) { p.setInAsana(websiteRelaunch, mayaGID, "viewer") },
		"removed in Asana": func(p *play) { p.inAsana(websiteRelaunch, mayaGID, "") },
		"here":             func(p *play) { p.gives("set @maya on project Website Relaunch to viewer") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			request := p.gives("add @maya to project Website Relaunch as editor")
			change(p)
			now := p.level(websiteRelaunch, mayaGID)
			p.writes()
			p.refuses(ada, "undo "+request, "*Maya Ito*", "was made editor on ", "but is ", "somebody changed it since, so I left it alone")
			p.is(websiteRelaunch, mayaGID, now)
			if n := p.writes(); n != 0 {
				t.Errorf("%d writes", n)
			}
			if n := p.count("change_undone"); n != 0 {
				t.Errorf("%d events of an undo", n)
			}
		})
	}
}

// Ensure that a change in Asana between the look and the write of an undo is noticed too.
func TestUndoChangedMeanwhile(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives("add @maya to project Website Relaunch as editor")
	pairs := 0
	held := newGate(t, func(call *asanaCall) bool {
		if isPair(call) && call.query.Get("member") == mayaGID {
			pairs++
		}
		return pairs == 2 // the second look is under the lock of the pair
	})
	p.calls.hold(held.hold)
	undo := requestOf(t, p.types(ada, "undo "+request))
	held.wait()
	p.calls.hold(nil)
	p.setInAsana(websiteRelaunch, mayaGID, "admin")
	held.release()
	holds(t, p.waitTold(ada, undo, "refused").Text, "but is admin now: somebody changed it since")
	p.is(websiteRelaunch, mayaGID, "admin")
}

// Ensure that the window in which changes can be undone is a day, or what the policy says.
func TestUndoWindow(t *testing.T) {
	t.Parallel()
	for rules, window := range map[string]time.Duration{
		"": day,
		"settings: {undo_window: 1h}\nrules: [{name: all, then: allow}]": time.Hour,
		"settings: {undo_window: 1w}\nrules: [{name: all, then: allow}]": 7 * day,
	} {
		t.Run(window.String(), func(t *testing.T) {
			t.Parallel()
			p := newCompany(t, nil).plays(sqliteURL(t), func(cfg *config) {
				if rules != "" {
					byRules(t, rulesFile(t, rules))(cfg)
				}
			})
			first := p.gives("add @maya to project Website Relaunch as editor")
			second := p.gives("add @noor to project Website Relaunch as editor")
			p.passes(window - time.Minute)
			p.gives("undo " + first)
			p.passes(time.Minute)
			p.refuses(ada, "undo "+second, second+" was done more than ", "so it can't be undone any more")
			p.is(websiteRelaunch, noorGID, "editor")
		})
	}
}

// Ensure what there is nothing to undo of, and that it is said why.
func TestUndoNothing(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.refuses(ada, "undo R99", "I know no request R99 of yours")
	idle, end := p.gets(ada, "add @ben to project Website Relaunch as editor", "applied")
	if slices.Contains(end.buttons(), "change_undo") {
		t.Error("there is a button to undo what changed nothing")
	}
	p.refuses(ada, "undo "+idle, idle+" changed nothing that can be undone")
	waiting := p.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	p.refuses(ada, "undo "+waiting, "is still awaiting_approval", "cancel "+waiting)
	p.gives(giveMaya)
	ended := p.gives("end R6")
	p.refuses(ada, "undo "+ended, ended+" changed nothing that can be undone")
}

// Ensure that who asked for a change and ADMINS can undo it, and nobody else: least of all those who were taken out.
func TestUndoWho(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	removed := p.gives("remove @ben from project Website Relaunch")
	for _, user := range []string{ben, noor, maya} {
		p.refuses(user, "undo "+removed, "I know no request "+removed+" of yours")
	}
	p.is(websiteRelaunch, benGID, "")
	asked := p.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	p.clicks(ada, p.waitCard(ada, asked, "awaiting_approval"), "request_approve")
	p.waitTold(ben, asked, "applied")
	p.rests()
	p.refuses(maya, "undo "+asked, "I know no request "+asked+" of yours")
	p.gets(ben, "undo "+asked, "applied")
	p.is(websiteRelaunch, mayaGID, "")
}

// Ensure that what the policy denies outright can't be reached by an undo.
func TestUndoDenied(t *testing.T) {
	t.Parallel()
	p := newCompany(t, nil).plays(sqliteURL(t), byRules(t, rulesFile(t, `
rules:
  - {name: nobody comes back, match: {action: add, kind: project}, then: deny}
  - {name: the rest, then: allow}
`)))
	removed := p.gives("remove @ben from project Website Relaunch")
	p.refuses(ada, "undo "+removed, "nobody comes back")
	p.is(websiteRelaunch, benGID, "")
}

// Ensure that an undo does not take the last admin away unless that is said to be meant.
func TestUndoLastAdmin(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives("set @maya on project Website to admin")
	p.gives("set @chloe on project Website to editor")
	p.refuses(ada, "undo "+request, "*Maya Ito*", "is the last admin of ", "anyway")
	p.is(website, mayaGID, "admin")
	p.gives("undo " + request + " anyway")
	p.is(website, mayaGID, "commenter")
}

// Ensure that the undo of a removal from a team makes somebody a member again, and says that who is its admin nobody can set.
func TestUndoTeam(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives("remove @chloe from team Design anyway")
	_, end := p.gets(ada, "undo "+request, "applied")
	if !slices.Contains(p.seats(design), chloeGID) {
		t.Error("Chloé is not back")
	}
	holds(t, end.Text, "not a member → *member*", "who is an admin of a team")
}

// Ensure that an undo whose write has an unknown outcome is done once.
func TestUndoUnknownOutcome(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives("add @maya to project Website Relaunch as editor")
	p.asanaFault(map[string]any{"match": "DELETE /memberships/*", "status": http.StatusBadGateway, "after": true, "times": 1})
	undo := p.gives("undo " + request)
	p.is(websiteRelaunch, mayaGID, "")
	want := []string{
		"request_created ok", "project_member_removed intent editor>none", "project_member_removed ok editor>none", "change_undone ok editor>none", "request_completed ok",
	}
	if diff := cmp.Diff(want, p.about(undo)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}
