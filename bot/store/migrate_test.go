package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
	"rollcall/bot/store/pgtest"
)

func TestMigrateFromFirst(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(testing.TB) string{"SQLite": sqliteURL, "Postgres": pgtest.Start} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			migrateFromFirst(t, database(t))
		})
	}
}

// A database that the first version filled is brought to this one with all its data, and works on from there.
func migrateFromFirst(t *testing.T, url string) {
	s := open(t, store.Config{URL: url})
	if err := s.MigrateTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	db := raw(t, url)
	for _, row := range firstRows() {
		if _, err := db.ExecContext(t.Context(), row.insert, row.values...); err != nil {
			t.Fatal(row.insert, err)
		}
	}
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
	goesOn(t, s)
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

// firstRow is a row as the first version wrote it.
type firstRow struct {
	insert string
	values []any
}

// firstRows fill every table of the first version. The requests are an open and an ended one.
func firstRows() []firstRow {
	request := `insert into requests (state, open, version, command, slack_team, slack_user, channel, via, accepted_at, ended_at, response_url, note)
		values ($1, $2, $3, 'add @maya to project "Größe"', 'T1', 'U1', 'C1', 'slack', 1000, $4, 'https://hooks.slack.com/1', $5)`
	return []firstRow{
		{request, []any{"needs_input", 1, 3, 0, ""}},
		{request, []any{"applied", 0, 7, 2000, "done"}},
		{`insert into changes (request, state, version, verb, parent_kind, parent_gid, parent_name, parent_url, member_kind, member_gid, member_name,
			member_email, member_slack_user, level, level_before, level_after, error, note) values (1, 'pending', 2, 'add', 'project', '12', 'Größe',
			'https://app.asana.com/0/12', 'user', '34', 'Maya', 'maya@example.com', 'U2', 'editor', 'none', 'viewer', 'no', 'so')`, nil},
		{`insert into events (body, seq, hash, canonical) values (null, 1, 'ff', $1)`, []any{[]byte(`{"seq":1}`)}},
		{`insert into events (body) values ($1)`, []any{[]byte(`{"action":"service_started","outcome":"ok"}`)}},
		{`update chain set seq = 1, hash = $1`, []any{strings.Repeat("f", 64)}},
		{`insert into jobs (kind, lane, args, unique_key, lock_key, lock_order, state, run_at, due, created_at, attempt, leased_by, error)
			values ('apply', 'work', $1, 'u', 'pair:12:34', 5, 'ready', 3000, 3000, 2500, 2, 'a', 'no luck')`, []any{[]byte(`{"request":1}`)}},
		{`insert into locks (key, job_id) values ('pair:12:34', 1)`, nil},
		{`insert into repeats (key, answer, expires) values ('key', $1, 4102444800000)`, []any{[]byte("answer")}},
		{`insert into identities (slack_user, asana_gid, email, since) values ('U1', '34', 'maya@example.com', 1000)`, nil},
		{`insert into people (system, id, name, email) values ('slack', 'U1', 'Maya', 'maya@example.com')`, nil},
	}
}

// content is what a table holds.
type content struct {
	columns []string
	values  []string
}

// dump reads the tables of the first version, of each the columns that it had before.
func dump(t *testing.T, db *sql.DB, before map[string]content) map[string]content {
	t.Helper()
	tables := make(map[string]content)
	for _, table := range []string{"requests", "changes", "events", "chain", "jobs", "locks", "repeats", "identities", "people"} {
		columns := "*"
		if before != nil {
			columns = strings.Join(before[table].columns, ", ")
		}
		tables[table] = read(t, db, "select "+columns+" from "+table+" order by 1")
	}
	return tables
}

func read(t *testing.T, db *sql.DB, query string) (c content) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
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

// goesOn reads the old rows through the store and takes them on with what is new.
func goesOn(t *testing.T, s *store.Store) {
	t.Helper()
	request := bot.Request{
		ID: 1, State: bot.NeedsInput, Version: 3, Command: `add @maya to project "Größe"`,
		Origin:     bot.Origin{SlackTeam: "T1", SlackUser: "U1", Channel: "C1", Via: "slack"},
		AcceptedAt: time.UnixMilli(1000).UTC(), ResponseURL: "https://hooks.slack.com/1",
	}
	change := bot.Change{
		ID: 1, Request: 1, State: bot.ChangePending, Version: 2, Verb: "add", Level: "editor", Before: "none", After: "viewer", Error: "no", Note: "so",
		Parent: bot.Parent{Kind: "project", GID: "12", Name: "Größe", URL: "https://app.asana.com/0/12"},
		Member: bot.Member{Kind: "user", GID: "34", Name: "Maya", Email: "maya@example.com", SlackUser: "U2"},
	}
	same := func(ctx context.Context, tx bot.Tx) error {
		r, errRequest := tx.Request(ctx, 1)
		c, errChange := tx.Change(ctx, 1)
		if diff := cmp.Diff(request, r) + cmp.Diff(change, c); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		return errors.Join(errRequest, errChange)
	}
	err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		if _, err := tx.Stopped(ctx); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("stopped from the start: %v", err)
		}
		if err := same(ctx, tx); err != nil {
			return err
		}
		request.State, request.Judged.Policy = bot.AwaitingApproval, "hash"
		change.Rule, change.Agreed = "editors ask", bot.Agreed{Before: "none", After: "viewer"}
		return errors.Join(tx.UpdateRequest(ctx, &request), tx.UpdateChange(ctx, &change), tx.InsertCard(ctx, &bot.Card{Request: 1}),
			tx.InsertDecision(ctx, bot.Decision{Request: 1, SlackUser: "U9"}), tx.Append(ctx, audit.Event{Action: audit.ServiceStarted, Outcome: audit.OK}))
	})
	if err := errors.Join(err, s.View(t.Context(), same)); err != nil {
		t.Fatal(err)
	}
	jobs, errClaim := s.Claim(t.Context(), map[string]int{"work": 1}, time.Minute)
	sealed, errSeal := s.Seal(t.Context())
	if err := errors.Join(errClaim, errSeal); err != nil || len(jobs) != 1 || jobs[0].Attempt != 3 || sealed != 2 {
		t.Errorf("claimed %+v, sealed %d: %v", jobs, sealed, err)
	}
}
