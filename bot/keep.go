package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// verbEnd is what a change does that takes access back when its time is over, or when somebody ends it.
const verbEnd = "end"

// want is the level that an add or a set asks for.
func (a *applying) want() string {
	switch {
	case !leveled(a.parent.Kind):
		return levelMember
	case a.change.Level != "":
		return a.change.Level
	}
	return a.parent.level
}

// decideTime refuses access until a moment where that makes no sense, and keeps from giving what is there for good.
func (a *applying) decideTime() error {
	if !a.change.timed() {
		return nil
	}
	if a.parent.Kind == "workspace" {
		return complain("Nobody can be in the workspace ", a.where(), " for a limited time: Asana lets somebody whom I take out return as a guest at most.").
			next("Leave out the time.")
	}
	if now := a.bot.store.Now(); !a.change.ends(now).After(now) {
		return complain("The access was to end ", At(a.change.ends(now)), ", and that is over, so nothing was given.").next("If it is still wanted, ask again.")
	}
	base, _ := baseOf(a.live, a.change.Before)
	lowers := a.change.Verb == string(command.Set) && rank(a.want()) < rank(a.change.Before)
	if rank(a.want()) > rank(base) && !lowers {
		return nil
	}
	if lowers && rank(a.change.Before) > rank(base) {
		return complain("For a limited time I only give more, and ", a.who(), " has ", Bold(a.change.Before), " on ", a.where(), " now.").
			next("Leave out the time to set it for good, or end first what was given before.")
	}
	if a.change.Verb == string(command.Set) {
		return complain("For a limited time I only give more, and ", a.who(), " has ", Bold(base), " on ", a.where(), " for good.").next("Leave out the time to set it for good.")
	}
	a.change.After = a.change.Before // what is there for good is not given until a moment
	return nil
}

// lengthens tells whether a change leaves the level as it is, but gives it for longer than until the moment that it would end at.
func (a *applying) lengthens() bool {
	if a.change.Verb != string(command.Add) && a.change.Verb != string(command.Set) || len(a.live) == 0 {
		return false
	}
	base, intact := baseOf(a.live, a.change.Before)
	return intact && rank(a.want()) > rank(base)
}

// haveItForGood is said where access until a moment was asked for and nothing is left to give.
const haveItForGood = "They have it for good already, so it doesn't end."

// settleTime fixes when access ends that is given now: the clock starts when it is given. What is there for good has no end.
func (a *applying) settleTime(c *Change) {
	if !c.timed() || c.Verb == verbExtend {
		return
	}
	if base, _ := baseOf(a.live, c.Before); rank(a.want()) > rank(base) {
		c.Until = c.ends(a.bot.store.Now())
		if leveled(c.Parent.Kind) {
			c.Level = a.want() // so that people can be told it, where it is less than what somebody has
		}
		if c.Parent.Kind == "team" {
			c.Note = "When it ends they leave the team again. Asana lets nobody set through its API who is an admin of a team."
		}
		return
	}
	c.Lasts, c.Until = 0, time.Time{}
	c.Note = strings.TrimSpace(c.Note + " " + haveItForGood)
}

// keepGrants keeps account of what Rollcall gave until a moment, in the transaction that stores how a change came out.
func (a *applying) keepGrants(ctx context.Context, tx Tx, c Change, why *problem) error {
	if c.Verb == verbEnd {
		return a.endGrant(ctx, tx, c, why)
	}
	if c.State != ChangeApplied && c.State != ChangeNoop {
		return nil
	}
	live, err := tx.LiveGrants(ctx, c.Parent.GID, c.Member.GID)
	if err != nil {
		return err
	}
	switch {
	case c.Verb == verbUndo:
		return a.undone(ctx, tx, c, live)
	case c.Verb == string(command.Remove), c.Verb == string(command.Set) && !c.timed():
		return a.replaceGrants(ctx, tx, live)
	case c.Verb != string(command.Add) && c.Verb != string(command.Set):
		return nil
	}
	base, intact := baseOf(live, c.Before)
	if !intact {
		if err := a.leaveGrants(ctx, tx, live); err != nil {
			return err
		}
		live = nil
	}
	if !c.timed() {
		return a.raiseBase(ctx, tx, live)
	}
	if rank(a.want()) <= rank(base) {
		return nil
	}
	return a.startGrant(ctx, tx, c, base)
}

// startGrant stores what was given and when it ends. The clock starts now, not when it was asked for.
func (a *applying) startGrant(ctx context.Context, tx Tx, c Change, base string) error {
	now := a.bot.store.Now()
	if c.Lasts > 0 {
		now = c.Until.Add(-c.Lasts) // when its end was fixed, a moment ago
	}
	g := Grant{
		Request: c.Request, Change: c.ID, State: GrantActive, Origin: a.request.Origin, Parent: c.Parent, Member: c.Member,
		Level: a.want(), Base: base, StartsAt: now, EndsAt: c.ends(now),
	}
	if err := tx.InsertGrant(ctx, &g); err != nil {
		return err
	}
	if err := a.grantEvent(ctx, tx, audit.GrantStarted, g, audit.FormatTime(g.EndsAt)); err != nil {
		return err
	}
	return a.bot.watchGrant(ctx, tx, g)
}

// raiseBase makes what somebody now has for good what they go back to. What gave no more than that has nothing left to end; it lives again when the
// change is undone.
func (a *applying) raiseBase(ctx context.Context, tx Tx, live []Grant) error {
	for _, g := range live {
		if rank(a.want()) >= rank(g.Level) {
			if err := a.closeGrant(ctx, tx, g, GrantEnded, "replaced by "+a.request.Name()); err != nil {
				return err
			}
			continue
		}
		if rank(a.want()) <= rank(g.Base) {
			continue
		}
		g.Base = a.want()
		if err := tx.UpdateGrant(ctx, &g); err != nil {
			return err
		}
	}
	return nil
}

// replaceGrants ends the grants of a pair that was set for good, or removed.
func (a *applying) replaceGrants(ctx context.Context, tx Tx, live []Grant) error {
	for _, g := range live {
		if err := a.closeGrant(ctx, tx, g, GrantEnded, fmt.Sprintf("replaced by %s", a.request.Name())); err != nil {
			return err
		}
	}
	return nil
}

// leaveGrants gives up grants whose membership somebody changed in Asana.
func (a *applying) leaveGrants(ctx context.Context, tx Tx, live []Grant) error {
	for _, g := range live {
		if err := a.closeGrant(ctx, tx, g, GrantLeft, "somebody changed the membership in Asana meanwhile"); err != nil {
			return err
		}
		why := complain("Somebody changed what ", RequestName(g.Request), " gave ", memberName(g.Member), " on ", Link(g.Parent.URL, g.Parent.Name),
			" in Asana, so I don't take it back at its end.")
		if err := a.tellEnded(ctx, tx, g, Change{State: ChangeRefused}, why); err != nil {
			return err
		}
	}
	return nil
}

// closeGrant ends a grant, with its event, and takes back its timers.
func (a *applying) closeGrant(ctx context.Context, tx Tx, g Grant, state GrantState, note string) error {
	action := audit.GrantEnded
	if state == GrantLeft {
		action = audit.GrantLeft
	}
	g.State, g.EndedAt, g.Note = state, a.bot.store.Now(), note
	if state == GrantEnded {
		g.EndedBy = a.change.ID // what was left stays so when this is undone
	}
	if err := tx.UpdateGrant(ctx, &g); err != nil {
		return err
	}
	if err := a.grantEvent(ctx, tx, action, g, note); err != nil {
		return err
	}
	return a.bot.unwatchGrant(ctx, tx, g)
}

// grantEvent writes what became of a grant.
func (a *applying) grantEvent(ctx context.Context, tx Tx, action audit.Action, g Grant, note string) error {
	e := audit.Event{
		Action: action, Outcome: audit.OK, Request: RequestName(g.Request), Change: a.change.Name(), Actor: a.actor(),
		Subject:  subjectOf(g.Member),
		Resource: resourceOf(g.Parent),
		Details:  &audit.Details{OldValue: g.Base, NewValue: g.Level, Reason: note},
		Context:  a.context(),
	}
	return tx.Append(ctx, a.bot.event(a.request.Origin.from(e))) // who ends access need not be who asked for it
}
