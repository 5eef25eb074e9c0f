package asana

import (
	"context"
	"net/http"
	"net/url"
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
func (c *Client) Project(ctx context.Context, gid string) (Project, error) {
	call := call{op: "Project", method: http.MethodGet, route: "/projects/{project_gid}", args: []string{gid}}
	call.query = url.Values{"opt_fields": {projectFields}}
	if err := checkGID("project", gid); err != nil {
		return Project{}, newError(call, err)
	}
	return get[Project](ctx, c, call)
}
