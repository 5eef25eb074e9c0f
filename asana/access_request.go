package asana

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

const accessRequestFields = "message,approval_status,requester.name,target"

// AccessRequest is somebody's wish to have access to a project or portfolio.
type AccessRequest struct {
	GID     string `json:"gid"`
	Message string `json:"message"`
	// ApprovalStatus is "pending", "approved" or "denied".
	ApprovalStatus string `json:"approval_status"`
	Requester      Object `json:"requester"`
	Target         Object `json:"target"`
}

func (r AccessRequest) identity() string { return r.GID }

// AccessRequests lists what waits for a decision about a project or portfolio,
// from everybody or from one person. The user may be left out.
//
//asana:operation GET /access_requests
func (c *Client) AccessRequests(ctx context.Context, target, user string, options ...ReadOption) iter.Seq2[AccessRequest, error] {
	call := call{op: "AccessRequests", method: http.MethodGet, route: "/access_requests", unlimited: true}
	call.query = reading(accessRequestFields, options, "target", target, "user", user)
	return pages[AccessRequest](ctx, c, call, errors.Join(checkGID("target", target), checkAnyUser(user)))
}

// CreateAccessRequest asks for access on behalf of the token's owner. The message
// may be left out.
//
//asana:operation POST /access_requests
func (c *Client) CreateAccessRequest(ctx context.Context, target, message string) (AccessRequest, error) {
	call := call{op: "CreateAccessRequest", method: http.MethodPost, route: "/access_requests"}
	call.body = struct {
		Target  string `json:"target"`
		Message string `json:"message,omitempty"`
	}{target, message}
	return get[AccessRequest](ctx, c, call, checkGID("target", target))
}

// ApproveAccessRequest gives the requester the target's default level; another
// one takes an update afterwards.
//
//asana:operation POST /access_requests/{access_request_gid}/approve
func (c *Client) ApproveAccessRequest(ctx context.Context, gid string) error {
	call := call{op: "ApproveAccessRequest", method: http.MethodPost, route: "/access_requests/{access_request_gid}/approve", args: []string{gid}}
	return act(ctx, c, call, checkGID("access request", gid))
}

// RejectAccessRequest turns a request down.
//
//asana:operation POST /access_requests/{access_request_gid}/reject
func (c *Client) RejectAccessRequest(ctx context.Context, gid string) error {
	call := call{op: "RejectAccessRequest", method: http.MethodPost, route: "/access_requests/{access_request_gid}/reject", args: []string{gid}}
	return act(ctx, c, call, checkGID("access request", gid))
}
