package asana

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// App is an application registered with Asana, which people let act for them. It
// needs full permissions, since Asana has no narrower scope for memberships.
type App struct {
	ClientID, ClientSecret string
	// RedirectURL is where Asana sends people back to, as registered.
	RedirectURL string
	// Scopes are what to ask for; none means what is registered.
	Scopes []string
	// BaseURL is the API's, as in [Config]: sign-in is beside it. Empty means
	// DefaultBaseURL.
	BaseURL string
	// Transport carries the requests; nil means the default one.
	Transport http.RoundTripper
}

// Token is what Asana gives for a person's consent. Both of its secrets must be
// kept from logs and encrypted at rest.
type Token struct {
	Access, Refresh string
	// Expiry is when Access ends, an hour after it was given.
	Expiry time.Time
	// Owner is who consented; it is empty in renewed tokens that do not say.
	Owner User
}

// NewVerifier makes the secret of one sign-in (PKCE): AuthCodeURL shows its hash,
// Exchange proves that whoever began the sign-in ends it.
func NewVerifier() string { return oauth2.GenerateVerifier() }

// AuthCodeURL is where a person consents. State comes back with the code and must
// be tied to the person's browser.
func (a App) AuthCodeURL(state, verifier string) string {
	return a.config().AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

// Exchange turns the code that came back into a token.
func (a App) Exchange(ctx context.Context, code, verifier string) (Token, error) {
	token, err := a.config().Exchange(a.carried(ctx), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Token{}, a.failure("Exchange", err, code, verifier)
	}
	return tokenOf(token), nil
}

// Refresh turns a refresh token into a new token. Asana mostly sends no other
// refresh token; then the result holds the one it was given.
func (a App) Refresh(ctx context.Context, refresh string) (Token, error) {
	token, err := a.config().TokenSource(a.carried(ctx), &oauth2.Token{RefreshToken: refresh}).Token()
	if err != nil {
		return Token{}, a.failure("Refresh", err, refresh)
	}
	return tokenOf(token), nil
}

// Revoke ends a person's consent, by the refresh token. It succeeds also when
// Asana does not know the token.
func (a App) Revoke(ctx context.Context, refresh string) error {
	form := url.Values{"client_id": {a.ClientID}, "client_secret": {a.ClientSecret}, "token": {refresh}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.endpoint("oauth_revoke"), strings.NewReader(form.Encode()))
	if err != nil {
		return a.failure("Revoke", errors.New("no request can be made of the address"))
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := a.client().Do(req)
	if err != nil {
		return a.failure("Revoke", err, refresh)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return a.failure("Revoke", refused(resp), refresh)
}

// config describes the application to the library.
func (a App) config() *oauth2.Config {
	return &oauth2.Config{
		ClientID: a.ClientID, ClientSecret: a.ClientSecret, RedirectURL: a.RedirectURL, Scopes: a.Scopes,
		Endpoint: oauth2.Endpoint{
			AuthURL: a.endpoint("oauth_authorize"), TokenURL: a.endpoint("oauth_token"), AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

// endpoint is an address beside the API.
func (a App) endpoint(name string) string {
	base := strings.TrimRight(cmp.Or(a.BaseURL, DefaultBaseURL), "/")
	return strings.TrimSuffix(base, "/api/1.0") + "/-/" + name
}

// client carries the requests; it follows no redirect, which would take the
// secrets somewhere nobody configured.
func (a App) client() *http.Client {
	return &http.Client{
		Transport: a.Transport, Timeout: DefaultAttemptTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// carried hands our client to the library.
func (a App) carried(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, a.client())
}

// tokenOf reads what the library does not: whose token it is.
func tokenOf(token *oauth2.Token) Token {
	var owner User
	if raw, err := json.Marshal(token.Extra("data")); err == nil {
		_ = json.Unmarshal(raw, &owner)
	}
	return Token{Access: token.AccessToken, Refresh: token.RefreshToken, Expiry: token.Expiry, Owner: owner}
}
