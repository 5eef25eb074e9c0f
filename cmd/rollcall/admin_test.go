package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	asanasandbox "rollcall/asana/sandbox"
	"rollcall/bot/audit"
	slacksandbox "rollcall/bot/slack/sandbox"
)

const (
	zed  = "U01ZEDSTRAN" // of another company
	yuri = "U01YURIPART" // of another Slack workspace, in a shared channel
	abby = "U01ABBYABOT"
)

// posts sends a command signed as Slack signs it, for people and workspaces that the Slack sandbox does not let act, and returns the
// acknowledgement.
func (s *service) posts(t testing.TB, user, team, text string) string {
	t.Helper()
	a := s.signed(t, "/slack/commands", url.Values{"team_id": {team}, "user_id": {user}, "channel_id": {"C01GENERAL0"}, "command": {"/asana"}, "text": {text}})
	if !json.Valid([]byte(a.Body)) {
		t.Fatalf("answered with %d: %s", a.Status, a.Body)
	}
	return a.text(t)
}

// signed sends a form as Slack does.
func (s *service) signed(t testing.TB, path string, form url.Values) answered {
	t.Helper()
	body := form.Encode()
	at := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write([]byte("v0:" + at + ":" + body))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, strings.NewReader(body))
	must(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", at)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	must(t, err)
	return answered{Status: resp.StatusCode, Body: string(answer)}
}

// ADMINS act at once, whether they are named themselves or through a user group.
func TestAdmins(t *testing.T) {
	t.Parallel()
	for name, admins := range map[string][]string{"user": {maya}, "user group": {"S01DESIGNRS"}, "a group that is gone beside": {"S0GONE", "S01DESIGNRS"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.Admins = admins })
			if end, state := c.does(maya, "add @noor to project Website as editor"); state != "applied" {
				t.Errorf("an admin's change ended %s: %s", state, end.Text)
			}
			end, state := c.does(ada, "add @ben to project Website as editor")
			if state != "awaiting_approval" {
				t.Errorf("somebody else's change is %s", state)
			}
			holds(t, end.Text, "I asked ", "<@"+maya+">")
		})
	}
}

// Somebody who is no admin changes nothing alone: what can be done waits for one of ADMINS, each of them asked, and what can't is refused at once
// without asking anybody.
func TestNotAdmin(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), func(cfg *config) { cfg.Bot.Admins = []string{ada, "S01DESIGNRS"} })
	c.slackIsKnown(noor)
	for text, want := range map[string]string{
		"add @ben to project Website as editor": "awaiting_approval", "remove me from project Salary Review 2026": "awaiting_approval",
		"set me on project Nowhere to admin": "refused", "add nobody@nowhere.example to 1 anyway": "refused",
	} {
		end, state := c.does(noor, text)
		if state != want {
			t.Errorf("%q is %s: %s", text, state, end.Text)
		}
		if want == "awaiting_approval" {
			holds(t, end.Text, "I asked <@"+ada+">, <@"+maya+">, <@"+chloe+">")
		} else {
			lacks(t, end.Text, ada, maya, chloe)
		}
	}
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes before anybody approved", n)
	}
}

// slackIsKnown fails the test early when a constant does not fit the seed.
func (c *company) slackIsKnown(ids ...string) {
	c.t.Helper()
	for _, id := range ids {
		c.types(id, "help")
	}
}

// strangers adds people to the Slack seed who must neither see nor do anything, with Asana accounts and memberships that would let them.
func strangers(as *asanasandbox.Seed, ss *slacksandbox.Seed) {
	for i, u := range []slacksandbox.User{
		{ID: zed, Name: "zed", RealName: "Zed Stranger", IsStranger: true},
		{ID: yuri, Name: "yuri", RealName: "Yuri Partner", TeamID: "T01PARTNERS"},
		{ID: abby, Name: "abby", RealName: "Abby Bot", IsBot: true},
	} {
		u.IsEmailConfirmed, u.Profile.Email = true, u.Name+"@tidewater.example"
		ss.Users = append(ss.Users, u)
		gid := strconv.Itoa(1208000000010101 + i)
		as.Users = append(as.Users, asanasandbox.SeedUser{GID: gid, Name: u.RealName, Email: u.Profile.Email})
		as.Memberships = append(as.Memberships, asanasandbox.SeedMembership{Parent: website, Member: gid, AccessLevel: "admin"})
	}
}

// Guests, bots, deactivated people and people of other companies see and do nothing, even if they are among ADMINS. Not all of them can be told so:
// Slack opens no conversation with bots and with those who left.
func TestOutsiders(t *testing.T) {
	t.Parallel()
	c := newCompany(t, strangers)
	dms := make(tap, 1000)
	s := c.serve(sqliteURL(t), func(cfg *config) {
		cfg.Bot.Admins = []string{ada, gus, dana, zed, yuri, abby}
		cfg.Slack.Transport = dms
	})
	for _, x := range []struct{ id, says string }{
		{gus, "Guests of this Slack workspace can't use Rollcall."},
		{dana, "Your Slack account is deactivated, so I did nothing."},
		{zed, "People of other companies can't use Rollcall here."},
		{yuri, "People of other companies can't use Rollcall here."},
		{abby, "Bots can't use Rollcall."},
	} {
		typed := []string{"list Website", "show 1", "pending", "remove <@" + chloe + "> from project Website anyway"}
		for _, text := range typed {
			s.posts(t, x.id, "T01TIDEWATR", text)
		}
		dms.until(t, x.id+" was answered", func() bool { return len(s.refusals(x.id)) == len(typed) })
		for _, why := range s.refusals(x.id) {
			if why != x.says {
				t.Errorf("%s was refused with %q, want %q", x.id, why, x.says)
			}
		}
	}
	if calls := c.calls.take(); len(calls) != 0 {
		t.Errorf("Asana was asked: %v", spelledCalls(calls))
	}
	for _, e := range s.log() {
		if e.Resource != nil || e.Subject != nil || e.Action == audit.RequestCompleted {
			t.Errorf("somebody was answered: %s", spelled(e))
		}
	}
}

// refusals lists why a person was refused so far.
func (s *service) refusals(id string) (why []string) {
	s.company.t.Helper()
	for _, e := range s.log() {
		if e.Action == audit.RequestRefused && e.Actor.SlackUser == id {
			why = append(why, e.Details.Error)
		}
	}
	return why
}

// tap signals each attempt to open a direct message, which comes after what it tells was stored.
type tap chan struct{}

// RoundTrip implements http.RoundTripper.
func (t tap) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/conversations.open") {
		select {
		case t <- struct{}{}:
		default: // nobody waits any more
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

// until looks again at each signal.
func (t tap) until(tb testing.TB, what string, done func() bool) {
	tb.Helper()
	late := time.After(patience)
	for !done() {
		select {
		case <-t:
		case <-late:
			tb.Fatalf("%s: it did not happen", what)
		}
	}
}
