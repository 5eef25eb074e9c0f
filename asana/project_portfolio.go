package asana

import (
	"context"
	"iter"
	"net/http"
)

const projectPortfolioFields = "project.name,portfolio.name,is_access_control_inherited"

// ProjectPortfolio is a project's place in a portfolio.
type ProjectPortfolio struct {
	GID       string `json:"gid"`
	Project   Object `json:"project"`
	Portfolio Object `json:"portfolio"`
	// IsAccessControlInherited tells that the portfolio's members have access to
	// the project, without a membership of their own in it.
	IsAccessControlInherited bool `json:"is_access_control_inherited"`
}

func (p ProjectPortfolio) identity() string { return p.GID }

// ProjectPortfolios lists the portfolios that a project is in.
//
//asana:operation GET /projects/{project_gid}/project_portfolio_settings
func (c *Client) ProjectPortfolios(ctx context.Context, project string, options ...ReadOption) iter.Seq2[ProjectPortfolio, error] {
	call := call{op: "ProjectPortfolios", method: http.MethodGet, route: "/projects/{project_gid}/project_portfolio_settings", args: []string{project}}
	call.query = reading(projectPortfolioFields, options)
	return pages[ProjectPortfolio](ctx, c, call, checkGID("project", project))
}
