package store_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// Processes that find the database of an earlier version at once: one brings it on, once, and all of them go on. On SQLite one of them serves.
func TestMigrateTogether(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]int64{"from the first": 1, "from the last": store.Newest() - 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, url string) { migrateTogether(t, version, url) })
		})
	}
}

func migrateTogether(t *testing.T, version int64, url string) {
	t.Helper()
	old := open(t, store.Config{URL: url})
	filled(t, old, version, url)
	var log bytes.Buffer
	logger := zerolog.New(zerolog.SyncWriter(&log))
	var all []*store.Store
	for n := range 5 {
		all = append(all, open(t, store.Config{URL: url, Exclusive: n == 0, Logger: logger}))
	}
	start := make(chan struct{})
	var migrated, worked sync.WaitGroup
	for _, s := range all {
		migrated.Go(func() {
			<-start
			if err := s.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	migrated.Wait()
	if n := strings.Count(log.String(), "database migrated"); n != 1 {
		t.Errorf("migrated %d times: %s", n, &log)
	}
	for _, s := range all {
		worked.Go(func() { works(t, s) })
	}
	worked.Wait()
	if n := count(t, old); n != 1+len(all) {
		t.Errorf("%d requests are open", n)
	}
	goesOn(t, old, version)
}

// works stores something through a store and reads it.
func works(t *testing.T, s *store.Store) {
	err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(insert(ctx, tx), tx.Enqueue(ctx, bot.Job{Kind: "other", RunAt: s.Now().Add(time.Hour)}))
	})
	if err != nil {
		t.Error(err)
	}
	if count(t, s) < 2 {
		t.Error("what was just stored is not there")
	}
}

// A service that runs goes on while the next version brings the database on beside it, with every commit acknowledged and kept.
func TestMigrateBesideService(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		const writers, each = 4, 60
		s := migrated(t, store.Config{URL: url, Exclusive: true})
		half, ended := make(chan struct{}, writers*each), sync.WaitGroup{}
		for range writers {
			ended.Go(func() {
				for range each {
					err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
						return errors.Join(insert(ctx, tx), tx.Append(ctx, audit.Event{Action: audit.RequestCreated, Outcome: audit.OK}))
					})
					if err != nil {
						t.Error(err)
					}
					half <- struct{}{}
				}
			})
		}
		for range writers * each / 2 {
			<-half
		}
		db := raw(t, url)
		for _, statement := range []string{
			"alter table requests add column later text not null default ''", "create index requests_later on requests (later)",
			"alter table events add column later text", "create table later (id bigint not null)",
		} {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Error(statement, err)
			}
		}
		ended.Wait()
		if n := count(t, s); n != writers*each {
			t.Errorf("%d requests", n)
		}
		if n := provenIn(t, s); n != writers*each {
			t.Errorf("%d events", n)
		}
	})
}
