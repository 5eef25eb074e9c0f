package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"rollcall/bot/command"
	"rollcall/bot/policy"
)

// facts gathers what the policy judges by. The built-in policy looks at nobody but the person who asks, so nothing is looked up for it.
func (b *Bot) facts(ctx context.Context, as asking, cmd command.Command, c Change) (f policy.Facts, err error) {
	f = policy.Facts{
		Action: actionOf(c), Requester: requesterOf(as), Level: c.Level, Reason: cmd.Reason, Now: b.store.Now(),
		Target: policy.Target{Type: c.Member.Kind, GID: c.Member.GID, Name: c.Member.Name, Email: c.Member.Email, SlackUser: c.Member.SlackUser},
		Parent: policy.Parent{Kind: c.Parent.Kind, GID: c.Parent.GID, Name: c.Parent.Name},
	}
	if f.Duration, err = b.duration(ctx, c); err != nil || as.policy.Hash() == policy.Builtin().Hash() {
		return f, err
	}
	var o object
	group, gctx := together(ctx)
	group.Go(func() (err error) { f.Requester, err = b.requesterFacts(gctx, as, c.Parent); return err })
	group.Go(func() error { return b.targetFacts(gctx, as, &f.Target) })
	group.Go(func() (err error) { o, err = b.object(gctx, c.Parent.Kind, c.Parent.GID, false); return err })
	if err := group.Wait(); err != nil {
		return f, err
	}
	switch {
	case f.Action == policy.Remove:
		f.Level = ""
	case !leveled(c.Parent.Kind):
		f.Level = levelMember
	default:
		f.Level = cmp.Or(c.Level, o.level)
	}
	return f, nil
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
		return c.Until.Sub(g.StartsAt), err
	case c.timed():
		return c.ends(now).Sub(now), nil
	}
	return 0, nil
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
	if t.SlackUser == "" { // a rule about a person holds however the person was named
		ids, err := b.inSlack(ctx, t.GID)
		if err != nil {
			return err
		}
		t.SlackUser = strings.Join(ids, "") // at most one
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
