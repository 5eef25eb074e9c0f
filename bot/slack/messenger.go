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
	if err := c.checkURL(responseURL); err != nil {
		return errors.Join(bot.ErrSpent, err)
	}
	msg := &slack.WebhookMessage{Text: Text(m), Blocks: &slack.Blocks{BlockSet: Blocks(m)}, ResponseType: slack.ResponseTypeEphemeral}
	err := slack.PostWebhookCustomHTTPContext(ctx, responseURL, c.http, msg)
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && spent(status.Code) {
		return fmt.Errorf("%w: Slack answered with status %d", bot.ErrSpent, status.Code)
	}
	return explain("answer a command", err)
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

// Direct sends a direct message.
func (c *Client) Direct(ctx context.Context, slackUser string, m bot.Message) error {
	dm, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{slackUser}, ReturnIM: true})
	if err != nil {
		return explain("open a direct message", err)
	}
	_, _, err = c.api.PostMessageContext(ctx, dm.ID, slack.MsgOptionText(Text(m), false), slack.MsgOptionBlocks(Blocks(m)...))
	return explain("send a direct message", err)
}
