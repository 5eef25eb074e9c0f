package asana

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
)

const portfolioMembershipFields = "access_level,user.name,portfolio.name"

// PortfolioMembershipFilter selects people of portfolios: those of a Portfolio,
// perhaps one of them, or the portfolios of a User in a Workspace. The user is a
// gid, an e-mail address or "me".
type PortfolioMembershipFilter struct {
	Portfolio, User, Workspace string
}

func (f PortfolioMembershipFilter) validate() error {
	if f.Portfolio == "" && (f.User == "" || f.Workspace == "") {
		return fmt.Errorf("%w: give a portfolio, or a user and the workspace", ErrArgument)
	}
	return errors.Join(checkGIDs("portfolio", f.Portfolio, "workspace", f.Workspace), checkAnyUser(f.User))
}

// PortfolioMembership reads a person's membership of a portfolio in its older
// form. Memberships of teams have no such form.
//
//asana:operation GET /portfolio_memberships/{portfolio_membership_gid}
func (c *Client) PortfolioMembership(ctx context.Context, gid string, options ...ReadOption) (Membership, error) {
	call := call{op: "PortfolioMembership", method: http.MethodGet, route: "/portfolio_memberships/{portfolio_membership_gid}", args: []string{gid}}
	call.query = reading(portfolioMembershipFields, options)
	return get[Membership](ctx, c, call, checkGID("portfolio membership", gid))
}

// PortfolioMemberships lists people of portfolios in the older form. It is the
// only way to find the portfolios of a person, and Asana calls it deprecated.
//
//asana:operation GET /portfolio_memberships
func (c *Client) PortfolioMemberships(ctx context.Context, filter PortfolioMembershipFilter, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "PortfolioMemberships", method: http.MethodGet, route: "/portfolio_memberships"}
	call.query = reading(portfolioMembershipFields, options,
		"portfolio", filter.Portfolio, "user", filter.User, "workspace", filter.Workspace)
	return pages[Membership](ctx, c, call, filter.validate())
}

// MembershipsOfPortfolio lists the people of a portfolio, or one of them, in the
// older form. The user may be left out.
//
//asana:operation GET /portfolios/{portfolio_gid}/portfolio_memberships
func (c *Client) MembershipsOfPortfolio(ctx context.Context, portfolio, user string, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "MembershipsOfPortfolio", method: http.MethodGet, route: "/portfolios/{portfolio_gid}/portfolio_memberships", args: []string{portfolio}}
	call.query = reading(portfolioMembershipFields, options, "user", user)
	return pages[Membership](ctx, c, call, errors.Join(checkGID("portfolio", portfolio), checkAnyUser(user)))
}
