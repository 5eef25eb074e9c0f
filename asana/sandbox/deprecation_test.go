package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"

	"github.com/google/go-cmp/cmp"
)

// Ensure deprecations are announced on every answer, with the flag where they
// matter, and no longer to who has chosen.
func TestDeprecations(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	if got := b.get("/users/me").header.Values("Asana-Change"); len(got) > 0 {
		t.Errorf("announced %q", got)
	}
	b.control(http.MethodPost, "deprecations", `[{"name":"new_memberships","info":"https://forum.example/t/1","match":"GET /memberships"},
		{"name":"goal_sals_api","info":"https://forum.example/t/2"}]`).want(http.StatusOK)
	list := func(headers ...string) []string {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.url+"/api/1.0/memberships?parent="+website, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+service)
		for i := 0; i < len(headers); i += 2 {
			req.Header.Add(headers[i], headers[i+1])
		}
		return b.send(req).want(http.StatusOK).header.Values("Asana-Change")
	}
	one, two := "name=new_memberships;info=https://forum.example/t/1;affected=true", "name=goal_sals_api;info=https://forum.example/t/2"
	for _, tc := range []struct {
		headers, want []string
	}{
		{nil, []string{one, two}},
		{[]string{"Asana-Enable", "new_memberships, unknown"}, []string{two}},
		{[]string{"Asana-Disable", "goal_sals_api", "Asana-Enable", "new_memberships"}, nil},
	} {
		if diff := cmp.Diff(tc.want, list(tc.headers...)); diff != "" {
			t.Errorf("%v: %s", tc.headers, diff)
		}
	}
	want := []string{strings.TrimSuffix(one, ";affected=true"), two}
	if diff := cmp.Diff(want, b.get("/nothing").header.Values("Asana-Change")); diff != "" {
		t.Error(diff)
	}
	b.control(http.MethodPost, "reset", "").want(http.StatusOK)
	if got := list(); len(got) > 0 {
		t.Errorf("after a reset %q is announced", got)
	}
}

// Ensure goals take the newer levels only from who enables them, while that
// change is announced.
func TestGoalLevelsBehindTheHeader(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) {
		seed.Settings.Deprecations = []sandbox.SeedDeprecation{{Name: "goal_sals_api", Info: "https://forum.example/t/2"}}
	})
	body := `{"data":{"parent":"` + bookings + `","member":"` + ben + `","access_level":"viewer"}}`
	b.as(service, http.MethodPost, "/memberships", body).refused(400, "access_level: Not a valid value: viewer")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/api/1.0/memberships", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+service)
	req.Header.Set("Asana-Enable", "goal_sals_api")
	b.send(req).want(http.StatusCreated)
}

// Ensure lists that cannot be announced are refused.
func TestDeprecationRefusals(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	for _, body := range []string{
		`{}`, `[{"name":"x"}]`, `[{"name":"a b","info":"https://x.example"}]`, `[{"name":"a","info":"https://x.example;affected=true"}]`,
		`[{"name":"a","info":"https://x.example","match":"memberships"}]`, `[{"name":"a","info":"https://x.example","colour":1}]`,
	} {
		b.control(http.MethodPost, "deprecations", body).want(http.StatusBadRequest)
	}
}

// Ensure the clock moves by control, and back with a reset.
func TestClockControl(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	offset := member(b.get("/users?limit=1").body["next_page"], "offset").(string)
	if got := b.control(http.MethodPost, "clock", `{"forward":"31m"}`).want(http.StatusOK).word("now"); got != "2026-03-02T09:31:00Z" {
		t.Errorf("it is %q", got)
	}
	b.get("/users?limit=1&offset="+offset).refused(400, "offset: Your pagination token has expired.")
	for _, body := range []string{`{}`, `{"forward":"-1h"}`, `{"forward":"soon"}`, `nonsense`} {
		b.control(http.MethodPost, "clock", body).want(http.StatusBadRequest)
	}
	b.control(http.MethodPost, "reset", "").want(http.StatusOK)
	if got := b.control(http.MethodPost, "clock", `{"forward":"0s"}`).word("now"); got != "2026-03-02T09:00:00Z" {
		t.Errorf("after a reset it is %q", got)
	}
}
