package asana_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
	"rollcall/asana/contract"
)

// mount is where test servers have the API: not at their root, so that an
// address built wrongly misses it.
const mount = "/mount/api/1.0"

// fakeToken is no token anywhere.
const fakeToken = "fake-token-for-tests"

// setup starts a server that answers one operation and a client for it. What the
// two say to each other is held to Asana's document.
func setup(t *testing.T, pattern string, handler http.HandlerFunc) *asana.Client {
	t.Helper()
	return setupWith(t, asana.Config{RequestsPerMinute: 60_000}, pattern, handler)
}

func setupWith(t *testing.T, config asana.Config, pattern string, handler http.HandlerFunc) *asana.Client {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("unexpected request %s %s; does the address start at the base path?", r.Method, r.URL)
		refuse(w, http.StatusNotFound, "No matching route for request")
	})
	mux.HandleFunc(pattern, handler)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	config.BaseURL = server.URL + mount
	config.Transport = contract.Transport(t, nil)
	if config.TokenSource == nil {
		config.Token = fakeToken
	}
	return newClient(t, config)
}

func newClient(t *testing.T, config asana.Config) *asana.Client {
	t.Helper()
	client, err := asana.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// answer writes raw JSON, so that a wrong tag cannot cancel itself out.
func answer(w http.ResponseWriter, status int, raw string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, raw)
}

func refuse(w http.ResponseWriter, status int, message string) {
	text, _ := json.Marshal(message)
	answer(w, status, `{"errors":[{"message":`+string(text)+`,"help":"For more information"}]}`)
}

// testQuery compares the query of a request.
func testQuery(t *testing.T, r *http.Request, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for key := range r.URL.Query() {
		got[key] = r.URL.Query().Get(key)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
}

// testBody compares the body of a request with raw JSON.
func testBody(t *testing.T, r *http.Request, want string) {
	t.Helper()
	got, err := io.ReadAll(r.Body)
	if err != nil || string(got) != want {
		t.Errorf("body %s, %v; want %s", got, err, want)
	}
}

// Ensure every request says who we are and what we take.
func TestClient_Headers(t *testing.T) {
	t.Parallel()
	config := asana.Config{UserAgent: "rollcall/1.2", Enable: []string{"new_one", "other"}, Disable: []string{"old_one"}}
	client := setupWith(t, config, "PUT "+mount+"/memberships/9", func(w http.ResponseWriter, r *http.Request) {
		for name, want := range map[string]string{
			"Authorization": "Bearer " + fakeToken, "Accept": "application/json", "Content-Type": "application/json",
			"User-Agent": "rollcall/1.2", "Asana-Enable": "new_one,other", "Asana-Disable": "old_one",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		answer(w, http.StatusOK, `{"data":{"gid":"9"}}`)
	})
	if _, err := client.UpdateMembership(t.Context(), "9", "editor"); err != nil {
		t.Error(err)
	}
}

// Ensure announcements are kept once each, and reported once.
func TestClient_Changes(t *testing.T) {
	t.Parallel()
	var reported []string
	config := asana.Config{RequestsPerMinute: 60_000, OnChange: func(name, info string) { reported = append(reported, name+" "+info) }}
	client := setupWith(t, config, "GET "+mount+"/memberships/9", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Asana-Change", "name=string_ids;info=https://a.example/x=1")
		w.Header().Add("Asana-Change", "name=string_ids;info=https://a.example/x=1;affected=true")
		w.Header().Add("Asana-Change", "name=goals; info=https://b.example")
		w.Header().Add("Asana-Change", "nonsense")
		answer(w, http.StatusOK, `{"data":{"gid":"9"}}`)
	})
	for range 2 {
		if _, err := client.Membership(t.Context(), "9"); err != nil {
			t.Fatal(err)
		}
	}
	want := []asana.Change{{Name: "string_ids", Info: "https://a.example/x=1", Affected: true}, {Name: "goals", Info: "https://b.example"}}
	if diff := cmp.Diff(want, client.Changes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"string_ids https://a.example/x=1", "goals https://b.example"}, reported); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Ensure each exchange is told, with the template and not the path.
func TestClient_OnCall(t *testing.T) {
	t.Parallel()
	var calls []asana.Call
	config := asana.Config{OnCall: func(c asana.Call) { calls = append(calls, c) }}
	client := setupWith(t, config, "DELETE "+mount+"/memberships/9", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusForbidden, "no")
	})
	_ = client.DeleteMembership(t.Context(), "9")
	if len(calls) != 1 || calls[0].Duration <= 0 {
		t.Fatalf("calls %+v", calls)
	}
	calls[0].Duration = 0
	want := asana.Call{Op: "DeleteMembership", Method: "DELETE", Route: "/memberships/{membership_gid}", Status: 403}
	if calls[0] != want {
		t.Errorf("%+v", calls[0])
	}
}
