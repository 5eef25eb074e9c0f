package bot

import (
	"context"
	"fmt"
	"strings"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// decide works out what the pair is to become from what Asana shows now, or refuses with the reason.
func (a *applying) decide(ctx context.Context) error {
	a.change.Before = a.level()
	switch command.Verb(a.change.Verb) {
	case command.Remove:
		a.change.After = audit.NoMember
	case command.Set:
		if a.current == nil {
			return complain(a.who(), " is not a member of ", a.where(), ", so there is no level to set.").next("Use ", Code(a.bot.cfg.Slash+" add"), " to make them one.")
		}
		a.change.After = a.change.Level
	default:
		if err := a.decideAdd(); err != nil {
			return err
		}
	}
	return a.guard(ctx)
}

// decideAdd never lowers: somebody who has more keeps it.
func (a *applying) decideAdd() error {
	want := a.change.Level
	if want == "" {
		want = a.project.DefaultAccessLevel
	}
	if want == "" {
		return complain("Asana doesn't say which level ", a.where(), " gives by default.").next("Name one: ", strings.Join(asana.LevelsOf("project"), ", "), ".")
	}
	a.change.After = want
	if a.current != nil && asana.Rank(a.level()) > asana.Rank(want) {
		a.change.After = a.level()
	}
	return nil
}

// guard refuses what would leave a project without an admin or Rollcall without its own membership, unless that was said to be meant.
func (a *applying) guard(ctx context.Context) error {
	loses := a.change.Before == "admin" && a.change.After != "admin"
	if a.cmd.Anyway || a.current == nil || a.change.After == a.change.Before {
		return nil
	}
	if err := a.guardOwn(ctx); err != nil {
		return err
	}
	if !loses {
		return nil
	}
	leaving, err := a.leaving(ctx)
	if err != nil {
		return err
	}
	for m, err := range a.bot.asana.Memberships(ctx, asana.MembershipFilter{Parent: a.change.Parent.GID}) {
		if err != nil {
			return fmt.Errorf("read the members: %w", err)
		}
		if m.AccessLevel == "admin" && m.Member.GID != a.change.Member.GID && !leaving[m.Member.GID] {
			return nil
		}
	}
	return complain(a.who(), " is the last admin of ", a.where(), ": nobody could manage its members any more.").
		next("Make somebody else admin first, or repeat the command with ", Code("anyway"), " at the end.")
}

// openLooked bounds how many open requests are looked through for others that take admins away.
const openLooked = 1000

// leaving finds the members of the parent whom other changes under way are about to remove or lower. Asana still shows them, but they don't count
// as remaining: each of two changes would otherwise rely on the admin whom the other takes away. Of two that have not begun the older one goes
// first. It must be asked before Asana is, so that a change that ends in between is seen by one of the two.
func (a *applying) leaving(ctx context.Context) (map[string]bool, error) {
	gone := make(map[string]bool)
	err := a.bot.store.View(ctx, func(ctx context.Context, tx Tx) error {
		open, err := tx.OpenRequests(ctx, "", openLooked)
		if err != nil {
			return err
		}
		for _, r := range open {
			changes, err := tx.Changes(ctx, r.ID)
			if err != nil {
				return err
			}
			for _, c := range changes {
				if c.Parent.GID == a.change.Parent.GID && a.yieldsTo(c) {
					gone[c.Member.GID] = true
				}
			}
		}
		return nil
	})
	return gone, err
}

// yieldsTo tells whether another change may take an admin away before this one does.
func (a *applying) yieldsTo(c Change) bool {
	if c.ID == a.change.ID || c.State.Ended() || c.Verb == string(command.Add) || c.Level == asana.LevelAdmin {
		return false
	}
	return c.State == ChangeIntent || c.ID < a.change.ID
}

// guardOwn refuses to lower or remove the member whose token Rollcall uses: it would make itself blind to the project.
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
		next("Repeat the command with ", Code("anyway"), " at the end if that is meant.")
}

// who names the member as people know them in Asana.
func (a *applying) who() Line { return memberName(a.change.Member) }

// where names the parent with its link.
func (a *applying) where() Line { return Say(Link(a.project.PermalinkURL, a.change.Parent.Name)) }
