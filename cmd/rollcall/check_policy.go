package main

import (
	"context"
	"errors"
	"fmt"

	"rollcall/bot"
	"rollcall/bot/slack"
)

// policy runs the tests of the policy file; that it can be read was found out with the settings.
func (k *checker) policy(context.Context) (string, error) {
	p := k.cfg.Bot.Policy
	failed, results := 0, p.Test()
	for _, r := range results {
		if !r.OK() {
			failed++
		}
	}
	if failed > 0 {
		return "", fmt.Errorf("%d of its %d tests fail; run rollcall policy test %s", failed, len(results), k.cfg.Bot.PolicyFile)
	}
	return fmt.Sprintf("%s, %d tests as expected, hash %s", k.cfg.Bot.PolicyFile, len(results), p.Hash()), nil
}

// channel looks at a channel that Rollcall posts to, as a setting names it: nobody of another company may read in it.
func (k *checker) channel(ctx context.Context, setting, id string) (string, error) {
	client, err := slack.New(k.cfg.Slack)
	if err != nil {
		return "", err
	}
	ch, err := client.Channel(ctx, id)
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return "", fmt.Errorf("%w; the token needs the scopes channels:read and groups:read, and in a private channel Rollcall has to be invited", err)
	case err != nil:
		return "", err
	case ch.Shared:
		return "", fmt.Errorf("#%s is shared with another company, so nothing is posted there; set %s to another one", ch.Name, setting)
	case ch.Archived:
		return "", fmt.Errorf("#%s is archived; set %s to another one", ch.Name, setting)
	case !ch.Member:
		return "", fmt.Errorf("Rollcall is not in #%s; type /invite @rollcall there", ch.Name) //nolint:staticcheck // a name begins with a capital
	}
	return "#" + ch.Name, nil
}
