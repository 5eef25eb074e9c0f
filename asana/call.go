package asana

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/hashicorp/go-retryablehttp"
)

// call is one operation before it is sent.
type call struct {
	op, method string
	// route is the path as the document spells it, with {names}.
	route string
	// args fill the names of the route in order. They are checked where they
	// come from, by checkGID and checkUser.
	args  []string
	query url.Values
	// body is what "data" holds; nil means no body.
	body any
	// unlimited lists take no page size, and search has a pace of its own.
	unlimited, search bool
}

// writes tells whether the call changes something.
func (c call) writes() bool { return c.method != http.MethodGet }

// request builds the request. The route is ours and the arguments are escaped,
// so what results is always below the base.
func (c *Client) request(ctx context.Context, call call, token string) (*retryablehttp.Request, error) {
	body, err := encode(call.body)
	if err != nil {
		return nil, err
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, call.method, c.address(call), body)
	if err != nil {
		// The error is not wrapped, as it may repeat the address with its query.
		return nil, fmt.Errorf("%w: no request can be made of it", ErrArgument)
	}
	c.setHeaders(req.Header, token)
	if call.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

func (c *Client) address(call call) string {
	u := c.base.String() + fill(call.route, call.args)
	if len(call.query) > 0 {
		u += "?" + call.query.Encode()
	}
	return u
}

// fill puts the arguments in the places of a route.
func fill(route string, args []string) string {
	segments := strings.Split(route, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i], args = url.PathEscape(args[0]), args[1:]
		}
	}
	return strings.Join(segments, "/")
}

func (c *Client) setHeaders(header http.Header, token string) {
	header.Set("Authorization", "Bearer "+token)
	header.Set("Accept", "application/json")
	header.Set("User-Agent", c.config.agent())
	if len(c.config.Enable) > 0 {
		header.Set("Asana-Enable", strings.Join(c.config.Enable, ","))
	}
	if len(c.config.Disable) > 0 {
		header.Set("Asana-Disable", strings.Join(c.config.Disable, ","))
	}
}

func (c *Client) token(ctx context.Context) (string, error) {
	if c.config.TokenSource == nil {
		return c.config.Token, nil
	}
	return usable(c.config.TokenSource(ctx))
}

// renewed asks once more, after Asana did not accept a token.
func (c *Client) renewed(ctx context.Context, rejected string) (string, error) {
	return usable(c.config.Renew(ctx, rejected))
}

// usable refuses tokens that cannot stand in a header.
func usable(token string, err error) (string, error) {
	if err != nil {
		return "", fmt.Errorf("get a token: %w", err)
	}
	if token == "" || !isHeaderSafe(token) {
		return "", fmt.Errorf("%w: the token source gave no usable token", ErrArgument)
	}
	return token, nil
}

// encode wraps what is sent as Asana wants it; nil stays nil.
func encode(data any) (any, error) {
	if data == nil {
		return nil, nil
	}
	raw, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrArgument, err)
	}
	return bytes.NewReader(raw), nil
}
