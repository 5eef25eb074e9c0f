package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestGrant is access for two weeks as people live it: given, shown, reminded of, prolonged, and taken back when its time is over.
func TestGrant(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, nil)
		request := requestOf(t, c.types(ada, `add <@`+maya+`> to project "Website Relaunch" as editor for 2w because launch`))
		given := c.waitTold(ada, request, "applied")
		holds(t, given.Text, "editor", "Until: ")
		if got := c.level(websiteRelaunch, mayaGID); got != "editor" {
			t.Fatalf("Maya is %q", got)
		}
		c.types(ada, `list project "Website Relaunch"`)
		c.waitSaid("the list says until when", func(m said) bool {
			return strings.Contains(m.Text, "Maya Ito") && strings.Contains(m.Text, "until ") && strings.Contains(m.Text, request)
		})

		// A day before the end both are reminded, and Maya prolongs it; the policy wants an admin's word for that.
		s.store.Forward(13 * 24 * time.Hour)
		reminder := c.waitSaid("a reminder for Maya", func(m said) bool { return m.For == maya && strings.Contains(m.Text, " ends ") })
		c.clicks(maya, reminder, "grant_extend")
		if a := c.fills(maya, map[string]any{"length": "1w", "reason": "not done yet"}); a.Body != "" {
			t.Fatalf("the form was not taken: %s", a.Body)
		}
		c.clicks(ada, c.waitCard(ada, "R2", "awaiting_approval"), "request_approve")
		c.waitTold(maya, "R2", "applied")

		s.store.Forward(2 * 24 * time.Hour) // past the first end
		s.store.Forward(6 * 24 * time.Hour)
		c.waitSaid("Maya is told that it ended", func(m said) bool {
			return m.For == maya && strings.Contains(m.Text, "is over: they are no longer a member")
		})
		if got := c.level(websiteRelaunch, mayaGID); got != "" {
			t.Errorf("Maya is still %q", got)
		}
		want := []string{
			"request_created ok", "project_member_added intent none>editor", "project_member_added ok none>editor", "grant_started ok none>editor", "request_completed ok",
			"project_member_removed intent editor>none", "project_member_removed ok editor>none", "grant_ended ok none>editor",
		}
		if diff := cmp.Diff(want, s.about(request)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}
