package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// versions are the parts about two versions that serve from one database at once.
func versions() map[string]func(*testing.T, Database) {
	return map[string]func(*testing.T, Database){
		"LaterJudgement": testLaterJudgement,
		"LaterEvent":     testLaterEvent,
		"LaterSchema":    testLaterSchema,
	}
}

// judgedBy reads a request and checks its judgement.
func (f *fixture) judgedBy(id int64, want bot.Judgement) (r bot.Request) {
	f.t.Helper()
	f.view(func(ctx context.Context, tx bot.Tx) (err error) {
		r, err = tx.Request(ctx, id)
		return err
	})
	if diff := cmp.Diff(want, r.Judged); diff != "" {
		f.t.Errorf("judged (-want +got):\n%s", diff)
	}
	return r
}

// What a newer version keeps in a judgement is there after this one has stored the request again; what this one takes out of it stays out.
func testLaterJudgement(t *testing.T, db Database) {
	f := setup(t, db)
	id := f.request("one").ID
	f.exec(`update requests set judged = '{"policy":"ab","later":{"n":12345678901234567890,"s":"Größe <&>"},"asked":"U1=34","seen":[1, null]}'`)
	want := bot.Judgement{Policy: "ab", Asked: "U1=34", Other: map[string]json.RawMessage{
		"later": json.RawMessage(`{"n":12345678901234567890,"s":"Größe <&>"}`), "seen": json.RawMessage(`[1, null]`),
	}}
	r := f.judgedBy(id, want)
	r.State, r.Judged.Asked, r.Judged.Released = bot.Resolving, "", "U9"
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateRequest(ctx, &r) })
	want.Asked, want.Released = "", "U9"
	for name, raw := range want.Other { // it means the same, and may be spelt otherwise
		want.Other[name], _ = json.Marshal(raw)
	}
	r = f.judgedBy(id, want)
	r.Judged = bot.Judgement{Other: r.Judged.Other}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateRequest(ctx, &r) })
	r = f.judgedBy(id, bot.Judgement{Other: want.Other})
	r.Judged = bot.Judgement{}
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.UpdateRequest(ctx, &r) })
	f.judgedBy(id, bot.Judgement{})
}

// What a newer version says in an event is in the log, whoever seals it.
func testLaterEvent(t *testing.T, db Database) {
	f := setup(t, db)
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.Append(ctx, happened()) })
	e := happened()
	e.ID, e.Time = "1", audit.FormatTime(f.Now())
	draft, err := audit.Draft(e)
	if err != nil {
		t.Fatal(err)
	}
	later := strings.Replace(string(draft), `"slack_user"`, `"device":"phone","slack_user"`, 1)
	f.exec(`update events set body = cast('` + later + `' as ` + f.bytes() + `)`)
	if n, err := f.Seal(t.Context()); err != nil || n != 1 {
		t.Fatalf("sealed %d: %v", n, err)
	}
	for s, err := range f.Events(t.Context(), 1) {
		if err != nil || !strings.Contains(string(s.Canonical), `"actor":{"device":"phone","slack_user":"U1"}`) {
			t.Errorf("sealed as %s: %v", s.Canonical, err)
		}
	}
}

// bytes is the type of a byte string.
func (f *fixture) bytes() string {
	if strings.HasPrefix(f.url, "sqlite:") {
		return "blob"
	}
	return "bytea"
}

// A store that runs while a newer version brings the database on works with it to its end, on what it stored before and on what the newer version
// stores; one that is opened anew stays out.
func testLaterSchema(t *testing.T, db Database) {
	f := setup(t, db)
	r := f.request("one")
	f.enqueue(bot.Job{Kind: "a", Lock: "l"}, bot.Job{Kind: "b", Lock: "l"})
	first := f.claim("a")[0]
	f.grant(r.ID, "12", "34")
	f.judgedBy(r.ID, bot.Judgement{})
	for _, table := range []string{"requests", "changes", "grants", "jobs", "events", "cards", "homes", "locks"} {
		f.exec("alter table " + table + " add column later text not null default 'so'")
		f.exec("create index later_" + table + " on " + table + " (later)")
	}
	f.exec("create table later (id bigint primary key)")
	f.exec("insert into goose_db_version (version_id, is_applied) values (99999, true)")
	f.exec(`update requests set judged = '{"later":1}', later = 'then'`)
	f.exec(`update jobs set kind = '` + newer + `' where kind = 'b'`)

	f.finish(first)
	f.claim()
	f.newest(newer)
	f.enqueue(bot.Job{Kind: "c"})
	f.finish(f.claim("c")[0])
	r = f.judgedBy(r.ID, bot.Judgement{Other: map[string]json.RawMessage{"later": json.RawMessage("1")}})
	r.State = bot.Resolving
	f.card(r.ID, "U2", "1.1")
	f.opens("U1")
	f.update(func(ctx context.Context, tx bot.Tx) error {
		_, err := tx.LiveGrants(ctx, "12", "34")
		return errors.Join(err, tx.UpdateRequest(ctx, &r), tx.Append(ctx, happened()))
	})
	f.judgedBy(r.ID, r.Judged)
	if _, err := f.Seal(t.Context()); err != nil {
		t.Error(err)
	}
	f.proven(1)
	if err := open(t, f.url).Migrate(t.Context()); !errors.Is(err, store.ErrNewerSchema) {
		t.Errorf("an old version that starts: %v", err)
	}
}
