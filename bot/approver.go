package bot

import (
	"context"
	"errors"
	"slices"

	"rollcall/asana"
	"rollcall/bot/policy"
)

// approver is somebody whose decision counts for a request, and why.
type approver struct {
	person Person
	why    Line
	terms  []int // which of the request's terms
}

// approvers resolves whom the terms of a request ask, as things are now: owners first, then in the order of the rules, each person once. Who may
// not use Rollcall, or asked for it themselves without the rule allowing that, is left out.
func (b *Bot) approvers(ctx context.Context, req Request) ([]approver, error) {
	var all []approver
	for i, t := range req.Judged.Terms {
		found, err := b.approversOf(ctx, req, t)
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			at := slices.IndexFunc(all, func(known approver) bool { return known.person.ID == a.person.ID })
			if at < 0 {
				at = len(all)
				all = append(all, a)
			}
			all[at].terms = append(all[at].terms, i)
		}
	}
	return all, nil
}

// approversOf resolves one term.
func (b *Bot) approversOf(ctx context.Context, req Request, t Term) ([]approver, error) {
	var all []approver
	words := slices.Clone(t.asks())
	slices.SortStableFunc(words, func(x, y string) int { return before(x == policy.FromOwner, y == policy.FromOwner) })
	for _, word := range words {
		ids, why, err := b.named(ctx, t, word)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if slices.ContainsFunc(all, func(a approver) bool { return a.person.ID == id }) || id == req.Origin.SlackUser && !t.Self {
				continue
			}
			p, err := b.person(ctx, id)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if policy.May(factsOf(p)).Decision == policy.Allow {
				all = append(all, approver{person: p, why: why})
			}
		}
	}
	return all, nil
}

// before puts what is true first.
func before(x, y bool) int {
	switch {
	case x && !y:
		return -1
	case y && !x:
		return 1
	}
	return 0
}

// named finds the Slack users that a word of a rule means, and why a person it means is asked.
func (b *Bot) named(ctx context.Context, t Term, word string) (ids []string, why Line, err error) {
	where := Say(Link(t.Parent.URL, t.Parent.Name))
	switch {
	case word == policy.FromAdmins:
		ids, err = b.everyAdmin(ctx)
		return ids, Say("you are one of Rollcall's admins"), err
	case word == policy.FromOwner:
		ids, err = b.ownerOf(ctx, t.Parent)
		return ids, Say("you own ", where), err
	case word == policy.FromParentAdmin:
		ids, err = b.adminsOf(ctx, t.Parent)
		return ids, Say("you are an admin of ", where), err
	case isGroup(word):
		ids, err = b.groupPeople(ctx, word)
		return ids, Say("you are in ", Group(word)), err
	}
	return []string{word}, Say("the rule names you"), nil
}

// everyAdmin lists the people of ADMINS.
func (b *Bot) everyAdmin(ctx context.Context) ([]string, error) {
	var all []string
	for _, id := range b.cfg.Admins {
		people := []string{id}
		if isGroup(id) {
			var err error
			if people, err = b.groupPeople(ctx, id); err != nil {
				return nil, err
			}
		}
		for _, p := range people {
			if !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// groupPeople lists the people of a user group; one that does not exist has nobody in it.
func (b *Bot) groupPeople(ctx context.Context, id string) ([]string, error) {
	people, err := b.chat.Group(ctx, id)
	if errors.Is(err, ErrNotFound) {
		b.log.Warn().Str("group", id).Msg("a user group that ADMINS or the policy names does not exist or is not visible")
		return nil, nil
	}
	return people, err
}

// ownerOf finds the owner of a parent in Slack; nobody when there is none, or none that is known there.
func (b *Bot) ownerOf(ctx context.Context, p Parent) ([]string, error) {
	o, err := b.object(ctx, p.Kind, p.GID, true)
	if isHidden(err) || errors.Is(err, errElsewhere) || err == nil && o.owner == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return b.inSlack(ctx, o.owner)
}

// adminsOf finds the admins of a parent in Slack, those of its admin teams among them.
func (b *Bot) adminsOf(ctx context.Context, p Parent) (all []string, err error) {
	var users []string
	for m, err := range b.asana.List(ctx, asana.Filter{Parent: p.GID, ParentKind: p.Kind}) {
		if isHidden(err) {
			return nil, nil
		}
		if err != nil {
			return nil, &lookup{Say("the members of ", Link(p.URL, p.Name)), err}
		}
		if !administers(m) {
			continue
		}
		people := []string{m.Member.GID}
		if m.Member.ResourceType == memberTeam {
			if people, err = b.peopleOf(ctx, m.Member.GID); err != nil {
				return nil, err
			}
		}
		users = append(users, people...)
	}
	for _, gid := range users[:min(len(users), maxApprovers)] {
		ids, err := b.inSlack(ctx, gid)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	return all, nil
}

// maxApprovers bounds how many admins of one parent are looked up in Slack.
const maxApprovers = 100

// peopleOf lists the gids of a team's people.
func (b *Bot) peopleOf(ctx context.Context, team string) (gids []string, err error) {
	for u, err := range b.asana.Users(ctx, asana.UserFilter{Team: team}) {
		if err != nil {
			return nil, &lookup{Say("the people of a team"), err}
		}
		gids = append(gids, u.GID)
	}
	return gids, nil
}

// inSlack finds the Slack user that an Asana user is: by the policy file, by a pair that was resolved before, or by e-mail address. It counts only
// when that person resolves to the same Asana user.
func (b *Bot) inSlack(ctx context.Context, gid string) ([]string, error) {
	u, err := b.user(ctx, gid)
	if err != nil {
		return nil, nothingIf(isHidden(err), err)
	}
	for _, find := range []func() (string, error){
		func() (string, error) { return b.policy().SlackUser(u.GID, u.Email), nil },
		func() (string, error) { return b.knownAs(ctx, gid) },
		func() (string, error) { return b.withAddress(ctx, u.Email) },
	} {
		id, err := find()
		if err != nil {
			return nil, err
		}
		if id == "" {
			continue
		}
		same, err := b.isAccount(ctx, id, gid)
		if err != nil {
			return nil, err
		}
		if same {
			return []string{id}, nil
		}
	}
	return nil, nil
}

// nothingIf drops an error that means that there is nothing to be found.
func nothingIf(nothing bool, err error) error {
	if nothing {
		return nil
	}
	return err
}

// knownAs is the Slack user that was resolved to an Asana user; empty when none or several were.
func (b *Bot) knownAs(ctx context.Context, gid string) (id string, err error) {
	err = b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		known, err := tx.IdentitiesOf(ctx, gid)
		if len(known) == 1 {
			id = known[0].SlackUser
		}
		return err
	})
	return id, err
}

// withAddress is the Slack user with an e-mail address; empty when there is none.
func (b *Bot) withAddress(ctx context.Context, email string) (string, error) {
	if email == "" {
		return "", nil
	}
	p, err := b.chat.PersonByEmail(ctx, email)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return p.ID, err
}

// isAccount tells whether a Slack person resolves to an Asana user.
func (b *Bot) isAccount(ctx context.Context, slackUser, gid string) (bool, error) {
	p, err := b.person(ctx, slackUser)
	if err != nil {
		return false, nothingIf(errors.Is(err, ErrNotFound), err)
	}
	m, err := b.identify(ctx, p, nil) // names that share no word were confirmed before, or don't count
	if isProblem(err) {
		return false, nil
	}
	return err == nil && m.GID == gid, err
}
