package asana_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
)

// Ensure each status is told by its predicate and by no other.
func TestPredicates(t *testing.T) {
	t.Parallel()
	limited := func(err error) bool { _, ok := asana.IsRateLimited(err); return ok }
	predicates := map[int]func(error) bool{
		400: asana.IsBadRequest, 401: asana.IsUnauthorized, 402: asana.IsPaymentRequired, 403: asana.IsForbidden,
		404: asana.IsNotFound, 429: limited, 503: asana.IsUnavailable,
	}
	for code := range predicates {
		// The wording lies on purpose: only the status counts.
		client := setup(t, "POST "+mount+"/memberships", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "1000")
			refuse(w, code, "Not Found: you do not have access; too many requests")
		})
		_, err := client.CreateMembership(t.Context(), asana.NewMembership{Member: "5", Parent: "7"})
		for of, is := range predicates {
			want := of == code || code == 429 && of == 503
			if is(err) != want || is(fmt.Errorf("wrapped: %w", err)) != want {
				t.Errorf("%d: the predicate of %d says %v", code, of, is(err))
			}
		}
		if asana.OutcomeUnknown(err) != (code == 503) {
			t.Errorf("%d: unknown is %v", code, asana.OutcomeUnknown(err))
		}
	}
	for of, is := range predicates {
		if is(nil) || is(errors.New("x")) || asana.OutcomeUnknown(errors.New("x")) {
			t.Errorf("the predicate of %d fits foreign errors", of)
		}
	}
}

// Ensure an error tells what it knows.
func TestError(t *testing.T) {
	t.Parallel()
	client := setup(t, "POST "+mount+"/memberships", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 500, `{"errors":[{"message":"Server Error","phrase":"6 sad squid snuggle softly","error":"oops","help":"x"},{"message":"again"}]}`)
	})
	_, err := client.CreateMembership(t.Context(), asana.NewMembership{Member: "5", Parent: "7"})
	var e *asana.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Server Error", "again"}, e.Messages); diff != "" || e.Status != 500 || e.Phrase != "6 sad squid snuggle softly" || e.Code != "oops" || !e.Unknown() {
		t.Errorf("%+v\n%s", e, diff)
	}
	const want = "asana: CreateMembership: POST /memberships: 500: Server Error; again (it may have happened nevertheless)"
	if e.Error() != want {
		t.Errorf("text %q", e.Error())
	}
}

// Ensure no error holds the token, the query or an address, whatever is echoed.
func TestError_Redacted(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"refused": func(w http.ResponseWriter, r *http.Request) {
			refuse(w, 403, "Bearer "+fakeToken+" may not see "+r.URL.Query().Get("query")+" or <maya@example.com>")
		},
		"dropped": drop,
		"no JSON": func(w http.ResponseWriter, r *http.Request) {
			plain(w, 200, "Private Matter maya@example.com "+fakeToken)
		},
		"redirect": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://thief.example/?Private+Matter")
			w.WriteHeader(http.StatusFound)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewUnstartedServer(handler)
			server.Config.ErrorLog = quiet()
			server.Start()
			defer server.Close()
			client := newClient(t, asana.Config{BaseURL: server.URL, Token: fakeToken, RequestsPerMinute: 60_000})
			_, typed := client.Typeahead(t.Context(), asana.TypeaheadQuery{Workspace: "1", ResourceType: "user", Query: "Private Matter"})
			_, mail := client.WorkspaceUser(t.Context(), "1", "maya@example.com")
			for _, err := range []error{typed, mail} {
				var e *asana.Error
				if !errors.As(err, &e) {
					t.Fatalf("error %v", err)
				}
				all := fmt.Sprintf("%v %+v %v %q", err, *e, errors.Unwrap(err), e.Messages)
				for _, secret := range []string{fakeToken, "Private", "maya", "example.com", server.Listener.Addr().String() + "/"} {
					if strings.Contains(all, secret) {
						t.Errorf("%q is in %s", secret, all)
					}
				}
			}
		})
	}
}

// plain answers with something that claims to be JSON and is not.
func plain(w http.ResponseWriter, code int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, body)
}

// Ensure odd answers are errors, and writes answered oddly are unknown.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty": ``, "html": `<html>`, "null": `null`, "list": `[]`, "no data": `{}`, "null data": `{"data":null}`,
		"no gid": `{"data":{"name":"x"}}`, "numeric gid": `{"data":{"gid":9}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { plain(w, 200, body) }))
			defer server.Close()
			client := newClient(t, asana.Config{BaseURL: server.URL, Token: fakeToken, RequestsPerMinute: 60_000})
			_, read := client.Membership(t.Context(), "9")
			_, wrote := client.CreateMembership(t.Context(), asana.NewMembership{Member: "5", Parent: "7"})
			if read == nil || asana.OutcomeUnknown(read) || !asana.IsUnavailable(read) || !asana.OutcomeUnknown(wrote) {
				t.Errorf("%v; %v", read, wrote)
			}
		})
	}
}

// Ensure a refusal, however long, is an error of its status, and only its
// beginning is read: what does not end there says nothing.
func TestHugeRefusal(t *testing.T) {
	t.Parallel()
	for kind, body := range map[string]string{
		"text/html":        strings.Repeat("<p>sorry</p>", 1<<17),
		"application/json": `{"errors":[{"message":"` + strings.Repeat("sorry ", 1<<18) + `"}]}`,
	} {
		client := setup(t, "POST "+mount+"/memberships", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, body)
		})
		_, err := client.CreateMembership(t.Context(), asana.NewMembership{Member: "5", Parent: "7"})
		e, ok := errors.AsType[*asana.Error](err)
		if !ok || !asana.IsUnavailable(err) || !asana.OutcomeUnknown(err) || len(e.Messages) > 0 {
			t.Errorf("%d characters: %.200s", len(err.Error()), err)
		}
	}
}

// Ensure redirects are not followed: they would carry the token away.
func TestRedirect(t *testing.T) {
	t.Parallel()
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("followed to %s", r.URL)
	}))
	defer thief.Close()
	server := httptest.NewServer(http.RedirectHandler(thief.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	client := newClient(t, asana.Config{BaseURL: server.URL, Token: fakeToken, RequestsPerMinute: 60_000})
	var e *asana.Error
	if err := client.DeleteMembership(t.Context(), "9"); !errors.As(err, &e) || e.Status != 307 {
		t.Errorf("error %v", err)
	}
}

// Ensure that a write which found nobody to talk to is known not to have happened.
func TestNoServer(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	client := newClient(t, asana.Config{BaseURL: "http://" + address, Token: fakeToken, RequestsPerMinute: 60_000})
	_, err = client.CreateMembership(t.Context(), asana.NewMembership{Member: "5", Parent: "7"})
	if !asana.IsUnavailable(err) || asana.OutcomeUnknown(err) {
		t.Errorf("error %v", err)
	}
}
