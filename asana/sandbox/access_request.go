package sandbox

import "slices"

// accessRequest is somebody's wish to see a private project or portfolio.
type accessRequest struct {
	gid, message, status string
	requester            *user
	target               *parent
}

func (r *accessRequest) id() string { return r.gid }

// accessRequestRoutes are the operations on access requests.
func accessRequestRoutes() map[string]handler {
	return map[string]handler{
		"GET /access_requests":            (*call).listAccessRequests,
		"POST /access_requests":           (*call).createAccessRequest,
		"POST /access_requests/*/approve": (*call).approveAccessRequest,
		"POST /access_requests/*/reject":  (*call).rejectAccessRequest,
	}
}

// accessRequestRecord is an access request.
func (c *call) accessRequestRecord(r *accessRequest) *record {
	target := c.parentRecord(r.target).only("gid", "resource_type")
	return newRecord(r.gid, "access_request", map[string]any{
		"message": r.message, "approval_status": r.status,
		"requester": resource{kindUser, r.requester.gid}, "target": target,
	})
}

// target finds what access is asked for. It need not be visible: that is why
// somebody asks.
func (c *call) target(where place, gid string) (*parent, error) {
	p := c.parentByGID(gid)
	if p == nil || (p.kind != kindProject && p.kind != kindPortfolio) {
		return nil, c.unknown(where, "target", gid)
	}
	return p, nil
}

// listAccessRequests lists what waits for a decision: everybody's for those who
// decide, their own for others.
func (c *call) listAccessRequests() (*answer, error) {
	gid, err := c.required("target")
	if err != nil {
		return nil, err
	}
	p, err := c.target(inQuery, gid)
	if err != nil {
		return nil, err
	}
	var asked *user
	if who := c.filter("user"); who != "" {
		if asked, err = c.userFor(inQuery, "user", who); err != nil {
			return nil, err
		}
	}
	waiting := slices.DeleteFunc(slices.Clone(c.requests), func(r *accessRequest) bool {
		return r.target != p || r.status != "pending" || (asked != nil && r.requester != asked) ||
			(r.requester != c.id.user && !c.shares(c.id, p))
	})
	return all(records(waiting, c.accessRequestRecord))
}

// createAccessRequest asks for access on behalf of the token's owner. What
// Asana says to somebody who has access or has asked is not documented; a
// refusal is the stricter reading.
func (c *call) createAccessRequest() (*answer, error) {
	if err := c.only("target", "message"); err != nil {
		return nil, err
	}
	gid, err := c.gidIn("target")
	if err != nil {
		return nil, err
	}
	p, err := c.target(inBody, gid)
	if err != nil {
		return nil, err
	}
	message := ""
	if c.data["message"] != nil {
		if message, err = c.wordIn("message"); err != nil {
			return nil, err
		}
	}
	if c.level(c.id, p) != "" {
		return nil, invalid("target: You have access already: %s", gid)
	}
	if slices.ContainsFunc(c.requests, func(r *accessRequest) bool {
		return r.target == p && r.requester == c.id.user && r.status == "pending"
	}) {
		return nil, invalid("target: You have asked for access already: %s", gid)
	}
	r := &accessRequest{gid: c.newGID(), message: message, status: "pending", requester: c.id.user, target: p}
	c.requests = append(c.requests, r)
	return created(c.accessRequestRecord(r), "/access_requests/"+r.gid)
}

// decided returns the waiting request in the path, if the caller decides on it.
func (c *call) decided() (*accessRequest, error) {
	r := c.requestByGID(c.args[0])
	if r == nil {
		return nil, c.unknown(inPath, "access_request", c.args[0])
	}
	if err := c.mayShare(r.target); err != nil {
		return nil, err
	}
	if r.status != "pending" {
		return nil, invalid("access_request: Already %s", r.status)
	}
	return r, nil
}

// approveAccessRequest gives the requester the target's default level.
func (c *call) approveAccessRequest() (*answer, error) {
	r, err := c.decided()
	if err != nil {
		return nil, err
	}
	level := c.defaultLevel(r.target, r.requester.gid)
	if err := c.takes(r.target, level); err != nil {
		return nil, err
	}
	if !r.requester.isActive {
		return nil, invalid("requester: Not a user in Organization: %s", r.requester.gid)
	}
	r.status = "approved"
	if c.pair(r.target, r.requester.gid) == nil {
		c.add(r.target, resource{kindUser, r.requester.gid}, level).gid = c.newGID()
		r.target.touched = c.next()
	}
	return empty()
}

// rejectAccessRequest turns a request down.
func (c *call) rejectAccessRequest() (*answer, error) {
	r, err := c.decided()
	if err != nil {
		return nil, err
	}
	r.status = "denied"
	return empty()
}
