package store_test

import (
	"database/sql"
	"strings"
	"testing"

	"rollcall/bot/store"
)

// oldRow is a row as an earlier version wrote it, or a change to one.
type oldRow struct {
	statement string
	values    []any
}

// filled brings an empty database to a version, with a row in each of its tables.
func filled(t *testing.T, s *store.Store, version int64, url string) *sql.DB {
	t.Helper()
	if err := s.MigrateTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	db := raw(t, url)
	for v, rows := range oldRows() {
		if int64(v) >= version {
			break
		}
		for _, row := range rows {
			if _, err := db.ExecContext(t.Context(), row.statement, row.values...); err != nil {
				t.Fatal(row.statement, err)
			}
		}
	}
	return db
}

// oldRows are what each version wrote that those before it could not, from the first on. A version that has no new table needs none.
func oldRows() [][]oldRow {
	return [][]oldRow{firstRows(), approvalRows(), grantRows(), homeRows(), rationRows(), nil, adminRows()}
}

// firstRows fill every table of the first version. The requests are an open and an ended one.
func firstRows() []oldRow {
	request := `insert into requests (state, open, version, command, slack_team, slack_user, channel, via, accepted_at, ended_at, response_url, note)
		values ($1, $2, $3, 'add @maya to project "Größe"', 'T1', 'U1', 'C1', 'slack', 1000, $4, 'https://hooks.slack.com/1', $5)`
	return []oldRow{
		{request, []any{"needs_input", 1, 3, 0, ""}},
		{request, []any{"applied", 0, 7, 2000, "done"}},
		{`insert into changes (request, state, version, verb, parent_kind, parent_gid, parent_name, parent_url, member_kind, member_gid, member_name,
			member_email, member_slack_user, level, level_before, level_after, error, note) values (1, 'pending', 2, 'add', 'project', '12', 'Größe',
			'https://app.asana.com/0/12', 'user', '34', 'Maya', 'maya@example.com', 'U2', 'editor', 'none', 'viewer', 'no', 'so')`, nil},
		{`insert into changes (request, state, version, verb, parent_kind, parent_gid, parent_name, parent_url, member_kind, member_gid, member_name,
			member_email, member_slack_user, level, level_before, level_after, error, note) values (2, 'applied', 4, 'add', 'project', '12', 'Größe',
			'', 'user', '56', 'Ben', '', 'U3', 'editor', 'none', 'editor', '', '')`, nil},
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

// approvalRows are about what was decided before a change.
func approvalRows() []oldRow {
	return []oldRow{
		{`update requests set judged = '{"policy":"ab","asked":"U1=34"}' where id = 1`, nil},
		{`update changes set rule = 'ask', agreed_before = 'none', agreed_after = 'editor', offer = 'anyway' where id = 1`, nil},
		{`insert into cards (request, slack_user, why, channel, ts, shown) values (2, 'U2', 'you own it', 'D2', '1.1', 'applied')`, nil},
		{`insert into decisions (request, slack_user, approve, note, decided_at) values (2, 'U2', 1, 'fine', 1500)`, nil},
		{`update stop set stopped = 1, slack_user = 'U9', since = 1700, reason = 'audit'`, nil},
	}
}

// grantRows are about access that ends.
func grantRows() []oldRow {
	return []oldRow{
		{`update requests set access_request = '99' where id = 1`, nil},
		{`update changes set lasts = 60000, until = 4102444800000, grant_id = 1, undoes = 2 where id = 1`, nil},
		{`insert into grants (request, change, state, version, slack_team, slack_user, channel, via, parent_kind, parent_gid, parent_name, parent_url,
			member_kind, member_gid, member_name, member_email, member_slack_user, level, base, starts_at, ends_at, ended_at, ended_by, note)
			values (2, 2, 'active', 5, 'T1', 'U1', 'C1', 'slack', 'project', '12', 'Größe', '', 'user', '56', 'Ben', '', 'U3', 'editor', 'none',
			2000, 4102444800000, 0, 0, 'so')`, nil},
	}
}

// homeRows are about what people see of Rollcall in the chat.
func homeRows() []oldRow {
	return []oldRow{
		{`insert into homes (slack_user, slack_team, opened_at, wanted, shown, published_at, admin, page) values ('U1', 'T1', 1000, 3, 2, 1200, 1, 'ff')`, nil},
	}
}

// rationRows are about what Asana allows all replicas together.
func rationRows() []oldRow {
	return []oldRow{
		{`insert into rations (ration, paused_until) values ('ab', 1700)`, nil},
		{`insert into ration_paces (ration, pace, next) values ('ab', 'all', 1800)`, nil},
		{`insert into ration_places (ration, kind, place, holder, ends) values ('ab', 'read', 1, 'x', 1900)`, nil},
	}
}

// adminRows are about parents that lost an admin.
func adminRows() []oldRow {
	return []oldRow{{`insert into admins_taken (parent_gid, taken) values ('12', 3)`, nil}}
}
