package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	asanasandbox "rollcall/asana/sandbox"
	"rollcall/bot/audit"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// loggedEvent spells the members of an event once more and does not use the audit package, so that a member that is renamed or added there
// fails the tests.
type loggedEvent struct {
	Seq      int64  `json:"seq"`
	ID       string `json:"id"`
	Time     string `json:"time"`
	Action   string `json:"action"`
	Outcome  string `json:"outcome"`
	Request  string `json:"request"`
	Change   string `json:"change"`
	PrevHash string `json:"prev_hash"`
	Hash     string `json:"hash"`
	Actor    *struct {
		SlackUser string `json:"slack_user"`
		AsanaGID  string `json:"asana_gid"`
		Via       string `json:"via"`
	} `json:"actor"`
	Subject *struct {
		Type      string `json:"type"`
		GID       string `json:"gid"`
		SlackUser string `json:"slack_user"`
	} `json:"subject"`
	Resource *struct {
		Type string `json:"type"`
		GID  string `json:"gid"`
		Name string `json:"name"`
	} `json:"resource"`
	Details *struct {
		OldValue string `json:"old_value"`
		NewValue string `json:"new_value"`
		Reason   string `json:"reason"`
		Error    string `json:"error"`
	} `json:"details"`
	Context *struct {
		SlackTeam  string   `json:"slack_team"`
		Channel    string   `json:"channel"`
		Rule       string   `json:"rule"`
		PolicyHash string   `json:"policy_hash"`
		Approvers  []string `json:"approvers"`
		Token      string   `json:"token"`
		Job        string   `json:"job"`
		Instance   string   `json:"instance"`
		Version    string   `json:"version"`
	} `json:"context"`
}

// What the texts of an event look like. The words are listed, so that a new one is added on purpose.
var (
	loggedID      = regexp.MustCompile(`^\S+$`)
	loggedTime    = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
	loggedHash    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	loggedOutcome = regexp.MustCompile(`^(intent|ok|noop|refused|failed|unknown)$`)
	loggedRequest = regexp.MustCompile(`^(R[1-9][0-9]*)?$`)
	loggedChange  = regexp.MustCompile(`^(C[1-9][0-9]*)?$`)
	loggedPerson  = regexp.MustCompile(`^([UW][A-Z0-9]+)?$`)
	loggedTeam    = regexp.MustCompile(`^([TE][A-Z0-9]+)?$`)
	loggedGID     = regexp.MustCompile(`^([0-9]+)?$`)
	loggedMember  = regexp.MustCompile(`^(user|team)$`)
	loggedAction  = regexp.MustCompile(`^(` +
		`(project|portfolio|goal|custom_field|custom_type|team|workspace)_member_(added|removed|access_level_changed)|` +
		`request_(created|held|waiting|approved|denied|refused|cancelled|expired|completed|failed)|` +
		`grant_(started|extended|ended|left)|change_undone|log_(read|exported|checkpoint)|policy_(loaded|rejected)|` +
		`account_(connected|disconnected)|service_(started|stopped)|writes_(stopped|resumed)|signature_rejected)$`)
)

// checkLog holds every line of an exported log to what operators rely on: known members alone, known words, and people only as ids.
func (c *company) checkLog(exported string) {
	c.t.Helper()
	ids, schema := make(map[string]bool), eventSchema(c.t)
	for line := range strings.Lines(exported) {
		e := readLogged(c.t, line)
		if instance, err := jsonschema.UnmarshalJSON(strings.NewReader(line)); err != nil || schema.Validate(instance) != nil {
			c.t.Errorf("not as the schema says: %v: %s", schema.Validate(instance), line)
		}
		if ids[e.ID] {
			c.t.Errorf("the id %s occurs twice", e.ID)
		}
		ids[e.ID] = true
		e.checkForms(c.t, line)
		c.checkPeople(line, e)
	}
}

// eventSchema is the schema that the program prints.
func eventSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(audit.Schema()))
	must(t, err)
	compiler := jsonschema.NewCompiler()
	must(t, compiler.AddResource("event.json", doc))
	schema, err := compiler.Compile("event.json")
	must(t, err)
	return schema
}

func readLogged(t testing.TB, line string) (e loggedEvent) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(line))
	dec.DisallowUnknownFields()
	must(t, dec.Decode(&e))
	var all any
	must(t, json.Unmarshal([]byte(line), &all))
	if path := emptyIn(all, ""); path != "" {
		t.Errorf("%s is empty and should be omitted: %s", path, line)
	}
	return e
}

// emptyIn finds a member that says nothing.
func emptyIn(v any, path string) string {
	switch v := v.(type) {
	case nil:
		return path
	case string:
		if v == "" {
			return path
		}
	case []any:
		if len(v) == 0 {
			return path
		}
	case map[string]any:
		if len(v) == 0 {
			return path
		}
		for name, member := range v {
			if found := emptyIn(member, path+"/"+name); found != "" {
				return found
			}
		}
	}
	return ""
}

func (e loggedEvent) checkForms(t testing.TB, line string) {
	t.Helper()
	fits := func(form *regexp.Regexp, values ...string) {
		for _, v := range values {
			if !form.MatchString(v) {
				t.Errorf("%q does not match %s: %s", v, form, line)
			}
		}
	}
	fits(loggedID, e.ID)
	fits(loggedTime, e.Time)
	fits(loggedHash, e.Hash, e.PrevHash)
	fits(loggedAction, e.Action)
	fits(loggedOutcome, e.Outcome)
	fits(loggedRequest, e.Request)
	fits(loggedChange, e.Change)
	if e.Actor != nil {
		fits(loggedPerson, e.Actor.SlackUser)
		fits(loggedGID, e.Actor.AsanaGID)
	}
	if e.Subject != nil {
		fits(loggedPerson, e.Subject.SlackUser)
		fits(loggedGID, e.Subject.GID)
		fits(loggedMember, e.Subject.Type)
	}
	if e.Resource != nil {
		fits(loggedGID, e.Resource.GID)
	}
	if e.Context != nil {
		fits(loggedTeam, e.Context.SlackTeam)
	}
}

// checkPeople finds names and addresses of people. Only what somebody typed as a reason may hold them.
func (c *company) checkPeople(line string, e loggedEvent) {
	c.t.Helper()
	if e.Details != nil && e.Details.Reason != "" {
		reason, err := json.Marshal(e.Details.Reason)
		must(c.t, err)
		line = strings.ReplaceAll(line, string(reason), `""`)
	}
	lower := strings.ToLower(line)
	for _, p := range c.people {
		if strings.Contains(lower, strings.ToLower(p)) {
			c.t.Errorf("the log holds %q: %s", p, line)
		}
	}
}

// peopleOf lists how the people of both seeds are called and reached.
func peopleOf(as *asanasandbox.Seed, ss *slacksandbox.Seed) []string {
	var all []string
	for _, u := range as.Users {
		all = append(all, u.Name, u.Email)
	}
	for _, u := range ss.Users {
		if !u.IsBot {
			all = append(all, u.RealName, u.Profile.RealName, u.Profile.Email)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}

// The check that all tests share can fail: each of these lines has one fault.
func TestLogShape(t *testing.T) {
	t.Parallel()
	const rest = `"hash":"` + zeros + `","id":"a","prev_hash":"` + zeros + `","seq":1,"time":"2026-01-02T03:04:05.678Z"`
	for name, line := range map[string]string{
		"unknown action":  `{"action":"project_member_adored","outcome":"ok",` + rest + `}`,
		"unknown outcome": `{"action":"service_started","outcome":"fine",` + rest + `}`,
		"null":            `{"action":"service_started","outcome":"ok","request":null,` + rest + `}`,
		"empty object":    `{"action":"service_started","outcome":"ok","details":{},` + rest + `}`,
		"name":            `{"action":"request_refused","outcome":"refused","details":{"error":"maya ito"},` + rest + `}`,
		"address":         `{"action":"request_created","outcome":"ok","details":{"new_value":"maya@tidewater.example"},` + rest + `}`,
		"person as name":  `{"action":"service_started","outcome":"ok","actor":{"slack_user":"maya"},` + rest + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			probe := &faultCounter{TB: t}
			c := &company{t: probe, people: peopleOf(asanasandbox.DefaultSeed(), slacksandbox.DefaultSeed())}
			if c.checkLog(line); probe.faults == 0 {
				t.Errorf("no fault found in %s", line)
			}
		})
	}
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

// faultCounter is a test that counts errors and does not fail.
type faultCounter struct {
	testing.TB
	faults int
}

func (f *faultCounter) Helper()               {}
func (f *faultCounter) Errorf(string, ...any) { f.faults++ }
