package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// errForeignURL: the address for answers leads elsewhere than to Slack.
var errForeignURL = errors.New("the response URL does not lead to Slack")

// Respond posts to a response URL, to the person who typed the command alone.
func (c *Client) Respond(ctx context.Context, responseURL string, m bot.Message) error {
	msg := webhook(m)
	msg.ResponseType = slack.ResponseTypeEphemeral
	return c.answer(ctx, "answer a command", responseURL, msg)
}

// Replace changes the message that a click came from, through the response URL of the click: for a message that only one person sees there is no other way.
func (c *Client) Replace(ctx context.Context, responseURL string, m bot.Message) error {
	msg := webhook(m)
	msg.ReplaceOriginal = true
	return c.answer(ctx, "replace a message", responseURL, msg)
}

func webhook(m bot.Message) *slack.WebhookMessage {
	return &slack.WebhookMessage{Text: Text(m), Blocks: &slack.Blocks{BlockSet: Blocks(m)}}
}

// answer posts to a response URL.
func (c *Client) answer(ctx context.Context, what, responseURL string, msg *slack.WebhookMessage) error {
	if err := c.checkURL(responseURL); err != nil {
		return errors.Join(bot.ErrSpent, err)
	}
	err := slack.PostWebhookCustomHTTPContext(ctx, responseURL, c.http, msg)
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && spent(status.Code) {
		return fmt.Errorf("%s: %w: Slack answered with status %d", what, bot.ErrSpent, status.Code)
	}
	return explain(what, err)
}

// spent tells the statuses after which a response URL takes nothing more; a redirect is never followed, so it leads nowhere either.
func spent(status int) bool {
	return status >= http.StatusMultipleChoices && status < http.StatusInternalServerError && status != http.StatusTooManyRequests
}

// checkURL lets only Slack's own hosts and the host of the configured API pass.
func (c *Client) checkURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errForeignURL
	}
	slackHost := u.Scheme == "https" && (u.Host == "hooks.slack.com" || u.Host == "hooks.slack-gov.com")
	if slackHost || u.Host == c.apiURL.Host && u.Scheme == c.apiURL.Scheme {
		return nil
	}
	return errForeignURL
}

// Direct sends a direct message. It opens the conversation each time, because Slack refuses only that for somebody who is deactivated: what is posted
// there would still be taken.
func (c *Client) Direct(ctx context.Context, slackUser string, m bot.Message) (bot.Posted, error) {
	dm, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{slackUser}, ReturnIM: true})
	if err != nil {
		return bot.Posted{}, undelivered("open a direct message", err)
	}
	return c.post(ctx, "send a direct message", dm.ID, m)
}

// Post posts to a channel.
func (c *Client) Post(ctx context.Context, channel string, m bot.Message) (bot.Posted, error) {
	return c.post(ctx, "post to a channel", channel, m)
}

// post makes a message. When its answer gets lost it is not tried again here: it may stand there already.
func (c *Client) post(ctx context.Context, what, channel string, m bot.Message) (bot.Posted, error) {
	where, ts, err := c.api.PostMessageContext(ctx, channel, slack.MsgOptionText(Text(m), false), slack.MsgOptionBlocks(Blocks(m)...))
	if err != nil {
		return bot.Posted{}, undelivered(what, err)
	}
	return bot.Posted{Channel: where, TS: ts}, nil
}

// Update replaces all that a message says, its buttons too.
func (c *Client) Update(ctx context.Context, p bot.Posted, m bot.Message) error {
	text := slack.MsgOptionText(textWithin(m, maxUpdated), false)
	_, _, _, err := c.again.UpdateMessageContext(ctx, p.Channel, p.TS, text, slack.MsgOptionBlocks(Blocks(m)...))
	return undelivered("update a message", err)
}
