package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"rollcall/asana"
	"rollcall/bot"
	"rollcall/bot/slack"
	"rollcall/bot/store"
	"rollcall/handlers"
)

// required is the least environment that serve starts with.
func required() map[string]string {
	return map[string]string{
		"SLACK_SIGNING_SECRET": "signing-secret-value", "SLACK_BOT_TOKEN": "xoxb-bot-token-value", "ASANA_ACCESS_TOKEN": "1/asana-token-value", "ADMINS": ada,
	}
}

// documented are the variables that the service documents, apart from those of OpenTelemetry, whose names are standard.
func documented() []string {
	return strings.Fields(`SLACK_SIGNING_SECRET SLACK_BOT_TOKEN ASANA_ACCESS_TOKEN ADMINS POLICY_FILE LISTEN_ADDR ADMIN_ADDR DATABASE_URL SLACK_APP_TOKEN
		SLACK_API_URL SLACK_TEAM_ID SLACK_COMMAND ASANA_BASE_URL ASANA_WORKSPACE ASANA_REQUESTS_PER_MINUTE ASANA_ENABLE ASANA_DISABLE ASANA_CLIENT_ID
		ASANA_CLIENT_SECRET PUBLIC_URL ENCRYPTION_KEY APPROVALS_CHANNEL AUDIT_CHANNEL AUDIT_SIGNING_KEY AUDIT_STDOUT AUDIT_WEBHOOK_URL AUDIT_WEBHOOK_SECRET
		LOG_LEVEL LOG_FORMAT`)
}

// configure reads a configuration as serve does from an environment of these variables alone. It must not run beside other tests.
func configure(t *testing.T, env map[string]string) (config, error) {
	t.Helper()
	for _, name := range documented() {
		for _, n := range []string{name, name + "_FILE"} {
			value, ok := env[n]
			t.Setenv(n, value)
			if !ok {
				must(t, os.Unsetenv(n))
			}
		}
	}
	var c cli
	parser, err := kong.New(&c)
	must(t, err)
	_, err = parser.Parse([]string{"serve"})
	must(t, err)
	return c.Serve.config(console{err: &bytes.Buffer{}})
}

// faultsOf returns the names that an error of the configuration blames, in its order.
func faultsOf(err error) []string {
	if err == nil {
		return nil
	}
	var names []string
	for _, found := range regexp.MustCompile(`(?m)^  ([A-Z_]+): `).FindAllStringSubmatch(err.Error(), -1) {
		names = append(names, found[1])
	}
	return names
}

// with returns the least environment with more variables; an empty value takes one away.
func with(pairs ...string) map[string]string {
	env := required()
	for i := 0; i < len(pairs); i += 2 {
		env[pairs[i]] = pairs[i+1]
		if pairs[i+1] == "" {
			delete(env, pairs[i])
		}
	}
	return env
}

// Ensure that each documented variable is a setting and no setting is undocumented.
func TestSettingsDocumented(t *testing.T) {
	t.Parallel()
	var names []string
	var collect func(reflect.Type)
	collect = func(s reflect.Type) {
		for i := range s.NumField() {
			if f := s.Field(i); f.Anonymous {
				collect(f.Type)
			} else {
				names = append(names, f.Tag.Get("env"))
			}
		}
	}
	collect(reflect.TypeFor[settings]())
	if diff := cmp.Diff(slices.Sorted(slices.Values(documented())), slices.Sorted(slices.Values(names))); diff != "" {
		t.Errorf("variables (-documented +settings):\n%s", diff)
	}
}

// Ensure that each setting is a flag of the same name, for trying things out.
func TestSettingsFlags(t *testing.T) {
	t.Parallel()
	parser, err := kong.New(&cli{})
	must(t, err)
	var serve *kong.Node
	for _, node := range parser.Model.Children {
		if node.Name == "serve" {
			serve = node
		}
	}
	var names []string
	for _, flag := range serve.Flags {
		names = append(names, strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_")))
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(documented())), slices.Sorted(slices.Values(names))); diff != "" {
		t.Errorf("flags (-documented +flags):\n%s", diff)
	}
}

// Ensure that everything that may be left out has its documented default.
func TestSettingsDefaults(t *testing.T) {
	got, err := configure(t, required())
	must(t, err)
	want := config{
		Asana:    asana.Config{BaseURL: "https://app.asana.com/api/1.0", Token: "1/asana-token-value", RequestsPerMinute: 150, UserAgent: "rollcall/dev"},
		Bot:      bot.Config{Slash: "/asana", Admins: []string{ada}, Instance: instance(), Version: "dev"},
		Slack:    slack.Config{Token: "xoxb-bot-token-value", APIURL: "https://slack.com/api/"},
		Store:    store.Config{URL: "sqlite:rollcall.db", Exclusive: true, Logger: got.Log, Instance: instance()},
		Handlers: handlers.Config{Addr: ":8080", SigningSecrets: []string{"signing-secret-value"}, DrainFor: 5 * time.Second},
		Admin:    handlers.AdminConfig{Addr: "127.0.0.1:9090"},
		Log:      got.Log,
		StopIn:   25 * time.Second,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if level := got.Log.GetLevel().String(); level != "info" {
		t.Errorf("log level %s", level)
	}
}

// Ensure that each required variable is missed by its name, and nothing else is.
func TestSettingsRequired(t *testing.T) {
	for name := range required() {
		for _, value := range []string{"", " ", ","} {
			env := with(name, "")
			if value != "" {
				env[name] = value
			}
			_, err := configure(t, env)
			if diff := cmp.Diff([]string{name}, faultsOf(err)); diff != "" {
				t.Errorf("%s = %q (-want +got):\n%s\n%v", name, value, diff, err)
			}
		}
	}
}

// Ensure that each malformed variable is named, and that the words say what it should look like.
func TestSettingsMalformed(t *testing.T) {
	for _, row := range []struct{ name, value, says string }{
		{"SLACK_SIGNING_SECRET", "one,two,three", "at most two"},
		{"ADMINS", "ada", "user id"},
		{"ADMINS", ada + ",@ben", `"@ben"`},
		{"POLICY_FILE", "policy.yaml", "no such file"},
		{"APPROVALS_CHANNEL", "#approvals", "is not the id of a Slack channel"},
		{"LISTEN_ADDR", "8080", "host:port"},
		{"LISTEN_ADDR", ":http", "host:port"},
		{"LISTEN_ADDR", ":65536", "host:port"},
		{"ADMIN_ADDR", "localhost", "host:port"},
		{"ADMIN_ADDR", "::1:9090", "host:port"},
		{"DATABASE_URL", "rollcall.db", "sqlite:FILE or postgres://"},
		{"DATABASE_URL", "sqlite:", "sqlite:FILE or postgres://"},
		{"DATABASE_URL", "sqlite::memory:", "sqlite:FILE or postgres://"},
		{"DATABASE_URL", "mysql://u:p@h/d", "sqlite:FILE or postgres://"},
		{"SLACK_API_URL", "slack.com/api", "http"},
		{"SLACK_API_URL", "ftp://slack.com/", "http"},
		{"SLACK_TEAM_ID", "tidewater", "T…"},
		{"SLACK_COMMAND", "asana", "a slash"},
		{"SLACK_COMMAND", "/asana add", "without spaces"},
		{"SLACK_COMMAND", "/" + strings.Repeat("a", 32), "31 characters"},
		{"ASANA_BASE_URL", "https://", "http"},
		{"ASANA_BASE_URL", "https://app.asana.com/%zz", "http"},
		{"ASANA_WORKSPACE", "Tidewater", "digits"},
		{"ASANA_REQUESTS_PER_MINUTE", "0", "above 0"},
		{"ASANA_REQUESTS_PER_MINUTE", "-5", "above 0"},
		{"ASANA_REQUESTS_PER_MINUTE", "150/min", "whole number"},
		{"LOG_LEVEL", "loud", "debug"},
		{"LOG_FORMAT", "xml", "json"},
	} {
		_, err := configure(t, with(row.name, row.value))
		if diff := cmp.Diff([]string{row.name}, faultsOf(err)); diff != "" {
			t.Errorf("%s=%s (-want +got):\n%s", row.name, row.value, diff)
		} else if !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s=%s: %q does not say %q", row.name, row.value, err, row.says)
		}
	}
}

// Ensure that settings which make sense only together are missed by their names.
func TestSettingsTogether(t *testing.T) {
	connect := map[string]string{
		"ASANA_CLIENT_ID": "12", "ASANA_CLIENT_SECRET": "s", "PUBLIC_URL": "https://rollcall.example", "ENCRYPTION_KEY": "k",
	}
	webhook := map[string]string{"AUDIT_WEBHOOK_URL": "https://siem.example/", "AUDIT_WEBHOOK_SECRET": "s"}
	for _, group := range []map[string]string{connect, webhook} {
		env := required()
		maps.Copy(env, group)
		if _, err := configure(t, env); err != nil {
			t.Errorf("all of them: %v", err)
		}
		for name, value := range group {
			others := slices.Sorted(maps.Keys(group))
			others = slices.DeleteFunc(others, func(n string) bool { return n == name })
			_, err := configure(t, with(name, value))
			if diff := cmp.Diff(others, slices.Sorted(slices.Values(faultsOf(err)))); diff != "" {
				t.Errorf("%s alone (-want +got):\n%s", name, diff)
			}
		}
	}
	if _, err := configure(t, with("AUDIT_WEBHOOK_URL", "siem.example", "AUDIT_WEBHOOK_SECRET", "s")); !slices.Equal(faultsOf(err), []string{"AUDIT_WEBHOOK_URL"}) {
		t.Errorf("malformed: %v", err)
	}
}

// Ensure that all faults are told at once, each on a line with its name, in the same order every time.
func TestSettingsAllFaultsAtOnce(t *testing.T) {
	bad := map[string]string{
		"ADMINS": "ada", "POLICY_FILE": "p.yaml", "LISTEN_ADDR": "x", "ADMIN_ADDR": "y", "DATABASE_URL": "z", "SLACK_API_URL": "a", "SLACK_TEAM_ID": "b",
		"SLACK_COMMAND": "c", "ASANA_BASE_URL": "d", "ASANA_WORKSPACE": "e", "ASANA_REQUESTS_PER_MINUTE": "f", "PUBLIC_URL": "https://rollcall.example",
		"AUDIT_WEBHOOK_SECRET": "s", "LOG_LEVEL": "g", "LOG_FORMAT": "h", "SLACK_APP_TOKEN_FILE": filepath.Join(t.TempDir(), "none"),
	}
	_, err := configure(t, bad)
	want := []string{
		"ADMINS", "ADMIN_ADDR", "ASANA_ACCESS_TOKEN", "ASANA_BASE_URL", "ASANA_CLIENT_ID", "ASANA_CLIENT_SECRET", "ASANA_REQUESTS_PER_MINUTE",
		"ASANA_WORKSPACE", "AUDIT_WEBHOOK_URL", "DATABASE_URL", "ENCRYPTION_KEY", "LISTEN_ADDR", "LOG_FORMAT", "LOG_LEVEL", "POLICY_FILE",
		"SLACK_API_URL", "SLACK_APP_TOKEN_FILE", "SLACK_BOT_TOKEN", "SLACK_COMMAND", "SLACK_SIGNING_SECRET", "SLACK_TEAM_ID",
	}
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(faultsOf(err)))); diff != "" {
		t.Errorf("faults (-want +got):\n%s\n%v", diff, err)
	}
	for range 10 {
		if _, again := configure(t, bad); again.Error() != err.Error() {
			t.Fatalf("told differently:\n%v\n%v", err, again)
		}
	}
}
