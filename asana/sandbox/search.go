package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// searchPage is how many projects a search gives at most.
const searchPage = 100

// searchProjects searches the projects that the caller sees. It takes a paid
// plan and has no pages. The service's index is behind by up to a minute; here
// it never is. Filters by custom fields are not played: they decide nothing
// about memberships.
func (c *call) searchProjects() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	if err := c.search(c.id.token); err != nil {
		return nil, err
	}
	if c.settings.Plan == "free" {
		return nil, refuse(http.StatusPaymentRequired, "Search is only available to premium users.")
	}
	limit, err := c.searchLimit()
	if err != nil {
		return nil, err
	}
	tests, err := c.searchTests()
	if err != nil {
		return nil, err
	}
	found := c.visible(kindProject, func(p *parent) bool {
		return !slices.ContainsFunc(tests, func(test func(*parent) bool) bool { return !test(p) })
	})
	if err := c.sortFound(found); err != nil {
		return nil, err
	}
	return all(records(found[:min(limit, len(found))], c.compactParent))
}

// searchLimit reads how many projects are wanted.
func (c *call) searchLimit() (int, error) {
	if !c.query.Has("limit") {
		return searchPage, nil
	}
	limit, err := strconv.Atoi(c.query.Get("limit"))
	if err != nil || limit < 1 || limit > searchPage {
		return 0, invalid("limit: Must be between 1 and %d", searchPage)
	}
	return limit, nil
}

// searchTests reads the filters; a project has to pass all of them.
func (c *call) searchTests() ([]func(*parent) bool, error) {
	words := strings.Fields(fold(c.filter("text")))
	tests := []func(*parent) bool{func(p *parent) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(fold(p.name), word) })
	}}
	completed, given, err := c.flag("completed")
	if err != nil {
		return nil, err
	}
	if given {
		tests = append(tests, func(p *parent) bool { done, _ := p.members["completed"].(bool); return done == completed })
	}
	if teams := c.listed("teams.any"); teams != nil {
		tests = append(tests, func(p *parent) bool { return slices.Contains(teams, p.points("team")) })
	}
	if c.filter("portfolios.any") != "" { // No portfolio here has projects in it.
		tests = append(tests, func(*parent) bool { return false })
	}
	people, err := c.peopleTests()
	if err != nil {
		return nil, err
	}
	dates, err := c.dateTests()
	return slices.Concat(tests, people, dates), err
}

// peopleTests reads the filters by people.
func (c *call) peopleTests() ([]func(*parent) bool, error) {
	tests := []func(*parent) bool{}
	for name, holds := range map[string]func(*parent, []string) bool{
		"owner.any":   func(p *parent, gids []string) bool { return slices.Contains(gids, p.points("owner")) },
		"members.any": c.hasMember,
		"members.not": func(p *parent, gids []string) bool { return !c.hasMember(p, gids) },
	} {
		if c.filter(name) == "" {
			continue
		}
		gids := []string{}
		for _, who := range c.listed(name) {
			u, err := c.userFor(inQuery, name, who)
			if err != nil {
				return nil, err
			}
			gids = append(gids, u.gid)
		}
		tests = append(tests, func(p *parent) bool { return holds(p, gids) })
	}
	return tests, nil
}

// hasMember tells whether one of the people has a membership of their own.
func (c *call) hasMember(p *parent, gids []string) bool {
	return slices.ContainsFunc(gids, func(gid string) bool { return c.pair(p, gid) != nil })
}

// listed reads a parameter of words with commas.
func (c *call) listed(name string) []string {
	if c.filter(name) == "" {
		return nil
	}
	words := strings.Split(c.filter(name), ",")
	for i, word := range words {
		words[i] = strings.TrimSpace(word)
	}
	return words
}
