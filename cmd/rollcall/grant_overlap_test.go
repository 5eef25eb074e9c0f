package main

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// handed is what one command gives until a moment.
type handed struct {
	level string
	days  int
}

// highest is the level that a member of the base level has after some days, by what was handed out and has not ended.
func highest(base string, all []handed, days int) string {
	order := []string{"", "viewer", "commenter", "editor", "admin"}
	top := base
	for _, h := range all {
		if h.days > days && slices.Index(order, h.level) > slices.Index(order, top) {
			top = h.level
		}
	}
	return top
}

// Ensure that of several grants of one pair, in whatever order they are given and end, access ends with the last of them, and is until then what
// the remaining ones give.
func TestGrantOverlap(t *testing.T) {
	t.Parallel()
	three := []handed{{"viewer", 3}, {"editor", 2}, {"commenter", 1}}
	two := []handed{{"editor", 2}, {"viewer", 3}, {"viewer", 1}}
	same := []handed{{"editor", 3}, {"editor", 1}, {"editor", 2}}
	rising := []handed{{"viewer", 1}, {"commenter", 2}, {"admin", 3}}
	for i, of := range [][]handed{three, two, same, rising} {
		for _, order := range [][]int{{0, 1}, {1, 0}, {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
			var all []handed
			for _, i := range order {
				all = append(all, of[i])
			}
			t.Run(fmt.Sprint(i, all), func(t *testing.T) {
				t.Parallel()
				overlaps(t, all)
			})
		}
	}
}

// overlaps hands out access to somebody who has none and to somebody who has some, and looks at each after every day.
func overlaps(t *testing.T, all []handed) {
	t.Helper()
	p := newPlay(t)
	var requests []string
	for _, h := range all {
		requests = append(requests, p.gives(fmt.Sprintf("add @noor to projects Website Relaunch and Spring Campaign as %s for %dd", h.level, h.days)))
	}
	for days := range 4 {
		p.is(websiteRelaunch, noorGID, highest("", all, days))
		for i, h := range all {
			want := "active active"
			if h.days <= days {
				want = "ended ended"
			}
			p.stands(requests[i] + " " + want)
		}
		p.passes(day)
	}
	for _, request := range requests {
		p.wasTold(1, []string{noor}, "is over", "Website Relaunch", request+" · applied")
	}
	if n := p.busy(); n != 0 {
		t.Errorf("%d jobs are left", n)
	}
}

// Ensure that people are told how long access lasts when more of the same is given, and what becomes of them when a part of it ends.
func TestGrantOverlapSaid(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives("add @maya to project Website Relaunch as editor for 2w")
	_, end := p.gets(ada, "add @maya to project Website Relaunch as editor for 4w", "applied")
	holds(t, end.Text, "is already *editor* of ", "that now lasts until", "Until: ")
	p.passes(14 * day)
	p.wasTold(1, []string{ada, maya}, "is over, but they keep *editor*", "R1 · applied")
	p.passes(14 * day)
	p.wasTold(1, []string{ada, maya}, "is over: they are no longer a member", "R2 · applied")
}

// Ensure that a lower level for longer is not said to prolong the higher one.
func TestGrantOverlapLowerSaid(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives("add @maya to project Website Relaunch as editor for 2w")
	_, end := p.gets(ada, "add @maya to project Website Relaunch as viewer for 4w", "applied")
	holds(t, end.Text, "is already *editor*", "for now; as *viewer* they stay until ", p.inWords(28 * day)[:10])
	p.passes(14 * day)
	p.is(websiteRelaunch, mayaGID, "viewer")
	p.wasTold(1, []string{ada, maya}, "editor → *viewer*", "R1 · applied")
}

// Ensure that what Rollcall gives for good between the beginning and the end of a grant stays.
func TestGrantAmidForGood(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed, at, after string // at once, and when the grant was to end
		stands           string // of the grant, at once
	}{
		"a lower level added":       {"add @maya to project Website Relaunch as viewer", "editor", "viewer", "active"},
		"the same level added":      {"add @maya to project Website Relaunch as editor", "editor", "editor", "ended"},
		"a higher level added":      {"add @maya to project Website Relaunch as admin", "admin", "admin", "ended"},
		"set lower":                 {"set @maya on project Website Relaunch to viewer", "viewer", "viewer", "ended"},
		"set to the same":           {"set @maya on project Website Relaunch to editor", "editor", "editor", "ended"},
		"set higher":                {"set @maya on project Website Relaunch to admin", "admin", "admin", "ended"},
		"removed":                   {"remove @maya from project Website Relaunch", "", "", "ended"},
		"a timed set that is lower": {"", "editor", "", "active"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			request := p.gives("add @maya to project Website Relaunch as editor for 2w")
			if x.typed != "" {
				p.gives(x.typed)
			} else {
				p.refuses(ada, "set @maya on project Website Relaunch to viewer for 4w", "For a limited time I only give more")
			}
			p.is(websiteRelaunch, mayaGID, x.at)
			p.stands(request + " " + x.stands)
			p.passes(14 * day)
			p.is(websiteRelaunch, mayaGID, x.after)
			p.stands(request + " ended")
		})
	}
}

// Ensure that access which was removed between, and given anew, lasts as long as what was given last.
func TestGrantAmidRemoved(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	first := p.gives("add @maya to project Website Relaunch as editor for 1w")
	p.gives("remove @maya from project Website Relaunch")
	second := p.gives("add @maya to project Website Relaunch as viewer for 2w")
	p.passes(7 * day)
	p.is(websiteRelaunch, mayaGID, "viewer")
	p.stands(first+" ended", second+" active")
	p.passes(7 * day)
	p.is(websiteRelaunch, mayaGID, "")
}

// Ensure that what somebody else made of a pair in Asana is what the next grant goes back to, and that the earlier one no longer counts.
func TestGrantAmidOutside(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	first := p.gives("add @maya to project Website Relaunch as editor for 1w")
	p.setInAsana(websiteRelaunch, mayaGID, "viewer")
	second := p.gives("add @maya to project Website Relaunch as commenter for 2w")
	p.stands(first+" left", second+" active")
	p.passes(7 * day)
	p.is(websiteRelaunch, mayaGID, "commenter")
	p.passes(7 * day)
	p.is(websiteRelaunch, mayaGID, "viewer")
	p.stands(first+" left", second+" ended")
}

// Ensure that what is there for good is not given until a moment, and that this is said.
func TestGrantForGoodAlready(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	for _, typed := range []string{"add @ben to project Website Relaunch as editor for 2w", "add @ben to project Website Relaunch as viewer for 1h"} {
		request, end := p.gets(ada, typed, "applied")
		holds(t, end.Text, "is already *editor*", "They have it for good already, so it doesn't end.")
		lacks(t, end.Text, "Until: ")
		p.stands(request)
	}
	p.refuses(ada, "set @ben on project Website Relaunch to viewer for 2w", "For a limited time I only give more", "has editor", "for good")
	p.passes(14 * day)
	p.is(websiteRelaunch, benGID, "editor")
	if n := p.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
}

// Ensure that workspaces take no time and no undo, and that the reason is said.
func TestGrantWorkspace(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.refuses(ada, "add "+danaMail+" to workspace for 2w", "for a limited time: Asana lets somebody whom I take out return as a guest at most")
	joined, end := p.gets(ada, "add "+danaMail+" to workspace", "applied")
	if slices.Contains(end.buttons(), "change_undo") {
		t.Error("there is a button to undo it")
	}
	p.refuses(ada, "undo "+joined, "can't be undone: Asana lets somebody who was taken out return as a guest at most")
	if n := p.writes(); n != 1 {
		t.Errorf("%d writes", n)
	}
}

// Ensure that a grant in a team ends with leaving it, and that who is its admin is said to be nobody's to give.
func TestGrantTeam(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request, end := p.gets(ada, "add @noor to team Design for 2w", "applied")
	holds(t, end.Text, "Until: ", "When it ends they leave the team again. Asana lets nobody set through its API who is an admin of a team.")
	if !slices.Contains(p.seats(design), noorGID) {
		t.Fatal("she is not in the team")
	}
	p.passes(14 * day)
	if slices.Contains(p.seats(design), noorGID) {
		t.Error("she is still in the team")
	}
	p.stands(request + " ended")
	p.wasTold(1, []string{ada, noor}, "they are no longer a member", "Only the membership ended")
	_, end = p.gets(ada, "add @chloe to team Design for "+"2w", "applied")
	holds(t, end.Text, "for good already")
	p.passes(14*day + time.Hour)
	if !slices.Contains(p.seats(design), chloeGID) {
		t.Error("Chloé was taken out of her own team")
	}
}
