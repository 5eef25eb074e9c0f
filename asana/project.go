package asana

import (
	"context"
	"iter"
	"net/http"
)

const projectFields = "name,archived,workspace.name,team.name,owner.name,privacy_setting," +
	"default_access_level,minimum_access_level_for_sharing,permalink_url"

// Project is a project as far as its memberships are concerned.
type Project struct {
	GID       string `json:"gid"`
	Name      string `json:"name"`
	Archived  bool   `json:"archived"`
	Workspace Object `json:"workspace"`
	// Team and Owner are empty for projects that have none.
	Team  Object `json:"team"`
	Owner Object `json:"owner"`
	// PrivacySetting is "public_to_workspace" or "private", or the deprecated
	// "private_to_team".
	PrivacySetting     string `json:"privacy_setting"`
	DefaultAccessLevel string `json:"default_access_level"`
	// MinimumAccessLevelForSharing is who may manage memberships: "admin" or
	// "editor".
	MinimumAccessLevelForSharing string `json:"minimum_access_level_for_sharing"`
	PermalinkURL                 string `json:"permalink_url"`
}

func (p Project) identity() string { return p.GID }

// Project reads a project.
//
//asana:operation GET /projects/{project_gid}
func (c *Client) Project(ctx context.Context, gid string, options ...ReadOption) (Project, error) {
	call := call{op: "Project", method: http.MethodGet, route: "/projects/{project_gid}", args: []string{gid}}
	call.query = reading(projectFields, options)
	return get[Project](ctx, c, call, checkGID("project", gid))
}

// Projects lists the projects that the token's owner sees, perhaps of one
// workspace, perhaps only archived or only unarchived ones.
//
//asana:operation GET /projects
func (c *Client) Projects(ctx context.Context, workspace string, archived *bool, options ...ReadOption) iter.Seq2[Project, error] {
	call := call{op: "Projects", method: http.MethodGet, route: "/projects"}
	call.query = reading(projectFields, options, "workspace", workspace, "archived", flag(archived))
	return pages[Project](ctx, c, call, checkGIDs("workspace", workspace))
}

// WorkspaceProjects lists the projects of a workspace.
//
//asana:operation GET /workspaces/{workspace_gid}/projects
func (c *Client) WorkspaceProjects(ctx context.Context, workspace string, archived *bool, options ...ReadOption) iter.Seq2[Project, error] {
	call := call{op: "WorkspaceProjects", method: http.MethodGet, route: "/workspaces/{workspace_gid}/projects", args: []string{workspace}}
	call.query = reading(projectFields, options, "archived", flag(archived))
	return pages[Project](ctx, c, call, checkGID("workspace", workspace))
}

// TeamProjects lists the projects of a team.
//
//asana:operation GET /teams/{team_gid}/projects
func (c *Client) TeamProjects(ctx context.Context, team string, archived *bool, options ...ReadOption) iter.Seq2[Project, error] {
	call := call{op: "TeamProjects", method: http.MethodGet, route: "/teams/{team_gid}/projects", args: []string{team}}
	call.query = reading(projectFields, options, "archived", flag(archived))
	return pages[Project](ctx, c, call, checkGID("team", team))
}
