package asana

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
)

// membershipFields are asked for in lists: less than Asana would send, since what
// an answer touches is charged to the token, and with the parent, which is left
// out unless named.
const membershipFields = "resource_type,resource_subtype,access_level," +
	"member.name,member.resource_type,parent.name,parent.resource_type"

// Membership is what makes a user or a team a member of something. Kinds and
// levels that are not known here are kept as they came.
type Membership struct {
	GID             string
	ResourceType    string
	ResourceSubtype string
	// Member is a user or a team; its ResourceType says which.
	Member      Object
	Parent      Object
	AccessLevel string
	// Owner is the owner of the parent, where that is a goal and has one.
	Owner Object
	Details
}

func (m Membership) identity() string { return m.GID }

// Kind is the kind of the parent. Records disagree on where they say it: most in
// the subtype, single portfolio memberships in the type, some only by the parent.
func (m Membership) Kind() string {
	for _, word := range []string{m.ResourceSubtype, m.ResourceType} {
		if kind, ok := strings.CutSuffix(word, "_membership"); ok {
			return kind
		}
	}
	return m.Parent.ResourceType
}

// MembershipFilter selects memberships. Parent is required, unless Member is a
// team and ResourceSubtype "project_membership": then all projects of the team.
type MembershipFilter struct {
	Parent, Member, ResourceSubtype string
}

func (f MembershipFilter) validate() error {
	if f.Parent == "" && (f.Member == "" || f.ResourceSubtype == "") {
		return fmt.Errorf("%w: give a parent, or a team and the subtype", ErrArgument)
	}
	return checkGIDs("parent", f.Parent, "member", f.Member)
}

// Memberships lists rows, of users and of teams mixed. People who have access
// through a team have no row of their own.
//
//asana:operation GET /memberships
func (c *Client) Memberships(ctx context.Context, filter MembershipFilter, options ...ReadOption) iter.Seq2[Membership, error] {
	call := call{op: "Memberships", method: http.MethodGet, route: "/memberships"}
	call.query = reading(membershipFields, options,
		"parent", filter.Parent, "member", filter.Member, "resource_subtype", filter.ResourceSubtype)
	return pages[Membership](ctx, c, call, filter.validate())
}

// Membership reads one row, whole: Asana takes no [Fields] here.
//
//asana:operation GET /memberships/{membership_gid}
func (c *Client) Membership(ctx context.Context, gid string, options ...ReadOption) (Membership, error) {
	call := call{op: "Membership", method: http.MethodGet, route: "/memberships/{membership_gid}", args: []string{gid}}
	call.query = reading("", options)
	return get[Membership](ctx, c, call, errors.Join(checkGID("membership", gid), checkWhole(call)))
}

// checkWhole refuses fields where Asana takes none.
func checkWhole(call call) error {
	if call.query.Has("opt_fields") {
		return fmt.Errorf("%w: one membership is read whole, without fields", ErrArgument)
	}
	return nil
}

// NewMembership is what a membership is made of. Without an AccessLevel Asana
// takes the parent's default, see [DefaultLevel].
type NewMembership struct {
	Member, Parent, AccessLevel string
	// ParentKind is needed for teams and workspaces, which [Client.Create] sends
	// where they belong, and lets levels be checked for the others.
	ParentKind string
	// Flags are understood in order to be refused with the reason.
	Flags
}

// MarshalJSON writes what POST /memberships takes.
func (m NewMembership) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Member      string `json:"member"`
		Parent      string `json:"parent"`
		AccessLevel string `json:"access_level,omitempty"`
	}{m.Member, m.Parent, m.AccessLevel})
}

// CreateMembership makes a user or a team a member. What Asana does when there is
// a row already is not documented, so look first.
//
//asana:operation POST /memberships
func (c *Client) CreateMembership(ctx context.Context, m NewMembership) (Membership, error) {
	m.AccessLevel = spoken(m.AccessLevel)
	call := call{op: "CreateMembership", method: http.MethodPost, route: "/memberships", body: m}
	faults := errors.Join(checkGID("member", m.Member), checkGID("parent", m.Parent), CheckLevel(m.ParentKind, m.AccessLevel))
	return get[Membership](ctx, c, call, faults)
}

// UpdateMembership sets the level, the one thing that can be changed of a row.
//
//asana:operation PUT /memberships/{membership_gid}
func (c *Client) UpdateMembership(ctx context.Context, gid, level string) (Membership, error) {
	call := call{op: "UpdateMembership", method: http.MethodPut, route: "/memberships/{membership_gid}", args: []string{gid}}
	call.body = map[string]string{"access_level": spoken(level)}
	faults := checkGID("membership", gid)
	if level == "" {
		faults = errors.Join(faults, fmt.Errorf("%w: a level is needed", ErrArgument))
	}
	return get[Membership](ctx, c, call, faults)
}

// DeleteMembership ends a membership. It succeeds also when a repeated attempt
// finds that an earlier one had done it.
//
//asana:operation DELETE /memberships/{membership_gid}
func (c *Client) DeleteMembership(ctx context.Context, gid string) error {
	call := call{op: "DeleteMembership", method: http.MethodDelete, route: "/memberships/{membership_gid}", args: []string{gid}}
	return act(ctx, c, call, checkGID("membership", gid))
}

// spoken is the level as Asana wants it today; words not known here are Asana's
// to judge.
func spoken(level string) string {
	known, _ := NormalizeLevel(level)
	return cmp.Or(known, level)
}
