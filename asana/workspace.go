package asana

import (
	"context"
	"iter"
	"net/http"
)

const workspaceFields = "name,is_organization,email_domains"

// Workspace is a workspace, or an organization, which has domains and teams.
type Workspace struct {
	GID            string   `json:"gid"`
	Name           string   `json:"name"`
	IsOrganization bool     `json:"is_organization"`
	EmailDomains   []string `json:"email_domains"`
}

func (w Workspace) identity() string { return w.GID }

// Workspace reads a workspace.
//
//asana:operation GET /workspaces/{workspace_gid}
func (c *Client) Workspace(ctx context.Context, gid string, options ...ReadOption) (Workspace, error) {
	call := call{op: "Workspace", method: http.MethodGet, route: "/workspaces/{workspace_gid}", args: []string{gid}}
	call.query = reading(workspaceFields, options)
	return get[Workspace](ctx, c, call, checkGID("workspace", gid))
}

// Workspaces lists the workspaces of the token's owner.
//
//asana:operation GET /workspaces
func (c *Client) Workspaces(ctx context.Context, options ...ReadOption) iter.Seq2[Workspace, error] {
	call := call{op: "Workspaces", method: http.MethodGet, route: "/workspaces"}
	call.query = reading(workspaceFields, options)
	return pages[Workspace](ctx, c, call, nil)
}
