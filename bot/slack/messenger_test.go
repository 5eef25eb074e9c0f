package slack

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall/bot"
)

// recorder takes requests in place of the network.
type recorder struct {
	sent []*http.Request
	fail error
}

// RoundTrip implements http.RoundTripper.
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.sent = append(r.sent, req)
	if r.fail != nil {
		return nil, r.fail
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

// An answer goes only to Slack's own hosts and to the host of the configured API, and nowhere else is even tried: a response URL that leads
// elsewhere is as good as spent.
func TestRespondHosts(t *testing.T) {
	t.Parallel()
	for address, sent := range map[string]bool{
		"https://hooks.slack.com/commands/T1/2/secret":      true,
		"https://hooks.slack-gov.com/commands/T1/2/secret":  true,
		"https://slack.test/response/T1/2/secret":           true,
		"http://hooks.slack.com/commands/T1/2/secret":       false,
		"http://slack.test/response/T1/2/secret":            false,
		"https://hooks.slack.com.evil.example/secret":       false,
		"https://evil.example/hooks.slack.com/secret":       false,
		"https://hooks.slack.com@evil.example/secret":       false,
		"https://hooks.slack.com:8443/secret":               false,
		"https://slack.test:8443/secret":                    false,
		"https://evilhooks.slack.com/secret":                false,
		"https://127.0.0.1/secret":                          false,
		"http://169.254.169.254/latest/meta-data/secret":    false,
		"file:///etc/secret":                                false,
		"ftp://hooks.slack.com/secret":                      false,
		"//hooks.slack.com/secret":                          false,
		"hooks.slack.com/secret":                            false,
		"https://hooks.slack.com\\@evil.example/secret":     false,
		"https://hooks.slack.com/\x7fsecret":                false,
		"javascript:secret":                                 false,
		"https://evil.example#@hooks.slack.com/secret":      false,
		"https://evil.example?https://hooks.slack.com/":     false,
		"https://hooks.slack.com%2eevil.example/secret":     false,
		"https://hooks.slack.com%00.evil.example/secret":    false,
		"https://xn--hooks-slack-com.evil.example/x/secret": false,
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			c, err := New(Config{Token: token, APIURL: "https://slack.test/api/", Transport: r})
			must(t, err)
			err = c.Respond(t.Context(), address, bot.Message{Head: bot.Say("hello")})
			if sent != (err == nil) || sent != (len(r.sent) == 1) {
				t.Errorf("sent %d times, error %v", len(r.sent), err)
			}
			if !sent && (!errors.Is(err, bot.ErrSpent) || strings.Contains(err.Error(), "secret")) {
				t.Errorf("refused with %v", err)
			}
		})
	}
}

// A redirect is not followed: the response URL would be sent on to wherever it leads.
func TestRespondRedirect(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	t.Cleanup(elsewhere.Close)
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
		t.Cleanup(server.Close)
		c, err := New(Config{Token: token, APIURL: server.URL + "/api/"})
		must(t, err)
		if err := c.Respond(t.Context(), server.URL+"/response/secret", bot.Message{Head: bot.Say("hello")}); !errors.Is(err, bot.ErrSpent) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// Whatever goes wrong, neither the token nor a response URL is in the error, which may be logged and stored.
func TestNothingSecretInErrors(t *testing.T) {
	t.Parallel()
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	for name, serve := range map[string]http.HandlerFunc{
		"cut":       hangUp,
		"not found": http.NotFound,
		"failure": func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, r.URL.String(), http.StatusInternalServerError)
		},
		"not JSON": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"refusal": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"ok":false,"error":"invalid_auth"}`))
		},
		"other shape": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"ok":[]}`)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(serve)
			t.Cleanup(server.Close)
			c, err := New(Config{Token: token, APIURL: server.URL + "/api/"})
			must(t, err)
			m := bot.Message{Head: bot.Say("hello")}
			_, person := c.Person(t.Context(), ada)
			_, group := c.Group(t.Context(), "S1")
			_, team := c.Team(t.Context())
			respond := c.Respond(t.Context(), server.URL+"/response/very-secret", m)
			_, direct := c.Direct(t.Context(), ada, m)
			replace := c.Replace(t.Context(), server.URL+"/response/very-secret", m)
			_, open := c.Open(t.Context(), "very-secret", bot.Form{ID: "x"})
			_, refill := c.Refill(t.Context(), bot.Shown{ID: "V1"}, bot.Form{ID: "x"})
			for _, err := range []error{person, group, team, direct, respond, replace, open, refill} {
				if err != nil && (strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "very-secret")) {
					t.Errorf("a secret is told: %v", err)
				}
			}
			if person == nil || team == nil {
				t.Error("nothing failed")
			}
		})
	}
}

// The five uses of a response URL, and the half hour: what comes after is for a direct message.
func TestRespondSpent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := bot.Message{Head: bot.Say("hello")}
	_, responseURL := w.command(Answer(m))
	for range 5 {
		must(t, w.Respond(t.Context(), responseURL, m))
	}
	if err := w.Respond(t.Context(), responseURL, m); !errors.Is(err, bot.ErrSpent) {
		t.Errorf("the sixth use: %v", err)
	}
	if err := w.Respond(t.Context(), w.url+"/response/T1/R1/unknown", m); !errors.Is(err, bot.ErrSpent) {
		t.Errorf("an expired one: %v", err)
	}
}
