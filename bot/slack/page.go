package slack

import (
	"context"

	"rollcall/bot"
)

// Publish shows a page on a person's home tab.
func (c *Client) Publish(ctx context.Context, slackUser string, p bot.Page) error { return nil }

// Suggestions is the answer to somebody who types into a menu.
func Suggestions(groups []bot.OptionGroup) any { return nil }
