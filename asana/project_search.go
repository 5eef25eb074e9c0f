package asana

import (
	"context"
	"net/http"
	"strings"
)

// ProjectSearch selects projects of a workspace. Members, Teams, Owners and
// Portfolios are gids, any of which fits; the person may also be "me".
type ProjectSearch struct {
	Workspace, Text                                string
	Members, NotMembers, Teams, Owners, Portfolios []string
	Completed                                      *bool
	// SortBy is "due_date", "created_at", "completed_at" or "modified_at".
	SortBy string
}

func (s ProjectSearch) validate() error {
	faults := checkGID("workspace", s.Workspace)
	if faults != nil {
		return faults
	}
	for _, gids := range [][]string{s.Members, s.NotMembers, s.Teams, s.Owners, s.Portfolios} {
		for _, gid := range gids {
			if err := checkGID("searched object", gid); err != nil && gid != "me" {
				return err
			}
		}
	}
	return nil
}

// SearchProjects finds 100 projects at most, on paid plans, and not those that
// were made a moment ago. It is the only way from a person to their projects.
//
//asana:operation GET /workspaces/{workspace_gid}/projects/search
func (c *Client) SearchProjects(ctx context.Context, search ProjectSearch, options ...ReadOption) ([]Project, error) {
	call := call{op: "SearchProjects", method: http.MethodGet, route: "/workspaces/{workspace_gid}/projects/search", search: true}
	call.args = []string{search.Workspace}
	call.query = reading(projectFields, options,
		"text", search.Text, "sort_by", search.SortBy, "completed", flag(search.Completed),
		"members.any", strings.Join(search.Members, ","), "members.not", strings.Join(search.NotMembers, ","),
		"teams.any", strings.Join(search.Teams, ","), "owner.any", strings.Join(search.Owners, ","),
		"portfolios.any", strings.Join(search.Portfolios, ","))
	answer, err := ask[[]Project](ctx, c, call, search.validate())
	if err != nil {
		return nil, err
	}
	return *answer.Data, nil
}
