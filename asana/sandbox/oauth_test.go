package sandbox_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/asana/sandbox"
)

const (
	appID, appSecret = "1208000000100001", "sandbox-client-secret"
	callback         = "http://127.0.0.1:9/callback"
	verifier         = "a-verifier-that-is-long-enough-to-be-one-0123456789"
)

// challenge is the S256 form of the verifier.
func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// values makes a form out of names and values; pairs override what came before.
func values(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// asking is the query of a sound authorization, changed by pairs.
func asking(pairs ...string) url.Values {
	return values(append([]string{
		"client_id", appID, "redirect_uri", callback, "response_type", "code", "state", "s1",
		"code_challenge", challenge(), "code_challenge_method", "S256",
	}, pairs...)...)
}

// form posts a form beside the API, without following where it leads.
func (b *bench) form(path string, form url.Values) result {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.raw(req)
}

// raw sends a request without following where it leads.
func (b *bench) raw(req *http.Request) result {
	b.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return b.sendWith(client, req)
}

// consent lets a person consent and returns where the browser is sent.
func (b *bench) consent(who string, query url.Values) url.Values {
	b.t.Helper()
	to := b.form("/-/oauth_authorize?"+query.Encode(), values("user", who)).want(http.StatusSeeOther).header.Get("Location")
	back, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(to, callback+"?") {
		b.t.Fatalf("sent to %q: %v", to, err)
	}
	return back.Query()
}

// exchange posts a code to the token endpoint; pairs override.
func (b *bench) exchange(code string, pairs ...string) result {
	b.t.Helper()
	return b.form("/-/oauth_token", values(append([]string{
		"grant_type", "authorization_code", "client_id", appID, "client_secret", appSecret,
		"redirect_uri", callback, "code", code, "code_verifier", verifier,
	}, pairs...)...))
}

// refresh posts a refresh token to the token endpoint.
func (b *bench) refresh(token string) result {
	b.t.Helper()
	return b.form("/-/oauth_token", values("grant_type", "refresh_token", "client_id", appID,
		"client_secret", appSecret, "refresh_token", token))
}

// told checks that a refusal has RFC 6749's form.
func (r result) told(status int, code string) {
	r.t.Helper()
	if r.want(status); r.body["error"] != code || r.body["error_description"] == "" || r.body["errors"] != nil {
		r.t.Errorf("want %s: %s", code, r.raw)
	}
}

// word returns a text of an answer's body.
func (r result) word(name string) string {
	text, _ := r.body[name].(string)
	return text
}

// Ensure a person's consent becomes a token that acts as them for an hour, which
// the refresh token renews until it is revoked.
func TestOAuth(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	back := b.consent(maya, asking())
	if back.Get("state") != "s1" {
		t.Errorf("went back with %v", back)
	}
	tokens := b.exchange(back.Get("code")).want(http.StatusOK)
	if tokens.body["expires_in"] != 3600.0 || tokens.body["token_type"] != "bearer" ||
		tokens.header.Get("Cache-Control") != "no-store" || member(tokens.body["data"], "email") != "maya@tidewater.example" {
		t.Errorf("got %v %s", tokens.header, tokens.raw)
	}
	first, refresh := tokens.word("access_token"), tokens.word("refresh_token")
	if got := b.as(first, http.MethodGet, "/users/me", "").want(http.StatusOK).at("gid"); got != maya {
		t.Errorf("the token acts as %v", got)
	}
	b.clock.forward(time.Hour - time.Second)
	b.as(first, http.MethodGet, "/users/me", "").want(http.StatusOK)
	b.clock.forward(time.Second)
	b.as(first, http.MethodGet, "/users/me", "").refused(http.StatusUnauthorized, "Not Authorized")
	again := b.refresh(refresh).want(http.StatusOK)
	if again.body["refresh_token"] != nil {
		t.Errorf("a refresh answered %s", again.raw)
	}
	second := again.word("access_token")
	b.as(second, http.MethodGet, "/users/me", "").want(http.StatusOK)

	revoke := func(token string) result {
		return b.form("/-/oauth_revoke", values("client_id", appID, "client_secret", appSecret, "token", token))
	}
	revoke(second).told(http.StatusBadRequest, "unsupported_token_type")
	revoke("unknown").want(http.StatusOK)
	revoke(refresh).want(http.StatusOK)
	b.as(second, http.MethodGet, "/users/me", "").want(http.StatusUnauthorized)
	b.refresh(refresh).told(http.StatusBadRequest, "invalid_grant")
	revoke(refresh).want(http.StatusOK)
}

// Ensure a code works once, for ten minutes, for its app, address and verifier.
func TestOAuthCodes(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) {
		other := sandbox.SeedOAuthClient{ClientID: "2", ClientSecret: "other"}
		seed.Settings.OAuthClients = append(seed.Settings.OAuthClients, other)
	})
	fresh := func() string { return b.consent(ben, asking()).Get("code") }
	for _, pairs := range [][]string{
		{"redirect_uri", callback + "/"}, {"code_verifier", verifier + "x"}, {"code_verifier", ""},
		{"client_id", "2", "client_secret", "other"}, {"code", "made-up"},
	} {
		b.exchange(fresh(), pairs...).told(http.StatusBadRequest, "invalid_grant")
	}
	code := fresh()
	b.exchange(code, "code_verifier", verifier+"x").told(http.StatusBadRequest, "invalid_grant")
	b.exchange(code).told(http.StatusBadRequest, "invalid_grant")
	code = fresh()
	b.exchange(code).want(http.StatusOK)
	b.exchange(code).told(http.StatusBadRequest, "invalid_grant")
	code = fresh()
	b.clock.forward(10*time.Minute - time.Second)
	b.exchange(code).want(http.StatusOK)
	code = fresh()
	b.clock.forward(10 * time.Minute)
	b.exchange(code).told(http.StatusBadRequest, "invalid_grant")
	plain := asking()
	plain.Del("code_challenge")
	plain.Del("code_challenge_method")
	b.exchange(b.consent(ben, plain).Get("code"), "code_verifier", "").want(http.StatusOK)
	b.exchange(b.consent(ben, plain).Get("code")).told(http.StatusBadRequest, "invalid_grant")
}

// Ensure the app is made sure of before anything is used up.
func TestOAuthClients(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	code := b.consent(ben, asking()).Get("code")
	b.exchange(code, "client_secret", "wrong").told(http.StatusUnauthorized, "invalid_client")
	b.exchange(code, "client_id", "wrong").told(http.StatusUnauthorized, "invalid_client")
	b.exchange(code, "grant_type", "").told(http.StatusBadRequest, "invalid_request")
	b.exchange(code, "grant_type", "password").told(http.StatusBadRequest, "unsupported_grant_type")
	b.form("/-/oauth_revoke", values("client_id", appID, "token", "x")).told(http.StatusUnauthorized, "invalid_client")
	b.form("/-/oauth_revoke", values("client_id", appID, "client_secret", appSecret)).told(http.StatusBadRequest, "invalid_request")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/-/oauth_token", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	b.send(req).told(http.StatusBadRequest, "invalid_request")
	b.exchange(code).want(http.StatusOK)
	b.form("/-/nothing", nil).refused(http.StatusNotFound, "No matching route for request")
}

// Ensure what is wrong with the way back is told to the person, and everything
// else to the app.
func TestOAuthAuthorizeRefusals(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) {
		seed.Settings.OAuthClients = append(seed.Settings.OAuthClients, sandbox.SeedOAuthClient{
			ClientID: "3", ClientSecret: "s", RedirectURIs: []string{"https://app.example/back"}, Scopes: []string{"users:read"},
		})
	})
	open := func(query url.Values) result {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.url+"/-/oauth_authorize?"+query.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return b.raw(req)
	}
	for _, pairs := range [][]string{
		{"client_id", "unknown"}, {"redirect_uri", "http://elsewhere.example/"}, {"redirect_uri", ""},
		{"client_id", "3"}, {"redirect_uri", "https://app.example/#part"}, {"redirect_uri", "javascript:alert(1)"},
	} {
		if page := open(asking(pairs...)).want(http.StatusBadRequest); page.header.Get("Location") != "" || !strings.Contains(page.raw, "cannot be authorized") {
			t.Errorf("%v was answered %s", pairs, page.raw)
		}
	}
	for code, pairs := range map[string][]string{
		"unsupported_response_type": {"response_type", "id_token"},
		"invalid_request":           {"state", ""},
		"invalid_request ":          {"code_challenge_method", "plain"},
		"invalid_request  ":         {"code_challenge", "short"},
		"invalid_scope":             {"scope", "everything"},
		"forbidden_scopes":          {"scope", "users:read"},
		"forbidden_scopes ":         {"client_id", "3", "redirect_uri", "https://app.example/back", "scope", "default"},
	} {
		to, err := url.Parse(open(asking(pairs...)).want(http.StatusSeeOther).header.Get("Location"))
		if err != nil || to.Query().Get("error") != strings.TrimSpace(code) || to.Query().Has("code") {
			t.Errorf("%v led to %v, %v", pairs, to, err)
		}
	}
	page := open(asking()).want(http.StatusOK).raw
	if !strings.Contains(page, `value="`+maya+`"`) || strings.Contains(page, dana) || !strings.Contains(page, `<form method="post">`) {
		t.Errorf("the page is %s", page)
	}
	denied := b.form("/-/oauth_authorize?"+asking().Encode(), values("deny", "true")).want(http.StatusSeeOther)
	if to := denied.header.Get("Location"); to != callback+"?error=access_denied&error_description=The+user+denied+the+request.&state=s1" {
		t.Errorf("a denial led to %s", to)
	}
	b.form("/-/oauth_authorize?"+asking().Encode(), values("user", dana)).want(http.StatusBadRequest)
	shown := b.form("/-/oauth_authorize?"+asking("redirect_uri", "urn:ietf:wg:oauth:2.0:oob").Encode(), values("user", ada)).want(http.StatusOK)
	if !strings.Contains(shown.raw, `<code id="code">`) {
		t.Errorf("out of band: %s", shown.raw)
	}
}

// Ensure granular scopes open what they name and nothing about memberships.
func TestOAuthScopes(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) {
		seed.Settings.OAuthClients[0].Scopes = []string{"users:read", "projects:read"}
	})
	token := func(pairs ...string) string {
		return b.exchange(b.consent(ada, asking(pairs...)).Get("code")).want(http.StatusOK).word("access_token")
	}
	some, all := token("scope", "users:read"), token()
	b.as(some, http.MethodGet, "/users/me", "").want(http.StatusOK)
	b.as(some, http.MethodGet, "/projects/"+website, "").refused(http.StatusForbidden, "This operation requires the scope projects:read.")
	b.as(all, http.MethodGet, "/projects/"+website, "").want(http.StatusOK)
	b.as(all, http.MethodGet, "/memberships?parent="+website, "").refused(http.StatusForbidden, "This operation requires full permissions.")
	b.as(all, http.MethodPost, "/batch", `{"data":{"actions":[{"relative_path":"/users/me","method":"get"}]}}`).want(http.StatusForbidden)
}

// Ensure tokens end with the person and with a reset, and that the endpoints
// work below a prefix, can fail, and are told among the calls.
func TestOAuthBelowAPrefix(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(http.StripPrefix("/asana-sandbox", server))
	t.Cleanup(web.Close)
	b := &bench{t: t, url: web.URL + "/asana-sandbox"}
	b.control(http.MethodPost, "faults", `[{"match":"POST /-/oauth_token","status":400},{"match":"POST /-/oauth_token","status":503}]`).want(200)
	code := b.consent(chloe, asking()).Get("code")
	b.exchange(code).told(http.StatusBadRequest, "invalid_grant")
	b.exchange(code).want(http.StatusServiceUnavailable)
	tokens := b.exchange(code).want(http.StatusOK)
	paths := []string{}
	for _, call := range calls(b) {
		paths = append(paths, member(call, "path").(string))
	}
	if got := strings.Join(paths, " "); got != "/-/oauth_authorize /-/oauth_token /-/oauth_token /-/oauth_token" {
		t.Errorf("the calls are %s", got)
	}
	b.post("/workspaces/"+workspace+"/removeUser", `{"user":"`+chloe+`"}`).want(http.StatusOK)
	b.as(tokens.word("access_token"), http.MethodGet, "/users/me", "").want(http.StatusUnauthorized)
	b.refresh(tokens.word("refresh_token")).told(http.StatusBadRequest, "invalid_grant")
	tokens = b.exchange(b.consent(ben, asking()).Get("code")).want(http.StatusOK)
	b.control(http.MethodPost, "reset", "").want(200)
	b.as(tokens.word("access_token"), http.MethodGet, "/users/me", "").want(http.StatusUnauthorized)
}

// Ensure a code that many show at once is good for one of them.
func TestOAuthCodeRace(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	code := b.consent(ben, asking()).Get("code")
	results := make(chan int)
	for range 8 {
		go func() { results <- b.exchange(code).status }()
	}
	good := 0
	for range 8 {
		if <-results == http.StatusOK {
			good++
		}
	}
	if good != 1 {
		t.Errorf("%d got tokens", good)
	}
}
