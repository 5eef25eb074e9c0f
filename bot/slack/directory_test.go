package slack

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/golang-lru/v2/expirable"
	"github.com/slack-go/slack"

	"rollcall/bot"
)

// calls counts how often the sandbox was asked for a method.
func (w *world) calls(method string) (n int) {
	w.t.Helper()
	resp, err := http.Get(w.url + "/_sandbox/calls") //nolint:noctx // the server is the test's
	must(w.t, err)
	defer resp.Body.Close()
	var calls []struct {
		Method string `json:"method"`
	}
	must(w.t, json.NewDecoder(resp.Body).Decode(&calls))
	for _, c := range calls {
		if c.Method == method {
			n++
		}
	}
	return n
}

// What matters about a person is read from where Slack puts it.
func TestPersonOf(t *testing.T) {
	t.Parallel()
	full := slack.User{
		ID: ada, TeamID: "T1", Name: "ada", RealName: "Real", IsEmailConfirmed: true, Profile: slack.UserProfile{RealName: "Ada Bianchi", Email: "ada@tidewater.example"},
	}
	for name, x := range map[string]struct {
		change func(*slack.User)
		want   func(*bot.Person)
	}{
		"as it is":             {func(*slack.User) {}, func(*bot.Person) {}},
		"multi-channel guest":  {func(u *slack.User) { u.IsRestricted = true }, func(p *bot.Person) { p.Guest = true }},
		"single-channel guest": {func(u *slack.User) { u.IsUltraRestricted = true }, func(p *bot.Person) { p.Guest = true }},
		"bot":                  {func(u *slack.User) { u.IsBot = true }, func(p *bot.Person) { p.Bot = true }},
		"deactivated":          {func(u *slack.User) { u.Deleted = true }, func(p *bot.Person) { p.Deleted = true }},
		"stranger":             {func(u *slack.User) { u.IsStranger = true }, func(p *bot.Person) { p.External = true }},
		"address unconfirmed":  {func(u *slack.User) { u.IsEmailConfirmed = false }, func(p *bot.Person) { p.EmailConfirmed = false }},
		"no name in profile":   {func(u *slack.User) { u.Profile.RealName = "" }, func(p *bot.Person) { p.Name = "Real" }},
		"no real name": {
			func(u *slack.User) { u.Profile.RealName, u.RealName, u.Profile.DisplayName = "", "", "Shown" }, func(p *bot.Person) { p.Name = "Shown" },
		},
		"no name but one": {func(u *slack.User) { u.Profile.RealName, u.RealName = "", "" }, func(p *bot.Person) { p.Name = "ada" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, want := full, bot.Person{ID: ada, Team: "T1", Name: "Ada Bianchi", Email: "ada@tidewater.example", EmailConfirmed: true}
			x.change(&u)
			x.want(&want)
			if diff := cmp.Diff(want, personOf(&u)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// People and groups are looked up in Slack once and then remembered; that there is nobody is not remembered, so that a new colleague is known at
// once.
func TestRemembered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		p, err := w.Person(t.Context(), ada)
		must(t, err)
		if p.Email != "ada@tidewater.example" || p.Team != "T01TIDEWATR" {
			t.Errorf("got %+v", p)
		}
		people, err := w.Group(t.Context(), "S01DESIGNRS")
		must(t, err)
		if diff := cmp.Diff([]string{"U01MAYA0ITO", "U01CHLOEDUB"}, people); diff != "" {
			t.Errorf("group (-want +got):\n%s", diff)
		}
		if _, err := w.Person(t.Context(), "U0NOBODY"); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		if _, err := w.Group(t.Context(), "S0NOBODY"); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("no group: %v", err)
		}
	}
	// One look-up for Ada, and each of the three for nobody.
	if n, m := w.calls("users.info"), w.calls("usergroups.users.list"); n != 4 || m != 4 {
		t.Errorf("%d look-ups of people and %d of groups", n, m)
	}
	team, err := w.Team(t.Context())
	if err != nil || team != "T01TIDEWATR" {
		t.Errorf("team %q, %v", team, err)
	}
}

// What is remembered is asked again after its time, which is short for people: so long somebody who was deactivated may still act.
func TestForgotten(t *testing.T) {
	t.Parallel()
	if personTTL > time.Minute || groupTTL > 5*time.Minute {
		t.Errorf("people are remembered for %s, groups for %s", personTTL, groupTTL)
	}
	w := newWorld(t)
	w.people = expirable.NewLRU[string, bot.Person](kept, nil, time.Millisecond)
	for deadline := time.Now().Add(30 * time.Second); w.calls("users.info") < 2; {
		if time.Now().After(deadline) {
			t.Fatal("a person was never looked up again")
		}
		_, err := w.Person(t.Context(), ada)
		must(t, err)
	}
}
