package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Ensure that an undo, typed or by the button, restores exactly what was there before, as a change with an event of its own.
func TestUndo(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed, parent, member string
		given, before         string
		event                 string
	}{
		"an add":     {"add @maya to project Website Relaunch as editor", websiteRelaunch, mayaGID, "editor", "", "project_member_removed"},
		"a raise":    {"add @maya to project Website as editor", website, mayaGID, "editor", "commenter", "project_member_access_level_changed"},
		"a set":      {"set @ben on project Website Relaunch to viewer", websiteRelaunch, benGID, "viewer", "editor", "project_member_access_level_changed"},
		"a removal":  {"remove @ben from project Website Relaunch", websiteRelaunch, benGID, "", "editor", "project_member_added"},
		"a grant":    {"add @maya to project Website Relaunch as editor for 2w", websiteRelaunch, mayaGID, "editor", "", "project_member_removed"},
		"a raised":   {"add @maya to project Website as editor for 2w", website, mayaGID, "editor", "commenter", "project_member_access_level_changed"},
		"of no note": {"add @maya to project On-call Handbook", handbook, mayaGID, "viewer", "", "project_member_removed"},
	} {
		for _, way := range []string{"typed", "button"} {
			t.Run(name+" "+way, func(t *testing.T) {
				t.Parallel()
				p := newPlay(t)
				request, end := p.gets(ada, x.typed, "applied")
				p.is(x.parent, x.member, x.given)
				var undo string
				if way == "typed" {
					undo = p.gives("undo " + request)
				} else {
					p.clicks(ada, end, "change_undo")
					undo = p.acknowledged(ada, "undo R1")
					p.waitTold(ada, undo, "applied")
				}
				p.is(x.parent, x.member, x.before)
				before, given := x.before, x.given
				if before == "" {
					before = "none"
				}
				if given == "" {
					given = "none"
				}
				move := " " + given + ">" + before
				want := []string{"request_created ok", x.event + " intent" + move, x.event + " ok" + move, "change_undone ok" + move, "request_completed ok"}
				if diff := cmp.Diff(want, p.withoutGrants(undo)); diff != "" {
					t.Errorf("events (-want +got):\n%s", diff)
				}
				p.passes(15 * day)
				p.is(x.parent, x.member, x.before)
			})
		}
	}
}

// withoutGrants are the events of a request other than those of grants.
func (p *play) withoutGrants(request string) []string {
	p.t.Helper()
	return slices.DeleteFunc(p.about(request), func(line string) bool { return line[:6] == "grant_" })
}

// Ensure that the undo of a grant ends it, and that the undo of what ended one lets it live again until its end.
func TestUndoGrants(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]string{
		"removed":  "remove @maya from project Website Relaunch",
		"lowered":  "set @maya on project Website Relaunch to viewer",
		"for good": "add @maya to project Website Relaunch as admin",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			request := p.gives(giveMaya)
			p.passes(time.Hour)
			ended := p.gives(typed)
			p.stands(request + " ended")
			p.gives("undo " + ended)
			p.is(websiteRelaunch, mayaGID, "editor")
			p.stands(request + " active")
			p.passes(13 * day)
			p.wasTold(1, []string{ada, maya}, " ends ")
			p.is(websiteRelaunch, mayaGID, "editor")
			p.passes(day)
			p.is(websiteRelaunch, mayaGID, "")
			p.stands(request + " ended")
		})
	}
}

// Ensure that access whose time ran out meanwhile does not stay when what had ended it is undone.
func TestUndoGrantIsOver(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives("add @maya to project Website Relaunch as editor for 2h")
	p.gives("remove @maya from project Website Relaunch")
	p.passes(3 * time.Hour)
	p.types(ada, "undo R2")
	p.waitSaid("the undo ends", func(m said) bool { return stateIn(m, "R3") == "applied" || stateIn(m, "R3") == "refused" })
	p.rests()
	p.is(websiteRelaunch, mayaGID, "")
	p.stands(request + " ended")
}

// Ensure that the undo of one of two overlapping grants leaves what the other gives, and that what was given between is not taken away with it.
func TestUndoOverlap(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	lower := p.gives("add @maya to project Website Relaunch as viewer for 1w")
	upper := p.gives("add @maya to project Website Relaunch as editor for 2w")
	p.refuses(ada, "undo "+lower, "was made viewer", "but is editor now")
	p.gives("undo " + upper)
	p.is(websiteRelaunch, mayaGID, "viewer")
	p.stands(lower+" active", upper+" ended")
	p.passes(7 * day)
	p.is(websiteRelaunch, mayaGID, "")
}

// Ensure that an undo is not undone, and that what it brought back goes on and ends at its time.
func TestUndoUndo(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives(giveMaya)
	p.gives("remove @maya from project Website Relaunch")
	p.gives("undo R2")
	p.refuses(ada, "undo R3", "R3 changed nothing that can be undone", "ask for it again")
	p.is(websiteRelaunch, mayaGID, "editor")
	p.stands("R1 active")
	p.passes(14 * day)
	p.is(websiteRelaunch, mayaGID, "")
}

// Ensure that several changes are undone together, and those that somebody changed since are left with the reason.
func TestUndoMany(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request, end := p.gets(ada, "add @maya and @noor and @ben to project Website Relaunch as editor", "applied")
	holds(t, end.Text, "2 done, 1 nothing to do")
	p.setInAsana(websiteRelaunch, noorGID, "viewer")
	_, end = p.gets(ada, "undo "+request, "partial")
	holds(t, end.Text, "1 done, 1 refused", "is viewer now: somebody changed it since, so I left it alone")
	p.is(websiteRelaunch, mayaGID, "")
	p.is(websiteRelaunch, noorGID, "viewer")
	p.is(websiteRelaunch, benGID, "editor")
	if n := p.count("change_undone"); n != 1 {
		t.Errorf("%d changes undone", n)
	}
}
