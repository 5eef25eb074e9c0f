package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestApproval is the whole path of a request that needs an approval, as people go it.
func TestApproval(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, func(cfg *config) { cfg.Bot.ApprovalsChannel = approvals })

		// Ben asks; the built-in policy wants one of ADMINS to approve, and that is Ada.
		request := requestOf(t, c.types(ben, `add <@`+maya+`> to project "Website Relaunch" as editor because launch`))
		waiting := c.waitTold(ben, request, "awaiting_approval")
		if !strings.Contains(waiting.Text, "<@"+ada+">") {
			t.Errorf("Ben is not told who was asked: %s", waiting.Text)
		}
		card := c.waitCard(ada, request, "awaiting_approval")
		copied := c.waitCard(approvals, request, "awaiting_approval")
		holds(t, card.Text, "<@"+ben+">", "Maya Ito", "Website Relaunch", "not a member → *editor*", "launch", "for good",
			"built-in: one of ADMINS approves", "you are one of Rollcall's admins")

		// A stranger and Ben himself click, and are told why not, to them alone.
		c.clicks(noor, copied, "request_approve")
		c.waitWhisper(noor, "not among those who can decide")
		c.clicks(ben, copied, "request_approve")
		c.waitWhisper(ben, "You asked for "+request+" yourself")
		if got := c.level(websiteRelaunch, mayaGID); got != "" {
			t.Fatalf("Maya is %s before anybody approved", got)
		}

		// Ada gives less than what was asked for.
		c.clicks(ada, card, "request_adjust")
		if a := c.fills(ada, map[string]any{"level": "viewer", "reason": "to begin with"}); a.Body != "" {
			t.Fatalf("the form was not taken: %s", a.Body)
		}
		result := c.waitTold(ben, request, "applied")
		if got := c.level(websiteRelaunch, mayaGID); got != "viewer" {
			t.Errorf("Maya is %q", got)
		}
		holds(t, result.Text, "viewer", "<@"+ada+">")

		// Every copy shows the outcome and who decided, without buttons.
		for _, to := range []string{ada, approvals} {
			done := c.waitCard(to, request, "applied")
			if !strings.Contains(done.Text, "Approved by <@"+ada+">") || len(done.buttons()) > 0 {
				t.Errorf("the card for %s shows %s with %v", to, done.Text, done.buttons())
			}
		}
		want := []string{
			"request_created ok", "request_waiting ok", "request_approved refused", "request_approved refused", "request_approved ok",
			"project_member_added intent none>viewer", "project_member_added ok none>viewer", "request_completed ok",
		}
		if diff := cmp.Diff(want, s.about(request)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		for _, e := range s.log() {
			if e.Request == request && e.Change != "" && !slices.Equal(e.Context.Approvers, []string{ada}) {
				t.Errorf("the change does not name who approved: %+v", e.Context)
			}
		}
	})
}
