package sandbox

// membershipRecord is what all kinds of memberships have.
func (c *call) membershipRecord(m *membership) *record {
	return newRecord(m.gid, "membership", map[string]any{
		"resource_subtype": string(m.parent.kind) + "_membership",
		"parent":           resource{m.parent.kind, m.parent.gid},
		"member":           m.member,
		"access_level":     m.level,
	})
}

// compactMembership is a membership in a list.
func (c *call) compactMembership(m *membership) *record {
	r := c.membershipRecord(m)
	switch m.parent.kind {
	case kindGoal:
		c.addGoalWords(r, m)
		r.members["is_commenter"], r.members["is_editor"] = nil, nil
	case kindCustomField, kindCustomType:
		r.members["resource_type"] = r.members["resource_subtype"]
	}
	return r
}

// fullMembership is a membership that is answered by itself. Only goals and
// portfolios show themselves differently then.
func (c *call) fullMembership(m *membership) *record {
	r := c.compactMembership(m)
	switch m.parent.kind {
	case kindGoal:
		delete(r.members, "is_commenter")
		delete(r.members, "is_editor")
		r.show("workspace", resource{kindWorkspace, c.workspace.GID})
		if m.member.kind == kindUser {
			r.show("user", m.member)
		}
	case kindPortfolio:
		r.members["resource_type"] = "portfolio_membership"
		delete(r.members, "resource_subtype")
	}
	return r
}

// addGoalWords adds what memberships of goals still carry from before access
// levels: a role, which knows two words only, and the goal once more.
func (c *call) addGoalWords(r *record, m *membership) {
	role := "editor"
	if rank(m.level) < rank("editor") {
		role = "commenter"
	}
	r.show("role", role)
	r.show("goal", resource{m.parent.kind, m.parent.gid})
	r.show("is_commenter", nil)
	r.show("is_editor", nil)
}

// show adds a member to a record and to what it shows by itself.
func (r *record) show(name string, value any) {
	r.members[name] = value
	r.shown = append(r.shown, name)
}
