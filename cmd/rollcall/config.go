package main

import (
	"cmp"
	"io"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/mod/sumdb/note"

	"rollcall/asana"
	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/policy"
	"rollcall/bot/sink"
	"rollcall/bot/slack"
	"rollcall/bot/store"
	"rollcall/handlers"
)

// config is what each package gets: its own part by value, so that none sees another's settings.
type config struct {
	Asana    asana.Config
	Bot      bot.Config
	Slack    slack.Config
	Store    store.Config
	Handlers handlers.Config
	Admin    handlers.AdminConfig
	Log      zerolog.Logger
	Webhook  sink.WebhookConfig // where events are posted; its URL is empty when they are not
	Stdout   io.Writer          // where events are written; nil: nowhere
	StopIn   time.Duration      // how long stopping may take
	unused   []string           // settings that this version does not use yet
}

var (
	slackID   = regexp.MustCompile(`^[UWS][A-Z0-9]{2,}$`)
	teamID    = regexp.MustCompile(`^[TE][A-Z0-9]{2,}$`)
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)
	gid       = regexp.MustCompile(`^[0-9]+$`)
	slashName = regexp.MustCompile(`^/[^\s/]{1,31}$`)
)

// config checks every setting and returns all faults at once, each by its name.
func (s *settings) config(con console) (config, error) {
	var f faults
	s.readFiles(&f)
	s.fillDefaults()
	s.checkRequired(&f)
	s.checkForms(&f)
	s.checkGroups(&f)
	perMinute, err := strconv.Atoi(s.AsanaRequestsPerMin)
	if err != nil || perMinute < 1 {
		f.add("ASANA_REQUESTS_PER_MINUTE", "%q is not a whole number above 0", s.AsanaRequestsPerMin)
	}
	rules := s.readPolicy(&f)
	key := s.readSigningKey(&f)
	log := s.logger(con.err, &f)
	client := asana.Config{
		BaseURL: s.AsanaBaseURL, Token: s.AsanaAccessToken, RequestsPerMinute: perMinute,
		Enable: list(s.AsanaEnable), Disable: list(s.AsanaDisable), UserAgent: "rollcall/" + version(),
	}
	if _, err := asana.New(client); err != nil && len(f) == 0 {
		f.add("ASANA_BASE_URL, ASANA_ACCESS_TOKEN, ASANA_ENABLE or ASANA_DISABLE", "%v", err)
	}
	if err := f.err(); err != nil {
		return config{}, err
	}
	return config{
		Asana: client,
		Bot: bot.Config{
			Slash: s.SlackCommand, Admins: list(s.Admins), SlackTeam: s.SlackTeamID, Workspace: s.AsanaWorkspace, Instance: instance(), Version: version(),
			Policy: rules, PolicyFile: s.PolicyFile, ApprovalsChannel: s.ApprovalsChannel, AuditChannel: s.AuditChannel, SigningKey: key,
		},
		Slack:    slack.Config{Token: s.SlackBotToken, APIURL: s.SlackAPIURL},
		Store:    store.Config{URL: s.DatabaseURL, Exclusive: true, Logger: log, Instance: instance()},
		Handlers: handlers.Config{Addr: s.ListenAddr, SigningSecrets: list(s.SlackSigningSecret), DrainFor: 5 * time.Second},
		Admin:    handlers.AdminConfig{Addr: s.AdminAddr},
		Log:      log,
		Webhook:  sink.WebhookConfig{URL: s.AuditWebhookURL, Secret: s.AuditWebhookSecret},
		Stdout:   s.stdout(con),
		StopIn:   25 * time.Second,
		unused:   s.unused(),
	}, nil
}

func (s *settings) checkRequired(f *faults) {
	for _, r := range []struct{ name, value, what string }{
		{"SLACK_SIGNING_SECRET", s.SlackSigningSecret, "copy it from the Slack app's page Basic Information"},
		{"SLACK_BOT_TOKEN", s.SlackBotToken, "copy it from the Slack app's page OAuth & Permissions"},
		{"ASANA_ACCESS_TOKEN", s.AsanaAccessToken, "make one in Asana's developer console"},
	} {
		if len(list(r.value)) == 0 {
			f.add(r.name, "required; %s", r.what)
		}
	}
	if strings.HasPrefix(s.SlackBotToken, "xapp-") || strings.HasPrefix(s.SlackBotToken, "xoxp-") {
		f.add("SLACK_BOT_TOKEN", "this is an app-level or a user token; the bot token begins with xoxb-")
	}
	if n := len(list(s.SlackSigningSecret)); n > 2 {
		f.add("SLACK_SIGNING_SECRET", "%d secrets; at most two, while rotating", n)
	}
	if len(list(s.Admins)) == 0 && s.PolicyFile == "" {
		f.add("ADMINS", "required (or POLICY_FILE): Slack user or user-group ids, comma-separated, of those who may change memberships")
	}
}

// readPolicy reads the policy file; nil when there is none.
func (s *settings) readPolicy(f *faults) *policy.Policy {
	if s.PolicyFile == "" {
		return nil
	}
	data, err := os.ReadFile(s.PolicyFile)
	if err != nil {
		f.add("POLICY_FILE", "%v", err)
		return nil
	}
	rules, err := policy.Load(s.PolicyFile, data)
	if err != nil {
		f.add("POLICY_FILE", "%v", err)
	}
	return rules
}

// readSigningKey reads the key that signs checkpoints; nil when there is none.
func (s *settings) readSigningKey(f *faults) note.Signer {
	if s.AuditSigningKey == "" {
		return nil
	}
	key, err := audit.SigningKey(s.AuditSigningKey)
	if err != nil {
		f.add("AUDIT_SIGNING_KEY", "%v", err)
	}
	return key
}

// stdout is where events are written, if they are.
func (s *settings) stdout(con console) io.Writer {
	if on, err := strconv.ParseBool(cmp.Or(s.AuditStdout, "false")); err != nil || !on {
		return nil
	}
	return con.out
}

func (s *settings) checkForms(f *faults) {
	for _, id := range list(s.Admins) {
		if !slackID.MatchString(id) {
			f.add("ADMINS", "%q is not a Slack user id (U… or W…) or user-group id (S…)", id)
		}
	}
	for name, addr := range map[string]string{"LISTEN_ADDR": s.ListenAddr, "ADMIN_ADDR": s.AdminAddr} {
		if _, port, err := net.SplitHostPort(addr); err != nil || !validPort(port) {
			f.add(name, "%q is not host:port or :port", addr)
		}
	}
	for name, raw := range map[string]string{"SLACK_API_URL": s.SlackAPIURL, "ASANA_BASE_URL": s.AsanaBaseURL, "PUBLIC_URL": s.PublicURL, "AUDIT_WEBHOOK_URL": s.AuditWebhookURL} {
		u, err := url.Parse(raw)
		if raw != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
			f.add(name, "not an http or https address")
		}
	}
	if err := store.CheckURL(s.DatabaseURL); err != nil {
		f.add("DATABASE_URL", "%v", err)
	}
	if s.SlackTeamID != "" && !teamID.MatchString(s.SlackTeamID) {
		f.add("SLACK_TEAM_ID", "%q is not the id of a Slack workspace (T…)", s.SlackTeamID)
	}
	if s.ApprovalsChannel != "" && !channelID.MatchString(s.ApprovalsChannel) {
		f.add("APPROVALS_CHANNEL", "%q is not the id of a Slack channel (C… or G…): open the channel's details in Slack to copy it", s.ApprovalsChannel)
	}
	if s.AuditChannel != "" && !channelID.MatchString(s.AuditChannel) {
		f.add("AUDIT_CHANNEL", "%q is not the id of a Slack channel (C… or G…): open the channel's details in Slack to copy it", s.AuditChannel)
	}
	if s.AuditChannel != "" && s.AuditSigningKey == "" {
		f.add("AUDIT_SIGNING_KEY", "required together with AUDIT_CHANNEL, which gets the checkpoints that it signs; rollcall audit key makes one")
	}
	if _, err := sink.NewWebhook(sink.WebhookConfig{Secret: s.AuditWebhookSecret}); err != nil {
		f.add("AUDIT_WEBHOOK_SECRET", "%v", err)
	}
	if _, err := strconv.ParseBool(cmp.Or(s.AuditStdout, "false")); err != nil {
		f.add("AUDIT_STDOUT", "%q is neither true nor false", s.AuditStdout)
	}
	if !slashName.MatchString(s.SlackCommand) {
		f.add("SLACK_COMMAND", "%q is not a slash command: a slash and up to 31 characters without spaces", s.SlackCommand)
	}
	if s.AsanaWorkspace != "" && !gid.MatchString(s.AsanaWorkspace) {
		f.add("ASANA_WORKSPACE", "%q is not a gid: digits only", s.AsanaWorkspace)
	}
}

func validPort(port string) bool {
	n, err := strconv.Atoi(port)
	return err == nil && n >= 0 && n <= 65535
}

// checkGroups finds settings that make sense only together.
func (s *settings) checkGroups(f *faults) {
	for _, group := range []map[string]string{
		{"ASANA_CLIENT_ID": s.AsanaClientID, "ASANA_CLIENT_SECRET": s.AsanaClientSecret, "PUBLIC_URL": s.PublicURL, "ENCRYPTION_KEY": s.EncryptionKey},
		{"AUDIT_WEBHOOK_URL": s.AuditWebhookURL, "AUDIT_WEBHOOK_SECRET": s.AuditWebhookSecret},
	} {
		var missing, given []string
		for name, value := range group {
			if value == "" {
				missing = append(missing, name)
			} else {
				given = append(given, name)
			}
		}
		sort.Strings(missing)
		for _, name := range missing {
			if len(given) > 0 {
				slices.Sort(given)
				f.add(name, "required together with %s", strings.Join(given, ", "))
			}
		}
	}
}

// unused names the settings that are accepted but that this version does nothing with yet.
func (s *settings) unused() []string {
	var names []string
	for _, u := range []struct{ name, value string }{
		{"SLACK_APP_TOKEN", s.SlackAppToken}, {"ASANA_CLIENT_ID", s.AsanaClientID},
	} {
		if u.value != "" {
			names = append(names, u.name)
		}
	}
	return names
}
