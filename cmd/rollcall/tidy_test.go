package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// removed is what the service logs when something was past its time.
const removed = "what was past its time is removed"

// Ensure that what ended long ago is removed while access that it gave is not, and that clicks and words about it are answered in clear words.
func TestTidy(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		p := newCompany(t, nil).plays(url)
		p.types(ben, "add @noor to project Website Relaunch as admin because launch") // R1
		card := p.waitCard(ada, "R1", "awaiting_approval")
		p.slackFault(map[string]any{"match": "chat.update", "error": "cant_update_message", "times": 0}) // so that the card keeps its buttons
		p.clicks(ada, card, "request_approve")
		end := p.waitTold(ben, "R1", "applied")
		p.gives("add @maya to project Website Relaunch as editor for 2w") // R2
		p.gives("add @chloe to project Website Relaunch as viewer")       // R3
		p.gives("add @maya to project Website as editor for 80w")         // R4
		p.passes(15 * day)
		before := p.log()
		p.passes(386 * day)
		p.watch.wait(t, 1, removed, `"requests":2`)
		p.passes(15 * day)
		p.watch.wait(t, 1, removed, `"requests":1`)
		p.stands("R1", "R2", "R3", "R4 active")

		if diff := cmp.Diff(before, p.log()[:len(before)]); diff != "" {
			t.Errorf("the log (-before +after):\n%s", diff)
		}
		for _, request := range []string{`"R1"`, `"R2"`, `"R3"`, `"R4"`} {
			holds(t, exported(t, url), `"request":`+request)
		}
		p.gone(card, end)
		p.is(website, mayaGID, "editor")
		p.passes(160 * 7 * day / 2)
		p.is(website, mayaGID, "commenter")
		p.stands("R4 ended")
	})
}

// gone checks what is said about requests that are removed: to clicks on an old card and beneath an old result, and to words.
func (p *play) gone(card, end said) {
	p.t.Helper()
	for _, action := range []string{"request_approve", "request_deny", "request_adjust"} {
		p.clicks(ada, card, action)
	}
	for _, typed := range []string{"approve R1", "deny R3 because no", "cancel R3"} {
		p.types(ada, typed)
	}
	p.rests()
	p.wasTold(4, []string{ada}, "There is no request R1.", "What ended more than 400d ago is kept in the audit log alone.", "/asana pending")
	p.wasTold(2, []string{ada}, "There is no request R3.", "What ended more than 400d ago is kept in the audit log alone.", "/asana pending")
	p.clicks(ben, end, "change_undo")
	undo := p.acknowledged(ben, "undo R1")
	holds(p.t, p.waitTold(ben, undo, "refused").Text, "I know no request R1 of yours that you could undo.", "kept in the audit log alone")
	for _, typed := range []string{"undo R3", "extend R2 by 1w", "end R2"} {
		verb, rest, _ := strings.Cut(typed, " ")
		p.refuses(ada, typed, fmt.Sprintf("I know no request %s of yours that you could %s.", rest[:2], verb), "kept in the audit log alone")
	}
	if request := requestOf(p.t, p.types(ada, "add @gus to project Website Relaunch as viewer")); request != "R9" {
		p.t.Errorf("the next request is %s", request)
	}
	p.rests()
}

// Ensure that the policy says how long things are kept, that a file read anew counts, and that what can be undone stays.
func TestTidySettings(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	file := rulesFile(t, "settings: {keep_requests: 3d, undo_window: 5d}\nrules: [{name: all, then: allow}]\n")
	p := c.plays(sqliteURL(t), byRules(t, file))
	p.gives("add @maya to project Website Relaunch as viewer")
	p.passes(4 * day)
	p.gives("undo R1")
	p.passes(5*day + time.Hour)
	p.watch.wait(t, 1, removed, `"requests":2`)
	p.refuses(ada, "undo R2", "I know no request R2", "What ended more than 5d ago")
}

// Ensure that what is past its time is looked for once an hour, also when the service starts again: so of several replicas one does.
func TestTidyOnce(t *testing.T) {
	t.Parallel()
	c, url := newCompany(t, nil), sqliteURL(t)
	shift := 10*time.Minute - time.Since(time.Now().Truncate(time.Hour)) // so that the hour does not change meanwhile
	clock := func(cfg *config) { cfg.Store.Now = func() time.Time { return time.Now().Add(shift) } }
	p := c.plays(url, clock)
	p.gives("add @maya to project Website Relaunch as viewer")
	p.watch.wait(t, 1, "nothing is past its time")
	_, err := p.side.db.ExecContext(t.Context(), "update requests set ended_at = 1")
	must(t, err)
	p.stop()
	p = c.plays(url, clock)
	p.watch.wait(t, 1, "another replica removes what is past its time")
	p.store.Forward(time.Hour)
	p.watch.wait(t, 1, removed, `"requests":1`)
}
