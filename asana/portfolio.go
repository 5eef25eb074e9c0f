package asana

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

const portfolioFields = "name,archived,workspace.name,owner.name,privacy_setting,default_access_level,permalink_url"

// Portfolio is a portfolio as far as its memberships are concerned.
type Portfolio struct {
	GID       string `json:"gid"`
	Name      string `json:"name"`
	Archived  bool   `json:"archived"`
	Workspace Object `json:"workspace"`
	Owner     Object `json:"owner"`
	// PrivacySetting is "public_to_domain" or "members_only".
	PrivacySetting     string `json:"privacy_setting"`
	DefaultAccessLevel string `json:"default_access_level"`
	PermalinkURL       string `json:"permalink_url"`
}

func (p Portfolio) identity() string { return p.GID }

// Portfolio reads a portfolio.
//
//asana:operation GET /portfolios/{portfolio_gid}
func (c *Client) Portfolio(ctx context.Context, gid string, options ...ReadOption) (Portfolio, error) {
	call := call{op: "Portfolio", method: http.MethodGet, route: "/portfolios/{portfolio_gid}", args: []string{gid}}
	call.query = reading(portfolioFields, options)
	return get[Portfolio](ctx, c, call, checkGID("portfolio", gid))
}

// Portfolios lists portfolios of a workspace. People see those that they own; a
// service account sees all, or those of an owner. The owner may be left out.
//
//asana:operation GET /portfolios
func (c *Client) Portfolios(ctx context.Context, workspace, owner string, options ...ReadOption) iter.Seq2[Portfolio, error] {
	call := call{op: "Portfolios", method: http.MethodGet, route: "/portfolios"}
	call.query = reading(portfolioFields, options, "workspace", workspace, "owner", owner)
	return pages[Portfolio](ctx, c, call, errors.Join(checkGID("workspace", workspace), checkAnyUser(owner)))
}
