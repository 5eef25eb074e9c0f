package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// old is what a version wrote about the first request, as this one reads it.
type old struct {
	request bot.Request
	change  bot.Change
	cards   []bot.Card
	grants  []bot.Grant
	home    bot.Home
	stop    bot.Stop
}

// wrote is what a version wrote.
func wrote(version int64) old {
	o := old{request: bot.Request{
		ID: 1, State: bot.NeedsInput, Version: 3, Command: `add @maya to project "Größe"`,
		Origin:     bot.Origin{SlackTeam: "T1", SlackUser: "U1", Channel: "C1", Via: "slack"},
		AcceptedAt: time.UnixMilli(1000).UTC(), ResponseURL: "https://hooks.slack.com/1",
	}, change: bot.Change{
		ID: 1, Request: 1, State: bot.ChangePending, Version: 2, Verb: "add", Level: "editor", Before: "none", After: "viewer", Error: "no", Note: "so",
		Parent: bot.Parent{Kind: "project", GID: "12", Name: "Größe", URL: "https://app.asana.com/0/12"},
		Member: bot.Member{Kind: "user", GID: "34", Name: "Maya", Email: "maya@example.com", SlackUser: "U2"},
	}}
	if version >= 2 {
		o.request.Judged = bot.Judgement{Policy: "ab", Asked: "U1=34"}
		o.change.Rule, o.change.Agreed, o.change.Offer = "ask", bot.Agreed{Before: "none", After: "editor"}, "anyway"
		o.cards = []bot.Card{{ID: 1, Request: 2, SlackUser: "U2", Why: "you own it", Posted: bot.Posted{Channel: "D2", TS: "1.1"}, Shown: "applied"}}
		o.stop = bot.Stop{By: "U9", Since: time.UnixMilli(1700).UTC(), Reason: "audit"}
	}
	if version >= 3 {
		o.request.AccessRequest = "99"
		o.change.Lasts, o.change.Until, o.change.Grant, o.change.Undoes = time.Minute, time.UnixMilli(4102444800000).UTC(), 1, 2
		o.grants = []bot.Grant{{
			ID: 1, Request: 2, Change: 2, State: bot.GrantActive, Version: 5, Origin: o.request.Origin, Level: "editor", Base: "none", Note: "so",
			Parent:   bot.Parent{Kind: "project", GID: "12", Name: "Größe"},
			Member:   bot.Member{Kind: "user", GID: "56", Name: "Ben", SlackUser: "U3"},
			StartsAt: time.UnixMilli(2000).UTC(), EndsAt: time.UnixMilli(4102444800000).UTC(),
		}}
	}
	if version >= 4 {
		o.home = bot.Home{
			SlackUser: "U1", SlackTeam: "T1", OpenedAt: time.UnixMilli(1000).UTC(), Wanted: 3, Shown: 2, PublishedAt: time.UnixMilli(1200).UTC(), Admin: true, Page: "ff",
		}
	}
	return o
}

// readOld reads the same through the store.
func readOld(ctx context.Context, tx bot.Tx) (o old, err error) {
	var errs [6]error
	o.request, errs[0] = tx.Request(ctx, 1)
	o.change, errs[1] = tx.Change(ctx, 1)
	o.cards, errs[2] = tx.Cards(ctx, 2)
	o.grants, errs[3] = tx.LiveGrants(ctx, "12", "56")
	o.home, errs[4] = tx.Home(ctx, "U1")
	o.stop, errs[5] = tx.Stopped(ctx)
	for i, err := range errs[4:] { // not every version had them
		if errors.Is(err, bot.ErrNotFound) {
			errs[4+i] = nil
		}
	}
	return o, errors.Join(errs[:]...)
}

// goesOn reads what a version wrote through the store and takes it on with what is new.
func goesOn(t *testing.T, s *store.Store, version int64) {
	t.Helper()
	want := wrote(version)
	same := func(ctx context.Context, tx bot.Tx) error {
		got, err := readOld(ctx, tx)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(old{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		return err
	}
	err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		if err := same(ctx, tx); err != nil {
			return err
		}
		want.request.State, want.request.Judged.Policy = bot.AwaitingApproval, "hash"
		want.change.Rule, want.change.Agreed = "editors ask", bot.Agreed{Before: "none", After: "viewer"}
		for i := range want.grants {
			want.grants[i].Base = "viewer"
			if err := tx.UpdateGrant(ctx, &want.grants[i]); err != nil {
				return err
			}
		}
		return errors.Join(tx.UpdateRequest(ctx, &want.request), tx.UpdateChange(ctx, &want.change), tx.InsertCard(ctx, &bot.Card{Request: 1}),
			tx.InsertDecision(ctx, bot.Decision{Request: 1, SlackUser: "U9"}), tx.Append(ctx, audit.Event{Action: audit.ServiceStarted, Outcome: audit.OK}))
	})
	if err := errors.Join(err, s.View(t.Context(), same)); err != nil {
		t.Fatal(err)
	}
	jobs, errClaim := s.Claim(t.Context(), bot.Claim{Kinds: []string{"apply"}, Slots: map[string]int{"work": 1}, Lease: time.Minute})
	sealed, errSeal := s.Seal(t.Context())
	if err := errors.Join(errClaim, errSeal); err != nil || len(jobs) != 1 || jobs[0].Attempt != 3 || sealed != 2 {
		t.Fatalf("claimed %+v, sealed %d: %v", jobs, sealed, err)
	}
	err = s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.Tidy(ctx, bot.Outdated{Requests: s.Now(), Jobs: s.Now(), Homes: s.Now()}, 10)
		return errors.Join(err, tx.FinishJob(ctx, jobs[0]))
	})
	if err != nil {
		t.Error(err)
	}
}
