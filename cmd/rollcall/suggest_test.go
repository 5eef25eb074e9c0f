package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/fx"

	"rollcall/bot"
	"rollcall/handlers"
)

const slackTeam = "T01TIDEWATR"

// desk is a service whose suggestions are asked for.
type desk struct {
	*service
	bot *bot.Bot
}

// suggests starts a service and keeps its bot at hand: what it answers is looked at before it becomes JSON.
func (c *company) suggests(change func(*config)) *desk {
	c.t.Helper()
	cfg := testConfig(c, sqliteURL(c.t))
	if change != nil {
		change(&cfg)
	}
	d := &desk{service: &service{company: c}}
	var server *handlers.Server
	app := fx.New(application(cfg), fx.Populate(&server, &d.store, &d.bot))
	must(c.t, app.Start(c.t.Context()))
	d.url = "http://" + server.Addr()
	c.setApp(d.url)
	d.stop = func() {
		ctx, cancel := context.WithTimeout(context.Background(), cfg.StopIn)
		defer cancel()
		if err := app.Stop(ctx); err != nil {
			c.t.Errorf("stop: %v", err)
		}
	}
	c.t.Cleanup(func() { d.stop() })
	return d
}

// field is where somebody types.
type field struct {
	who  string
	name string // what when empty
	kind string // project when empty
	in   string
}

// typing is what reaches the bot when somebody types.
func (f field) typing(text string) bot.Typing {
	values := bot.Values{}
	if f.kind != "" {
		values["kind"] = []string{f.kind}
	}
	if f.in != "" {
		values["in"] = []string{f.in}
	}
	name := f.name
	if name == "" {
		name = "what"
	}
	form := bot.FormState{Shown: bot.Shown{ID: "V1"}, ID: "form_submit", Values: values, Origin: bot.Origin{SlackTeam: slackTeam, SlackUser: f.who, Via: "slack"}}
	return bot.Typing{Form: form, Field: name, Text: text}
}

// types asks once and returns what is known by then.
func (d *desk) types(f field, text string) []bot.OptionGroup {
	return d.bot.Suggest(d.company.t.Context(), f.typing(text))
}

// finds asks until the answer has the options, which is at once when all is known in time, and returns the answer.
func (d *desk) finds(f field, text string, values ...string) []bot.OptionGroup {
	t := d.company.t
	t.Helper()
	var groups []bot.OptionGroup
	for end := time.Now().Add(patience); time.Now().Before(end); {
		groups = d.types(f, text)
		lacks := func(v string) bool { return !slices.Contains(valuesOf(groups), v) }
		if !slices.ContainsFunc(values, lacks) {
			return groups
		}
	}
	t.Fatalf("%q is not found by %+v with %q: %s", values, f, text, spelled(groups))
	return nil
}

// never asks with every letter, and with nothing, and fails when an answer has one of the words.
func (d *desk) never(f field, words ...string) {
	t := d.company.t
	t.Helper()
	for letter := 'a' - 1; letter <= 'z'; letter++ {
		text := strings.TrimPrefix(string(letter), "`")
		if answer := spelled(d.types(f, text)); slices.ContainsFunc(words, func(w string) bool { return strings.Contains(answer, w) }) {
			t.Errorf("%+v with %q shows one of %q: %s", f, text, words, answer)
		}
	}
}

func valuesOf(groups []bot.OptionGroup) (all []string) {
	for _, g := range groups {
		for _, o := range g.Options {
			all = append(all, o.Value)
		}
	}
	return all
}

// isSearch fits the search for a text among objects of a kind.
func isSearch(kind, text string) func(*asanaCall) bool {
	return func(call *asanaCall) bool {
		return strings.HasSuffix(call.path, "/typeahead") && call.query.Get("resource_type") == kind && call.query.Get("query") == text
	}
}

// Projects come under their teams, those that begin with what was typed first; people by their address, teams as themselves and as their people.
func TestSuggest(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	d := c.suggests(nil)
	want := []bot.OptionGroup{{Label: "Design", Options: []bot.Option{{Value: website, Text: "Website"}, {Value: websiteRelaunch, Text: "Website Relaunch"}}}}
	if diff := cmp.Diff(want, d.finds(field{who: chloe}, "WEB", website)); diff != "" {
		t.Errorf("projects (-want +got):\n%s", diff)
	}
	groups := d.finds(field{who: chloe, name: "in", kind: "type"}, "", harbourApp, springProject)
	if last := groups[len(groups)-1]; last.Label != "Other" || !slices.Contains(valuesOf([]bot.OptionGroup{last}), springProject) {
		t.Errorf("what has no team is not last: %s", spelled(groups))
	}
	want = []bot.OptionGroup{{Options: []bot.Option{{Value: springProject, Text: "Spring Campaign"}}}}
	if diff := cmp.Diff(want, d.finds(field{who: chloe}, "spri", springProject)); diff != "" {
		t.Errorf("a project without a team (-want +got):\n%s", diff)
	}
	want = []bot.OptionGroup{
		{Label: "People", Options: []bot.Option{{Value: "noor@tidewater.example", Text: "Noor Haddad", Note: "noor@tidewater.example"}}},
	}
	if diff := cmp.Diff(want, d.finds(field{who: chloe, name: "others"}, "noor", "noor@tidewater.example")); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
	want = []bot.OptionGroup{
		{Label: "Teams", Options: []bot.Option{{Value: "team " + design, Text: "Design"}}},
		{Label: "Everyone in a team", Options: []bot.Option{{Value: "everyone in team " + design, Text: "Everyone in Design"}}},
	}
	if diff := cmp.Diff(want, d.finds(field{who: chloe, name: "others"}, "desi", "team "+design)); diff != "" {
		t.Errorf("teams (-want +got):\n%s", diff)
	}
	for kind, value := range map[string]string{"portfolio": roadmap, "goal": bookings, "field": priority, "team": engineering, "workspace": workspaceGID} {
		d.finds(field{who: chloe, kind: kind}, "", value)
	}
	d.finds(field{who: chloe, kind: "type", in: harbourApp}, "feat", featureType)
	if got := d.types(field{who: chloe, kind: "type", in: harbourApp}, "feat"); len(valuesOf(got)) != 1 {
		t.Errorf("types that don't match are shown: %s", spelled(got))
	}
	for _, f := range []field{{who: chloe, kind: "type"}, {who: chloe, kind: "type", in: "x"}, {who: chloe, kind: "bundle"}, {who: chloe, name: "because"}} {
		if got := d.types(f, ""); len(got) > 0 {
			t.Errorf("%+v: %s", f, spelled(got))
		}
	}
}

// As Slack asks and as it is answered.
func TestSuggest_HTTP(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	d := c.suggests(nil)
	d.finds(field{who: ben}, "web", website)
	payload := spelled(map[string]any{
		"type": "block_suggestion", "user": map[string]any{"id": ben, "team_id": slackTeam}, "team": map[string]any{"id": slackTeam},
		"action_id": "what", "block_id": "what", "value": "web", "view": map[string]any{"id": "V1", "callback_id": "form_submit", "state": map[string]any{"values": map[string]any{
			"kind": map[string]any{"kind": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": "project"}}},
		}}},
	})
	a := d.signed(t, "/slack/options", url.Values{"payload": {payload}})
	var got struct {
		Groups []struct {
			Options []struct{ Value string }
		} `json:"option_groups"`
	}
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if len(got.Groups) != 1 || fmt.Sprint(got.Groups[0].Options) != fmt.Sprintf("[{%s} {%s}]", website, websiteRelaunch) {
		t.Errorf("the answer is %s", a.Body)
	}
}
