package asana

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

const (
	userFields = "name,email,workspaces.name"
	// peopleFields are what lists ask for; by themselves they give no address.
	peopleFields = "name,email"
)

// User is a person's account.
type User struct {
	GID  string `json:"gid"`
	Name string `json:"name"`
	// Email is empty where the token's owner may not see it.
	Email string `json:"email"`
	// Workspaces are those shared with the token's owner.
	Workspaces []Object `json:"workspaces"`
}

func (u User) identity() string { return u.GID }

// Me reads the owner of the token.
//
//asana:uses User
func (c *Client) Me(ctx context.Context) (User, error) { return c.User(ctx, "me") }

// User reads a person by gid, e-mail address or "me".
//
//asana:operation GET /users/{user_gid}
func (c *Client) User(ctx context.Context, user string, options ...ReadOption) (User, error) {
	call := call{op: "User", method: http.MethodGet, route: "/users/{user_gid}", args: []string{user}}
	call.query = reading(userFields, options)
	return get[User](ctx, c, call, checkUser(user))
}

// WorkspaceUser reads a person by gid or e-mail address, but only inside the
// workspace: for others it fails with [IsNotFound].
//
//asana:operation GET /workspaces/{workspace_gid}/users/{user_gid}
func (c *Client) WorkspaceUser(ctx context.Context, workspace, user string, options ...ReadOption) (User, error) {
	call := call{op: "WorkspaceUser", method: http.MethodGet, route: "/workspaces/{workspace_gid}/users/{user_gid}"}
	call.args = []string{workspace, user}
	call.query = reading(userFields, options)
	return get[User](ctx, c, call, errors.Join(checkGID("workspace", workspace), checkUser(user)))
}

// UserFilter selects people; every member may be left out.
type UserFilter struct {
	Workspace, Team string
}

// Users lists people by their gids.
//
//asana:operation GET /users
func (c *Client) Users(ctx context.Context, filter UserFilter, options ...ReadOption) iter.Seq2[User, error] {
	call := call{op: "Users", method: http.MethodGet, route: "/users"}
	call.query = reading(peopleFields, options, "workspace", filter.Workspace, "team", filter.Team)
	return pages[User](ctx, c, call, checkGIDs("workspace", filter.Workspace, "team", filter.Team))
}

// WorkspaceUsers lists the people of a workspace by name, 2,000 at most: Asana
// gives no more here, unlike [Client.Users].
//
//asana:operation GET /workspaces/{workspace_gid}/users
func (c *Client) WorkspaceUsers(ctx context.Context, workspace string, options ...ReadOption) iter.Seq2[User, error] {
	call := call{op: "WorkspaceUsers", method: http.MethodGet, route: "/workspaces/{workspace_gid}/users", args: []string{workspace}}
	call.query, call.unlimited = reading(peopleFields, options), true
	return pages[User](ctx, c, call, checkGID("workspace", workspace))
}

// TeamUsers lists the people of a team by name, 2,000 at most.
//
//asana:operation GET /teams/{team_gid}/users
func (c *Client) TeamUsers(ctx context.Context, team string, options ...ReadOption) iter.Seq2[User, error] {
	call := call{op: "TeamUsers", method: http.MethodGet, route: "/teams/{team_gid}/users", args: []string{team}}
	call.query, call.unlimited = reading(peopleFields, options), true
	return pages[User](ctx, c, call, checkGID("team", team))
}
