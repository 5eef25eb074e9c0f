package sandbox

import "time"

// kindPlacement is what Asana calls a project's place in a portfolio.
const kindPlacement kind = "project_portfolio_setting"

// placement says that a project is in a portfolio.
type placement struct {
	gid                string
	project, portfolio *parent
	// inherited tells that the portfolio's members have access to the project.
	inherited bool
}

func (p *placement) id() string { return p.gid }

// placementRoutes are the operations on projects in portfolios.
func placementRoutes() map[string]handler {
	return map[string]handler{
		"GET /project_portfolio_settings/*":            (*call).getPlacement,
		"PUT /project_portfolio_settings/*":            (*call).updatePlacement,
		"GET /projects/*/project_portfolio_settings":   listPlacements(kindProject),
		"GET /portfolios/*/project_portfolio_settings": listPlacements(kindPortfolio),
	}
}

// addPlacements puts projects into the portfolios that list them, in the order
// of the seed. From then on the placements hold that list.
func (w *world) addPlacements() {
	for _, p := range w.parents {
		if p.kind != kindPortfolio {
			continue
		}
		list, _ := p.members[projectsOf].([]any)
		delete(p.members, projectsOf)
		for _, item := range list {
			gid, inherited, _ := placementOf(item)
			w.placements = append(w.placements, &placement{
				gid: w.newGID(), project: w.parentByGID(gid), portfolio: p, inherited: inherited,
			})
		}
	}
}

// placementOf reads a project in a portfolio's list: a gid, or an object which
// says beside it whether access is inherited.
func placementOf(value any) (gid string, inherited, ok bool) {
	object, isObject := value.(map[string]any)
	if !isObject {
		gid, ok = value.(string)
		return gid, false, ok
	}
	ok = true
	for name, value := range object {
		known := false
		switch name {
		case "project":
			gid, known = gidOf(value)
		case "is_access_control_inherited":
			inherited, known = value.(bool)
		}
		ok = ok && known
	}
	return gid, inherited, ok
}

// placed writes the projects of a portfolio down as a seed has them.
func (w *world) placed(portfolio *parent) []any {
	list := []any{}
	for _, p := range w.placements {
		if p.portfolio == portfolio {
			list = append(list, map[string]any{"project": p.project.gid, "is_access_control_inherited": p.inherited})
		}
	}
	return list
}

// inherits tells whether a caller has access to a project because of a level
// on a portfolio that passes access on. Which level that gives is not
// documented, so it only shows the project.
func (w *world) inherits(id identity, project *parent) bool {
	for _, p := range w.placements {
		if p.inherited && p.project == project && w.level(id, p.portfolio) != "" {
			return true
		}
	}
	return false
}

// placementRecord is the full record of a project's place in a portfolio.
func (c *call) placementRecord(p *placement) *record {
	return newRecord(p.gid, kindPlacement, map[string]any{
		"project": resource{kindProject, p.project.gid}, "portfolio": resource{kindPortfolio, p.portfolio.gid},
		"is_access_control_inherited": p.inherited, "created_at": c.born.UTC().Format(time.RFC3339),
	})
}

// compactPlacement is a place in a list.
func (c *call) compactPlacement(p *placement) *record {
	return c.placementRecord(p).only("gid", "resource_type", "project", "portfolio", "is_access_control_inherited")
}

// seesPlacement tells whether the caller may know both sides.
func (c *call) seesPlacement(p *placement) bool {
	return c.sees(c.id, p.project) && c.sees(c.id, p.portfolio)
}

// listPlacements lists the portfolios of a project, or the projects of a
// portfolio, as far as the caller sees them.
func listPlacements(k kind) handler {
	return func(c *call) (*answer, error) {
		of, err := c.parentFor(inPath, string(k), c.args[0], k)
		if err != nil {
			return nil, err
		}
		found := []*placement{}
		for _, p := range c.placements {
			if (p.project == of || p.portfolio == of) && c.seesPlacement(p) {
				found = append(found, p)
			}
		}
		return paged(c, found, c.compactPlacement)
	}
}

// visiblePlacement returns the place whose gid is in the path.
func (c *call) visiblePlacement() (*placement, error) {
	p := c.placementByGID(c.args[0])
	if p == nil {
		return nil, c.unknown(inPath, string(kindPlacement), c.args[0])
	}
	if !c.seesPlacement(p) {
		return nil, forbidden("You do not have access to this project portfolio setting.")
	}
	return p, nil
}

// getPlacement answers with one place.
func (c *call) getPlacement() (*answer, error) {
	p, err := c.visiblePlacement()
	if err != nil {
		return nil, err
	}
	return single(c.placementRecord(p))
}

// updatePlacement sets whether the portfolio passes access on. Who may is not
// documented: here it takes who manages the members of both.
func (c *call) updatePlacement() (*answer, error) {
	p, err := c.visiblePlacement()
	if err != nil {
		return nil, err
	}
	const field = "is_access_control_inherited"
	if err := c.only(field); err != nil {
		return nil, err
	}
	value, given := c.data[field]
	inherited, ok := value.(bool)
	if given && !ok {
		return nil, invalid("%s: Not a valid boolean: %s", field, jsonType(value))
	}
	for _, side := range []*parent{p.project, p.portfolio} {
		if err := c.mayShare(side); err != nil {
			return nil, err
		}
	}
	if given {
		p.inherited = inherited
	}
	return single(c.placementRecord(p))
}
