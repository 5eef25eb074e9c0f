package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
)

// appEndpoint runs what apps themselves call, after it has read the form and
// made sure of the app.
func (s *Server) appEndpoint(r *http.Request, handle func(url.Values) (map[string]any, error)) *reply {
	form, err := appForm(r)
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		err = s.world.authenticate(form)
	}
	body := map[string]any{}
	if err == nil {
		body, err = handle(form)
	}
	if refused, ok := errors.AsType[*oauthError](err); ok {
		return refused.reply()
	}
	return oauthReply(http.StatusOK, body)
}

// appForm reads a form; these endpoints take nothing else, and nothing from the
// query, where secrets would end up in logs.
func appForm(r *http.Request) (url.Values, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != formType {
		return nil, denied("invalid_request", "The request has to be form-encoded.")
	}
	raw, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, bodyLimit))
	if err != nil {
		return nil, denied("invalid_request", "The request could not be read.")
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, denied("invalid_request", "The form could not be read.")
	}
	return form, nil
}

// authenticate makes sure of the app. Only id and secret in the form are
// documented; a secret in the Authorization header is not looked at.
func (w *world) authenticate(form url.Values) error {
	app := w.client(form.Get("client_id"))
	if app == nil || !same(app.ClientSecret, form.Get("client_secret")) {
		return &oauthError{status: http.StatusUnauthorized, code: "invalid_client", description: "The client_id or client_secret is wrong."}
	}
	return nil
}

// same compares two secrets in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// token gives out access tokens. The server's lock is held.
func (s *Server) token(form url.Values) (map[string]any, error) {
	switch form.Get("grant_type") {
	case "authorization_code":
		return s.exchange(form)
	case "refresh_token":
		return s.refresh(form)
	case "":
		return nil, denied("invalid_request", "The grant_type is missing.")
	default:
		return nil, denied("unsupported_grant_type", "The grant_type is neither authorization_code nor refresh_token.")
	}
}

// exchange turns a code into tokens. Whoever shows a code uses it up, even if
// nothing else about the request is right.
func (s *Server) exchange(form url.Values) (map[string]any, error) {
	o, now := s.world.oauth, s.clock()
	code := o.codes[form.Get("code")]
	delete(o.codes, form.Get("code"))
	switch {
	case code == nil || code.client != form.Get("client_id") || !now.Before(code.until):
		return nil, denied("invalid_grant", "The code is unknown, used, expired or another app's.")
	case code.redirect != form.Get("redirect_uri"):
		return nil, denied("invalid_grant", "The redirect_uri is not the one of the authorization.")
	case !proves(form.Get("code_verifier"), code.challenge):
		return nil, denied("invalid_grant", "The code_verifier does not fit the code_challenge.")
	case !code.user.isActive:
		return nil, denied("invalid_grant", "The user has left.")
	}
	refresh := "sandbox-refresh-" + rand.Text()
	o.grants[refresh] = code.grant
	body := s.tokens(code.grant)
	body["refresh_token"] = refresh
	return body, nil
}

// proves tells whether a verifier fits a challenge (RFC 7636, S256). A verifier
// for a code without a challenge is refused too, which stops a downgrade.
func proves(verifier, challenge string) bool {
	if challenge == "" {
		return verifier == ""
	}
	sum := sha256.Sum256([]byte(verifier))
	return len(verifier) >= 43 && len(verifier) <= 128 && same(base64.RawURLEncoding.EncodeToString(sum[:]), challenge)
}

// refresh gives out an access token for a refresh token, which stays as it is
// and is not answered again.
func (s *Server) refresh(form url.Values) (map[string]any, error) {
	g := s.world.oauth.grants[form.Get("refresh_token")]
	if g == nil || g.revoked || g.client != form.Get("client_id") || !g.user.isActive {
		return nil, denied("invalid_grant", "The refresh_token is unknown, revoked or another app's.")
	}
	return s.tokens(g), nil
}

// tokens is the answer that both grants have in common.
func (s *Server) tokens(g *grant) map[string]any {
	return map[string]any{
		"access_token": s.world.oauth.issue(g, s.clock()), "token_type": "bearer",
		"expires_in": int(accessLife.Seconds()),
		"data":       map[string]any{"gid": g.user.gid, "name": g.user.name, "email": g.user.email},
	}
}

// revoke ends a grant and every access token of it. Tokens that nobody knows are
// nothing to complain about; an access token is.
func (s *Server) revoke(form url.Values) (map[string]any, error) {
	token, o := form.Get("token"), s.world.oauth
	switch {
	case token == "":
		return nil, denied("invalid_request", "The token is missing.")
	case o.access[token] != nil:
		return nil, denied("unsupported_token_type", "Only refresh tokens can be revoked.")
	}
	if g := o.grants[token]; g != nil && g.client == form.Get("client_id") {
		g.revoked = true
	}
	return map[string]any{}, nil
}
