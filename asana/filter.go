package asana

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
)

// memberTeam is the kind of member that is not a person.
const memberTeam = "team"

// Filter selects memberships of any kind, as today's API and its older
// descriptions name them. [Client.List] says what it finds.
type Filter struct {
	// Parent is a gid. ParentKind is needed for teams, and for workspaces unless
	// Parent and Workspace are the same; without it Asana finds the kind out.
	Parent, ParentKind string
	// Member is a gid; for teams, workspaces and lists of a person's memberships
	// also an e-mail address or "me". MemberKind is "user" or "team", where known.
	Member, MemberKind string
	// Subtype is the kind of membership, such as "team_membership".
	Subtype string
	// Workspace is needed where a person's memberships are listed.
	Workspace string
}

// kind is the kind of parent that the filter is about, as far as it says so.
func (f Filter) kind() string {
	kind := cmp.Or(f.ParentKind, strings.TrimSuffix(f.Subtype, "_membership"))
	if kind == "" && f.Parent != "" && f.Parent == f.Workspace {
		return KindWorkspace
	}
	return kind
}

// validate checks what all lists have in common.
func (f Filter) validate() error {
	var contradiction error
	if f.ParentKind != "" && f.Subtype != "" && f.Subtype != f.ParentKind+"_membership" {
		contradiction = fmt.Errorf("%w: a %s has no %s", ErrArgument, f.ParentKind, f.Subtype)
	}
	return errors.Join(contradiction, checkGIDs("parent", f.Parent, "workspace", f.Workspace), checkAnyUser(f.Member))
}

// memberships is what lists give.
type memberships = iter.Seq2[Membership, error]

// List finds memberships by whichever endpoint has them today.
//
// With a Parent it lists the parent's members, or the one Member. Without one it
// lists a member's memberships of one kind, which Subtype or ParentKind names: a
// person's teams, workspaces and portfolios, or a team's projects. What nothing
// answers is refused with an [UnsupportedError]: a person's projects, and the
// goals, custom fields and custom types of anybody.
//
//asana:uses Memberships MembershipsOfTeam TeamMemberships UserTeamMemberships
//asana:uses WorkspaceMemberships UserWorkspaceMemberships PortfolioMemberships
func (c *Client) List(ctx context.Context, filter Filter, options ...ReadOption) iter.Seq2[Membership, error] {
	list, err := c.list(ctx, filter, options)
	if err = errors.Join(filter.validate(), err); err != nil {
		return func(yield func(Membership, error) bool) {
			yield(Membership{}, newError(call{op: "List"}, err))
		}
	}
	return list
}

// list chooses the endpoint. Nothing is sent before the list is walked.
func (c *Client) list(ctx context.Context, f Filter, options []ReadOption) (memberships, error) {
	kind := f.kind()
	if f.MemberKind == memberTeam && (kind == KindTeam || kind == KindWorkspace) {
		return nil, noTeam(kind)
	}
	switch {
	case kind == KindWorkspace:
		return c.listWorkspace(ctx, f, options)
	case f.Parent == "":
		return c.listOfMember(ctx, f, options)
	case kind == KindTeam:
		return c.listTeam(ctx, f, options)
	}
	if kind == KindGoal {
		options = with(options, otherwise(membershipFields, "parent.owner.name", "role"))
	}
	list := c.Memberships(ctx, MembershipFilter{Parent: f.Parent, Member: f.Member}, options...)
	if f.Subtype == "" {
		return list, nil
	}
	// Asana filters by one subtype only, so all of them are filtered here.
	return having(list, func(m Membership) bool { return m.Kind() == "" || m.Kind() == kind }), nil
}

// listTeam lists the people of a team, or one of them. With the workspace that
// is a list of the person's few teams; otherwise the whole team is read.
func (c *Client) listTeam(ctx context.Context, f Filter, options []ReadOption) (memberships, error) {
	switch {
	case f.Member == "":
		return c.MembershipsOfTeam(ctx, f.Parent, options...), nil
	case f.Workspace != "":
		list := c.TeamMemberships(ctx, TeamMembershipFilter{User: f.Member, Workspace: f.Workspace}, with(options, also("team"))...)
		return having(list, func(m Membership) bool { return m.Parent.GID == f.Parent }), nil
	case !IsGID(f.Member):
		return nil, fmt.Errorf("%w: without the workspace the member of a team must be a gid", ErrArgument)
	}
	list := c.MembershipsOfTeam(ctx, f.Parent, with(options, also("user"))...)
	return having(list, func(m Membership) bool { return m.Member.GID == f.Member }), nil
}

// listWorkspace lists the people of a workspace, or one person's workspaces.
func (c *Client) listWorkspace(ctx context.Context, f Filter, options []ReadOption) (memberships, error) {
	workspace := cmp.Or(f.Parent, f.Workspace)
	switch {
	case workspace != "":
		return c.WorkspaceMemberships(ctx, workspace, f.Member, options...), nil
	case f.Member != "":
		return c.UserWorkspaceMemberships(ctx, f.Member, options...), nil
	}
	return nil, noParent(KindWorkspace)
}

// listOfMember lists what a member belongs to, as far as there are such lists.
func (c *Client) listOfMember(ctx context.Context, f Filter, options []ReadOption) (memberships, error) {
	kind := f.kind()
	switch {
	case kind == "":
		return nil, fmt.Errorf("%w: give a parent, or a member and the kind of membership", ErrArgument)
	case f.Member == "":
		return nil, noParent(kind)
	case kind == KindProject && (f.MemberKind == "user" || !IsGID(f.Member)):
		return nil, noProjects()
	case kind == KindProject:
		return c.Memberships(ctx, MembershipFilter{Member: f.Member, ResourceSubtype: "project_membership"}, options...), nil
	case kind == KindPortfolio && f.MemberKind != memberTeam:
		return c.PortfolioMemberships(ctx, PortfolioMembershipFilter{User: f.Member, Workspace: f.Workspace}, options...), nil
	case kind == KindTeam:
		return c.UserTeamMemberships(ctx, f.Member, f.Workspace, options...), nil
	}
	return nil, noParent(kind)
}

// having keeps what passes a test.
func having(list memberships, test func(Membership) bool) memberships {
	return func(yield func(Membership, error) bool) {
		for m, err := range list {
			if (err != nil || test(m)) && !yield(m, err) {
				return
			}
		}
	}
}
