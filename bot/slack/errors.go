package slack

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// explain sorts an error of a look-up: nobody there, worth trying later, or final.
func explain(what string, err error) error {
	if err == nil {
		return nil
	}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return explainAnswer(what, answer)
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code < http.StatusInternalServerError && status.Code != http.StatusTooManyRequests {
		return fmt.Errorf("%s: Slack answered with status %d", what, status.Code)
	}
	return bot.ErrChatAway(fmt.Errorf("%s: %w", what, hideURL(err)))
}

func explainAnswer(what string, answer slack.SlackErrorResponse) error {
	switch answer.Err {
	case "user_not_found", "users_not_found", "user_not_visible", "no_such_subteam", "subteam_not_found", "channel_not_found", "missing_scope":
		return fmt.Errorf("%s: %s: %w", what, told(answer), bot.ErrNotFound)
	case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive":
		return bot.ErrChatAway(fmt.Errorf("%s: %s; SLACK_BOT_TOKEN has to be replaced", what, told(answer))) // an operator mends that, and what waits goes on
	case "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout":
		return bot.ErrChatAway(fmt.Errorf("%s: %s", what, told(answer)))
	}
	return fmt.Errorf("%s: %s", what, told(answer))
}

// undelivered sorts an error of a delivery. What waiting can't mend is marked, so that somebody else is asked or told instead.
func undelivered(what string, err error) error {
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok && hopeless(answer.Err) {
		return fmt.Errorf("%s: %s: %w", what, told(answer), bot.ErrUnreachable)
	}
	return explain(what, err)
}

// hopeless tells the answers that a message gets however often it is sent: because of whom or what it is for, because of what the app may do, or because
// of the message itself. A token that is not accepted is none of them: an operator mends that.
func hopeless(code string) bool {
	switch code {
	case "user_not_found", "users_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot", "user_not_in_channel", "messages_tab_disabled",
		"channel_not_found", "not_in_channel", "is_archived", "is_inactive", "channel_type_not_supported", "method_not_supported_for_channel_type",
		"message_not_found", "cant_update_message", "edit_window_closed", "missing_scope", "ekm_access_denied", "team_access_not_granted",
		"not_enabled", "msg_too_long", "msg_blocks_too_long", "view_too_large", "no_text", "invalid_blocks", "invalid_blocks_format":
		return true
	}
	return strings.HasPrefix(code, "restricted_action")
}

// unopened sorts an error of opening a form: a trigger that is too old or was used leaves nothing to do but to click again.
func unopened(what string, err error) error {
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		switch answer.Err {
		case "exchanged_trigger_id":
			return fmt.Errorf("%s: %s: %w", what, told(answer), bot.ErrOpened)
		case "expired_trigger_id", "invalid_trigger_id":
			return fmt.Errorf("%s: %s: %w", what, told(answer), bot.ErrSpent)
		}
	}
	return explain(what, err)
}

// unfilled sorts an error of filling an open form anew: the person may have closed it, or something else may have filled it meanwhile.
func unfilled(what string, err error) error {
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		switch answer.Err {
		case "hash_conflict":
			return fmt.Errorf("%s: %s: %w", what, told(answer), bot.ErrConflict)
		case "not_found", "view_not_found", "view_closed":
			return fmt.Errorf("%s: %s: %w", what, told(answer), bot.ErrUnreachable)
		}
	}
	return explain(what, err)
}

// told is Slack's answer for the log of an operator, who alone can mend a missing scope.
func told(answer slack.SlackErrorResponse) string {
	if answer.Err == "missing_scope" {
		return "the bot token lacks the scope " + cmp.Or(answer.Needed, "for this") + "; add it to the app and install the app again"
	}
	return strings.Join(append([]string{"Slack says " + answer.Err}, answer.ResponseMetadata.Messages...), "; ")
}

// hideURL keeps the address out of an error: a response URL is a secret.
func hideURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
