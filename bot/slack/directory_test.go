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
	if _, err := w.Channel(t.Context(), "C0NONE"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("no channel: %v", err)
	}
	team, err := w.Team(t.Context())
	if err != nil || team != "T01TIDEWATR" {
		t.Errorf("team %q, %v", team, err)
	}
}

// What is remembered is asked again after its time, which is short for people: so long somebody who was deactivated may still act.
func TestForgotten(t *testing.T) {
	t.Parallel()
	if personTTL > time.Minute || channelTTL > time.Minute || groupTTL > 5*time.Minute {
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

// Somebody is found by an address that is confirmed to be theirs, however it is written, and by no other.
func TestPersonByEmail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, email := range []string{"maya@tidewater.example", "Maya@Tidewater.Example", "MAYA@TIDEWATER.EXAMPLE"} {
		p, err := w.PersonByEmail(t.Context(), email)
		if err != nil || p.ID != "U01MAYA0ITO" || p.Email != "maya@tidewater.example" || !p.EmailConfirmed {
			t.Errorf("%s: %+v, %v", email, p, err)
		}
	}
	if n := w.calls("users.lookupByEmail"); n != 1 {
		t.Errorf("%d look-ups", n)
	}
	w.control("person", `{"user":"ben","is_email_confirmed":false}`)
	for name, email := range map[string]string{"nobody": "nobody@tidewater.example", "unconfirmed": "ben@tidewater.example", "deactivated": "dana@tidewater.example"} {
		if p, err := w.PersonByEmail(t.Context(), email); !errors.Is(err, bot.ErrNotFound) || bot.IsChatAway(err) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	w.control("person", `{"user":"ben","is_email_confirmed":true}`)
	if p, err := w.PersonByEmail(t.Context(), "ben@tidewater.example"); err != nil || p.ID != "U01BENOKAFR" {
		t.Errorf("once it is confirmed: %+v, %v", p, err)
	}
}

// A channel is looked up once a minute; what it says about itself is what Slack says.
func TestChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		ch, err := w.Channel(t.Context(), "C01APPROVAL")
		must(t, err)
		if diff := cmp.Diff(bot.Channel{ID: "C01APPROVAL", Name: "approvals", Member: true}, ch); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if n := w.calls("conversations.info"); n != 1 {
		t.Errorf("%d look-ups", n)
	}
	shared, err := w.Channel(t.Context(), "C01SHAREDPR")
	if err != nil || !shared.Shared {
		t.Errorf("shared: %+v, %v", shared, err)
	}
	w.control("channel", `{"channel":"general","is_archived":true,"is_member":false}`)
	old, err := w.Channel(t.Context(), "C01GENERAL0")
	if err != nil || !old.Archived || old.Member {
		t.Errorf("archived: %+v, %v", old, err)
	}
}

// A channel counts as shared with another company as soon as it may be, but not because workspaces of the same organisation share it.
func TestChannelShared(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change func(*slack.Channel)
		want   bool
	}{
		"plain":           {func(*slack.Channel) {}, false},
		"shared":          {func(c *slack.Channel) { c.IsShared, c.IsExtShared = true, true }, true},
		"invited":         {func(c *slack.Channel) { c.IsPendingExtShared = true }, true},
		"invited by id":   {func(c *slack.Channel) { c.PendingShared = []string{"T09"} }, true},
		"shared somehow":  {func(c *slack.Channel) { c.IsShared = true }, true},
		"in organisation": {func(c *slack.Channel) { c.IsShared, c.IsOrgShared = true, true }, false},
		"everywhere":      {func(c *slack.Channel) { c.IsShared, c.IsGlobalShared = true, true }, false},
		"both":            {func(c *slack.Channel) { c.IsShared, c.IsOrgShared, c.IsExtShared = true, true, true }, true},
	} {
		c := &slack.Channel{}
		x.change(c)
		if got := channelOf(c).Shared; got != x.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
