package handlers

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const challenge = `{"token":"legacy","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}`

// Ensure that the challenge comes back as plain text, and only to who signs.
func TestEventChallenge(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	got := e.do(call{path: "/slack/events", body: challenge, kind: "application/json"})
	want := answer{status: http.StatusOK, kind: "text/plain; charset=UTF-8", body: "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if diff := cmp.Diff(map[string]int{}, e.rows()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	got = e.do(call{path: "/slack/events", body: challenge, kind: "application/json", change: without(sigHeader)})
	if got.status != http.StatusUnauthorized {
		t.Errorf("unsigned: %d %q", got.status, got.body)
	}
}

// Ensure that a signed body that is no event gets 400, and one that this version does not know gets an empty 200, so that Slack does not repeat it.
func TestEventBodies(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	for body, want := range map[string]int{
		"":                               http.StatusBadRequest,
		"{":                              http.StatusBadRequest,
		"null":                           http.StatusBadRequest,
		"[]":                             http.StatusBadRequest,
		"{}":                             http.StatusBadRequest,
		`{"type":7}`:                     http.StatusBadRequest,
		`{"type":"event_callback"} more`: http.StatusBadRequest,
		"type=url_verification":          http.StatusBadRequest,
		`{"type":"event_callback","event":{"type":"app_home_opened"}}`: http.StatusOK,
	} {
		got := e.do(call{path: "/slack/events", body: body, kind: "application/json"})
		if got.status != want {
			t.Errorf("%q: %d %q, want %d", body, got.status, got.body, want)
		}
		if want == http.StatusBadRequest && got.body != "The body is not an event.\n" {
			t.Errorf("%q: %q", body, got.body)
		}
	}
	if diff := cmp.Diff(map[string]int{}, e.rows()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
