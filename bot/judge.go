package bot

import (
	"cmp"
	"context"
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
	object  object // details of the parent; empty when they did not matter
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
	var err error
	var f policy.Facts
	if f, j.object, err = b.facts(ctx, as, cmd, c); err != nil {
		return j, err
	}
	if c.Verb == verbEnd || c.Verb == verbUndo {
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
	if err := a.look(ctx); err != nil {
		return err
	}
	if j.change.Verb == verbExtend {
		j.object = a.parent
		return nil
	}
	err := a.decide(ctx)
	j.change, j.object = a.change, a.parent
	j.change.Parent = cmp.Or(a.parent.Parent, j.change.Parent)
	j.change.Agreed = Agreed{Before: j.change.Before, After: j.change.After}
	j.longer = err == nil && a.lengthens()
	if j.refused = b.asProblem(err); j.refused == nil {
		return err
	}
	return nil
}

// facts gathers what the policy judges by. The built-in policy looks at nobody but the person who asks, so nothing is looked up for it.
func (b *Bot) facts(ctx context.Context, as asking, cmd command.Command, c Change) (f policy.Facts, o object, err error) {
	f = policy.Facts{
		Action: actionOf(c), Requester: requesterOf(as), Level: c.Level, Reason: cmd.Reason, Now: b.store.Now(),
		Target: policy.Target{Type: c.Member.Kind, GID: c.Member.GID, Name: c.Member.Name, Email: c.Member.Email, SlackUser: c.Member.SlackUser},
		Parent: policy.Parent{Kind: c.Parent.Kind, GID: c.Parent.GID, Name: c.Parent.Name},
	}
	if f.Duration, err = b.duration(ctx, c); err != nil || as.policy.Hash() == policy.Builtin().Hash() {
		return f, o, err
	}
	group, gctx := together(ctx)
	group.Go(func() (err error) { f.Requester, err = b.requesterFacts(gctx, as, c.Parent); return err })
	group.Go(func() error { return b.targetFacts(gctx, as, &f.Target) })
	group.Go(func() (err error) { o, err = b.object(gctx, c.Parent.Kind, c.Parent.GID, false); return err })
	if err := group.Wait(); err != nil {
		return f, o, err
	}
	switch {
	case f.Action == policy.Remove:
		f.Level = ""
	case !leveled(c.Parent.Kind):
		f.Level = levelMember
	default:
		f.Level = cmp.Or(c.Level, o.level)
	}
	return f, o, nil
}

// actionOf is what a change does, in the words of the policy.
func actionOf(c Change) policy.Action {
	switch {
	case c.Verb == verbExtend:
		return policy.Add
	case c.Verb != verbUndo:
		return policy.Action(c.Verb)
	case !gives(c.Level):
		return policy.Remove
	case gives(c.Agreed.Before):
		return policy.Set
	}
	return policy.Add
}

// duration is how long access is asked for, from its first day when it is prolonged; 0 means for good.
func (b *Bot) duration(ctx context.Context, c Change) (time.Duration, error) {
	now := b.store.Now()
	switch {
	case c.Verb == verbExtend:
		var g Grant
		err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
			g, err = tx.Grant(ctx, c.Grant)
			return err
		})
		return prolonged(g, c).Sub(g.StartsAt), err
	case c.timed():
		return c.ends(now).Sub(now), nil
	}
	return 0, nil
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

func requesterOf(as asking) policy.Requester {
	r := factsOf(as.person)
	r.SlackUser, r.Name, r.Email, r.Admin = as.person.ID, as.person.Name, as.person.Email, as.admin
	return r
}

// requesterFacts adds groups and roles, where rules ask for them.
func (b *Bot) requesterFacts(ctx context.Context, as asking, p Parent) (policy.Requester, error) {
	r := requesterOf(as)
	needs := as.policy.Needs()
	var err error
	if r.Groups, err = b.groupsOf(ctx, needs.Groups, as.person.ID); err != nil || !needs.Roles {
		return r, err
	}
	r.Roles, err = b.rolesOf(ctx, as.eyes, p)
	return r, err
}

// groupsOf tells which of these user groups somebody is in. One that does not exist has nobody in it.
func (b *Bot) groupsOf(ctx context.Context, groups []string, slackUser string) (in []string, err error) {
	for _, id := range groups {
		people, err := b.groupPeople(ctx, id)
		if err != nil {
			return nil, err
		}
		if slices.Contains(people, slackUser) {
			in = append(in, id)
		}
	}
	return in, nil
}

// rolesOf tells what the person who asks is in a parent.
func (b *Bot) rolesOf(ctx context.Context, eyes *eyes, p Parent) ([]policy.Role, error) {
	me, err := eyes.who(ctx)
	if isProblem(err) {
		return nil, nil // without an Asana account nobody is anything there
	}
	if err != nil {
		return nil, err
	}
	o, err := b.object(ctx, p.Kind, p.GID, false)
	if err != nil {
		return nil, err
	}
	var roles []policy.Role
	if o.owner != "" && o.owner == me.GID {
		roles = append(roles, policy.Owner)
	}
	m, err := b.pair(ctx, p, me)
	if err != nil {
		return nil, err
	}
	if m != nil && administers(*m) {
		roles = append(roles, policy.ParentAdmin)
	}
	member := m != nil
	if !member {
		if member, err = eyes.throughTeam(ctx, o); err != nil {
			return nil, err
		}
	}
	if member {
		roles = append(roles, policy.Member)
	}
	return roles, nil
}

// targetFacts adds what rules may ask about the member.
func (b *Bot) targetFacts(ctx context.Context, as asking, t *policy.Target) (err error) {
	needs := as.policy.Needs()
	t.Self = t.SlackUser != "" && t.SlackUser == as.person.ID
	if t.Type != memberUser {
		return nil
	}
	if !t.Self {
		me, err := as.eyes.who(ctx)
		if err != nil && !isProblem(err) {
			return err
		}
		t.Self = err == nil && me.GID == t.GID
	}
	if t.SlackUser == "" && t.Self {
		t.SlackUser = as.person.ID
	}
	if t.SlackUser != "" {
		if t.Groups, err = b.groupsOf(ctx, needs.Groups, t.SlackUser); err != nil {
			return err
		}
	}
	if needs.Guest {
		t.Guest, err = b.isGuest(ctx, *t)
	}
	return err
}

// isGuest tells whether a member is a guest, in Asana or in Slack.
func (b *Bot) isGuest(ctx context.Context, t policy.Target) (bool, error) {
	if t.SlackUser != "" {
		p, err := b.person(ctx, t.SlackUser)
		if err != nil || p.Guest || p.External {
			return err == nil, err
		}
	}
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return false, err
	}
	for m, err := range b.asana.WorkspaceMemberships(ctx, workspace, t.GID) {
		if err != nil {
			return false, &lookup{Say("whether ", Name(t.Name, t.GID), " is a guest"), err}
		}
		if (m.IsActive == nil || *m.IsActive) && m.IsGuest != nil {
			return *m.IsGuest, nil
		}
	}
	return false, nil
}

// hopeless tells whether nothing of what was judged may be done, and why.
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

// termsOf joins the demands of the rules: changes to one parent under one rule are decided together.
func termsOf(all []judging) []Term {
	var terms []Term
	for _, j := range all {
		if j.verdict.Decision != policy.Approve || j.refused != nil || j.idle() {
			continue
		}
		same := func(t Term) bool { return t.Rule == j.verdict.Rule && t.Parent.GID == j.change.Parent.GID }
		if !slices.ContainsFunc(terms, same) {
			terms = append(terms, Term{Terms: j.verdict.Terms, Rule: j.verdict.Rule, Parent: j.change.Parent})
		}
	}
	return joined(terms)
}

// joined makes one term of those that ask the same people, whatever the parent: who does not depend on it.
func joined(terms []Term) []Term {
	var all []Term
	for _, t := range terms {
		depends := slices.ContainsFunc(append(slices.Clone(t.From), t.later()...), isRole)
		same := func(o Term) bool { return !depends && o.Rule == t.Rule }
		if !slices.ContainsFunc(all, same) {
			all = append(all, t)
		}
	}
	return all
}

// later are those who are asked only when nobody answers.
func (t Term) later() []string {
	if t.Escalate == nil {
		return nil
	}
	return t.Escalate.To
}

// isRole tells words whose meaning depends on the parent.
func isRole(from string) bool { return from == policy.FromOwner || from == policy.FromParentAdmin }

// agreed tells whether Asana still shows what was judged: the level may have moved towards the goal meanwhile, but not beyond either end.
func (a *applying) agreed() error {
	g := a.change.Agreed
	if g.Before == "" || a.change.Before == g.Before || a.change.Before == g.After || a.change.Before == a.change.After {
		return nil
	}
	now, low, high := rank(a.change.Before), min(rank(g.Before), rank(g.After)), max(rank(g.Before), rank(g.After))
	if low <= now && now <= high {
		return nil
	}
	return complain(a.who(), " was ", levelName(g.Before), " on ", a.where(), " when this was judged and is ", levelName(a.change.Before),
		" now: somebody changed it in Asana meanwhile, so I left it alone.").next("If it is still wanted, ask again.")
}
