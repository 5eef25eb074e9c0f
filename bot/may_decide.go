package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"rollcall/bot/audit"
	"rollcall/bot/command"
	"rollcall/bot/policy"
)

// mayDecide checks a click, or a typed decision, in the order that everybody can rely on: the state of the request, then the person, then whether
// the person is among the approvers that the frozen rule means now. Whether the policy of today still allows it is asked last, by deniedNow.
func (q *asked) mayDecide(ctx context.Context, args decideArgs) (approver, error) {
	if p := q.open(args); p != nil {
		return approver{}, p
	}
	p, err := q.clicker(ctx, args)
	if err != nil {
		return approver{}, err
	}
	if p.ID == q.req.Origin.SlackUser && !slices.ContainsFunc(q.req.Judged.Terms, func(t Term) bool { return t.Self }) {
		return approver{}, complain("You asked for ", q.req.Name(), " yourself, so somebody else has to decide about it.").
			next("To take it back: ", Code(q.cfg.Slash+" cancel "+q.req.Name()))
	}
	people, err := q.approvers(ctx, q.req)
	if err != nil {
		return approver{}, err
	}
	at := slices.IndexFunc(people, func(a approver) bool { return a.person.ID == p.ID })
	if at < 0 {
		return approver{}, q.notApprover(args, people)
	}
	if p := q.fitsAdjusting(args); p != nil {
		return approver{}, p
	}
	return people[at], nil
}

// open says truthfully why a request can't be decided any more, or not yet; nil when it can. Who has no part in it learns no more than that.
func (q *asked) open(args decideArgs) *problem {
	name := q.req.Name()
	switch q.req.State {
	case AwaitingApproval, Held:
		return nil
	case Received, Resolving, NeedsInput:
		return complain(name, " doesn't wait for an approval.").next("See ", Code(q.cfg.Slash+" pending"), ".")
	case Expired:
		return complain(name, " expired before anybody decided, so nothing was changed.").next("If it is still wanted, it has to be asked for again.")
	case Cancelled:
		return complain(name, " was cancelled, so there is nothing to decide.")
	case Refused:
		return complain(name, " was refused, so there is nothing to decide.") // why may name people and objects that are not for everybody
	}
	if n := len(q.decisions); n > 0 && q.hasPart(args) {
		return complain(name, " is decided already. ", decided(q.decisions[n-1]), ".").next("It is ", string(q.req.State), ".")
	}
	return complain(name, " is ", string(q.req.State), ", so there is nothing to decide.")
}

// hasPart tells whether somebody may know who decided: who asked or was asked, one of ADMINS, and who sees a card.
func (q *asked) hasPart(args decideArgs) bool {
	id := args.Origin.SlackUser
	return id == q.req.Origin.SlackUser || args.At != (Posted{}) || slices.Contains(q.cfg.Admins, id) || slices.Contains(cardHolders(q.cards), id)
}

// clicker looks up who decides: somebody active of this company.
func (q *asked) clicker(ctx context.Context, args decideArgs) (Person, error) {
	p, err := q.person(ctx, args.Origin.SlackUser)
	if errors.Is(err, ErrNotFound) {
		return Person{}, complain("Slack doesn't tell me who you are, so I did nothing.")
	}
	if err != nil {
		return Person{}, err
	}
	p.External = p.External || args.External
	if v := policy.May(factsOf(p)); v.Decision == policy.Deny {
		return Person{}, q.explainRefusal(v)
	}
	return p, q.introduce(ctx, p)
}

// notApprover says who can decide instead.
func (q *asked) notApprover(args decideArgs, people []approver) error {
	p := complain("You are not among those who can decide about ", q.req.Name(), ", so I did nothing.")
	p.rule, p.policyHash = q.req.Judged.rules(), q.req.Judged.Policy
	if len(people) == 0 || args.At == (Posted{}) {
		return p // by whom is for those who see the card
	}
	return p.next("These can: ", mentions(idsOf(people[:min(len(people), maxCards)])), " (rule: ", q.req.Judged.rules(), ").")
}

// deniedNow judges a request by the policy of today, with what an approver is about to let through: what it denies outright is not done, whoever
// approved it. nil means that it may go on.
func (q *asked) deniedNow(ctx context.Context, args decideArgs) (*problem, error) {
	p, err := q.judgeAgain(ctx, args)
	if found, ok := errors.AsType[*problem](err); ok {
		p, err = found, nil
	}
	if p == nil || err != nil {
		return nil, err
	}
	p.policyHash = q.policy().Hash()
	if p.policyHash != q.req.Judged.Policy {
		p.say = Say("The policy changed since ", q.req.Name(), " was asked for, and now it denies this: ", p.say)
	} else {
		p.say = Say("The policy denies ", q.req.Name(), " now: ", p.say)
	}
	return p, nil
}

func (q *asked) judgeAgain(ctx context.Context, args decideArgs) (*problem, error) {
	cmd, err := command.Parse(q.req.Command)
	if err != nil {
		return nil, err
	}
	as, err := q.ask(ctx, q.req.Origin)
	if p, ok := errors.AsType[*problem](err); ok {
		gone := complain(User(q.req.Origin.SlackUser), ", who asked for it, may not use Rollcall any more.")
		gone.rule = p.rule
		return gone, nil
	}
	if err != nil {
		return nil, err
	}
	for _, c := range q.changes {
		if c.State.Ended() {
			continue
		}
		if args.Level != "" {
			c.Level = args.Level
		}
		if length, ok := lengthOf(args.Length); ok {
			c.Lasts, c.Until = length, time.Time{}
		}
		f, err := q.facts(ctx, as, cmd, c)
		if err != nil {
			return nil, err
		}
		f.Before = c.Agreed.Before
		if v := as.policy.Change(f); v.Decision == policy.Deny && outright(v.Why) {
			return q.explainDenial(judging{change: c, verdict: v}), nil
		}
	}
	return nil, nil
}

// refusedClick is the event of a decision that did not count.
func (q *asked) refusedClick(args decideArgs, p *problem) audit.Event {
	action := audit.RequestApproved
	switch args.Action {
	case ActionDeny:
		action = audit.RequestDenied
	case ActionCancel:
		action = audit.RequestCancelled
	}
	return audit.Event{
		Action: action, Outcome: audit.Refused, Request: q.req.Name(), Details: &audit.Details{Error: logged(p.say)},
		Context: &audit.Context{Rule: p.rule, PolicyHash: p.policyHash},
	}
}

// outright tells a denial from a demand, such as for a reason, which the rule that was frozen did not make.
func outright(why policy.Reason) bool {
	return why != policy.ReasonNeedsReason && why != policy.ReasonTooLong
}
