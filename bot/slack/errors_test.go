package slack

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"rollcall/bot"
)

// marks are what the bot can tell of an error.
func marks(err error) string {
	var all []string
	for name, is := range map[string]bool{
		"away": bot.IsChatAway(err), "not found": errors.Is(err, bot.ErrNotFound), "unreachable": errors.Is(err, bot.ErrUnreachable), "spent": errors.Is(err, bot.ErrSpent),
		"opened": errors.Is(err, bot.ErrOpened), "conflict": errors.Is(err, bot.ErrConflict),
	} {
		if is {
			all = append(all, name)
		}
	}
	return strings.Join(all, ", ")
}

// What an error of Slack leads to, when somebody is looked up, told something or shown a form.
func TestExplain(t *testing.T) {
	t.Parallel()
	says := func(code string) error { return slack.SlackErrorResponse{Err: code} }
	status := func(code int) error { return slack.StatusCodeError{Code: code} }
	type row [3]string // look-up, delivery, form
	nobody, nowhere, away, final := row{"not found", "unreachable", "not found"}, row{"", "unreachable", ""}, row{"away", "away", "away"}, row{}
	for want, errs := range map[row][]error{
		nobody: {
			says("user_not_found"), says("users_not_found"), says("user_not_visible"), says("channel_not_found"), says("missing_scope"),
		},
		{"not found", "not found", "not found"}: {says("no_such_subteam"), says("subteam_not_found")},
		nowhere: {
			says("user_disabled"), says("cannot_dm_bot"), says("not_in_channel"), says("is_archived"), says("message_not_found"), says("cant_update_message"),
			says("edit_window_closed"), says("restricted_action"), says("restricted_action_read_only_channel"), says("msg_too_long"), says("invalid_blocks"),
			says("no_text"), says("messages_tab_disabled"), says("not_enabled"),
		},
		{"", "", "opened"}: {says("exchanged_trigger_id")},
		{"", "", "spent"}:  {says("expired_trigger_id"), says("invalid_trigger_id")},
		away: {
			says("invalid_auth"), says("token_revoked"), says("account_inactive"), says("ratelimited"), says("internal_error"), says("fatal_error"), says("service_unavailable"), says("request_timeout"), &slack.RateLimitedError{RetryAfter: 1},
			status(http.StatusInternalServerError), status(http.StatusBadGateway), status(http.StatusTooManyRequests), errors.New("connection refused"),
		},
		final: {
			says("invalid_arguments"),
			status(http.StatusBadRequest), status(http.StatusForbidden), status(http.StatusNotFound),
		},
	} {
		for _, err := range errs {
			look, send, open := explain("do it", err), undelivered("do it", err), unopened("do it", err)
			if diff := cmp.Diff(want, row{marks(look), marks(send), marks(open)}); diff != "" || !strings.HasPrefix(send.Error(), "do it: ") && !bot.IsChatAway(send) {
				t.Errorf("%v became %v: %s", err, send, diff)
			}
		}
	}
	for _, err := range []error{explain("do it", nil), undelivered("do it", nil), unopened("do it", nil)} {
		if err != nil {
			t.Errorf("success became %v", err)
		}
	}
}

// A form that was closed can't be filled anew, and one that shows something else by now is not.
func TestUnfilled(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"hash_conflict": "conflict", "not_found": "unreachable", "internal_error": "away", "invalid_auth": "away", "invalid_arguments": "",
	} {
		if got := marks(unfilled("fill it", slack.SlackErrorResponse{Err: code})); got != want {
			t.Errorf("%s became %q, want %q", code, got, want)
		}
	}
}

// A missing scope is told by its name and with what to do, because only an operator can mend it.
func TestMissingScope(t *testing.T) {
	t.Parallel()
	for needed, want := range map[string]string{
		"im:write": "open it: the bot token lacks the scope im:write; add it to the app and install the app again: unreachable",
		"":         "open it: the bot token lacks the scope for this; add it to the app and install the app again: unreachable",
	} {
		if got := undelivered("open it", slack.SlackErrorResponse{Err: "missing_scope", Needed: needed}); got.Error() != want {
			t.Errorf("got %v", got)
		}
	}
}
