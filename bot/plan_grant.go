package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// The verbs of changes that are about what a request did before.
const (
	verbExtend = "extend"
	verbUndo   = "undo"
)

// past is an earlier request that a command is about.
type past struct {
	req     Request
	changes []Change
	grants  []Grant
}

// planPast plans what extend, end and undo do to what an earlier request gave or changed.
func (b *Bot) planPast(ctx context.Context, as asking, req Request, cmd command.Command) ([]Change, error) {
	p, err := b.past(ctx, cmd.Request)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	unknown := complain("I know no request ", RequestName(cmd.Request), " of yours that you could ", string(cmd.Verb), ".").
		next("Who asked for access and who has it can extend and end it, who asked for a change can undo it, and Rollcall's admins can do all of that.")
	switch {
	case err != nil:
		return nil, unknown
	case cmd.Verb == command.Undo && p.askedBy(as):
		return b.planUndo(req, p)
	case cmd.Verb == command.Undo:
		return nil, unknown // who is taken out must not be able to take that back
	case !p.askedBy(as) && !p.isAbout(as):
		return nil, unknown
	}
	return b.planGrants(as, req, cmd, p)
}

func (b *Bot) past(ctx context.Context, request int64) (p past, err error) {
	err = b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		if p.req, err = tx.Request(ctx, request); err != nil {
			return err
		}
		if p.changes, err = tx.Changes(ctx, request); err != nil {
			return err
		}
		p.changes = ofRequest(p.changes)
		p.grants, err = tx.GrantsOf(ctx, request)
		return err
	})
	return p, err
}

// askedBy tells whether somebody decides over all that a request did: who asked, and ADMINS.
func (p past) askedBy(as asking) bool { return as.admin || p.req.Origin.SlackUser == as.person.ID }

// isAbout tells whether a request gave something to somebody.
func (p past) isAbout(as asking) bool {
	return slices.ContainsFunc(p.grants, func(g Grant) bool { return g.Member.SlackUser == as.person.ID })
}

// planGrants plans a change for each grant of a request that lives.
func (b *Bot) planGrants(as asking, req Request, cmd command.Command, p past) ([]Change, error) {
	lasts, until, err := b.timing(cmd, req, as.person)
	if err != nil {
		return nil, err
	}
	verb := verbEnd
	if cmd.Verb == command.Extend {
		verb = verbExtend
	}
	var changes []Change
	for _, g := range p.grants {
		if g.State != GrantActive || !p.askedBy(as) && g.Member.SlackUser != as.person.ID {
			continue // of what others got, who has access decides nothing
		}
		changes = append(changes, Change{
			Request: req.ID, State: ChangePending, Verb: verb, Parent: g.Parent, Member: g.Member, Level: g.Level, Grant: g.ID, Lasts: lasts, Until: until,
		})
	}
	if len(changes) == 0 {
		return nil, complain(p.req.Name(), " gave nothing that is still to end, so there is nothing to ", verb, ".").
			next("See ", Code(b.cfg.Slash+" list for me"), ".")
	}
	return changes, nil
}

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
		if c.State != ChangeApplied || c.Verb == verbEnd || c.Verb == verbExtend {
			continue
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
		return nil, complain(p.req.Name(), " changed nothing, so there is nothing to undo.")
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

// prolonged is when a grant is to end after a change that prolongs it.
func prolonged(g Grant, c Change) time.Time {
	if !c.Until.IsZero() {
		return c.Until
	}
	return g.EndsAt.Add(c.Lasts)
}

// extend prolongs a grant. Nothing changes in Asana, but it is done under the lock of the pair: its end may be due at this moment.
func (a *applying) extend(ctx context.Context) error {
	return a.finish(ctx, func(ctx context.Context, tx Tx) error {
		g, err := tx.Grant(ctx, a.change.Grant)
		if err != nil {
			return err
		}
		c := a.change
		to := prolonged(g, c)
		c.Before, c.After = g.Level, g.Level
		switch {
		case g.State != GrantActive:
			c.State, c.Error = ChangeRefused, "That access has ended already, so it can't be prolonged. Ask for it again."
		case !to.After(g.EndsAt):
			c.State, c.Error = ChangeRefused, "That would not be later than the end that it has. To end it sooner there is `end`."
		default:
			c.State, c.Until = ChangeApplied, to
			if err := a.prolong(ctx, tx, g, to); err != nil {
				return err
			}
		}
		if err := tx.UpdateChange(ctx, &c); err != nil {
			return err
		}
		return a.bot.endIfLast(ctx, tx, a.request.ID)
	})
}

func (a *applying) prolong(ctx context.Context, tx Tx, g Grant, to time.Time) error {
	if err := a.bot.unwatchGrant(ctx, tx, g); err != nil {
		return err
	}
	before := audit.FormatTime(g.EndsAt)
	g.EndsAt = to
	if err := tx.UpdateGrant(ctx, &g); err != nil {
		return err
	}
	e := audit.Event{
		Action: audit.GrantExtended, Outcome: audit.OK, Request: a.request.Name(), Change: a.change.Name(),
		Subject:  &audit.Subject{Type: g.Member.Kind, GID: g.Member.GID, SlackUser: g.Member.SlackUser},
		Resource: &audit.Resource{Type: g.Parent.Kind, GID: g.Parent.GID, Name: g.Parent.Name},
		Details:  &audit.Details{OldValue: before, NewValue: audit.FormatTime(to), Reason: RequestName(g.Request)},
		Context:  a.context(),
	}
	if err := tx.Append(ctx, a.bot.event(a.request.Origin.from(e))); err != nil {
		return err
	}
	return a.bot.watchGrant(ctx, tx, g)
}

// decideUndo restores exactly what was there before, if Asana still shows what was made of it.
func (a *applying) decideUndo() error {
	made := a.change.Agreed.Before
	if a.change.Before != made {
		return complain(a.who(), " was made ", levelName(made), " on ", a.where(), ", but is ", levelName(a.change.Before), " now: somebody changed it since, so I left it alone.").
			next("Use ", Code(a.bot.cfg.Slash+" set"), " or ", Code(a.bot.cfg.Slash+" remove"), " if it is to change.")
	}
	a.change.After = a.change.Level
	if a.grantIndex() >= 0 {
		a.change.After = without(a.live, a.change.Grant)
	}
	return nil
}

// undone keeps account of what an undo takes back: what the change gave until a moment has ended, and what it had ended lives again.
func (a *applying) undone(ctx context.Context, tx Tx, c Change, live []Grant) error {
	e := a.event(c, audit.OK, "")
	e.Action = audit.ChangeUndone
	if err := tx.Append(ctx, e); err != nil {
		return err
	}
	for _, g := range live {
		if g.ID != c.Grant && rank(g.Level) <= rank(c.After) {
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
	return "Only the membership is back; who is an admin of a team Asana lets nobody set."
}
