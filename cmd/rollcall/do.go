package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"rollcall/asana"
	"rollcall/bot"
	"rollcall/bot/slack"
	"rollcall/bot/store"
)

// doCmd carries out one command of somebody, for scripts.
type doCmd struct {
	settings

	Command string        `arg:"" help:"The command, such as \"add maya@example.com to project Website\"."`
	As      string        `required:"" placeholder:"SLACK_ID" help:"Whose command it is; the policy judges it as theirs."`
	Wait    time.Duration `default:"30s" help:"How long to wait for an answer."`
}

// Run stores the command and prints what comes back; serve carries it out. It fails when the command was refused or not understood, or when
// nothing came back in time.
func (c *doCmd) Run(ctx context.Context, con console) error {
	s, err := c.open(ctx, con, c.As)
	if err != nil {
		return err
	}
	defer s.close()
	address := bot.InboxAddress(rand.Text())
	ack := s.bot.Command(ctx, bot.Inbound{Text: c.Command, ResponseURL: address, Origin: s.origin})
	fmt.Fprintln(con.out, ack.Plain())
	if !strings.HasPrefix(ack.Plain(), "On it: ") {
		return failIf(ack.Mark == bot.MarkAsk || ack.Mark == bot.MarkNo || ack.Mark == bot.MarkFailed)
	}
	wait, cancel := context.WithTimeout(ctx, c.Wait)
	defer cancel()
	err = s.follow(wait, con, address, isRequest(ack))
	return errors.Join(err, bot.CloseInbox(context.WithoutCancel(ctx), s.store, address))
}

// isRequest tells whether an acknowledgement names a request that was made.
func isRequest(ack bot.Message) bool {
	head, _, _ := strings.Cut(ack.Plain(), "\n")
	return requestInAck.MatchString(head)
}

func failIf(failed bool) error {
	if failed {
		return errSilent
	}
	return nil
}

// script is what a subcommand needs to act for somebody without serving.
type script struct {
	bot    *bot.Bot
	store  *store.Store
	origin bot.Origin
}

// open prepares to act for somebody. On SQLite serve may run beside it.
func (s *settings) open(ctx context.Context, con console, as string) (*script, error) {
	if !slackID.MatchString(as) || strings.HasPrefix(as, "S") {
		return nil, fmt.Errorf("--as: %q is not a Slack user id (U… or W…); a profile's menu in Slack has Copy member ID", as)
	}
	cfg, err := s.config(con)
	if err != nil {
		return nil, err
	}
	chat, err := slack.New(cfg.Slack)
	if err != nil {
		return nil, err
	}
	team := cfg.Bot.SlackTeam
	if team == "" {
		if team, err = chat.Team(ctx); err != nil {
			return nil, fmt.Errorf("%w; set SLACK_TEAM_ID if Slack can't be reached from here", err)
		}
	}
	client, err := asana.New(cfg.Asana)
	if err != nil {
		return nil, err
	}
	cfg.Store.Exclusive, cfg.Store.Existing = false, true
	if err := atThisVersion(ctx, cfg.Store); err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, cfg.Store)
	if err != nil {
		return nil, fmt.Errorf("%w; check DATABASE_URL, it is the one of the service that is to carry this out", err)
	}
	b := bot.New(cfg.Bot, bot.Parts{Store: db, Queue: db, Asana: client, Chat: chat, Log: cfg.Log})
	return &script{bot: b, store: db, origin: bot.Origin{SlackTeam: team, SlackUser: as, Via: "cli", Channel: "os-user:" + osUser()}}, nil
}

func (s *script) close() { _ = s.store.Close() }

// follow prints the answers as they come, until the request has ended or waits for people, or the question is answered.
func (s *script) follow(ctx context.Context, con console, address string, request bool) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; {
		said, err := bot.Inbox(ctx, s.store, address, n)
		switch {
		case err == nil:
			n++
			fmt.Fprintln(con.out, said.Plain())
			if final(said, request) {
				return failIf(said.Mark == bot.MarkAsk || said.Mark == bot.MarkNo || said.Mark == bot.MarkFailed)
			}
			continue
		case ctx.Err() != nil:
			return errors.New("no answer in time; it goes on, and later answers come as direct messages. Is serve running on this database?")
		case !errors.Is(err, bot.ErrNotFound):
			return err
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// final tells whether nothing more is to come soon.
func final(said bot.Message, request bool) bool {
	state := contextLine.FindStringSubmatch(said.Context)
	if state == nil || !request {
		return !strings.HasPrefix(said.Plain(), "Not answered yet")
	}
	s := bot.RequestState(state[2])
	return s.Ended() || s == bot.AwaitingApproval || s == bot.Held || s == bot.NeedsInput
}

// atThisVersion fails unless the database is there and of this version, before anything is asked of it.
func atThisVersion(ctx context.Context, cfg store.Config) error {
	cfg.ReadOnly = true
	s, err := store.Open(ctx, cfg)
	if err != nil {
		return fmt.Errorf("%w; check DATABASE_URL (serve and migrate make a new database)", err)
	}
	return errors.Join(s.Migrate(ctx), s.Close())
}
