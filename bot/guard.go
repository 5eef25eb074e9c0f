package bot

import (
	"context"
	"fmt"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// guard refuses what can't be taken back easily unless that was said to be meant: a parent without an admin, Rollcall without its own membership,
// somebody out of the workspace.
func (a *applying) guard(ctx context.Context) error {
	if a.cmd.Anyway || a.current == nil || a.change.After == a.change.Before {
		return nil
	}
	if a.parent.Kind == asana.KindWorkspace {
		return a.guardWorkspace()
	}
	if err := a.guardOwn(ctx); err != nil {
		return err
	}
	return a.guardLastAdmin(ctx)
}

// takesAdmin tells whether the change leaves the parent with one admin less.
func (a *applying) takesAdmin() bool {
	return a.current != nil && administers(*a.current) && a.change.After != asana.LevelAdmin
}

// countTaken counts the admin that the change takes away, with its intent. When another change took one since the guard looked, nothing is stored and
// it looks again: each of the two may have relied on the admin whom the other takes.
func (a *applying) countTaken(ctx context.Context, tx Tx) error {
	if !a.takesAdmin() {
		return nil
	}
	return tx.TakeAdmin(ctx, a.change.Parent.GID, a.taken)
}

// guardAgain guards a change whose intent is stored already. What was promised to end ends whatever it leaves.
func (a *applying) guardAgain(ctx context.Context) error {
	if a.change.Verb == verbEnd {
		return nil
	}
	return a.guard(ctx)
}

// guardWorkspace says what Asana does to somebody who is removed, before it is done.
func (a *applying) guardWorkspace() error {
	return complain("Removing ", a.who(), " from the workspace ", a.where(), " ends all of their access in Asana, and what they own passes to the account that I work with. ",
		"It can't be taken back: if they return, they come as a guest or with limited access.").
		next("If that is meant, repeat the command with ", Code("anyway"), " at its end, before ", Code("because"), " if there is one.").
		offers(offerAnyway)
}

// guardOwn refuses to lower or remove the member whose token Rollcall uses: it would make itself blind to the parent.
func (a *applying) guardOwn(ctx context.Context) error {
	raises := a.change.After != audit.NoMember && asana.Rank(a.change.After) > asana.Rank(a.change.Before)
	if raises {
		return nil
	}
	me, err := a.bot.place.Me(ctx)
	if err != nil {
		return err
	}
	if me.GID != a.change.Member.GID {
		return nil
	}
	return complain(a.who(), " is the account that I work with: without it I may not see ", a.where(), " any more and can't take this back.").
		next("If that is meant, repeat the command with ", Code("anyway"), " at its end, before ", Code("because"), " if there is one.").
		offers(offerAnyway)
}

// guardLastAdmin refuses to lower or remove the only admin of a parent.
func (a *applying) guardLastAdmin(ctx context.Context) error {
	if !a.takesAdmin() {
		return nil
	}
	leaving, err := a.leaving(ctx)
	if err != nil {
		return err
	}
	for m, err := range a.bot.asana.List(ctx, asana.Filter{Parent: a.change.Parent.GID, ParentKind: a.change.Parent.Kind}) {
		if err != nil {
			return fmt.Errorf("read the members: %w", err)
		}
		if administers(m) && m.Member.GID != a.change.Member.GID && !leaving[m.Member.GID] {
			return nil
		}
	}
	return complain(a.who(), " is the last admin of ", a.where(), ": nobody could manage its members any more.").
		next("Make somebody else admin first, or repeat the command with ", Code("anyway"), " at its end, before ", Code("because"), " if there is one.").
		offers(offerAnyway)
}

// leaving finds the members of the parent whom other changes under way are about to remove or lower. Asana still shows them, but they don't count
// as remaining: each of two changes would otherwise rely on the admin whom the other takes away. Of two that have not begun the older one goes
// first. It must be asked before Asana is, so that a change that ends in between is seen by one of the two.
func (a *applying) leaving(ctx context.Context) (map[string]bool, error) {
	gone := make(map[string]bool)
	err := a.bot.store.View(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		if a.taken, err = tx.AdminsTaken(ctx, a.change.Parent.GID); err != nil {
			return err
		}
		open, err := tx.OpenChanges(ctx, a.change.Parent.GID)
		for _, c := range open {
			if a.yieldsTo(c) {
				gone[c.Member.GID] = true
			}
		}
		return err
	})
	return gone, err
}

// yieldsTo tells whether another change may take an admin away before this one does.
func (a *applying) yieldsTo(c Change) bool {
	if c.ID == a.change.ID || c.Verb == string(command.Add) || c.Verb == verbExtend || c.Level == asana.LevelAdmin {
		return false
	}
	return c.State == ChangeIntent || c.ID < a.change.ID
}

// administers tells whether a membership makes somebody an admin: by its level, or in a team by its flag.
func administers(m asana.Membership) bool {
	return m.AccessLevel == asana.LevelAdmin || m.IsAdmin != nil && *m.IsAdmin
}

// forewarn says what Asana will do to somebody who joins the workspace, before it is done.
func (a *applying) forewarn(ctx context.Context) error {
	if a.parent.Kind != asana.KindWorkspace || a.change.After == audit.NoMember || !a.bot.warned.first(a.change.ID) {
		return nil
	}
	said := Message{Mark: MarkWait, Context: contextLine(a.request), Head: Say("I am adding ", a.who(), " to the workspace ", a.where(),
		". Asana makes people who are added this way guests, or members with limited access, and its API can't change that afterwards; an admin of Asana can.")}
	return a.bot.deliver(ctx, replyArgs{
		To: a.request.Origin.SlackUser, ResponseURL: a.request.ResponseURL, Accepted: a.request.AcceptedAt.UnixMilli(), Said: said,
	})
}
