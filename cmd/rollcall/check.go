package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"rollcall/asana"
	"rollcall/bot"
	"rollcall/bot/slack"
)

// checkWithin bounds each thing that is tried.
const checkWithin = 20 * time.Second

// checkCmd tries everything that the configuration names.
type checkCmd struct {
	settings
}

// checker tries one thing after the other and says for each what is wrong and what to do.
type checker struct {
	con    console
	cfg    config
	failed bool
}

// Run says one line for each thing and fails when one of them failed.
func (c *checkCmd) Run(ctx context.Context, con console) error {
	cfg, err := c.config(con)
	if err != nil {
		return err
	}
	k := &checker{con: con, cfg: cfg}
	k.try(ctx, "configuration", k.configuration)
	if cfg.Bot.PolicyFile != "" {
		k.try(ctx, "policy", k.policy)
	}
	k.try(ctx, "database", k.database)
	if k.try(ctx, "slack", k.slack) {
		k.try(ctx, "admins", k.admins)
		for _, c := range []struct{ name, setting, id string }{
			{"approvals channel", "APPROVALS_CHANNEL", cfg.Bot.ApprovalsChannel}, {"audit channel", "AUDIT_CHANNEL", cfg.Bot.AuditChannel},
		} {
			if c.id != "" {
				k.try(ctx, c.name, func(ctx context.Context) (string, error) { return k.channel(ctx, c.setting, c.id) })
			}
		}
	}
	k.try(ctx, "asana", k.asana)
	if k.failed {
		return errSilent
	}
	return nil
}

// try runs one check, prints its line and tells whether all is well.
func (k *checker) try(ctx context.Context, name string, check func(context.Context) (string, error)) bool {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	said, err := check(ctx)
	if err != nil {
		k.failed = true
		fmt.Fprintf(k.con.out, "FAIL %s: %v\n", name, err)
		return false
	}
	fmt.Fprintf(k.con.out, "ok   %s: %s\n", name, said)
	return true
}

func (k *checker) configuration(context.Context) (string, error) {
	said := fmt.Sprintf("%d in ADMINS, command %s", len(k.cfg.Bot.Admins), k.cfg.Bot.Slash)
	if k.cfg.Bot.Slash == "/asana" {
		said += " (Asana's own Slack app has that name too: when both are installed, Slack calls the one installed last; SLACK_COMMAND sets another)"
	}
	if len(k.cfg.unused) > 0 {
		said += "; not used by this version: " + strings.Join(k.cfg.unused, ", ")
	}
	return said, nil
}

func (k *checker) slack(ctx context.Context) (string, error) {
	client, err := slack.New(k.cfg.Slack)
	if err != nil {
		return "", err
	}
	team, missing, err := client.Check(ctx)
	if bot.IsChatAway(err) {
		return "", fmt.Errorf("%w; check SLACK_API_URL and the way to it", err)
	}
	if err != nil {
		return "", fmt.Errorf("%w; check SLACK_BOT_TOKEN against the Slack app's page OAuth & Permissions", err)
	}
	if want := k.cfg.Bot.SlackTeam; want != "" && want != team {
		return "", fmt.Errorf("the token belongs to the workspace %s, SLACK_TEAM_ID says %s", team, want)
	}
	if len(missing) > 0 {
		return "", fmt.Errorf("the token lacks the scopes %s; add them on the Slack app's page OAuth & Permissions and install the app again", strings.Join(missing, ", "))
	}
	return "workspace " + team, nil
}

// admins looks up everyone in ADMINS: at least one of them must be able to act.
func (k *checker) admins(ctx context.Context) (string, error) {
	client, err := slack.New(k.cfg.Slack)
	if err != nil {
		return "", err
	}
	var good, bad []string
	for _, id := range k.cfg.Bot.Admins {
		who, err := admin(ctx, client, id)
		if err != nil {
			bad = append(bad, id+" "+err.Error())
			continue
		}
		good = append(good, who)
	}
	if len(bad) > 0 {
		return "", fmt.Errorf("%s; correct ADMINS (a profile's menu in Slack has Copy member ID)", strings.Join(bad, "; "))
	}
	return strings.Join(good, ", "), nil
}

// admin names one of ADMINS, or says why nobody can act by that id.
func admin(ctx context.Context, client *slack.Client, id string) (string, error) {
	if strings.HasPrefix(id, "S") {
		people, err := client.Group(ctx, id)
		if err != nil {
			return "", errors.New("is no user group that the token sees")
		}
		return fmt.Sprintf("user group %s (%d people)", id, len(people)), nil
	}
	p, err := client.Person(ctx, id)
	switch {
	case err != nil:
		return "", errors.New("is nobody that the token sees")
	case p.Deleted:
		return "", errors.New("(" + p.Name + ") is deactivated")
	case p.Guest, p.Bot, p.External:
		return "", errors.New("(" + p.Name + ") is a guest, a bot or of another company, and those do nothing")
	}
	return p.Name, nil
}

func (k *checker) asana(ctx context.Context) (string, error) {
	client, err := asana.New(k.cfg.Asana)
	if err != nil {
		return "", err
	}
	me, err := client.Me(ctx)
	if asana.IsUnauthorized(err) {
		return "", errors.New("the token is not accepted; make a new one in Asana's developer console and set ASANA_ACCESS_TOKEN")
	}
	if err != nil {
		return "", fmt.Errorf("%w; check ASANA_BASE_URL and the way to it", err)
	}
	workspace, err := k.workspace(me)
	if err != nil {
		return "", err
	}
	if err := mayWrite(ctx, client, workspace.GID, me); err != nil {
		return "", err
	}
	return k.changes(client, fmt.Sprintf("the token is that of %s, workspace %s (%s)", me.Name, workspace.Name, workspace.GID)), nil
}

// workspace finds the one workspace that is managed among those that the token sees.
func (k *checker) workspace(me asana.User) (asana.Object, error) {
	var seen []string
	for _, w := range me.Workspaces {
		if w.GID == k.cfg.Bot.Workspace || len(me.Workspaces) == 1 && k.cfg.Bot.Workspace == "" {
			return w, nil
		}
		seen = append(seen, w.Name+" ("+w.GID+")")
	}
	return asana.Object{}, fmt.Errorf("the token sees the workspaces %s; set ASANA_WORKSPACE to the gid of the one to manage", strings.Join(seen, ", "))
}

// mayWrite refuses the token of somebody with a view-only licence, which Asana lets change nothing. A service account has no membership.
func mayWrite(ctx context.Context, client *asana.Client, workspace string, me asana.User) error {
	for m, err := range client.WorkspaceMemberships(ctx, workspace, me.GID) {
		if asana.IsNotFound(err) || asana.IsForbidden(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w; check ASANA_WORKSPACE", err)
		}
		if m.IsViewOnly != nil && *m.IsViewOnly {
			return fmt.Errorf("%s has a view-only licence, which can't change anything; use the token of another account", me.Name)
		}
	}
	return nil
}

// changes adds what Asana announced in its answers.
func (k *checker) changes(client *asana.Client, said string) string {
	for _, c := range client.Changes() {
		said += fmt.Sprintf("; Asana announces the change %s, see %s (ASANA_ENABLE and ASANA_DISABLE opt in and out)", c.Name, c.Info)
	}
	return said
}
