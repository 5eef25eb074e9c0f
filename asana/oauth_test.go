package asana_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
)

// appSecret is no secret anywhere.
const appSecret = "fake-app-secret"

// inApp starts a server that answers sign-in and an application for it.
func inApp(t *testing.T, handler http.HandlerFunc) asana.App {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return asana.App{ClientID: "42", ClientSecret: appSecret, RedirectURL: "https://bot.example/oauth/asana/callback", BaseURL: server.URL + mount}
}

// testForm compares the form of a request.
func testForm(t *testing.T, r *http.Request, want map[string]string) {
	t.Helper()
	if err := r.ParseForm(); err != nil {
		t.Error(err)
	}
	got := map[string]string{}
	for key := range r.PostForm {
		got[key] = r.PostForm.Get(key)
	}
	if diff := cmp.Diff(want, got); diff != "" || r.URL.RawQuery != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
}

// Ensure a person is sent to Asana with the state and the hash of the verifier.
func TestApp_AuthCodeURL(t *testing.T) {
	t.Parallel()
	app := asana.App{ClientID: "42", RedirectURL: "https://bot.example/back", Scopes: []string{"default", "users:read"}}
	// The pair is the example of RFC 7636, appendix B.
	address, err := url.Parse(app.AuthCodeURL("the state", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{"at": address.Scheme + "://" + address.Host + address.Path}
	for key := range address.Query() {
		got[key] = address.Query().Get(key)
	}
	want := map[string]string{
		"at": "https://app.asana.com/-/oauth_authorize", "client_id": "42", "redirect_uri": "https://bot.example/back", "response_type": "code",
		"scope": "default users:read", "state": "the state", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if one, two := asana.NewVerifier(), asana.NewVerifier(); one == two || len(one) < 43 {
		t.Errorf("verifiers %q and %q", one, two)
	}
}

func TestApp_Exchange(t *testing.T) {
	t.Parallel()
	app := inApp(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/mount/-/oauth_token" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		testForm(t, r, map[string]string{
			"grant_type": "authorization_code", "code": "the-code", "redirect_uri": "https://bot.example/oauth/asana/callback",
			"code_verifier": "the-verifier", "client_id": "42", "client_secret": appSecret,
		})
		answer(w, http.StatusOK, `{"access_token":"a1","token_type":"bearer","expires_in":3600,"refresh_token":"r1","data":{"gid":"5","name":"Maya","email":"maya@example.com"}}`)
	})
	got, err := app.Exchange(t.Context(), "the-code", "the-verifier")
	if left := time.Until(got.Expiry); left < 59*time.Minute || left > time.Hour {
		t.Errorf("it lasts %v", left)
	}
	got.Expiry = time.Time{}
	want := asana.Token{Access: "a1", Refresh: "r1", Owner: asana.User{GID: "5", Name: "Maya", Email: "maya@example.com"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Ensure the refresh token stays when none comes back, and is replaced by one
// that does.
func TestApp_Refresh(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{``: "r1", `,"refresh_token":"r2"`: "r2"} {
		app := inApp(t, func(w http.ResponseWriter, r *http.Request) {
			testForm(t, r, map[string]string{"grant_type": "refresh_token", "refresh_token": "r1", "client_id": "42", "client_secret": appSecret})
			answer(w, http.StatusOK, `{"access_token":"a2","token_type":"bearer","expires_in":3600`+sent+`}`)
		})
		if got, err := app.Refresh(t.Context(), "r1"); err != nil || got.Access != "a2" || got.Refresh != want {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

func TestApp_Revoke(t *testing.T) {
	t.Parallel()
	app := inApp(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/mount/-/oauth_revoke" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		testForm(t, r, map[string]string{"client_id": "42", "client_secret": appSecret, "token": "r1"})
		answer(w, http.StatusOK, `{}`)
	})
	if err := app.Revoke(t.Context(), "r1"); err != nil {
		t.Error(err)
	}
}

// Ensure refusals in both of Asana's shapes are read, without any secret.
func TestApp_Refused(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		status  int
		body    string
		code    string
		message string
		again   bool
	}{
		"signed out":  {400, `{"error":"invalid_grant","error_description":"The code the-secret-code of maya@example.com is not known."}`, "invalid_grant", "The code [redacted] of [e-mail] is not known.", false},
		"wrong app":   {401, `{"error":"invalid_client","error_description":"` + appSecret + `"}`, "invalid_client", "[redacted]", false},
		"of the API":  {403, `{"errors":[{"message":"forbidden_scopes","error":"forbidden"}]}`, "forbidden", "forbidden_scopes", false},
		"of the edge": {502, `<html>`, "", "", true},
		"too many":    {429, `{"errors":[{"message":"slow down"}]}`, "", "slow down", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := inApp(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, x.status, x.body) })
			_, exchanged := app.Exchange(t.Context(), "the-secret-code", "the-verifier")
			_, refreshed := app.Refresh(t.Context(), "the-secret-code")
			for _, err := range []error{exchanged, refreshed, app.Revoke(t.Context(), "the-secret-code")} {
				e, ok := errors.AsType[*asana.Error](err)
				if !ok || e.Status != x.status || e.Code != x.code || strings.Join(e.Messages, "") != x.message || asana.IsUnavailable(err) != x.again {
					t.Errorf("%+v", err)
				}
				if asana.IsUnauthorized(err) != (name == "signed out" || name == "wrong app") {
					t.Errorf("unauthorized is %v: %v", asana.IsUnauthorized(err), err)
				}
				if text := fmt.Sprintf("%v %+v", err, e); strings.Contains(text, "secret-code") || strings.Contains(text, appSecret) {
					t.Errorf("a secret is in %s", text)
				}
			}
		})
	}
}

// Ensure answers that are none, and no answer at all, are failures that pass.
func TestApp_NoAnswer(t *testing.T) {
	t.Parallel()
	odd := inApp(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, `{"token_type":"bearer"}`) })
	gone := inApp(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, first := odd.Refresh(t.Context(), "r1")
	_, second := gone.Refresh(t.Context(), "r1")
	for _, err := range []error{first, second, gone.Revoke(t.Context(), "r1")} {
		if !asana.IsUnavailable(err) || asana.IsUnauthorized(err) {
			t.Errorf("%v", err)
		}
	}
}
