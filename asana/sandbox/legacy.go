package sandbox

import "slices"

// legacyRoutes are the older reads of memberships, which /memberships replaces.
// They know users only and give the same gids.
func legacyRoutes() map[string]handler {
	return map[string]handler{
		"GET /project_memberships/*":              (*call).getProjectMembership,
		"GET /projects/*/project_memberships":     (*call).listProjectMemberships,
		"GET /portfolio_memberships":              (*call).listPortfolioMemberships,
		"GET /portfolio_memberships/*":            (*call).getPortfolioMembership,
		"GET /portfolios/*/portfolio_memberships": (*call).listMembershipsOfPortfolio,
	}
}

// projectMembershipRecord is a project membership in its older form.
func (c *call) projectMembershipRecord(m *membership) *record {
	access := "full_write"
	if rank(m.level) < rank("editor") {
		access = "comment_only"
	}
	project := resource{kindProject, m.parent.gid}
	return newRecord(m.gid, "project_membership", map[string]any{
		"parent": project, "member": m.member, "access_level": m.level,
		"user": m.member, "project": project, "write_access": access,
	})
}

// compactProjectMembership is the older form in a list.
func (c *call) compactProjectMembership(m *membership) *record {
	return c.projectMembershipRecord(m).only("gid", "resource_type", "parent", "member", "access_level")
}

// portfolioMembershipRecord is a portfolio membership in its older form.
func (c *call) portfolioMembershipRecord(m *membership) *record {
	return newRecord(m.gid, "portfolio_membership", map[string]any{
		"portfolio": resource{kindPortfolio, m.parent.gid}, "user": m.member, "access_level": m.level,
	})
}

// legacyMembership returns the user's membership in the path, of one kind of parent.
func (c *call) legacyMembership(k kind) (*membership, error) {
	m := c.membershipByGID(c.args[0])
	if m == nil || m.parent.kind != k || m.member.kind != kindUser {
		return nil, c.unknown(inPath, string(k)+"_membership", c.args[0])
	}
	return c.visibleMembership()
}

// getProjectMembership answers with one project membership.
func (c *call) getProjectMembership() (*answer, error) {
	m, err := c.legacyMembership(kindProject)
	if err != nil {
		return nil, err
	}
	return single(c.projectMembershipRecord(m))
}

// getPortfolioMembership answers with one portfolio membership.
func (c *call) getPortfolioMembership() (*answer, error) {
	m, err := c.legacyMembership(kindPortfolio)
	if err != nil {
		return nil, err
	}
	return single(c.portfolioMembershipRecord(m))
}

// listProjectMemberships lists the people of a project.
func (c *call) listProjectMemberships() (*answer, error) {
	p, err := c.parentFor(inPath, "project", c.args[0], kindProject)
	if err != nil {
		return nil, err
	}
	rows, err := c.peopleOf(c.rows[p.gid])
	if err != nil {
		return nil, err
	}
	return paged(c, rows, c.compactProjectMembership)
}

// listMembershipsOfPortfolio lists the people of the portfolio in the path.
func (c *call) listMembershipsOfPortfolio() (*answer, error) {
	return c.portfolioMemberships(inPath, c.args[0])
}

// listPortfolioMemberships lists by portfolio, or by workspace and user.
func (c *call) listPortfolioMemberships() (*answer, error) {
	if gid := c.filter("portfolio"); gid != "" {
		return c.portfolioMemberships(inQuery, gid)
	}
	workspace, err := c.required("workspace")
	if err != nil {
		return nil, err
	}
	if err := c.inWorkspace(inQuery, "workspace", workspace); err != nil {
		return nil, err
	}
	if _, err := c.required("user"); err != nil {
		return nil, err
	}
	visible := slices.DeleteFunc(c.memberships(), func(m *membership) bool {
		return m.parent.kind != kindPortfolio || !c.sees(c.id, m.parent)
	})
	rows, err := c.peopleOf(visible)
	if err != nil {
		return nil, err
	}
	return paged(c, rows, c.portfolioMembershipRecord)
}

// portfolioMemberships lists the people of a portfolio.
func (c *call) portfolioMemberships(where place, gid string) (*answer, error) {
	p, err := c.parentFor(where, "portfolio", gid, kindPortfolio)
	if err != nil {
		return nil, err
	}
	rows, err := c.peopleOf(c.rows[p.gid])
	if err != nil {
		return nil, err
	}
	return paged(c, rows, c.portfolioMembershipRecord)
}

// peopleOf keeps the memberships of users, or of the one whom the query names.
func (c *call) peopleOf(rows []*membership) ([]*membership, error) {
	var wanted *user
	if who := c.filter("user"); who != "" {
		u, err := c.userFor(inQuery, "user", who)
		if err != nil {
			return nil, err
		}
		wanted = u
	}
	return slices.DeleteFunc(slices.Clone(rows), func(m *membership) bool {
		return m.member.kind != kindUser || (wanted != nil && m.member.gid != wanted.gid)
	}), nil
}
