package bot

import (
	"context"
	"time"

	"rollcall/asana"
	"rollcall/bot/audit"
)

// planUndo plans the way back for each change that a request made.
func (b *Bot) planUndo(req Request, p past) ([]Change, error) {
	window := b.policy().Settings().UndoWindow
	if !p.req.State.Ended() {
		return nil, complain(p.req.Name(), " is still ", string(p.req.State), ".").next("To take it back before it is done: ", Code(b.cfg.Slash+" cancel "+p.req.Name()))
	}
	if b.store.Now().Sub(p.req.EndedAt) > window {
		return nil, complain(p.req.Name(), " was done more than ", length(window), " ago, so it can't be undone any more.").
			next("Ask for the change back in a new command.")
	}
	var changes []Change
	for _, c := range p.changes {
		if c.State != ChangeApplied || c.Verb == verbEnd || c.Verb == verbExtend || c.Verb == verbUndo {
			continue // an undo is not undone: what it took back can be asked for again
		}
		if !leveled(c.Parent.Kind) && c.Parent.Kind != "team" {
			return nil, complain("What was done to the workspace ", Link(c.Parent.URL, c.Parent.Name), " can't be undone: Asana lets somebody who was taken out return as a guest at most.")
		}
		changes = append(changes, Change{
			Request: req.ID, State: ChangePending, Verb: verbUndo, Parent: c.Parent, Member: c.Member, Level: c.Before, Undoes: c.ID,
			Agreed: Agreed{Before: c.After, After: c.Before}, Grant: grantOf(p.grants, c.ID),
		})
	}
	if len(changes) == 0 {
		return nil, complain(p.req.Name(), " changed nothing that can be undone: only what was added, set or removed can.").
			next("To have back what was ended or undone, ask for it again.")
	}
	return changes, nil
}

// grantOf is the grant that a change gave, if it lives.
func grantOf(grants []Grant, change int64) int64 {
	for _, g := range grants {
		if g.Change == change && g.State == GrantActive {
			return g.ID
		}
	}
	return 0
}

// decideUndo restores exactly what was there before, if Asana still shows what was made of it. What was given until a moment can be undone while it
// lives; anything else, only while it is the last that was done to the pair.
func (a *applying) decideUndo(ctx context.Context) error {
	was := a.change.Agreed.Before
	_, intact := baseOf(a.live, a.change.Before)
	if !intact {
		was = made(a.live)
	}
	if a.change.Before != was {
		return complain(a.who(), " was made ", levelName(was), " on ", a.where(), ", but is ", levelName(a.change.Before), " now: somebody changed it since, so I left it alone.").
			next("Use ", Code(a.bot.cfg.Slash+" set"), " or ", Code(a.bot.cfg.Slash+" remove"), " if it is to change.")
	}
	if a.grantIndex() >= 0 {
		a.change.After = without(a.live, a.change.Grant)
		return nil
	}
	a.change.After = a.change.Level
	return a.touchedSince(ctx)
}

// undone keeps account of what an undo takes back: what the change gave until a moment has ended, and what it had ended lives again.
func (a *applying) undone(ctx context.Context, tx Tx, c Change, live []Grant) error {
	e := a.event(c, audit.OK, "")
	e.Action = audit.ChangeUndone
	if err := tx.Append(ctx, e); err != nil {
		return err
	}
	for _, g := range live {
		if g.ID != c.Grant {
			continue // it still gives what it gave
		}
		if err := a.closeGrant(ctx, tx, g, GrantEnded, "undone by "+a.request.Name()); err != nil {
			return err
		}
	}
	ended, err := tx.GrantsEndedBy(ctx, c.Undoes)
	if err != nil {
		return err
	}
	for _, g := range ended {
		g.State, g.EndedAt, g.EndedBy, g.Note = GrantActive, time.Time{}, 0, ""
		if err := tx.UpdateGrant(ctx, &g); err != nil {
			return err
		}
		if err := a.grantEvent(ctx, tx, audit.GrantStarted, g, audit.FormatTime(g.EndsAt)); err != nil {
			return err
		}
		if err := a.bot.watchGrant(ctx, tx, g); err != nil {
			return err
		}
	}
	return nil
}

// undoneNote says what an undo can't bring back.
func undoneNote(c Change) string {
	if c.Verb != verbUndo || c.Parent.Kind != asana.KindTeam || !gives(c.After) {
		return ""
	}
	return "Only the membership is back. Asana lets nobody set through its API who is an admin of a team."
}

// touchedSince refuses to undo what a later request has changed too, or gave as well although there was nothing left to do: what that gave is not
// this request's to take. The same holds for what was given until a moment that is over.
func (a *applying) touchedSince(ctx context.Context) error {
	var later []Change
	var gave []Grant
	err := a.bot.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if later, err = tx.ChangesAfter(ctx, a.change.Undoes, a.change.Parent.GID, a.change.Member.GID); err != nil {
			return err
		}
		undone, err := tx.Change(ctx, a.change.Undoes)
		if err != nil {
			return err
		}
		gave, err = tx.GrantsOf(ctx, undone.Request)
		return err
	})
	if err != nil {
		return err
	}
	for _, g := range gave {
		if g.Change == a.change.Undoes && g.State != GrantActive {
			return complain("What ", RequestName(g.Request), " gave ", a.who(), " on ", a.where(), " has ended already, so there is nothing to undo.")
		}
	}
	for _, c := range later {
		if c.ID != a.change.ID && c.Verb != verbExtend && (c.State == ChangeApplied || c.State == ChangeNoop) {
			return complain(RequestName(c.Request), " has decided about ", a.who(), " on ", a.where(), " since, so I left it alone.").
				next("Use ", Code(a.bot.cfg.Slash+" set"), " or ", Code(a.bot.cfg.Slash+" remove"), " if it is to change.")
		}
	}
	return nil
}
