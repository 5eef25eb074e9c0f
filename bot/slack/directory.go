package slack

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Person looks somebody up by Slack user id.
func (c *Client) Person(ctx context.Context, id string) (bot.Person, error) {
	if p, ok := c.people.Get(id); ok {
		return p, nil
	}
	u, err := c.api.GetUserInfoContext(ctx, id)
	if err != nil {
		return bot.Person{}, explain("look up a person", err)
	}
	p := personOf(u)
	c.people.Add(id, p)
	return p, nil
}

// PersonByEmail looks somebody up by e-mail address, which must be confirmed: otherwise anybody could claim to be its owner.
func (c *Client) PersonByEmail(ctx context.Context, email string) (bot.Person, error) {
	key := "mailto:" + strings.ToLower(email)
	if p, ok := c.people.Get(key); ok {
		return p, nil
	}
	u, err := c.api.GetUserByEmailContext(ctx, email)
	if err != nil {
		return bot.Person{}, explain("look up a person by e-mail address", err)
	}
	p := personOf(u)
	if !p.EmailConfirmed || !strings.EqualFold(p.Email, email) {
		return bot.Person{}, fmt.Errorf("look up a person by e-mail address: it is not a confirmed one of %s: %w", p.ID, bot.ErrNotFound)
	}
	c.people.Add(key, p)
	return p, nil
}

func personOf(u *slack.User) bot.Person {
	return bot.Person{
		ID: u.ID, Team: u.TeamID, Zone: u.TZ,
		Name:  cmp.Or(u.Profile.RealName, u.RealName, u.Profile.DisplayName, u.Name),
		Email: u.Profile.Email, EmailConfirmed: u.IsEmailConfirmed,
		Deleted: u.Deleted, Bot: u.IsBot, External: u.IsStranger,
		Guest: u.IsRestricted || u.IsUltraRestricted,
	}
}

// Group returns the people of a user group.
func (c *Client) Group(ctx context.Context, id string) ([]string, error) {
	if people, ok := c.groups.Get(id); ok {
		return people, nil
	}
	people, err := c.api.GetUserGroupMembersContext(ctx, id)
	if err != nil {
		return nil, explain("look up a user group", err)
	}
	c.groups.Add(id, people)
	return people, nil
}

// Channel looks a channel up.
func (c *Client) Channel(ctx context.Context, id string) (bot.Channel, error) {
	if ch, ok := c.channels.Get(id); ok {
		return ch, nil
	}
	found, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	if err != nil {
		return bot.Channel{}, explain("look up a channel", err)
	}
	ch := channelOf(found)
	c.channels.Add(id, ch)
	return ch, nil
}

// channelOf takes a channel for shared with another company when Slack says so, when an invitation waits, and when it is shared in a way that Slack does
// not name: workspaces of one organisation share channels too, and those it names.
func channelOf(c *slack.Channel) bot.Channel {
	unnamed := c.IsShared && !c.IsOrgShared && !c.IsGlobalShared
	return bot.Channel{
		ID: c.ID, Name: c.Name, Archived: c.IsArchived, Member: c.IsMember,
		Shared: c.IsExtShared || c.IsPendingExtShared || len(c.PendingShared) > 0 || unnamed,
	}
}

// Team returns the id of the workspace that the bot token belongs to.
func (c *Client) Team(ctx context.Context) (string, error) {
	who, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return "", explain("ask Slack whose token this is", err)
	}
	return who.TeamID, nil
}
