package main

import (
	"cmp"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"

	"rollcall/asana"
)

// settings are what the environment says, as text. Each is also a flag, for trying things out; secrets belong into the environment or a file.
type settings struct {
	SlackSigningSecret  string `env:"SLACK_SIGNING_SECRET" help:"Signing secret of the Slack app; two, comma-separated, while rotating. Required."`
	SlackBotToken       string `env:"SLACK_BOT_TOKEN" help:"Bot token of the Slack app. Required."`
	AsanaAccessToken    string `env:"ASANA_ACCESS_TOKEN" help:"Personal access token or service account token. Required."`
	Admins              string `env:"ADMINS" help:"Slack user or user-group ids, comma-separated. Required."`
	PolicyFile          string `env:"POLICY_FILE" help:"Policy file."`
	ListenAddr          string `env:"LISTEN_ADDR" default:":8080" help:"Where Slack's requests arrive."`
	AdminAddr           string `env:"ADMIN_ADDR" default:"127.0.0.1:9090" help:"Where metrics are served."`
	SlackAppToken       string `env:"SLACK_APP_TOKEN" help:"App-level token, for Socket Mode."`
	SlackAPIURL         string `name:"slack-api-url" env:"SLACK_API_URL" default:"https://slack.com/api/" help:"Address of the Slack API."`
	SlackTeamID         string `env:"SLACK_TEAM_ID" help:"The one Slack workspace to serve; the bot token's when empty."`
	SlackCommand        string `env:"SLACK_COMMAND" default:"/asana" help:"The slash command."`
	AsanaBaseURL        string `env:"ASANA_BASE_URL" default:"https://app.asana.com/api/1.0" help:"Address of the Asana API."`
	AsanaWorkspace      string `env:"ASANA_WORKSPACE" help:"Gid of the Asana workspace; not needed when the token sees one."`
	AsanaRequestsPerMin string `name:"asana-requests-per-minute" env:"ASANA_REQUESTS_PER_MINUTE" default:"150" help:"Asana's limit: 150 on free, 1500 on paid plans."`
	AsanaEnable         string `env:"ASANA_ENABLE" help:"Deprecations of Asana to opt in to early, comma-separated."`
	AsanaDisable        string `env:"ASANA_DISABLE" help:"Deprecations of Asana to opt out of, comma-separated."`
	AsanaClientID       string `env:"ASANA_CLIENT_ID" help:"OAuth client, for people's own rights."`
	AsanaClientSecret   string `env:"ASANA_CLIENT_SECRET" help:"Secret of the OAuth client."`
	PublicURL           string `env:"PUBLIC_URL" help:"Address of this service as browsers reach it."`
	EncryptionKey       string `env:"ENCRYPTION_KEY" help:"Key that encrypts people's tokens."`
	ApprovalsChannel    string `env:"APPROVALS_CHANNEL" help:"Slack channel for approvals."`
	AuditChannel        string `env:"AUDIT_CHANNEL" help:"Slack channel for checkpoints of the log."`
	AuditSigningKey     string `env:"AUDIT_SIGNING_KEY" help:"Key that signs checkpoints of the log."`
	AuditStdout         string `env:"AUDIT_STDOUT" help:"true writes sealed events to standard output as JSON lines; the service's own log goes to standard error."`
	AuditWebhookURL     string `env:"AUDIT_WEBHOOK_URL" help:"Where events are sent."`
	AuditWebhookSecret  string `env:"AUDIT_WEBHOOK_SECRET" help:"Secret that signs what is sent there."`
	databaseSetting
	logSettings
}

// databaseSetting says where the database is; several subcommands take it.
type databaseSetting struct {
	DatabaseURL string `env:"DATABASE_URL" default:"sqlite:rollcall.db" help:"sqlite:FILE or postgres://…"`
}

// logSettings say how to log.
type logSettings struct {
	LogLevel  string `env:"LOG_LEVEL" default:"info" help:"trace, debug, info, warn or error."`
	LogFormat string `env:"LOG_FORMAT" default:"json" help:"json or console."`
}

// faults collects everything that is wrong with the settings, so that all of it is said at once.
type faults []string

func (f *faults) add(name, format string, args ...any) {
	*f = append(*f, name+": "+fmt.Sprintf(format, args...))
}

// err is nil when nothing is wrong. The faults are in the order of their names, so that the same ones are always told in the same words.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return fmt.Errorf("the configuration has %d fault(s):\n  %s", len(f), strings.Join(slices.Sorted(slices.Values(f)), "\n  "))
}

// secrets maps the names of secrets to their settings.
func (s *settings) secrets() map[string]*string {
	return map[string]*string{
		"SLACK_SIGNING_SECRET": &s.SlackSigningSecret, "SLACK_BOT_TOKEN": &s.SlackBotToken, "SLACK_APP_TOKEN": &s.SlackAppToken,
		"ASANA_ACCESS_TOKEN": &s.AsanaAccessToken, "ASANA_CLIENT_SECRET": &s.AsanaClientSecret, "ENCRYPTION_KEY": &s.EncryptionKey,
		"AUDIT_SIGNING_KEY": &s.AuditSigningKey, "AUDIT_WEBHOOK_SECRET": &s.AuditWebhookSecret, "DATABASE_URL": &s.DatabaseURL,
	}
}

// readFiles fills secrets from the files that NAME_FILE names.
func (s *settings) readFiles(f *faults) {
	for name, value := range s.secrets() {
		path := os.Getenv(name + "_FILE")
		if path == "" {
			continue
		}
		if os.Getenv(name) != "" {
			f.add(name, "given both directly and as %s_FILE; remove one", name)
			continue
		}
		data, err := os.ReadFile(path) //nolint:gosec // the operator names the file
		if err != nil {
			f.add(name+"_FILE", "%v", err)
			continue
		}
		if *value = strings.TrimSpace(string(data)); *value == "" {
			f.add(name+"_FILE", "%s is empty", path)
		}
	}
}

// fillDefaults takes a variable that is set but empty as one that is not set, as charts and compose files write it.
func (s *settings) fillDefaults() {
	for setting, standard := range map[*string]string{
		&s.ListenAddr: ":8080", &s.AdminAddr: "127.0.0.1:9090", &s.SlackAPIURL: "https://slack.com/api/", &s.SlackCommand: "/asana",
		&s.AsanaBaseURL: asana.DefaultBaseURL, &s.AsanaRequestsPerMin: "150", &s.DatabaseURL: "sqlite:rollcall.db", &s.LogLevel: "info", &s.LogFormat: "json",
	} {
		*setting = cmp.Or(strings.TrimSpace(*setting), standard)
	}
}

// list splits a comma-separated setting.
func list(s string) []string {
	var all []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// instance names this process in events.
func instance() string {
	host, err := os.Hostname()
	if err != nil {
		host = ""
	}
	return fmt.Sprintf("%s-%d", cmp.Or(host, "rollcall"), os.Getpid())
}

// osUser names who runs a subcommand, for events.
func osUser() string {
	u, err := user.Current()
	if err != nil {
		return "unknown"
	}
	return u.Username
}
