package main

import (
	"net/http"
	"testing"
)

// Ensure that the service has neither the playground nor anything else of the demo: no page, no sandbox, no clock.
func TestServeWithoutPlayground(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	for _, path := range []string{
		"/", "/slack-sandbox/", "/slack-sandbox/_sandbox/clock", "/slack-sandbox/_demo/state", "/asana-sandbox/api/1.0/users/me", "/_demo/state", "/_sandbox/messages",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, http.NoBody)
		must(t, err)
		resp, err := http.DefaultClient.Do(req)
		must(t, err)
		must(t, resp.Body.Close())
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}
