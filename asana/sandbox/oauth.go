package sandbox

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// oauthPath is where the authorization server begins, beside the API.
const oauthPath = "/-/"

// How long what the authorization server gives out can be used. A refresh token
// does not end by itself.
const (
	codeLife   = 10 * time.Minute
	accessLife = time.Hour
)

// oauth is what the authorization server has given out.
type oauth struct {
	codes  map[string]*authCode
	grants map[string]*grant
	access map[string]*accessToken
}

// newOAuth makes an authorization server that has given out nothing.
func newOAuth() *oauth {
	return &oauth{codes: map[string]*authCode{}, grants: map[string]*grant{}, access: map[string]*accessToken{}}
}

// grant says that a person lets an app act for them; a refresh token stands for
// it. No scopes mean full permissions.
type grant struct {
	client  string
	user    *user
	scopes  []string
	revoked bool
}

// authCode is what the browser carries back to the app.
type authCode struct {
	*grant
	redirect, challenge string
	until               time.Time
}

// accessToken is what the API takes for a while.
type accessToken struct {
	*grant
	until time.Time
}

// identify returns who an access token acts as.
func (o *oauth) identify(token string, now time.Time) (identity, bool) {
	t := o.access[token]
	if t == nil || t.revoked || !now.Before(t.until) || !t.user.isActive {
		return identity{}, false
	}
	return identity{token: token, user: t.user, scopes: t.scopes}, true
}

// issue gives out an access token for a grant.
func (o *oauth) issue(g *grant, now time.Time) string {
	token := "sandbox-access-" + rand.Text()
	o.access[token] = &accessToken{grant: g, until: now.Add(accessLife)}
	return token
}

// client returns an app by its id.
func (w *world) client(id string) *SeedOAuthClient {
	return find(pointers(w.settings.OAuthClients), func(c *SeedOAuthClient) bool { return c.ClientID == id })
}

// pointers points at each element of a list.
func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// oauthError is a refusal in the form of RFC 6749, which these endpoints have in
// place of the API's.
type oauthError struct {
	status            int
	code, description string
}

// Error returns the code and the description.
func (e *oauthError) Error() string { return e.code + ": " + e.description }

// denied makes a refusal with status 400.
func denied(code, format string, args ...any) *oauthError {
	return &oauthError{status: http.StatusBadRequest, code: code, description: fmt.Sprintf(format, args...)}
}

// reply gives the refusal its form.
func (e *oauthError) reply() *reply {
	return oauthReply(e.status, map[string]any{"error": e.code, "error_description": e.description})
}

// oauthReply answers with JSON which nobody may keep.
func oauthReply(status int, body map[string]any) *reply {
	raw, _ := json.Marshal(body) // Strings, numbers and maps of them always have a JSON form.
	return &reply{status: status, body: raw, header: http.Header{
		"Content-Type": {"application/json; charset=UTF-8"}, "Cache-Control": {"no-store"}, "Pragma": {"no-cache"},
	}}
}

// authorizationServer answers the endpoints at which people and apps obtain
// tokens. There are no identity tokens here: the API does not take them.
func (s *Server) authorizationServer(r *http.Request, path string) *reply {
	switch r.Method + " " + path {
	case "GET /-/oauth_authorize", "POST /-/oauth_authorize":
		return s.authorize(r)
	case "POST /-/oauth_token":
		return s.appEndpoint(r, s.token)
	case "POST /-/oauth_revoke":
		return s.appEndpoint(r, s.revoke)
	default:
		return noRoute()
	}
}
