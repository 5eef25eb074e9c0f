package asana_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"rollcall/asana"
	"rollcall/asana/contract"
	"rollcall/asana/sandbox"
)

// inSignIn starts a sandbox that knows an application, and returns both.
func inSignIn(t *testing.T) (asana.App, asana.Config) {
	t.Helper()
	seed, err := sandbox.ReadSeed(strings.NewReader(company))
	if err != nil {
		t.Fatal(err)
	}
	app := asana.App{ClientID: "42", ClientSecret: appSecret, RedirectURL: "https://bot.example/oauth/asana/callback"}
	seed.Settings.OAuthClients = []sandbox.SeedOAuthClient{{ClientID: app.ClientID, ClientSecret: appSecret, RedirectURIs: []string{app.RedirectURL}}}
	box, err := sandbox.New(sandbox.Options{Seed: seed, RatePerMinute: 60_000})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(contract.Handler(t, http.StripPrefix("/below", box)))
	t.Cleanup(server.Close)
	app.BaseURL = server.URL + "/below/api/1.0"
	return app, asana.Config{BaseURL: app.BaseURL, RequestsPerMinute: 60_000, Transport: contract.Transport(t, nil)}
}

// consent lets Maya agree on Asana's page and returns the code that comes back.
func consent(t *testing.T, address, state string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("user=202"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	back, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || back.Query().Get("state") != state || back.Query().Get("code") == "" {
		t.Fatalf("%d: back to %v, %v", resp.StatusCode, back, err)
	}
	return back.Query().Get("code")
}

// Ensure a person signs in, acts as themselves, is renewed, and signs out.
func TestSandbox_SignIn(t *testing.T) {
	t.Parallel()
	app, config := inSignIn(t)
	ctx := t.Context()
	verifier := asana.NewVerifier()
	code := consent(t, app.AuthCodeURL("the-state", verifier), "the-state")
	token, err := app.Exchange(ctx, code, verifier)
	if err != nil || token.Refresh == "" || token.Owner.GID != "202" || token.Owner.Email != "maya@tidewater.example" {
		t.Fatalf("owner %+v, %v", token.Owner, err)
	}
	if _, err := app.Exchange(ctx, code, verifier); !asana.IsUnauthorized(err) {
		t.Errorf("a used code: %v", err)
	}
	kept := ""
	session := app.Session(asana.Token{Access: "spoilt", Refresh: token.Refresh, Owner: token.Owner}, func(_ context.Context, token asana.Token) error {
		kept = token.Access
		return nil
	})
	config.TokenSource, config.Renew = session.Token, session.Renew
	client := newClient(t, config)
	if me, err := client.Me(ctx); err != nil || me.GID != "202" || kept == "" || kept == "spoilt" {
		t.Errorf("me %+v, %v", me, err)
	}
	if err := app.Revoke(ctx, token.Refresh); err != nil {
		t.Error(err)
	}
	if _, err := client.Me(ctx); !asana.IsUnauthorized(err) {
		t.Errorf("after the end of consent: %v", err)
	}
}
