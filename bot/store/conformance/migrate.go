package conformance

import (
	"context"
	"errors"
	"sync"
	"testing"

	"rollcall/bot"
	"rollcall/bot/store"
)

// Migrating again changes nothing.
func testMigrate(t *testing.T, db Database) {
	f := setup(t, db)
	f.request("one")
	if err := f.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := f.requests(); n != 1 {
		t.Errorf("%d requests after a second migration", n)
	}
}

// Replicas that start at once all find a good database.
func testMigrateAtOnce(t *testing.T, db Database) {
	url := db(t)
	var wg sync.WaitGroup
	for range 3 {
		f := open(t, url)
		wg.Go(func() {
			if err := f.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	open(t, url).request("one")
}

// A database of a newer version is left alone.
func testNewerSchema(t *testing.T, db Database) {
	f := setup(t, db)
	f.exec("insert into goose_db_version (version_id, is_applied) values (99999, true)")
	if err := f.Migrate(t.Context()); !errors.Is(err, store.ErrNewerSchema) {
		t.Errorf("Migrate: %v", err)
	}
}

// A store for reading reads beside one that writes, and refuses to write.
func testReadOnly(t *testing.T, db Database) {
	f := setup(t, db)
	f.request("one")
	s, err := store.Open(t.Context(), store.Config{URL: f.url, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	reader := &fixture{Store: s, t: t, url: f.url}
	if n := reader.requests(); n != 1 {
		t.Errorf("%d requests", n)
	}
	reader.fails(store.ErrReadOnly, func(context.Context, bot.Tx) error { return nil })
	if err := errors.Join(reader.Migrate(t.Context()), reader.Start(t.Context()), reader.Close()); err != nil {
		t.Error(err)
	}
}
