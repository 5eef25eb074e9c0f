package bot

import (
	"context"
	"errors"
	"slices"

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
		next("Who asked for access and who has it can extend and end it, who asked for a change can undo it, and Rollcall's admins can do all of that. ", b.forgotten())
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
		c := Change{Request: req.ID, State: ChangePending, Verb: verb, Parent: g.Parent, Member: g.Member, Level: g.Level, Grant: g.ID}
		if verb == verbExtend {
			// The new end is fixed here: what the policy and the approvers look at is what they get.
			if c.Until = prolonged(g, lasts, until); !c.Until.After(g.EndsAt) {
				return nil, complain("That would not be later than ", At(g.EndsAt), ", when the access of ", memberName(g.Member), " ends.").
					next("To end it sooner: ", Code(b.cfg.Slash+" end "+p.req.Name()))
			}
		}
		changes = append(changes, c)
	}
	if len(changes) == 0 {
		return nil, complain(p.req.Name(), " gave nothing that is still to end, so there is nothing to ", verb, ".").
			next("See ", Code(b.cfg.Slash+" list for me"), ".")
	}
	return changes, nil
}
