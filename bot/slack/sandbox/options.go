package sandbox

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Options says which app a sandbox talks to and under which rules.
type Options struct {
	// App is the URL of the app; requests go to App + "/slack/commands" and the
	// like. It may be given later with [Server.SetApp].
	App string
	// SigningSecret signs every request to the app. Required.
	SigningSecret string
	// BotToken is the token the Web API accepts. Required.
	BotToken string
	// Command is the name of the slash command; "/asana" when empty.
	Command string
	// Seed is the workspace at the start; [DefaultSeed] when nil.
	Seed *Seed
	// BaseURL is where the app reaches this server, without a trailing slash.
	// It begins every response_url and may be given later with [Server.SetBaseURL].
	BaseURL string
	// Now tells the time; time.Now when nil.
	Now func() time.Time
	// Clock moves the clock of the service. When nil, the clock control answers 404.
	Clock func(time.Duration)
	// Client sends the requests to the app; a plain client when nil. Redirects
	// are never followed.
	Client *http.Client
	// Timeout is how long the app has for an answer; Slack's 3 s when zero.
	Timeout time.Duration
	// Wait pauses between the deliveries of an event; a timer when nil.
	Wait func(context.Context, time.Duration) error
	// NoRateLimits switches the rate limits off, for tests that call a lot.
	NoRateLimits bool
}

// ErrNoSecret says that a sandbox cannot sign or authenticate.
var ErrNoSecret = errors.New("slack sandbox: SigningSecret and BotToken are required")

func (o Options) withDefaults() (Options, error) {
	if o.SigningSecret == "" || o.BotToken == "" {
		return o, ErrNoSecret
	}
	if o.Command == "" {
		o.Command = "/asana"
	}
	if o.Seed == nil {
		o.Seed = DefaultSeed()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout == 0 {
		o.Timeout = 3 * time.Second
	}
	if o.Wait == nil {
		o.Wait = waitTimer
	}
	o.Client = withoutRedirects(o.Client)
	return o, nil
}

// withoutRedirects copies the client, because the caller's own must not change.
func withoutRedirects(c *http.Client) *http.Client {
	out := &http.Client{}
	if c != nil {
		*out = *c
	}
	out.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return out
}

func waitTimer(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
