package asana

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Defaults of [Config]. Asana allows 50 reads and 15 writes at once; staying
// below leaves room for whatever else uses the same token.
const (
	DefaultBaseURL           = "https://app.asana.com/api/1.0"
	DefaultRequestsPerMinute = 150
	DefaultMaxReads          = 40
	DefaultMaxWrites         = 12
	DefaultAttemptTimeout    = 30 * time.Second
	DefaultUserAgent         = "rollcall"

	asanaMaxReads  = 50
	asanaMaxWrites = 15
)

// Config says what a client needs. One client stands for one token, because
// Asana counts its limits per token.
type Config struct {
	// BaseURL is where the API is; empty means DefaultBaseURL.
	BaseURL string
	// Token is a personal access token or one of a service account. Exactly one
	// of Token and TokenSource is required.
	Token string
	// TokenSource is asked for a token before each call; see [Session].
	TokenSource func(context.Context) (string, error)
	// Renew, when set, is asked for another token once a call, after Asana did not
	// accept the one it is told. It goes with TokenSource.
	Renew func(ctx context.Context, rejected string) (string, error)
	// RequestsPerMinute is the pace; 0 means DefaultRequestsPerMinute, what
	// Asana allows a free workspace.
	RequestsPerMinute int
	// MaxReads and MaxWrites bound what is in flight; 0 means the defaults.
	MaxReads, MaxWrites int
	// AttemptTimeout bounds one exchange, not a call with its repetitions; 0
	// means DefaultAttemptTimeout.
	AttemptTimeout time.Duration
	// Enable and Disable name changes of the API to take early or late.
	Enable, Disable []string
	// UserAgent names us to Asana; empty means DefaultUserAgent.
	UserAgent string
	// Ration, when set, is asked before each request and keeps the limits together
	// with everybody else who uses the token. Nil means that nobody else does.
	Ration Ration
	// Transport carries the requests; nil means our own, which lets no write leave
	// after its time.
	Transport http.RoundTripper
	// OnChange, when set, is called once for each change that Asana announces.
	OnChange func(name, info string)
	// OnCall, when set, is called after each exchange.
	OnCall func(Call)
}

// Call describes one exchange, for metrics. It holds nothing of persons.
type Call struct {
	// Op is the client's method, Route the path's template.
	Op, Method, Route string
	// Status is 0 when there was no answer.
	Status int
	// Duration is the time on the wire, without waiting for our own limits.
	Duration time.Duration
}

func (c Config) rate() int        { return cmp.Or(c.RequestsPerMinute, DefaultRequestsPerMinute) }
func (c Config) maxReads() int    { return cmp.Or(c.MaxReads, DefaultMaxReads) }
func (c Config) maxWrites() int   { return cmp.Or(c.MaxWrites, DefaultMaxWrites) }
func (c Config) agent() string    { return cmp.Or(c.UserAgent, DefaultUserAgent) }
func (c Config) baseText() string { return cmp.Or(c.BaseURL, DefaultBaseURL) }

func (c Config) timeout() time.Duration { return cmp.Or(c.AttemptTimeout, DefaultAttemptTimeout) }

// reading is what carries requests that change nothing. Our own has as many idle
// connections as there may be requests, so that none is opened and closed again
// at once.
func (c Config) reading() http.RoundTripper {
	if c.Transport != nil {
		return c.Transport
	}
	own := ownTransport(c.maxReads())
	own.ForceAttemptHTTP2 = true
	return own
}

// writing is what carries requests that change something.
func (c Config) writing() http.RoundTripper {
	if c.Transport != nil {
		return c.Transport
	}
	return newPunctual(ownTransport(c.maxWrites()))
}

func ownTransport(idle int) *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: idle, IdleConnTimeout: 60 * time.Second, TLSHandshakeTimeout: 10 * time.Second,
	}
}

// validate names all faults at once. No message repeats a value that may be
// secret.
func (c Config) validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if (c.Token == "") == (c.TokenSource == nil) {
		fault("give either Token or TokenSource")
	}
	if c.Renew != nil && c.TokenSource == nil {
		fault("Renew goes with TokenSource")
	}
	if !isHeaderSafe(c.Token) {
		fault("Token has characters that no token has")
	}
	if !isHeaderSafe(strings.ReplaceAll(c.agent(), " ", "")) {
		fault("UserAgent has characters that no header has")
	}
	if c.RequestsPerMinute < 0 {
		fault("RequestsPerMinute is %d", c.RequestsPerMinute)
	}
	if n := c.maxReads(); n < 1 || n > asanaMaxReads {
		fault("MaxReads is %d; Asana allows 1 to %d", n, asanaMaxReads)
	}
	if n := c.maxWrites(); n < 1 || n > asanaMaxWrites {
		fault("MaxWrites is %d; Asana allows 1 to %d", n, asanaMaxWrites)
	}
	if c.AttemptTimeout < 0 {
		fault("AttemptTimeout is %v", c.AttemptTimeout)
	}
	faults = append(faults, validateNames("Enable", c.Enable), validateNames("Disable", c.Disable))
	return errors.Join(faults...)
}

func validateNames(field string, names []string) error {
	for _, name := range names {
		if name == "" || !isHeaderSafe(name) || strings.Contains(name, ",") {
			return fmt.Errorf("%s has the bad name %q", field, name)
		}
	}
	return nil
}

// isHeaderSafe tells whether s can stand in a header without ending it.
func isHeaderSafe(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// base parses the address of the API; the result has no slash at its end.
func (c Config) base() (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(c.baseText(), "/"))
	switch {
	case err != nil:
		return nil, errors.New("BaseURL is no address")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("BaseURL has the scheme %q; it must be http or https", u.Scheme)
	case u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("BaseURL must be scheme, host and path alone")
	case strings.Contains(u.Path, "..") || u.RawPath != "":
		return nil, errors.New("BaseURL has an odd path")
	}
	return u, nil
}
