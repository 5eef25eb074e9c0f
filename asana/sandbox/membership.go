package sandbox

import (
	"net/http"
	"slices"
)

// membershipRoutes are the five operations on memberships.
func membershipRoutes() map[string]handler {
	return map[string]handler{
		"GET /memberships":      (*call).listMemberships,
		"POST /memberships":     (*call).createMembership,
		"GET /memberships/*":    (*call).getMembership,
		"PUT /memberships/*":    (*call).updateMembership,
		"DELETE /memberships/*": (*call).deleteMembership,
	}
}

// listMemberships lists the members of a parent, or the projects of a team.
func (c *call) listMemberships() (*answer, error) {
	subtype := c.filter("resource_subtype")
	if subtype != "" && subtype != "project_membership" {
		return nil, invalid("resource_subtype: Not a valid value: %s", subtype)
	}
	parentGID, memberGID := c.filter("parent"), c.filter("member")
	if parentGID == "" {
		return c.projectsOfTeam(subtype, memberGID)
	}
	p, err := c.parentFor(inQuery, "parent", parentGID, parentKinds()...)
	if err != nil {
		return nil, err
	}
	rows := slices.Clone(c.rows[p.gid])
	if memberGID != "" {
		if k := c.kindOf(memberGID); k != kindUser && k != kindTeam {
			return nil, c.unknown(inQuery, "member", memberGID)
		}
		rows = slices.DeleteFunc(rows, func(m *membership) bool { return m.member.gid != memberGID })
	}
	if subtype != "" && p.kind != kindProject {
		rows = nil
	}
	return paged(c, rows, c.compactMembership)
}

// projectsOfTeam lists the project memberships of a team, which is the only
// list that Asana gives without a parent.
func (c *call) projectsOfTeam(subtype, member string) (*answer, error) {
	switch {
	case member == "" || subtype == "":
		return nil, missing("parent")
	case c.userByGID(member) != nil:
		return nil, invalid("member: Must be a team when there is no parent: %s", member)
	}
	t, err := c.teamFor(inQuery, "member", member)
	if err != nil {
		return nil, err
	}
	rows := slices.DeleteFunc(c.memberships(), func(m *membership) bool {
		return m.member.gid != t.gid || m.parent.kind != kindProject || !c.sees(c.id, m.parent)
	})
	return paged(c, rows, c.compactMembership)
}

// visibleMembership returns the membership whose gid is in the path.
func (c *call) visibleMembership() (*membership, error) {
	m := c.membershipByGID(c.args[0])
	if m == nil {
		return nil, c.unknown(inPath, "membership", c.args[0])
	}
	if c.sees(c.id, m.parent) {
		return m, nil
	}
	if rulesOf(m.parent.kind).concealed {
		return nil, refuse(http.StatusNotFound, "membership: Unknown object: %s", m.gid)
	}
	return nil, forbidden("You do not have access to this membership.")
}

// getMembership answers with one membership.
func (c *call) getMembership() (*answer, error) {
	m, err := c.visibleMembership()
	if err != nil {
		return nil, err
	}
	return single(c.fullMembership(m))
}

// updateMembership changes the access level, which is all that can change.
func (c *call) updateMembership() (*answer, error) {
	m, err := c.visibleMembership()
	if err != nil {
		return nil, err
	}
	if err := c.only("access_level"); err != nil {
		return nil, err
	}
	level, err := c.wordIn("access_level")
	if err != nil {
		return nil, err
	}
	if level == "" {
		return nil, missing("access_level")
	}
	if err := c.mayChange(m); err != nil {
		return nil, err
	}
	if err := c.takes(m.parent, level); err != nil {
		return nil, err
	}
	m.level = level
	return single(c.fullMembership(m))
}

// deleteMembership removes a member. That it is the last admin does not matter:
// private projects are orphaned this way in the real service.
func (c *call) deleteMembership() (*answer, error) {
	m, err := c.visibleMembership()
	if err != nil {
		return nil, err
	}
	if m.member.gid != c.id.user.gid {
		if err := c.mayChange(m); err != nil {
			return nil, err
		}
	}
	c.drop(m)
	return empty()
}

// drop takes a membership out of the world.
func (w *world) drop(gone *membership) {
	rows := w.rows[gone.parent.gid]
	w.rows[gone.parent.gid] = slices.DeleteFunc(rows, func(m *membership) bool { return m == gone })
}
