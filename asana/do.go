package asana

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/hashicorp/go-retryablehttp"
)

// maxAttempts bounds a call whatever Asana answers.
const maxAttempts = 10

// envelope is what every answer is wrapped in.
type envelope[T any] struct {
	Data     *T        `json:"data"`
	NextPage *nextPage `json:"next_page"`
}

// record is an answer that is one object.
type record interface{ identity() string }

// get makes a call that is answered with one object, unless its arguments are
// invalid.
func get[T record](ctx context.Context, c *Client, call call, invalid error) (T, error) {
	answer, err := ask[T](ctx, c, call, invalid)
	if err != nil {
		var none T
		return none, err
	}
	if (*answer.Data).identity() == "" {
		return *answer.Data, c.unreadable(call, errors.New("the object has no gid"))
	}
	return *answer.Data, nil
}

// ask makes a call unless its arguments are invalid.
func ask[T any](ctx context.Context, c *Client, call call, invalid error) (envelope[T], error) {
	if invalid != nil {
		return envelope[T]{}, newError(call, invalid)
	}
	return do[T](ctx, c, call)
}

// act makes a call whose answer says nothing.
func act(ctx context.Context, c *Client, call call, invalid error) error {
	_, err := ask[struct{}](ctx, c, call, invalid)
	return err
}

// do makes a call and decodes the answer.
func do[T any](ctx context.Context, c *Client, call call) (envelope[T], error) {
	var answer envelope[T]
	raw, err := c.send(ctx, call)
	if err != nil {
		return answer, err
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return answer, c.unreadable(call, err)
	}
	if answer.Data == nil {
		return answer, c.unreadable(call, errors.New("the answer has no data"))
	}
	return answer, nil
}

// unreadable is a success that cannot be read. A write has then most likely
// happened, but nothing is known of its result.
func (c *Client) unreadable(call call, err error) *Error {
	// What the decoder says may quote the answer, which may hold anything.
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		err = errors.New("not JSON")
	}
	e := newError(call, err)
	e.Status, e.transient, e.unknown = http.StatusOK, true, call.writes()
	return e
}

// send makes the attempts of a call and returns the body of a success. A token
// that Asana does not accept is renewed once, where it can be: 401 is said before
// any work is done, so that every method may be repeated after it.
func (c *Client) send(ctx context.Context, call call) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, newError(call, err)
	}
	token, err := c.token(ctx)
	if err != nil {
		return nil, unsigned(call, err)
	}
	a := &attempts{client: c, call: call}
	body, err := a.run(ctx, token)
	if c.config.Renew == nil || !hasStatus(err, http.StatusUnauthorized) {
		return body, err
	}
	if token, err = c.renewed(ctx, token); err != nil {
		return nil, unsigned(call, err)
	}
	return a.run(ctx, token)
}

// unsigned is the error of a call for which there was no token.
func unsigned(call call, err error) *Error {
	e := newError(call, err)
	e.transient = IsUnavailable(err)
	return e
}

// run makes the attempts with one token.
func (a *attempts) run(ctx context.Context, token string) ([]byte, error) {
	req, err := a.client.request(ctx, a.call, token)
	if err != nil {
		return nil, newError(a.call, err)
	}
	resp, err := a.transport().Do(req)
	if err != nil {
		return nil, a.failure(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return nil, a.failure(err)
	case resp.StatusCode/100 == 2:
		return body, nil
	case a.isGone(resp.StatusCode):
		return []byte(`{"data":{}}`), nil
	}
	return nil, a.refusal(resp, body, token)
}

// transport joins the retrying library with our policy for this one call.
func (a *attempts) transport() *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: a,
			// A redirect would carry the token somewhere nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     maxAttempts - 1,
		CheckRetry:   a.check,
		Backoff:      a.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// Most that is read of an answer. Pages have 100 rows; refusals are short unless
// something that is not Asana answers.
const (
	maxAnswer  = 32 << 20
	maxRefusal = 1 << 20
)

// errTooLarge is an answer beyond maxAnswer, which no repetition makes smaller.
var errTooLarge = errors.New("the answer is too large")

// readWhole replaces the body by what it holds, so that a connection that breaks
// in the middle is a failure of the attempt, and nothing is in flight after it.
func readWhole(resp *http.Response) error {
	defer func() { _ = resp.Body.Close() }()
	limit := int64(maxAnswer)
	if resp.StatusCode >= http.StatusMultipleChoices {
		limit = maxRefusal
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return err
	case int64(len(body)) > limit && limit == maxAnswer:
		return errTooLarge
	}
	resp.Body = io.NopCloser(bytes.NewReader(body[:min(int64(len(body)), limit)]))
	return nil
}
