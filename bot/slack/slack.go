// Package slack is the Slack adapter: it shows messages in Block Kit, delivers them and looks people up.
package slack

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"github.com/slack-go/slack"

	"rollcall/bot"
)

const (
	// callTimeout bounds one call; slack-go's own client has no limit.
	callTimeout = 10 * time.Second
	// retries is how often a call that Slack refused for its rate limit is made again. Nothing else is retried here: a message whose answer got
	// lost would be posted twice.
	retries = 2
	// personTTL is how long an answer about a person is used again: so long somebody who was just deactivated may still act.
	personTTL = time.Minute
	// groupTTL is longer, because Slack allows only about twenty look-ups of groups a minute.
	groupTTL = 5 * time.Minute
	kept     = 10_000
)

// Config says how to reach Slack.
type Config struct {
	Token     string            // bot token
	APIURL    string            // https://slack.com/api/ when empty
	Transport http.RoundTripper // nil means the default
}

// Client talks to Slack for the bot.
type Client struct {
	api    *slack.Client
	http   *http.Client
	apiURL *url.URL
	people *expirable.LRU[string, bot.Person]
	groups *expirable.LRU[string, []string]
}

var _ bot.Chat = (*Client)(nil)

// New makes a client. It calls nobody.
func New(cfg Config) (*Client, error) {
	if cfg.APIURL == "" {
		cfg.APIURL = slack.APIURL
	}
	base, err := url.Parse(cfg.APIURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("the address of the Slack API must be an http or https URL")
	}
	httpClient := &http.Client{
		Timeout:   callTimeout,
		Transport: cfg.Transport,
		// A response URL carries a secret: it is not sent on to wherever a redirect says.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	// The order matters: OptionRetry wraps the client that is set at that moment.
	api := slack.New(cfg.Token, slack.OptionAPIURL(strings.TrimSuffix(cfg.APIURL, "/")+"/"), slack.OptionHTTPClient(httpClient), slack.OptionRetry(retries))
	return &Client{
		api: api, http: httpClient, apiURL: base,
		people: expirable.NewLRU[string, bot.Person](kept, nil, personTTL),
		groups: expirable.NewLRU[string, []string](kept, nil, groupTTL),
	}, nil
}

// explain sorts an error of slack-go: nobody there, worth trying later, or final.
func explain(what string, err error) error {
	if err == nil {
		return nil
	}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		switch answer.Err {
		case "user_not_found", "users_not_found", "user_not_visible", "no_such_subteam", "subteam_not_found", "missing_scope":
			return fmt.Errorf("%s: Slack says %s: %w", what, answer.Err, bot.ErrNotFound)
		case "ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout":
			return bot.ErrChatAway(fmt.Errorf("%s: Slack says %s", what, answer.Err))
		}
		return fmt.Errorf("%s: Slack says %s", what, answer.Err)
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code < http.StatusInternalServerError && status.Code != http.StatusTooManyRequests {
		return fmt.Errorf("%s: Slack answered with status %d", what, status.Code)
	}
	return bot.ErrChatAway(fmt.Errorf("%s: %w", what, hideURL(err)))
}

// hideURL keeps the address out of an error: a response URL is a secret.
func hideURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
