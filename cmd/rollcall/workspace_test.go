package main

import (
	"slices"
	"strings"
	"testing"
)

const (
	danaGID  = "1208000000010008" // deactivated in Asana
	danaMail = "dana@tidewater.example"
	stays    = "/workspaces/" + workspaceGID + "/workspace_memberships"
)

// Removing somebody from the workspace needs a further word and says first what Asana does; then everything of theirs is gone.
func TestWorkspaceRemove(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	const typed = "remove @chloe from workspace"
	s.ends(typed, "refused", []string{"Removing ", "from the workspace Tidewater ends all of their access in Asana", "what they own passes to the account that I work with", "can't be taken back", "anyway"},
		[]string{"workspace_member_removed refused member>none"})
	if n := s.writes(); n != 0 || c.level(website, chloeGID) != "admin" {
		t.Errorf("refused after %d writes", n)
	}
	s.ends(typed+" anyway because left the company", "applied", []string{"is no longer a member of Tidewater", "left the company"},
		[]string{"workspace_member_removed intent member>none", "workspace_member_removed ok member>none"})
	if c.level(website, chloeGID) != "" || slices.Contains(c.seats(design), chloeGID) {
		t.Error("she still has access")
	}
	s.ends(typed, "applied", []string{"is not a member of ", "nothing to remove"}, []string{"workspace_member_removed noop none>none"})
}

// Adding somebody says what Asana makes of them before Asana is asked to do it.
func TestWorkspaceAddForewarns(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	s.ends("add @ben to workspace", "applied", []string{"is already a *member* of Tidewater", "nothing to do"}, []string{"workspace_member_added noop member>member"})

	g := newGate(t, isWrite)
	c.calls.hold(g.hold)
	request := requestOf(t, c.types(ada, "add "+danaMail+" to workspace"))
	g.wait()
	warned := slices.ContainsFunc(c.told(ada), func(m said) bool {
		return strings.Contains(m.Text, "I am adding *Dana Former*") && strings.Contains(m.Text, "guests, or members with limited access") && strings.HasSuffix(m.Text, "\n"+request+" · applying")
	})
	if !warned {
		t.Errorf("Asana is asked before it is said: %s", spelled(c.told(ada)))
	}
	g.release()
	holds(t, c.waitEnd(request, "applied").Text, "*Dana Former* (dana@tidewater.example) is now a *member* of Tidewater", "not a member → *member*")
	holds(t, c.asks(ada, "list workspace").Text, "*Dana Former* member `"+c.seat(stays, danaGID)+"`")
}

// Somebody who left and came back has an old, inactive membership beside the new one, and is a member: added finds it done, list and show tell both
// apart, and removing needs the further word again.
func TestWorkspaceReturned(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	old := c.seat(stays, danaGID)
	c.asanaPost("/workspaces/"+workspaceGID+"/addUser", map[string]any{"user": danaGID})
	now := c.seat(stays, danaGID)
	if old == now {
		t.Fatal("there is one membership only")
	}
	s.ends("add "+danaMail+" to workspace", "applied", []string{"is already a *member* of Tidewater"}, []string{"workspace_member_added noop member>member"})
	holds(t, c.asks(ada, "show "+old).Text, "*Dana Former* member, deactivated `"+old+"` on the workspace Tidewater")
	answer := c.asks(ada, "show "+now).Text
	holds(t, answer, "*Dana Former* member `"+now+"` on the workspace Tidewater")
	holds(t, c.asks(ada, "list workspace").Text, "*Dana Former* member, deactivated `"+old+"`", "*Dana Former* member `"+now+"`", "*Gus Freelance* member, guest", "*Ada Bianchi* member, admin")
	s.ends("remove "+danaMail+" from workspace", "refused", []string{"ends all of their access"}, []string{"workspace_member_removed refused member>none"})
	s.ends("remove "+danaMail+" from workspace anyway", "applied", nil, []string{"workspace_member_removed intent member>none", "workspace_member_removed ok member>none"})
	holds(t, c.asks(ada, "show "+now).Text, "member, deactivated")
}

// Who comes back after being removed by Rollcall itself is added anew.
func TestWorkspaceRemovedAndAdded(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	c.does(ada, "remove @ben from workspace anyway")
	s.ends("add @ben to workspace", "applied", []string{"is now a *member* of Tidewater"}, []string{"workspace_member_added intent none>member", "workspace_member_added ok none>member"})
	s.ends("add @ben to project Website as viewer", "applied", nil, []string{"project_member_added intent none>viewer", "project_member_added ok none>viewer"})
}

// Only admins of the workspace may remove people from it: with another account Asana refuses, in words about the workspace.
func TestWorkspaceRefusedByAsana(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), func(cfg *config) { cfg.Asana.Token = "sandbox-maya-token" })
	end := s.ends("remove @ben from workspace anyway", "failed", []string{"Asana doesn't let the account that I work with change who is in Tidewater", "You must be an admin of the workspace"},
		[]string{"workspace_member_removed intent member>none", "workspace_member_removed failed member>none"})
	lacks(t, end.Text, "project")
}

// Who is not in the workspace can be named to be added to it, and for nothing else.
func TestWorkspaceOutsider(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	for _, typed := range []string{
		"add " + danaMail + " to project Website as viewer", "add " + danaMail + " to team Design", "add " + danaMail + " to workspace and project Website",
		"remove " + danaMail + " from workspace anyway",
	} {
		end, state := c.does(ada, typed)
		if holds(t, end.Text, "Nobody in this Asana workspace has the e-mail address "+danaMail); state != "refused" || s.writes() != 0 {
			t.Errorf("%s: ended %s", typed, state)
		}
	}
}
