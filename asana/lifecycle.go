package asana

import (
	"context"
	"errors"
)

// MembershipUpdate says what is to become of a membership.
type MembershipUpdate struct {
	GID string
	// Kind is the kind of parent, where known; teams and workspaces are refused.
	Kind string
	// AccessLevel is the new level.
	AccessLevel string
	// Flags are understood in order to be refused with the reason.
	Flags
}

// Removal says which membership is to end.
type Removal struct {
	GID string
	// Kind is the kind of parent; it is needed for teams and workspaces.
	Kind string
	// Confirmed is needed for workspaces, see [Client.RemoveWorkspaceUser].
	Confirmed bool
}

// Create makes a member by whichever endpoint does it today. Members of teams and
// workspaces are people: a gid, an e-mail address or "me".
//
//asana:uses CreateMembership AddTeamUser AddWorkspaceUser WorkspaceMemberships
func (c *Client) Create(ctx context.Context, m NewMembership) (Membership, error) {
	m.AccessLevel = spoken(m.AccessLevel)
	if err := errors.Join(m.check(), CheckLevel(m.ParentKind, m.AccessLevel)); err != nil {
		return Membership{}, newError(call{op: "Create"}, err)
	}
	switch m.ParentKind {
	case KindTeam:
		return c.AddTeamUser(ctx, m.Parent, m.Member)
	case KindWorkspace:
		return c.join(ctx, m.Parent, m.Member)
	default:
		return c.CreateMembership(ctx, m)
	}
}

// join brings a person into a workspace and reads the membership, which Asana
// does not answer with. When only the reading fails the outcome counts as unknown.
func (c *Client) join(ctx context.Context, workspace, user string) (Membership, error) {
	added, err := c.AddWorkspaceUser(ctx, workspace, user)
	if err != nil {
		return Membership{}, err
	}
	var found Membership
	for m, err := range c.WorkspaceMemberships(ctx, workspace, added.GID) {
		if err != nil {
			return Membership{}, unread(err)
		}
		if found.GID == "" || m.IsActive != nil && *m.IsActive {
			found = m
		}
	}
	if found.GID == "" {
		return Membership{}, unread(errors.New("the workspace does not show the membership"))
	}
	return found, nil
}

// unread is the error of a creation that happened and could not be read back.
func unread(err error) *Error {
	e := newError(call{op: "Create"}, err)
	e.unknown, e.transient = true, IsUnavailable(err)
	return e
}

// Update sets the level of a membership. People in teams and workspaces have
// none, and their flags can only be read.
//
//asana:uses UpdateMembership
func (c *Client) Update(ctx context.Context, u MembershipUpdate) (Membership, error) {
	err := u.check()
	if err == nil && (u.Kind == KindTeam || u.Kind == KindWorkspace) {
		err = noLevels(u.Kind)
	}
	if err = errors.Join(err, CheckLevel(u.Kind, spoken(u.AccessLevel))); err != nil {
		return Membership{}, newError(call{op: "Update"}, err)
	}
	return c.UpdateMembership(ctx, u.GID, u.AccessLevel)
}

// Delete ends a membership. Those of teams and workspaces are read first, because
// Asana wants to know the person and not the membership.
//
//asana:uses DeleteMembership TeamMembership RemoveTeamUser WorkspaceMembership RemoveWorkspaceUser
func (c *Client) Delete(ctx context.Context, r Removal) error {
	switch {
	case r.Kind == KindWorkspace && !r.Confirmed:
		return newError(call{op: "Delete"}, noEviction())
	case r.Kind == KindWorkspace:
		m, err := c.WorkspaceMembership(ctx, r.GID)
		if err != nil {
			return err
		}
		return c.RemoveWorkspaceUser(ctx, m.Parent.GID, m.Member.GID)
	case r.Kind == KindTeam:
		m, err := c.TeamMembership(ctx, r.GID)
		if err != nil {
			return err
		}
		return c.RemoveTeamUser(ctx, m.Parent.GID, m.Member.GID)
	default:
		return c.DeleteMembership(ctx, r.GID)
	}
}

// Find reads a membership of any kind: as one of the five with levels, then as
// one of a team, then as one of a workspace.
//
//asana:uses Membership TeamMembership WorkspaceMembership
func (c *Client) Find(ctx context.Context, gid string) (Membership, error) {
	var first error
	for _, read := range []func(context.Context, string, ...ReadOption) (Membership, error){
		c.Membership, c.TeamMembership, c.WorkspaceMembership,
	} {
		m, err := read(ctx, gid)
		if err == nil {
			return m, nil
		}
		if first == nil {
			first = err
		}
		if !IsNotFound(err) && !IsForbidden(err) && !IsBadRequest(err) {
			return Membership{}, err
		}
	}
	return Membership{}, first
}
