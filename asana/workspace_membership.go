package asana

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

const workspaceMembershipFields = "user.name,workspace.name,user_task_list.name," +
	"is_active,is_admin,is_guest,is_view_only,vacation_dates,created_at"

// WorkspaceMembership reads a person's membership in a workspace.
//
//asana:operation GET /workspace_memberships/{workspace_membership_gid}
func (c *Client) WorkspaceMembership(ctx context.Context, gid string, options ...ReadOption) (Membership, error) {
	call := call{op: "WorkspaceMembership", method: http.MethodGet, route: "/workspace_memberships/{workspace_membership_gid}", args: []string{gid}}
	call.query = reading(workspaceMembershipFields, options)
	return get[Membership](ctx, c, call, checkGID("workspace membership", gid))
}

// WorkspaceMemberships lists the people of a workspace, or what it has of one of
// them: somebody who left and came back has an inactive membership besides the
// active one. The user may be left out.
//
//asana:operation GET /workspaces/{workspace_gid}/workspace_memberships
func (c *Client) WorkspaceMemberships(ctx context.Context, workspace, user string, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "WorkspaceMemberships", method: http.MethodGet, route: "/workspaces/{workspace_gid}/workspace_memberships", args: []string{workspace}}
	call.query = reading(workspaceMembershipFields, options, "user", user)
	return pages[Membership](ctx, c, call, errors.Join(checkGID("workspace", workspace), checkAnyUser(user)))
}

// UserWorkspaceMemberships lists the workspaces of a person.
//
//asana:operation GET /users/{user_gid}/workspace_memberships
func (c *Client) UserWorkspaceMemberships(ctx context.Context, user string, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "UserWorkspaceMemberships", method: http.MethodGet, route: "/users/{user_gid}/workspace_memberships", args: []string{user}}
	call.query = reading(workspaceMembershipFields, options)
	return pages[Membership](ctx, c, call, checkUser(user))
}

// AddWorkspaceUser brings a person into a workspace; an e-mail address that nobody
// has is an invitation. Whoever joins is a guest or has limited access, and
// nothing in the API changes that later.
//
//asana:operation POST /workspaces/{workspace_gid}/addUser
func (c *Client) AddWorkspaceUser(ctx context.Context, workspace, user string) (User, error) {
	call := call{op: "AddWorkspaceUser", method: http.MethodPost, route: "/workspaces/{workspace_gid}/addUser", args: []string{workspace}}
	call.body = map[string]string{"user": user}
	return get[User](ctx, c, call, errors.Join(checkGID("workspace", workspace), checkUser(user)))
}

// RemoveWorkspaceUser ends everything that a person has in a workspace, which
// only its admins may. What they owned passes to the owner of the token.
//
//asana:operation POST /workspaces/{workspace_gid}/removeUser
func (c *Client) RemoveWorkspaceUser(ctx context.Context, workspace, user string) error {
	call := call{op: "RemoveWorkspaceUser", method: http.MethodPost, route: "/workspaces/{workspace_gid}/removeUser", args: []string{workspace}}
	call.body = map[string]string{"user": user}
	return act(ctx, c, call, errors.Join(checkGID("workspace", workspace), checkUser(user)))
}
