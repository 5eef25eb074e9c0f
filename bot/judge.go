package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"rollcall/bot/command"
	"rollcall/bot/policy"
)

// asking is who asks for something, as far as it was looked up, and the policy that judges it.
type asking struct {
	person Person
	admin  bool
	eyes   *eyes
	policy *policy.Policy
}

// judging is one change with what the policy says about it.
type judging struct {
	change  Change
	verdict policy.Verdict
	refused *problem // why it can't be carried out, whatever the policy says
	longer  bool     // it gives for longer what is there until a moment
}

// ask looks up who asks. Who may not use Rollcall at all learns nothing more.
func (b *Bot) ask(ctx context.Context, o Origin) (asking, error) {
	self, admin, err := b.asker(ctx, o)
	if err != nil {
		return asking{}, err
	}
	if v := policy.May(factsOf(self)); v.Decision == policy.Deny {
		return asking{}, b.explainRefusal(v)
	}
	return asking{person: self, admin: admin, eyes: b.eyesOf(self, admin), policy: b.policy()}, nil
}

// judge asks the policy about each change, side by side.
func (b *Bot) judge(ctx context.Context, as asking, req Request, cmd command.Command, changes []Change) ([]judging, error) {
	all := make([]judging, len(changes))
	group, gctx := together(ctx)
	for i, c := range changes {
		group.Go(func() (err error) {
			all[i], err = b.judgeOne(gctx, as, req, cmd, c)
			return err
		})
	}
	if err := group.Wait(); err != nil || len(termsOf(all)) == 0 {
		return all, err
	}
	return all, b.foreseeAllowed(ctx, req, cmd, all)
}

// foreseeAllowed works out what the changes would do that are allowed at once, but wait together with others: approvers are shown them too.
func (b *Bot) foreseeAllowed(ctx context.Context, req Request, cmd command.Command, all []judging) error {
	group, ctx := together(ctx)
	for i := range all {
		if all[i].verdict.Decision == policy.Allow && all[i].change.Agreed.Before == "" {
			group.Go(func() error { return b.foresee(ctx, &all[i], req, cmd) })
		}
	}
	return group.Wait()
}

func (b *Bot) judgeOne(ctx context.Context, as asking, req Request, cmd command.Command, c Change) (judging, error) {
	j := judging{change: c}
	if c.Verb == verbEnd { // giving up access is judged by nobody
		return b.judgePast(ctx, as, policy.Facts{}, req, cmd, j)
	}
	f, err := b.facts(ctx, as, cmd, c)
	if err != nil {
		return j, err
	}
	if c.Verb == verbUndo {
		return b.judgePast(ctx, as, f, req, cmd, j)
	}
	needs := as.policy.Needs()
	if needs.Before {
		if err := b.foresee(ctx, &j, req, cmd); err != nil {
			return j, err
		}
		f.Before = j.change.Before
	}
	j.verdict = as.policy.Change(f)
	j.change.Rule = j.verdict.Rule
	// Approvers are shown what exactly they decide about, and not asked about what can't be done or is done already.
	if j.verdict.Decision == policy.Approve && !needs.Before {
		return j, b.foresee(ctx, &j, req, cmd)
	}
	return j, nil
}

// foresee works out what a change would do now, without doing it.
func (b *Bot) foresee(ctx context.Context, j *judging, req Request, cmd command.Command) error {
	a := &applying{run: &run{bot: b}, change: j.change, request: req, cmd: cmd}
	if err := b.awaitPair(ctx, req, j.change); err != nil {
		return err
	}
	if err := a.look(ctx); err != nil {
		return err
	}
	if err := b.awaitPair(ctx, req, j.change); err != nil { // another change may have begun, and even written, while we looked
		return err
	}
	if j.change.Verb == verbExtend {
		return nil
	}
	err := a.decide(ctx)
	j.change = a.change
	j.change.Parent = cmp.Or(a.parent.Parent, j.change.Parent)
	j.change.Agreed = Agreed{Before: j.change.Before, After: j.change.After}
	j.longer = err == nil && a.lengthens()
	if j.refused = b.asProblem(err); j.refused == nil {
		return err
	}
	return nil
}

// errPairBusy: another change of the same membership is being carried out, so what Asana shows of it now is not what this change will find.
var errPairBusy = errors.New("another change of the same membership is being carried out")

// busyFor is how long after it was accepted a request also waits for changes that were accepted after it: without an end a pair at which many work would
// keep it for ever.
const busyFor = time.Minute

// awaitPair keeps a request from being judged by what is about to change: nobody may be told that there is nothing to do, or that somebody changed it in
// Asana, because of what Rollcall itself is just doing. What nobody asks for yet, such as a preview, shows what there is now.
func (b *Bot) awaitPair(ctx context.Context, req Request, c Change) error {
	if req.ID == 0 {
		return nil
	}
	patient := b.store.Now().Sub(req.AcceptedAt) < busyFor
	return b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		open, err := tx.OpenChanges(ctx, c.Parent.GID)
		if err != nil {
			return err
		}
		busy := slices.ContainsFunc(open, func(o Change) bool {
			return o.Member.GID == c.Member.GID && (o.Request < req.ID || patient && o.Request != req.ID)
		})
		if !busy || errors.Is(checkStopped(ctx, tx), errStopped) { // what waits for the switch may wait for long, and approvers can decide meanwhile
			return nil
		}
		return errPairBusy
	})
}

// ruleEnd and ruleUndo name why somebody may take back what was given or done, in events.
const (
	ruleEnd  = "built-in: who asked for access, who has it and ADMINS may end it"
	ruleUndo = "built-in: who asked for a change and ADMINS may undo it"
)

// judgePast judges what takes back an earlier request: giving up access needs nobody's approval, and what is undone returns to what was there
// before, unless the policy denies that outright.
func (b *Bot) judgePast(ctx context.Context, as asking, f policy.Facts, req Request, cmd command.Command, j judging) (judging, error) {
	j.change.Rule = ruleEnd
	if j.change.Verb == verbUndo {
		j.change.Rule = ruleUndo
		f.Before, f.Reason = j.change.Agreed.Before, cmp.Or(f.Reason, "undo")
		if v := as.policy.Change(f); v.Decision == policy.Deny && v.Why != policy.ReasonTooLong {
			j.verdict = v
			return j, nil
		}
	}
	j.verdict = policy.Verdict{Decision: policy.Allow, Rule: j.change.Rule}
	agreed := j.change.Agreed
	err := b.foresee(ctx, &j, req, cmd)
	if j.change.Agreed = agreed; j.change.Verb == verbEnd {
		j.change.Agreed = Agreed{} // other grants of the pair may end first
	}
	return j, err
}

// allRefused is why nothing of what was judged may be done; nil when something may.
func (b *Bot) allRefused(all []judging) *problem {
	var first *problem
	for _, j := range all {
		p := b.refusalOf(j)
		if p == nil {
			return nil
		}
		if first == nil {
			first = p
		}
	}
	return first
}

// refusalOf is why one change is not to be done; nil when it may be.
func (b *Bot) refusalOf(j judging) *problem {
	if j.verdict.Decision == policy.Deny {
		return b.explainDenial(j)
	}
	return j.refused
}

// idle tells whether a change that was looked at would do nothing at all.
func (j judging) idle() bool { return isNoop(j.change) && !j.longer }

// isNoop tells whether a change that was looked at would leave the level as it is.
func isNoop(c Change) bool { return c.Agreed.Before != "" && c.Agreed.Before == c.Agreed.After }
