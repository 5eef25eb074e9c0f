package asana

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// Client talks to Asana with one token. It is safe for concurrent use.
type Client struct {
	config  Config
	base    *url.URL
	reads   http.RoundTripper
	writes  http.RoundTripper
	limits  *limits
	changes *changes
}

// New makes a client, or names everything that is wrong with its configuration.
// It sends nothing.
func New(config Config) (*Client, error) {
	base, err := config.base()
	if err := errors.Join(err, config.validate()); err != nil {
		return nil, fmt.Errorf("asana: %w", err)
	}
	return &Client{
		config:  config,
		base:    base,
		reads:   config.reading(),
		writes:  config.writing(),
		limits:  newLimits(config),
		changes: new(changes),
	}, nil
}

// Close closes the connections that no call uses. The client stays usable.
func (c *Client) Close() {
	for _, t := range []http.RoundTripper{c.reads, c.writes} {
		(&http.Client{Transport: t}).CloseIdleConnections()
	}
}

// As returns a client that signs in as another person and is otherwise the same.
// Its limits are its own, because Asana counts them per token; so keep one client
// for each person. No ration is asked, because that is the one of another token.
func (c *Client) As(session *Session) *Client {
	other := *c
	other.config.Token, other.config.TokenSource, other.config.Renew = "", session.Token, session.Renew
	other.config.Ration = nil
	other.limits = newLimits(other.config)
	return &other
}
