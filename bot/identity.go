package bot

import (
	"context"
	"errors"
	"slices"

	"rollcall/asana"
	"rollcall/bot/audit"
)

// identify finds the Asana user that a Slack person is: as the policy file says, otherwise by the confirmed e-mail address of the Slack profile,
// within the workspace. The pair is stored; if it later comes out differently the command is held, for the address may have changed hands.
// confirmed are the accounts that the person who asks said are the right ones.
func (b *Bot) identify(ctx context.Context, p Person, confirmed []string) (Member, error) {
	if key := b.policy().Identity(p.ID); key != "" {
		return b.mapped(ctx, p, key)
	}
	if why := unfit(p); why != "" {
		return Member{}, complain(User(p.ID), " ", why).next("Name the person by e-mail address if an Asana account is really meant.")
	}
	u, err := b.user(ctx, p.Email)
	if asana.IsNotFound(err) {
		return Member{}, complain("No Asana account in this workspace has the e-mail address of ", User(p.ID), " (", Address(p.Email), "), or I can't see it.").
			next("Invite them to Asana, or name the right account by its e-mail address.")
	}
	if err != nil {
		return Member{}, err
	}
	m := Member{Kind: memberUser, GID: u.GID, Name: u.Name, Email: u.Email, SlackUser: p.ID}
	return m, b.sameAsBefore(ctx, p, u, slices.Contains(confirmed, pairing(p, u)))
}

// pairing names a Slack person and an Asana account together.
func pairing(p Person, u asana.User) string { return p.ID + "=" + u.GID }

// mapped is the account that the policy file names for a Slack person, by gid or e-mail address.
func (b *Bot) mapped(ctx context.Context, p Person, key string) (Member, error) {
	if p.Deleted || p.Bot || p.External {
		return Member{}, complain(User(p.ID), " ", unfit(p)).next("Name the person by e-mail address if an Asana account is really meant.")
	}
	u, err := b.user(ctx, key)
	if isHidden(err) {
		return Member{}, complain("The policy file maps ", User(p.ID), " to an Asana account that is not in this workspace, or that I can't see.").
			next("Tell whoever runs Rollcall.")
	}
	return Member{Kind: memberUser, GID: u.GID, Name: u.Name, Email: u.Email, SlackUser: p.ID}, err
}

// person looks somebody up in the chat. Who belongs to another Slack workspace is of another company, also when a shared channel makes them look
// like a colleague.
func (b *Bot) person(ctx context.Context, id string) (Person, error) {
	team, err := b.place.Team(ctx)
	if err != nil {
		return Person{}, err
	}
	p, err := b.chat.Person(ctx, id)
	p.External = p.External || p.Team != "" && p.Team != team
	return p, err
}

// unfit says why a Slack person can't be matched to an Asana account.
func unfit(p Person) string {
	switch {
	case p.Bot:
		return "is a bot."
	case p.Deleted:
		return "is deactivated in Slack."
	case p.External:
		return "belongs to another company's Slack."
	case p.Email == "":
		return "has no e-mail address in Slack that I may see."
	case !p.EmailConfirmed:
		return "has an e-mail address in Slack that is not confirmed yet, so it proves nothing."
	}
	return ""
}

// sameAsBefore stores a pair that is new, and holds the command when a Slack person resolves to another Asana user than before. A new pair whose
// names share no word is probably two people, so it has to be confirmed first.
func (b *Bot) sameAsBefore(ctx context.Context, p Person, u asana.User, confirmed bool) error {
	var before Identity
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		before, err = tx.Identity(ctx, p.ID)
		return err
	})
	switch {
	case errors.Is(err, ErrNotFound):
		if !confirmed && !shareWord(p.Name, u.Name) {
			return unsure(p, u)
		}
		return b.remember(ctx, p, u)
	case err != nil || before.AsanaGID == u.GID:
		return err
	}
	held := complain(User(p.ID), " was the Asana user ", Code(before.AsanaGID), " until now and is ", Name(u.Name, "another"), " (", Address(u.Email), ", ", Code(u.GID),
		") today. Somebody's e-mail address may have changed hands.").
		next("If the new account is right, an admin can release the command, or name the account by ", Code(u.Email), " in place of the mention.")
	held.hold, held.mapped = true, []Identity{{SlackUser: p.ID, AsanaGID: u.GID, Email: p.Email}}
	return held
}

// unsure asks whether two names mean one person.
func unsure(p Person, u asana.User) error {
	ask := complain("Slack calls ", User(p.ID), " ", Name(p.Name, "one name"), ", but the Asana account of the same e-mail address is ", Name(u.Name, u.GID),
		" (", Address(u.Email), "): the names share no word, so I did nothing yet.").next("If that account is meant, repeat the command with ", Code(u.Email), " in place of the mention.")
	ask.confirm = pairing(p, u)
	return ask
}

// remember stores a pair that was resolved for the first time, with the names that belong to it.
func (b *Bot) remember(ctx context.Context, p Person, u asana.User) error {
	return b.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.SavePerson(ctx, audit.Person{System: "slack", ID: p.ID, Name: p.Name, Email: p.Email}); err != nil {
			return err
		}
		return tx.SaveIdentity(ctx, Identity{SlackUser: p.ID, AsanaGID: u.GID, Email: p.Email, Since: b.store.Now()})
	})
}
