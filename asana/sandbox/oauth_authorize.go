package sandbox

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"errors"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

//go:embed authorize.html
var authorizeHTML string

// outOfBand is the redirect of apps without an address: people copy the code.
const outOfBand = "urn:ietf:wg:oauth:2.0:oob"

// authorization is what an app asks a person for.
type authorization struct {
	client                     *SeedOAuthClient
	redirect, state, challenge string
	scopes                     []string
}

// authorize asks a person of the seed for consent, and goes back to the app with
// a code once it is given. Faults that concern the address to go back to are
// told to the person; all others to the app.
func (s *Server) authorize(r *http.Request) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	query := r.URL.Query()
	asked, err := s.world.origin(query)
	if err != nil {
		return page(http.StatusBadRequest, pageData{Problem: err.Error()})
	}
	if refused, ok := errors.AsType[*oauthError](asked.read(query)); ok {
		return asked.back(url.Values{"error": {refused.code}, "error_description": {refused.description}})
	}
	if r.Method == http.MethodGet {
		return page(http.StatusOK, pageData{App: asked.client.ClientID, Scopes: asked.scopes, People: s.world.active()})
	}
	return s.decide(r, asked)
}

// origin finds the app and where to go back to.
func (w *world) origin(query url.Values) (authorization, error) {
	app := w.client(query.Get("client_id"))
	if app == nil {
		return authorization{}, errors.New("the client_id is unknown")
	}
	redirect := query.Get("redirect_uri")
	if !app.redirects(redirect) {
		return authorization{}, errors.New("the redirect_uri is not one of the app's")
	}
	return authorization{client: app, redirect: redirect, state: query.Get("state")}, nil
}

// redirects tells whether an app may be gone back to at an address. Asana wants
// https; http on a loopback address stands for it here, where no certificates are.
func (c *SeedOAuthClient) redirects(address string) bool {
	if len(c.RedirectURIs) > 0 {
		return slices.Contains(c.RedirectURIs, address)
	}
	u, err := url.Parse(address)
	if err != nil || address == outOfBand {
		return err == nil
	}
	ip := net.ParseIP(u.Hostname())
	loopback := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Host != "" && u.Fragment == "" && (u.Scheme == "https" || u.Scheme == "http" && loopback)
}

// read takes the rest of the request.
func (a *authorization) read(query url.Values) error {
	a.challenge = query.Get("code_challenge")
	method := query.Get("code_challenge_method")
	switch {
	case query.Get("response_type") != "code":
		return denied("unsupported_response_type", "The response_type has to be code.")
	case a.state == "":
		return denied("invalid_request", "The state is missing.")
	case a.challenge != "" && method != "S256", a.challenge == "" && method != "":
		return denied("invalid_request", "The code_challenge_method has to be S256, beside a code_challenge.")
	case a.challenge != "" && !regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`).MatchString(a.challenge):
		return denied("invalid_request", "The code_challenge is not the S256 form of a verifier.")
	}
	return a.readScopes(strings.Fields(query.Get("scope")))
}

// readScopes checks what is asked for against what the app has registered: full
// permissions, called default, or a list; the two exclude each other.
func (a *authorization) readScopes(asked []string) error {
	registered := a.client.Scopes
	for _, scope := range asked {
		switch {
		case scope != "default" && !strings.Contains(scope, ":"):
			return denied("invalid_scope", "There is no scope %s.", scope)
		case len(registered) == 0 && scope != "default", len(registered) > 0 && !slices.Contains(registered, scope):
			return denied("forbidden_scopes", "The app has not registered the scope %s.", scope)
		}
	}
	a.scopes = registered
	if len(registered) > 0 && len(asked) > 0 {
		a.scopes = asked
	}
	return nil
}

// decide carries out what the person on the page chose.
func (s *Server) decide(r *http.Request, asked authorization) *reply {
	form, err := appForm(r)
	if err != nil {
		return page(http.StatusBadRequest, pageData{Problem: "the form could not be read"})
	}
	if form.Has("deny") {
		return asked.back(url.Values{"error": {"access_denied"}, "error_description": {"The user denied the request."}})
	}
	u := s.world.userByGID(form.Get("user"))
	if u == nil || u == s.world.bot || !u.isActive {
		return page(http.StatusBadRequest, pageData{Problem: "there is no such person here"})
	}
	code := rand.Text()
	s.world.oauth.codes[code] = &authCode{
		grant:    &grant{client: asked.client.ClientID, user: u, scopes: asked.scopes},
		redirect: asked.redirect, challenge: asked.challenge, until: s.clock().Add(codeLife),
	}
	return asked.back(url.Values{"code": {code}})
}

// back goes back to the app, or shows what it has to be told.
func (a authorization) back(values url.Values) *reply {
	if a.redirect == outOfBand {
		return page(http.StatusOK, pageData{Code: values.Get("code"), Problem: values.Get("error")})
	}
	to, err := url.Parse(a.redirect)
	if err != nil {
		return page(http.StatusBadRequest, pageData{Problem: "the redirect_uri is no address"})
	}
	query := to.Query()
	for name := range values {
		query.Set(name, values.Get(name))
	}
	if a.state != "" {
		query.Set("state", a.state)
	}
	to.RawQuery = query.Encode()
	return &reply{status: http.StatusSeeOther, header: http.Header{"Location": {to.String()}, "Cache-Control": {"no-store"}}}
}

// active returns the people who can consent.
func (w *world) active() []*user {
	return slices.DeleteFunc(slices.Clone(w.users), func(u *user) bool { return !u.isActive })
}

// pageData is what the page shows.
type pageData struct {
	App, Problem, Code string
	Scopes             []string
	People             []*user
}

// page renders the page. Its form goes to where it came from, so that it works
// below any prefix.
func page(status int, data pageData) *reply {
	var out bytes.Buffer
	if err := template.Must(template.New("authorize").Parse(authorizeHTML)).Execute(&out, data); err != nil {
		status, out = http.StatusInternalServerError, bytes.Buffer{}
	}
	return &reply{status: status, body: out.Bytes(), header: http.Header{
		"Content-Type": {"text/html; charset=UTF-8"}, "Cache-Control": {"no-store"},
		"Content-Security-Policy": {"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"},
		"Referrer-Policy":         {"no-referrer"},
	}}
}

// GID and Name are what the page knows of a person.
func (u *user) GID() string  { return u.gid }
func (u *user) Name() string { return u.name }
