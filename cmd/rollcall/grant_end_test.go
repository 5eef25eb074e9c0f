package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Ensure that the end of access restores exactly what was there before: the former level, or no membership.
func TestGrantEndRestores(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed, parent, member string
		given, after          string
		events                []string
	}{
		"added": {
			typed: "add @maya to project Website Relaunch as editor for 2w", parent: websiteRelaunch, member: mayaGID, given: "editor",
			events: []string{"project_member_removed intent editor>none", "project_member_removed ok editor>none", "grant_ended ok none>editor"},
		},
		"raised by add": {
			typed: "add @maya to project Website as editor for 2w", parent: website, member: mayaGID, given: "editor", after: "commenter",
			events: []string{"project_member_access_level_changed intent editor>commenter", "project_member_access_level_changed ok editor>commenter", "grant_ended ok commenter>editor"},
		},
		"raised by set": {
			typed: "set @maya on project Website to admin for 2w", parent: website, member: mayaGID, given: "admin", after: "commenter",
			events: []string{"project_member_access_level_changed intent admin>commenter", "project_member_access_level_changed ok admin>commenter", "grant_ended ok commenter>admin"},
		},
		"at the default level": {
			typed: "add @maya to project On-call Handbook for 2w", parent: handbook, member: mayaGID, given: "viewer",
			events: []string{"project_member_removed intent viewer>none", "project_member_removed ok viewer>none", "grant_ended ok none>viewer"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			request, given := p.gets(ada, x.typed, "applied")
			holds(t, given.Text, "Until: ", p.inWords(14 * day)[:10])
			p.is(x.parent, x.member, x.given)
			p.passes(13*day + 23*time.Hour)
			p.is(x.parent, x.member, x.given)
			p.passes(time.Hour)
			p.is(x.parent, x.member, x.after)
			p.stands(request + " ended")
			p.wasTold(1, []string{ada, maya}, "is over", request+" · applied")
			all := p.about(request)
			if diff := cmp.Diff(x.events, all[len(all)-3:]); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

// handbook is a project of the seed whose default level is viewer.
const handbook = "1208000000030004"

// Ensure that a timer's end names the timer as its actor, and no person.
func TestGrantEndActor(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives("add @maya to project Website Relaunch as editor for 1h")
	p.passes(time.Hour)
	for _, e := range p.log() {
		if e.Action == "project_member_removed" || e.Action == "grant_ended" {
			if e.Actor == nil || e.Actor.Via != "timer:grant" || e.Actor.SlackUser != "" {
				t.Errorf("%s has the actor %+v", e.Action, e.Actor)
			}
		}
	}
}

// Ensure that access which somebody changed in Asana meanwhile is left alone at its end, and that who asked for it and who has it are told so once.
func TestGrantEndLeft(t *testing.T) {
	t.Parallel()
	for level, says := range map[string]string{
		"admin":     "somebody changed it in Asana meanwhile, so I left it alone",
		"commenter": "somebody changed it in Asana meanwhile, so I left it alone",
	} {
		t.Run(level, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			request := p.gives("add @maya to project Website Relaunch as editor for 2w")
			p.setInAsana(websiteRelaunch, mayaGID, level)
			p.writes()
			p.passes(14 * day)
			p.is(websiteRelaunch, mayaGID, level)
			if n := p.writes(); n != 0 {
				t.Errorf("%d writes", n)
			}
			p.stands(request + " left")
			p.wasTold(1, []string{ada, maya}, says, "but is "+level)
			p.passes(14 * day) // and it is not tried again
			p.is(websiteRelaunch, mayaGID, level)
			p.wasTold(1, []string{ada, maya}, says)
			all := p.about(request)
			want := []string{"project_member_removed refused " + level + ">none", "grant_left ok none>editor"}
			if diff := cmp.Diff(want, all[len(all)-2:]); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

// Ensure that access which is as it was before already, when its time is over, ends without a write.
func TestGrantEndGoneAlready(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	added := p.gives("add @maya to project Website Relaunch as editor for 2w")
	raised := p.gives("add @maya to project Website as editor for 2w")
	p.inAsana(websiteRelaunch, mayaGID, "")
	p.setInAsana(website, mayaGID, "commenter")
	p.writes()
	p.passes(14 * day)
	if n := p.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
	p.stands(added+" ended", raised+" ended")
	p.is(websiteRelaunch, mayaGID, "")
	p.is(website, mayaGID, "commenter")
	p.wasTold(1, []string{ada, maya}, "they are not a member already", added+" · applied")
	p.wasTold(1, []string{ada, maya}, "they are commenter already", raised+" · applied")
}

// Ensure that where a raised membership was removed in Asana it is not made again at the end.
func TestGrantEndNotGivenBack(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives("add @maya to project Website as editor for 2w")
	p.inAsana(website, mayaGID, "")
	p.passes(14 * day)
	p.is(website, mayaGID, "")
	p.stands(request + " left")
	p.wasTold(1, []string{ada, maya}, "but is not a member: somebody changed it in Asana meanwhile")
}

// Ensure that an end which Asana refuses is told to ADMINS too, once, and is tried until Asana lets it be.
func TestGrantEndRefused(t *testing.T) {
	t.Parallel()
	p := newCompany(t, nil).plays(sqliteURL(t), func(cfg *config) { cfg.Bot.Admins = []string{ada, noor} })
	request, _ := p.gets(ada, giveMaya, "applied")
	p.asanaFault(map[string]any{"match": "DELETE /memberships/*", "status": http.StatusForbidden, "times": 3})
	p.passes(14 * day)
	for range 2 {
		p.wasTold(1, []string{ada, maya, noor}, "I couldn't end the access of *Maya Ito*", "Website Relaunch", "doesn't let the account that I work with change")
		p.is(websiteRelaunch, mayaGID, "editor")
		p.stands(request + " active")
		p.passes(time.Hour)
	}
	p.passes(time.Hour)
	p.is(websiteRelaunch, mayaGID, "")
	p.stands(request + " ended")
	p.wasTold(1, []string{ada, maya}, "is over: they are no longer a member")
}

// Ensure that an end which Asana refuses for a week, here because the project is gone, is left, and that this is said.
func TestGrantEndParentGone(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives(giveMaya)
	for _, match := range []string{"GET /projects/*", "GET /memberships"} {
		p.asanaFault(map[string]any{"match": match, "status": http.StatusNotFound, "times": 0})
	}
	p.passes(14 * day)
	p.wasTold(1, []string{ada, maya}, "I couldn't end the access of *Maya Ito*", "Asana has no")
	for range 7 {
		p.stands(request + " active")
		p.passes(day)
	}
	p.passes(time.Hour)
	p.stands(request + " left")
	p.wasTold(2, []string{ada, maya}, "I couldn't end the access of *Maya Ito*")
	p.passes(7 * day)
	p.wasTold(2, []string{ada, maya}, "I couldn't end the access of *Maya Ito*")
	for _, e := range p.log() {
		if e.Action == "grant_left" && e.Details.Reason == "" {
			t.Error("the log does not say why")
		}
	}
}
