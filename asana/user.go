package asana

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

const userFields = "name,email,workspaces.name"

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
//asana:operation GET /users/{user_gid}
func (c *Client) Me(ctx context.Context) (User, error) {
	call := call{op: "Me", method: http.MethodGet, route: "/users/{user_gid}", args: []string{"me"}}
	call.query = url.Values{"opt_fields": {userFields}}
	return get[User](ctx, c, call)
}

// WorkspaceUser reads a person by gid or e-mail address, but only inside the
// workspace: for others it fails with [IsNotFound].
//
//asana:operation GET /workspaces/{workspace_gid}/users/{user_gid}
func (c *Client) WorkspaceUser(ctx context.Context, workspace, user string) (User, error) {
	call := call{op: "WorkspaceUser", method: http.MethodGet, route: "/workspaces/{workspace_gid}/users/{user_gid}"}
	call.args = []string{workspace, user}
	call.query = url.Values{"opt_fields": {userFields}}
	if err := errors.Join(checkGID("workspace", workspace), checkUser(user)); err != nil {
		return User{}, newError(call, err)
	}
	return get[User](ctx, c, call)
}
