package slack

import (
	"cmp"
	"context"

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

func personOf(u *slack.User) bot.Person {
	return bot.Person{
		ID: u.ID, Team: u.TeamID,
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

// Team returns the id of the workspace that the bot token belongs to.
func (c *Client) Team(ctx context.Context) (string, error) {
	who, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return "", explain("ask Slack whose token this is", err)
	}
	return who.TeamID, nil
}
