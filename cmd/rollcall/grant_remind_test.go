package main

import (
	"slices"
	"testing"
	"time"
)

// Ensure that who asked and who has access are reminded once, a day before the end and of shorter access when a quarter of its time is left, with
// buttons to prolong and to end it.
func TestGrantReminder(t *testing.T) {
	t.Parallel()
	for length, x := range map[string]struct{ whole, before time.Duration }{
		"1h": {time.Hour, 15 * time.Minute}, "8h": {8 * time.Hour, 2 * time.Hour}, "3d": {3 * day, 18 * time.Hour}, "4d": {4 * day, day}, "8w": {56 * day, day},
	} {
		t.Run(length, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			request := p.gives("add @maya to project Website Relaunch as editor for " + length)
			both := []string{ada, maya}
			p.passes(x.whole - x.before - time.Minute)
			p.wasTold(0, both, " ends ")
			p.passes(time.Minute)
			p.wasTold(1, both, "The access of *Maya Ito*", "(editor) ends ", p.inWords(x.before)[:13], request+" · applied")
			if got, want := p.reminded(maya, request).buttons(), []string{"grant_extend", "grant_end"}; !slices.Equal(got, want) {
				t.Errorf("the buttons are %v, want %v", got, want)
			}
			p.passes(x.before)
			p.wasTold(1, both, " ends ")
			p.stands(request + " ended")
		})
	}
}

// Ensure that nobody is reminded of what is shorter than an hour, nor of what has ended before.
func TestGrantNoReminder(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]string{"ended": "end R1", "removed": "remove @maya from project Website Relaunch", "undone": "undo R1", "short": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			length := "2w"
			if typed == "" {
				length = "59min"
			}
			p.gives("add @maya to project Website Relaunch as editor for " + length)
			if typed != "" {
				p.gives(typed)
				if n := p.side.count("jobs"); n != 0 {
					t.Errorf("%d jobs are left", n)
				}
			}
			for range 15 {
				p.passes(day)
			}
			p.wasTold(0, []string{ada, maya}, " ends ")
			p.is(websiteRelaunch, mayaGID, "")
		})
	}
}

// Ensure that after an extension people are reminded of the new end, not of the old one.
func TestGrantReminderMoved(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives(giveMaya)
	p.gives("extend R1 by 1w")
	p.passes(14 * day)
	p.wasTold(0, []string{maya}, " ends ")
	p.passes(6 * day)
	p.wasTold(1, []string{ada, maya}, " ends ", p.inWords(day)[:13])
	p.gives("extend R1 by 1w")
	p.passes(7 * day)
	p.wasTold(2, []string{ada, maya}, " ends ")
	p.is(websiteRelaunch, mayaGID, "editor")
}

// Ensure that a team is reminded through who asked for it.
func TestGrantReminderTeam(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives(`add team "People" to project Website Relaunch as viewer for 2w`)
	p.passes(13 * day)
	p.wasTold(1, []string{ada}, "The access of the team *People*", "(viewer) ends ")
	p.passes(day)
	p.is(websiteRelaunch, "1208000000020003", "")
	p.wasTold(1, []string{ada}, "Team *People*", "is over")
}
