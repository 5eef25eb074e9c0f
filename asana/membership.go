package asana

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// membershipFields are asked for in lists: less than Asana would send, since what
// an answer touches is charged to the token, and with the parent, which is left
// out unless named.
const membershipFields = "resource_type,resource_subtype,access_level," +
	"member.name,member.resource_type,parent.name,parent.resource_type"

// Membership is the row that makes a user or a team a member of something. Kinds
// and levels that are not known here are kept as they came.
type Membership struct {
	GID             string `json:"gid"`
	ResourceType    string `json:"resource_type"`
	ResourceSubtype string `json:"resource_subtype"`
	// Member is a user or a team; its ResourceType says which.
	Member      Object `json:"member"`
	Parent      Object `json:"parent"`
	AccessLevel string `json:"access_level"`
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
	var faults []error
	if f.Parent == "" && (f.Member == "" || f.ResourceSubtype == "") {
		faults = append(faults, fmt.Errorf("%w: give a parent, or a team and the subtype", ErrArgument))
	}
	if f.Parent != "" {
		faults = append(faults, checkGID("parent", f.Parent))
	}
	if f.Member != "" {
		faults = append(faults, checkGID("member", f.Member))
	}
	return errors.Join(faults...)
}

func (f MembershipFilter) query() url.Values {
	query := url.Values{"opt_fields": {membershipFields}}
	for key, value := range map[string]string{"parent": f.Parent, "member": f.Member, "resource_subtype": f.ResourceSubtype} {
		if value != "" {
			query.Set(key, value)
		}
	}
	return query
}

// Memberships lists rows, of users and of teams mixed. People who have access
// through a team have no row of their own.
//
//asana:operation GET /memberships
func (c *Client) Memberships(ctx context.Context, filter MembershipFilter) iter.Seq2[Membership, error] {
	call := call{op: "Memberships", method: http.MethodGet, route: "/memberships", query: filter.query()}
	return pages[Membership](ctx, c, call, filter.validate())
}

// Membership reads one row.
//
//asana:operation GET /memberships/{membership_gid}
func (c *Client) Membership(ctx context.Context, gid string) (Membership, error) {
	call := call{op: "Membership", method: http.MethodGet, route: "/memberships/{membership_gid}", args: []string{gid}}
	if err := checkGID("membership", gid); err != nil {
		return Membership{}, newError(call, err)
	}
	return get[Membership](ctx, c, call)
}

// NewMembership is what a membership is made of. Without an AccessLevel Asana
// takes the parent's default.
type NewMembership struct {
	Member      string `json:"member"`
	Parent      string `json:"parent"`
	AccessLevel string `json:"access_level,omitempty"`
}

// CreateMembership makes a user or a team a member. What Asana does when there is
// a row already is not documented, so look first.
//
//asana:operation POST /memberships
func (c *Client) CreateMembership(ctx context.Context, m NewMembership) (Membership, error) {
	m.AccessLevel = spoken(m.AccessLevel)
	call := call{op: "CreateMembership", method: http.MethodPost, route: "/memberships", body: m}
	if err := errors.Join(checkGID("member", m.Member), checkGID("parent", m.Parent)); err != nil {
		return Membership{}, newError(call, err)
	}
	return get[Membership](ctx, c, call)
}

// UpdateMembership sets the level, the one thing that can be changed of a row.
//
//asana:operation PUT /memberships/{membership_gid}
func (c *Client) UpdateMembership(ctx context.Context, gid, level string) (Membership, error) {
	call := call{op: "UpdateMembership", method: http.MethodPut, route: "/memberships/{membership_gid}", args: []string{gid}}
	call.body = map[string]string{"access_level": spoken(level)}
	err := checkGID("membership", gid)
	if level == "" {
		err = errors.Join(err, fmt.Errorf("%w: a level is needed", ErrArgument))
	}
	if err != nil {
		return Membership{}, newError(call, err)
	}
	return get[Membership](ctx, c, call)
}

// DeleteMembership ends a membership. It succeeds also when a repeated attempt
// finds that an earlier one had done it.
//
//asana:operation DELETE /memberships/{membership_gid}
func (c *Client) DeleteMembership(ctx context.Context, gid string) error {
	call := call{op: "DeleteMembership", method: http.MethodDelete, route: "/memberships/{membership_gid}", args: []string{gid}}
	if err := checkGID("membership", gid); err != nil {
		return newError(call, err)
	}
	_, err := do[struct{}](ctx, c, call)
	return err
}

// spoken is the level as Asana wants it today; words not known here are Asana's
// to judge.
func spoken(level string) string {
	known, _ := NormalizeLevel(level)
	return cmp.Or(known, level)
}
