package asana

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

// ProjectMembership reads a person's membership of a project in its older form,
// which has [Details].WriteAccess. Memberships of teams have no such form.
//
//asana:operation GET /project_memberships/{project_membership_gid}
func (c *Client) ProjectMembership(ctx context.Context, gid string, options ...ReadOption) (Membership, error) {
	call := call{op: "ProjectMembership", method: http.MethodGet, route: "/project_memberships/{project_membership_gid}", args: []string{gid}}
	call.query = reading("", options)
	return get[Membership](ctx, c, call, checkGID("project membership", gid))
}

// ProjectMemberships lists the people of a project, or one of them, in the older
// form: teams are left out. The user may be left out.
//
//asana:operation GET /projects/{project_gid}/project_memberships
func (c *Client) ProjectMemberships(ctx context.Context, project, user string, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "ProjectMemberships", method: http.MethodGet, route: "/projects/{project_gid}/project_memberships", args: []string{project}}
	call.query = reading("", options, "user", user)
	return pages[Membership](ctx, c, call, errors.Join(checkGID("project", project), checkAnyUser(user)))
}
