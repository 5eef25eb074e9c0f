package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// problem is why a command can't be carried out, said to the person who typed it. It is not retried.
type problem struct {
	say  Line
	note Line
	rule string // the rule that refuses, when one does
	hold bool   // an admin has to look at it

	policyHash string       // of the policy that refuses
	action     audit.Action // what the event calls it; empty: a refused request
	offer      string       // what a button may do about it
	confirm    string       // the person who asked can say that this account is right, "U…=gid"
	pick       *picking     // the person who asked can choose which object is meant
	mapped     []Identity   // pairs that an admin confirms by letting it go on
}

func (p *problem) Error() string { return plain(p.say) }

// complain makes a problem of strings and spans.
func complain(parts ...any) *problem { return &problem{say: Say(parts...)} }

// next says what the person can do about it.
func (p *problem) next(parts ...any) *problem {
	p.note = Say(parts...)
	return p
}

// offers says what a button beneath the refusal may do.
func (p *problem) offers(what string) *problem {
	p.offer = what
	return p
}

// members finds the Asana members that the words of a command mean, looking them up side by side and keeping their order.
func (b *Bot) members(ctx context.Context, who []command.Who, eyes *eyes) ([]Member, error) {
	found := make([][]Member, len(who))
	group, ctx := together(ctx)
	for i, w := range who {
		group.Go(func() (err error) {
			found[i], err = b.member(ctx, w, eyes)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return distinct(found), nil
}

// distinct joins the lists, each member once: somebody named twice is still one change.
func distinct(lists [][]Member) []Member {
	var all []Member
	seen := make(map[string]bool)
	for _, list := range lists {
		for _, m := range list {
			if !seen[m.GID] {
				seen[m.GID] = true
				all = append(all, m)
			}
		}
	}
	return all
}

func (b *Bot) member(ctx context.Context, w command.Who, eyes *eyes) ([]Member, error) {
	switch w.Kind {
	case command.WhoMe:
		return one(eyes.who(ctx))
	case command.WhoUser:
		return one(b.slackMember(ctx, w.ID, eyes))
	case command.WhoGroup:
		return b.groupMembers(ctx, w.ID, eyes)
	case command.WhoEmail:
		return one(b.emailMember(ctx, w.Email, eyes.outside))
	}
	return b.teamMembers(ctx, w, eyes)
}

// teamMembers finds a team of Asana: itself as one member, or everyone in it.
func (b *Bot) teamMembers(ctx context.Context, w command.Who, eyes *eyes) ([]Member, error) {
	team, err := b.parent(ctx, command.What{Kind: command.Team, Name: w.Name, GID: w.GID}, eyes)
	if err != nil {
		return nil, err
	}
	if w.Kind == command.WhoTeam {
		return []Member{{Kind: memberTeam, GID: team.GID, Name: team.Name}}, nil
	}
	var all []Member
	for u, err := range b.asana.Users(ctx, asana.UserFilter{Team: team.GID}) {
		if err != nil {
			return nil, &lookup{Say("the people of the team ", Bold(team.Name)), fmt.Errorf("list the people of a team: %w", err)}
		}
		all = append(all, Member{Kind: memberUser, GID: u.GID, Name: u.Name, Email: u.Email})
	}
	if len(all) == 0 {
		return nil, complain("The team ", Bold(team.Name), " has nobody in it, or Asana doesn't show them to me.")
	}
	return all, nil
}

func one(m Member, err error) ([]Member, error) { return []Member{m}, err }

func (b *Bot) slackMember(ctx context.Context, id string, eyes *eyes) (Member, error) {
	p, err := b.person(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return Member{}, complain("Slack knows nobody by the id ", Code(id), ".").next("Pick the person from Slack's list while typing, or use an e-mail address.")
	}
	if err != nil {
		return Member{}, err
	}
	return b.identify(ctx, p, eyes.confirmed)
}

func (b *Bot) groupMembers(ctx context.Context, id string, eyes *eyes) ([]Member, error) {
	ids, err := b.chat.Group(ctx, id)
	if errors.Is(err, ErrNotFound) || err == nil && len(ids) == 0 {
		return nil, complain("The user group ", Group(id), " has nobody in it, or Slack doesn't show it to me.")
	}
	if err != nil {
		return nil, err
	}
	if len(ids) > maxChanges {
		return nil, complain("The user group ", Group(id), " has ", strconv.Itoa(len(ids)), " people; I take at most ", strconv.Itoa(maxChanges), " changes in one command.").
			next("Name them in several commands.")
	}
	who := make([]command.Who, len(ids))
	for i, person := range ids {
		who[i] = command.Who{Kind: command.WhoUser, ID: person}
	}
	return b.members(ctx, who, eyes)
}

// emailMember finds a member by an address that somebody typed: it names the Asana account itself, with outside also one that is not in the
// workspace, such as that of somebody who left it.
func (b *Bot) emailMember(ctx context.Context, email string, outside bool) (Member, error) {
	u, err := b.user(ctx, email)
	if asana.IsNotFound(err) && outside {
		u, err = b.asana.User(ctx, email)
	}
	if asana.IsNotFound(err) {
		return Member{}, complain("Nobody in this Asana workspace has the e-mail address ", Address(email), ", or I can't see them.").
			next("Check the spelling, or invite them to Asana first.")
	}
	if err != nil {
		return Member{}, err
	}
	// Whoever is known to be this account in Slack can be told, and can end what is theirs.
	slackUser, err := b.knownAs(ctx, u.GID)
	return Member{Kind: memberUser, GID: u.GID, Name: u.Name, Email: u.Email, SlackUser: slackUser}, err
}

// user asks Asana for a user of the workspace, by e-mail address or gid.
func (b *Bot) user(ctx context.Context, key string) (asana.User, error) {
	if u, ok := b.names.users.Get(fold(key)); ok {
		return u, nil
	}
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return asana.User{}, err
	}
	u, err := b.asana.WorkspaceUser(ctx, workspace, key)
	if err != nil {
		return asana.User{}, &lookup{Say("the account ", Address(key)), fmt.Errorf("look up a user: %w", err)}
	}
	b.names.users.Add(fold(key), u)
	return u, nil
}

// savePeople keeps the names of a member beside the log.
func savePeople(ctx context.Context, tx Tx, m Member) error {
	return tx.SavePerson(ctx, audit.Person{System: "asana", ID: m.GID, Name: m.Name, Email: m.Email})
}
