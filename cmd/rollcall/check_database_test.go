package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/store"
)

// Ensure that check lists the jobs that were given up, the newest first, with the requests that they were for and without stacks.
func TestCheckDeadJobs(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s, err := store.Open(t.Context(), store.Config{URL: url})
		must(t, err)
		must(t, s.Migrate(t.Context()))
		r := bot.Request{State: bot.Applying, Command: "remove @maya from project Website", Origin: bot.Origin{SlackUser: ada}}
		change := bot.Change{State: bot.ChangePending}
		must(t, s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
			if err := tx.InsertRequest(ctx, &r); err != nil {
				return err
			}
			change.Request = r.ID
			return tx.InsertChange(ctx, &change)
		}))
		die := func(kind, args, why string) {
			t.Helper()
			must(t, s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
				return tx.Enqueue(ctx, bot.Job{Kind: kind, Args: []byte(args)})
			}))
			jobs, err := s.Claim(t.Context(), bot.Claim{Kinds: []string{kind}, Slots: map[string]int{"": 1}, Lease: time.Minute})
			must(t, err)
			must(t, s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error { return tx.BuryJob(ctx, jobs[0], why) }))
		}
		for range 20 {
			die("reply", `{"said":{}}`, "nobody there")
		}
		die("resolve", `{"request":1}`, "Asana could not be used for a whole day")
		die("apply", fmt.Sprintf(`{"change":%d}`, change.ID), "panic: no luck\ngoroutine 7 [running]")
		must(t, errors.Join(s.Close()))
		code, out, errs := ends(t, c.checkFlags(url)...)
		if code != 0 {
			t.Errorf("status %d: %s", code, errs)
		}
		holds(t, out, "ok   database: reachable; 22 jobs were given up", "\n       J22 apply for R1 of ", ": panic: no luck\n       J21 resolve for R1 of ",
			": Asana could not be used for a whole day\n       J20 reply of ", "\n       and 2 more\n")
		if strings.Contains(out, "goroutine") || strings.Contains(out, "J2 ") {
			t.Errorf("it says too much:\n%s", out)
		}
	})
}
