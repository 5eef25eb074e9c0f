// Package slack is the Slack adapter: it shows messages, forms and pages in Block Kit, delivers them and looks people up.
package slack

import (
	"errors"
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
	// wideRetries is how often a call is made again that may be made twice, whatever went wrong.
	wideRetries = 3
	// personTTL is how long an answer about a person is used again: so long somebody who was just deactivated may still act.
	personTTL = time.Minute
	// channelTTL is how long a channel that was just shared with another company may still pass for the company's own.
	channelTTL = time.Minute
	// groupTTL is longer, because Slack allows only about twenty look-ups of groups a minute.
	groupTTL = 5 * time.Minute
	kept     = 10_000
)

// Config says how to reach Slack.
type Config struct {
	Token     string            // bot token
	APIURL    string            // https://slack.com/api/ when empty
	Transport http.RoundTripper // nil means one of the client's own
}

// Client talks to Slack for the bot.
type Client struct {
	api      *slack.Client // makes a call again only when Slack refused it for its rate limit
	again    *slack.Client // for calls that may be made twice
	http     *http.Client
	apiURL   *url.URL
	people   *expirable.LRU[string, bot.Person] // by id, and by e-mail address
	groups   *expirable.LRU[string, []string]
	channels *expirable.LRU[string, bot.Channel]
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
	if cfg.Transport == nil {
		cfg.Transport = ownTransport()
	}
	httpClient := &http.Client{
		Timeout:   callTimeout,
		Transport: cfg.Transport,
		// A response URL carries a secret: it is not sent on to wherever a redirect says.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Client{
		api: newAPI(cfg, httpClient, slack.OptionRetry(retries)), again: newAPI(cfg, httpClient, slack.OptionRetryConfig(wide())),
		http: httpClient, apiURL: base,
		people:   expirable.NewLRU[string, bot.Person](kept, nil, personTTL),
		groups:   expirable.NewLRU[string, []string](kept, nil, groupTTL),
		channels: expirable.NewLRU[string, bot.Channel](kept, nil, channelTTL),
	}, nil
}

// ownTransport keeps as many connections as there may be calls at a busy moment.
func ownTransport() http.RoundTripper {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 32, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second,
	}
}

// Close closes the connections that no call uses.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// newAPI makes a client of slack-go. The order matters: a retry wraps the HTTP client that is set at that moment.
func newAPI(cfg Config, c *http.Client, retry slack.Option) *slack.Client {
	return slack.New(cfg.Token, slack.OptionAPIURL(strings.TrimSuffix(cfg.APIURL, "/")+"/"), slack.OptionHTTPClient(c), retry)
}

// wide is how calls are made again that may be made twice: after a cut connection and a failure of Slack's as well.
func wide() slack.RetryConfig {
	cfg := slack.DefaultRetryConfig()
	cfg.MaxRetries, cfg.BackoffMax = wideRetries, time.Second
	cfg.Handlers = append(slack.AllBuiltinRetryHandlers(cfg), slack.NewServerErrorRetryHandler(cfg))
	return cfg
}
