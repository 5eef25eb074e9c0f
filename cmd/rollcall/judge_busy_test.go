package main

import (
	"strings"
	"testing"
)

// What is asked for while another change of the same membership is being carried out is judged when that is done, by what there is then: nobody is told that
// somebody changed it in Asana, or that there is nothing to do, because of what Rollcall itself is just doing.
func TestJudgedWhenTheOtherIsDone(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		before, first, then string
		who, state, level   string
		member              string
		says                string
	}{
		"an end while more is given": {
			before: "add @maya to project Website Relaunch as viewer for 2w", first: "add @maya to project Website Relaunch as editor for 1w",
			then: "end R1", who: maya, state: "applied", member: mayaGID, level: "editor", says: "That access has ended. *Maya Ito* (maya@tidewater.example) stays *editor* of ",
		},
		"an add while it is taken away": {
			first: "remove @ben from project Website Relaunch", then: "add @ben to project Website Relaunch as editor",
			who: maya, state: "awaiting_approval", member: benGID, level: "", says: "This needs an approval.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			databases(t, func(t *testing.T, url string) {
				c := newCompany(t, nil)
				var log *logWatch
				s := c.serve(url, func(cfg *config) { log = watchLog(cfg) })
				if x.before != "" {
					c.does(ada, x.before)
				}
				written := newGate(t, isWrite)
				c.calls.holdAnswers(written.hold)
				first := requestOf(t, c.types(ada, x.first))
				written.wait()
				then := requestOf(t, c.types(x.who, x.then))
				log.wait(t, 1, again, "another change of the same membership is being carried out")
				written.release()
				c.waitEnd(first, "applied")
				end := c.waitTold(x.who, then, x.state)
				holds(t, end.Text, x.says)
				if got := c.level(websiteRelaunch, x.member); got != x.level {
					t.Errorf("Asana shows %q, want %q", got, x.level)
				}
				for _, e := range s.log() {
					if e.Request == then && strings.Contains(string(e.Outcome), "refused") {
						t.Errorf("refused: %s", spelled(e))
					}
				}
			})
		})
	}
}
