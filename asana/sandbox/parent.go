package sandbox

import (
	"slices"
)

// parentRoutes are the reads of the five kinds of parents.
func parentRoutes() map[string]handler {
	return map[string]handler{
		"GET /projects":                     (*call).listProjects,
		"GET /workspaces/*/projects":        (*call).listWorkspaceProjects,
		"GET /workspaces/*/projects/search": (*call).searchProjects,
		"GET /teams/*/projects":             (*call).listTeamProjects,
		"GET /portfolios":                   (*call).listPortfolios,
		"GET /goals":                        (*call).listGoals,
		"GET /workspaces/*/custom_fields":   (*call).listCustomFields,
		"GET /custom_types":                 (*call).listCustomTypes,
		"GET /projects/*":                   getParent(kindProject),
		"GET /portfolios/*":                 getParent(kindPortfolio),
		"GET /goals/*":                      getParent(kindGoal),
		"GET /custom_fields/*":              getParent(kindCustomField),
		"GET /custom_types/*":               getParent(kindCustomType),
	}
}

// getParent answers with one parent of a kind.
func getParent(k kind) handler {
	return func(c *call) (*answer, error) {
		p, err := c.parentFor(inPath, string(k), c.args[0], k)
		if err != nil {
			return nil, err
		}
		return single(c.parentRecord(p))
	}
}

// visible returns the parents of a kind that the caller may see and that pass
// a test.
func (c *call) visible(k kind, test func(*parent) bool) []*parent {
	found := []*parent{}
	for _, p := range c.parents {
		if p.kind == k && c.sees(c.id, p) && test(p) {
			found = append(found, p)
		}
	}
	return found
}

// listProjects lists projects, filtered by workspace, team and archived.
func (c *call) listProjects() (*answer, error) {
	if gid := c.filter("workspace"); gid != "" {
		if err := c.inWorkspace(inQuery, "workspace", gid); err != nil {
			return nil, err
		}
	}
	gid := c.filter("team")
	if gid == "" {
		return c.projects(func(*parent) bool { return true })
	}
	t, err := c.teamFor(inQuery, "team", gid)
	if err != nil {
		return nil, err
	}
	return c.projects(func(p *parent) bool { return p.points("team") == t.gid })
}

// listWorkspaceProjects lists the projects of the workspace.
func (c *call) listWorkspaceProjects() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	return c.projects(func(*parent) bool { return true })
}

// listTeamProjects lists the projects of a team.
func (c *call) listTeamProjects() (*answer, error) {
	t, err := c.teamFor(inPath, "team", c.args[0])
	if err != nil {
		return nil, err
	}
	return c.projects(func(p *parent) bool { return p.points("team") == t.gid })
}

// projects answers with the projects that pass a test. Archived ones are among
// them unless the caller says.
func (c *call) projects(test func(*parent) bool) (*answer, error) {
	wanted, given, err := c.flag("archived")
	if err != nil {
		return nil, err
	}
	found := c.visible(kindProject, func(p *parent) bool {
		archived, _ := p.members["archived"].(bool)
		return test(p) && (!given || archived == wanted)
	})
	return paged(c, found, c.compactParent)
}

// listPortfolios lists portfolios by owner: people get their own only, the
// service account gets everybody's.
func (c *call) listPortfolios() (*answer, error) {
	workspace, err := c.required("workspace")
	if err != nil {
		return nil, err
	}
	if err := c.inWorkspace(inQuery, "workspace", workspace); err != nil {
		return nil, err
	}
	owner, err := c.owner()
	if err != nil {
		return nil, err
	}
	found := c.visible(kindPortfolio, func(p *parent) bool {
		return owner == nil || p.points("owner") == owner.gid
	})
	return paged(c, found, c.compactParent)
}

// owner returns whose portfolios are listed; nil means everybody's.
func (c *call) owner() (*user, error) {
	value := c.filter("owner")
	if value == "" {
		if c.id.service {
			return nil, nil
		}
		return c.id.user, nil
	}
	u, err := c.userFor(inQuery, "owner", value)
	if err == nil && !c.id.service && u != c.id.user {
		return nil, forbidden("You can only list the portfolios that you own.")
	}
	return u, err
}

// listGoals lists goals by workspace or team. Filters by what supports a goal
// give nothing, since no goal here is supported by anything.
func (c *call) listGoals() (*answer, error) {
	level, given, err := c.flag("is_workspace_level")
	if err != nil {
		return nil, err
	}
	workspace, team := c.filter("workspace"), c.filter("team")
	switch {
	case workspace != "":
		err = c.inWorkspace(inQuery, "workspace", workspace)
	case team != "":
		_, err = c.teamFor(inQuery, "team", team)
	case c.filter("project") == "" && c.filter("portfolio") == "" && c.filter("task") == "":
		return nil, missing("workspace")
	}
	if err != nil {
		return nil, err
	}
	supported := slices.ContainsFunc([]string{"project", "portfolio", "task", "time_periods"}, c.query.Has)
	found := c.visible(kindGoal, func(p *parent) bool {
		own, said := p.members["is_workspace_level"].(bool)
		return !supported && (team == "" || p.points("team") == team) && (!given || (own || !said) == level)
	})
	return paged(c, found, c.compactParent)
}

// listCustomFields lists the custom fields of the workspace.
func (c *call) listCustomFields() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	return paged(c, c.visible(kindCustomField, func(*parent) bool { return true }), c.compactParent)
}

// listCustomTypes lists the types that a project has, which is the only way to
// find any. A type that the seed gives no projects is in all of them.
func (c *call) listCustomTypes() (*answer, error) {
	gid, err := c.required("project")
	if err != nil {
		return nil, err
	}
	project, err := c.parentFor(inQuery, "project", gid, kindProject)
	if err != nil {
		return nil, err
	}
	found := c.visible(kindCustomType, func(p *parent) bool {
		_, tied := p.members[projectsOf]
		return !tied || slices.Contains(p.people(projectsOf), project.gid)
	})
	return paged(c, found, c.compactParent)
}
