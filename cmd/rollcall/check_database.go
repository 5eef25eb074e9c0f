package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"rollcall/bot"
	"rollcall/bot/store"
)

// shownDead bounds the list of jobs that were given up.
const shownDead = 20

func (k *checker) database(ctx context.Context) (string, error) {
	cfg := k.cfg.Store
	cfg.Exclusive, cfg.ReadOnly = false, true
	s, err := store.Open(ctx, cfg)
	if err != nil {
		return "", fmt.Errorf("%w; check DATABASE_URL, and that the file or server can be reached (serve and migrate make a new one)", err)
	}
	said, err := reads(ctx, s)
	return said, errors.Join(err, s.Close())
}

// reads tells what the database holds for the operator.
func reads(ctx context.Context, s *store.Store) (string, error) {
	if err := s.Ping(ctx); err != nil {
		return "", fmt.Errorf("%w; check DATABASE_URL, and that the file or server can be reached", err)
	}
	dead, err := s.DeadJobs(ctx)
	if err != nil {
		return "", fmt.Errorf("%w; run rollcall migrate", err)
	}
	if len(dead) == 0 {
		return "reachable, no job was given up", nil
	}
	var said strings.Builder
	count := fmt.Sprintf("%d jobs were", len(dead))
	if len(dead) == 1 {
		count = "1 job was"
	}
	fmt.Fprintf(&said, "reachable; %s given up, and whoever asked was told where that was possible (keep_failed_jobs in the policy file says how long they are listed):", count)
	for _, j := range dead[:min(len(dead), shownDead)] {
		about, err := aboutJob(ctx, s, j)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&said, "\n       J%d %s%s of %s: %s", j.ID, j.Kind, about, j.CreatedAt.UTC().Format(time.RFC3339), firstLine(j.Error))
	}
	if more := len(dead) - shownDead; more > 0 {
		fmt.Fprintf(&said, "\n       and %d more", more)
	}
	return said.String(), nil
}

// aboutJob names the request that a job was for; nothing when it was for none, or when that is gone.
func aboutJob(ctx context.Context, s *store.Store, j bot.Job) (string, error) {
	var args struct {
		Request int64 `json:"request"`
		Change  int64 `json:"change"`
	}
	if json.Unmarshal(j.Args, &args) != nil {
		return "", nil //nolint:nilerr // arguments that can't be read name no request; that may be why it was given up
	}
	if args.Request == 0 && args.Change != 0 {
		err := s.View(ctx, func(ctx context.Context, tx bot.Tx) error {
			c, err := tx.Change(ctx, args.Change)
			args.Request = c.Request
			return err
		})
		if err != nil && !errors.Is(err, bot.ErrNotFound) {
			return "", err
		}
	}
	if args.Request == 0 {
		return "", nil
	}
	return " for " + bot.RequestName(args.Request), nil
}

// firstLine leaves out what follows, such as a stack; the log has that.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
