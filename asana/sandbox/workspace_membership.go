package sandbox

import (
	"slices"
	"time"
)

// workspaceMembershipRecord is the full record of a stay in the workspace.
func (c *call) workspaceMembershipRecord(m *workspaceMembership) *record {
	person, place := resource{kindUser, m.user.gid}, resource{kindWorkspace, c.workspace.GID}
	list := newRecord("9"+m.gid, "user_task_list", map[string]any{
		"name": "My tasks in " + c.workspace.Name, "owner": person, "workspace": place,
	})
	return newRecord(m.gid, "workspace_membership", map[string]any{
		"user": person, "workspace": place, "user_task_list": list,
		"is_active": m.active, "is_admin": m.active && m.user.isAdmin, "is_guest": m.user.isGuest,
		"is_view_only": m.user.isView, "vacation_dates": nil,
		"created_at": m.created.UTC().Format(time.RFC3339),
	})
}

// compactWorkspaceMembership is a stay in a list.
func (c *call) compactWorkspaceMembership(m *workspaceMembership) *record {
	return c.workspaceMembershipRecord(m).only("gid", "resource_type", "user", "workspace")
}

// getWorkspaceMembership answers with one stay.
func (c *call) getWorkspaceMembership() (*answer, error) {
	m := c.spaceByGID(c.args[0])
	if m == nil || !c.knows(c.id, m.user) {
		return nil, c.unknown(inPath, "workspace_membership", c.args[0])
	}
	return single(c.workspaceMembershipRecord(m))
}

// listWorkspaceMembershipsOfUser lists the stays of a person.
func (c *call) listWorkspaceMembershipsOfUser() (*answer, error) {
	return c.stays(inPath, c.args[0])
}

// listWorkspaceMemberships lists the stays of everybody, or of one person.
func (c *call) listWorkspaceMemberships() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	if who := c.filter("user"); who != "" {
		return c.stays(inQuery, who)
	}
	known := slices.DeleteFunc(slices.Clone(c.spaces), func(m *workspaceMembership) bool {
		return !c.knows(c.id, m.user)
	})
	return paged(c, known, c.compactWorkspaceMembership)
}

// stays lists the memberships that a person has had of the workspace.
func (c *call) stays(where place, who string) (*answer, error) {
	u, err := c.userFor(where, "user", who)
	if err != nil {
		return nil, err
	}
	own := slices.DeleteFunc(slices.Clone(c.spaces), func(m *workspaceMembership) bool { return m.user != u })
	return paged(c, own, c.compactWorkspaceMembership)
}
