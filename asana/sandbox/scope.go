package sandbox

import (
	"net/http"
	"slices"
)

// scopes maps the operations which a granular scope opens to that scope. All
// others, every one on memberships among them, take full permissions.
func scopes() map[string]string {
	return map[string]string{
		"GET /users":                                   "users:read",
		"GET /users/*":                                 "users:read",
		"GET /workspaces/*/users":                      "users:read",
		"GET /workspaces/*/users/*":                    "users:read",
		"GET /teams/*/users":                           "users:read",
		"GET /teams/*":                                 "teams:read",
		"GET /workspaces/*/teams":                      "teams:read",
		"GET /users/*/teams":                           "teams:read",
		"GET /team_memberships":                        "team_memberships:read",
		"GET /team_memberships/*":                      "team_memberships:read",
		"GET /teams/*/team_memberships":                "team_memberships:read",
		"GET /users/*/team_memberships":                "team_memberships:read",
		"GET /projects":                                "projects:read",
		"GET /projects/*":                              "projects:read",
		"GET /teams/*/projects":                        "projects:read",
		"GET /workspaces/*/projects":                   "projects:read",
		"GET /workspaces/*/projects/search":            "projects:read",
		"GET /portfolios":                              "portfolios:read",
		"GET /portfolios/*":                            "portfolios:read",
		"GET /goals":                                   "goals:read",
		"GET /goals/*":                                 "goals:read",
		"GET /custom_fields/*":                         "custom_fields:read",
		"GET /workspaces/*/custom_fields":              "custom_fields:read",
		"GET /workspaces":                              "workspaces:read",
		"GET /workspaces/*":                            "workspaces:read",
		"GET /workspaces/*/typeahead":                  "workspaces.typeahead:read",
		"GET /jobs/*":                                  "jobs:read",
		"GET /project_portfolio_settings/*":            "project_portfolio_settings:read",
		"PUT /project_portfolio_settings/*":            "project_portfolio_settings:write",
		"GET /projects/*/project_portfolio_settings":   "project_portfolio_settings:read",
		"GET /portfolios/*/project_portfolio_settings": "project_portfolio_settings:read",
	}
}

// permits checks that a token's scopes open an operation. The wording is a
// guess: no public source quotes it.
func (id identity) permits(scope string) error {
	if len(id.scopes) == 0 || slices.Contains(id.scopes, scope) {
		return nil
	}
	if scope == "" {
		return refuse(http.StatusForbidden, "This operation requires full permissions.")
	}
	return refuse(http.StatusForbidden, "This operation requires the scope %s.", scope)
}
