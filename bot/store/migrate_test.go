package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/store"
	"rollcall/bot/store/pgtest"
)

// onBoth runs a test on both databases, each empty.
func onBoth(t *testing.T, test func(t *testing.T, url string)) {
	for name, database := range map[string]func(testing.TB) string{"SQLite": sqliteURL, "Postgres": pgtest.Start} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, database(t))
		})
	}
}

// A database that any earlier version filled is brought to this one with all its data, and works on from there.
func TestMigrateFrom(t *testing.T) {
	t.Parallel()
	for version := int64(1); version < store.Newest(); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, url string) { migrateFrom(t, version, url) })
		})
	}
}

func migrateFrom(t *testing.T, version int64, url string) {
	t.Helper()
	s := open(t, store.Config{URL: url})
	db := filled(t, s, version, url)
	reader := open(t, store.Config{URL: url, ReadOnly: true})
	if err := reader.Migrate(t.Context()); !errors.Is(err, store.ErrOlderSchema) {
		t.Errorf("a reader migrated: %v", err)
	}
	before := dump(t, db, nil)
	for table, rows := range before {
		if len(rows.values) == 0 {
			t.Errorf("no row in %s before: it proves nothing", table)
		}
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, dump(t, db, before), cmp.AllowUnexported(content{})); diff != "" {
		t.Errorf("data (-before +after):\n%s", diff)
	}
	goesOn(t, s, version)
}

// raw opens a database past the store.
func raw(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver, name := "pgx", url
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+file+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// content is what a table holds.
type content struct {
	columns []string
	values  []string
}

// tables lists the tables of a database, without those of SQLite and of the migrations themselves.
func tables(t *testing.T, db *sql.DB) []string {
	t.Helper()
	query := `select table_name from information_schema.tables where table_schema = 'public' and table_name <> 'goose_db_version'`
	if isSQLite(t, db) {
		query = `select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name <> 'goose_db_version'`
	}
	var names []string
	for _, row := range read(t, db, query).values {
		names = append(names, strings.Trim(row, `[]"`))
	}
	return names
}

// isSQLite tells by what only PostgreSQL answers; SQLite's transactions go on after a failure.
func isSQLite(t *testing.T, db reading) bool {
	t.Helper()
	var version string
	return db.QueryRowContext(t.Context(), "select version()").Scan(&version) != nil
}

// dump reads all tables; or, when it is told what there was before, those of then, of each the columns that it had.
func dump(t *testing.T, db *sql.DB, before map[string]content) map[string]content {
	t.Helper()
	all := make(map[string]content)
	if before == nil {
		for _, table := range tables(t, db) {
			all[table] = read(t, db, "select * from "+table+" order by 1")
		}
	}
	for table, was := range before {
		all[table] = read(t, db, "select "+strings.Join(was.columns, ", ")+" from "+table+" order by 1")
	}
	return all
}

func read(t *testing.T, db *sql.DB, query string, args ...any) (c content) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(query, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what matters
	if c.columns, err = rows.Columns(); err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(c.columns)), make([]any, len(c.columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		c.values = append(c.values, fmt.Sprintf("%q", values))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}
