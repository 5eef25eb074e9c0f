package bot

import (
	"context"
	"fmt"

	"rollcall/asana"
)

// The kinds of member, in Asana's words.
const (
	memberUser = "user"
	memberTeam = "team"
)

// pair asks Asana for the membership of a member in a parent; nil when there is none.
func (b *Bot) pair(ctx context.Context, p Parent, m Member) (*asana.Membership, error) {
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	var found *asana.Membership
	filter := asana.Filter{Parent: p.GID, ParentKind: p.Kind, Member: m.GID, MemberKind: m.Kind, Workspace: workspace}
	for row, err := range b.asana.List(ctx, filter) {
		if err != nil {
			return nil, fmt.Errorf("read the membership: %w", err)
		}
		// Somebody who left a workspace and came back has an old row beside the new one.
		if row.Member.GID == m.GID && row.Parent.GID == p.GID && (row.IsActive == nil || *row.IsActive) {
			found = &row
		}
	}
	b.peers.heard(peerAsana)
	return found, nil
}

// give makes a membership and returns what Asana shows then, which may be one that somebody made meanwhile.
func (b *Bot) give(ctx context.Context, c Change) (asana.Membership, error) {
	m := asana.NewMembership{Parent: c.Parent.GID, ParentKind: c.Parent.Kind, Member: c.Member.GID}
	if leveled(c.Parent.Kind) {
		m.AccessLevel = c.After
	}
	return b.asana.Create(ctx, m)
}

// takeAway ends a membership. Teams and workspaces want to know the person, the others the membership.
func (b *Bot) takeAway(ctx context.Context, c Change, membership string) error {
	switch c.Parent.Kind {
	case asana.KindTeam:
		return b.asana.RemoveTeamUser(ctx, c.Parent.GID, c.Member.GID)
	case asana.KindWorkspace:
		return b.asana.RemoveWorkspaceUser(ctx, c.Parent.GID, c.Member.GID)
	}
	return b.asana.DeleteMembership(ctx, membership)
}
