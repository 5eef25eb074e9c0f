package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/store"
)

// schema is what a version that still runs relies on while a newer one brings the database on.
type schema struct {
	columns map[string]column // by table.column
	unique  map[string]string // the columns of each unique index and constraint, by table.name
	others  map[string]string // what else a row has to fulfil, by table.name
}

// column is how a column is made.
type column struct{ kind, null, def string }

// schemaOf reads the schema of a database.
func schemaOf(t *testing.T, db reading) schema {
	t.Helper()
	if isSQLite(t, db) {
		return schemaOfSQLite(t, db)
	}
	return schema{
		columns: columnsIn(t, db, `select table_name || '.' || column_name, data_type || ' ' || is_identity || ' ' || is_generated, is_nullable,
			coalesce(column_default, '') from information_schema.columns where table_schema = 'public'`),
		unique: pairsIn(t, db, `select c.relname || '.' || i.relname, string_agg(a.attname, ' ' order by a.attname) from pg_index x
			join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace
			join pg_attribute a on a.attrelid = c.oid and a.attnum = any(x.indkey) where n.nspname = 'public' and x.indisunique group by 1`),
		others: pairsIn(t, db, `select c.relname || '.' || k.conname, pg_get_constraintdef(k.oid) from pg_constraint k join pg_class c on c.oid = k.conrelid
			join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and k.contype not in ('p', 'u', 'n')`),
	}
}

// schemaOfSQLite reads the same of SQLite, where only making a table anew can give old columns further conditions; then it has another text.
func schemaOfSQLite(t *testing.T, db reading) schema {
	t.Helper()
	return schema{
		columns: columnsIn(t, db, `select m.name || '.' || c.name, c.type || ' ' || c.pk, case c."notnull" when 0 then 'YES' else 'NO' end, coalesce(c.dflt_value, '')
			from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'`),
		unique: pairsIn(t, db, `select m.name || '.' || i.name, (select group_concat(name, ' ') from (select name from pragma_index_info(i.name) order by name))
			from sqlite_master m join pragma_index_list(m.name) i where m.type = 'table' and i."unique" = 1`),
		others: pairsIn(t, db, `select name || '.', rtrim(sql, ') ' || char(10)) from sqlite_master where type = 'table' and sql <> ''`),
	}
}

// pairsIn reads names with what belongs to them.
func pairsIn(t *testing.T, db reading, query string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for name, c := range columnsIn(t, db, "select *, '', '' from ("+query+") q") {
		all[name] = c.kind
	}
	return all
}

func columnsIn(t *testing.T, db reading, query string) map[string]column {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(query, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err below tells what matters
	all := make(map[string]column)
	for rows.Next() {
		var name string
		var c column
		if err := rows.Scan(&name, &c.kind, &c.null, &c.def); err != nil {
			t.Fatal(err)
		}
		all[name] = c
	}
	if err := rows.Err(); err != nil || len(all) == 0 && !strings.Contains(query, "pg_constraint") {
		t.Fatalf("%d rows of %s: %v", len(all), query, err)
	}
	return all
}

// has tells whether a table was there before.
func (s schema) has(table string) bool {
	for name := range s.columns {
		if strings.HasPrefix(name, table+".") {
			return true
		}
	}
	return false
}

// breaks lists what the statements of the version before can't live with in a newer schema.
func (s schema) breaks(now schema) (all []string) {
	for name, c := range s.columns {
		if now.columns[name] != c {
			all = append(all, fmt.Sprintf("%s was %v, is %v", name, c, now.columns[name]))
		}
	}
	for name, c := range now.columns {
		table, _, _ := strings.Cut(name, ".")
		if _, old := s.columns[name]; !old && s.has(table) && c.null == "NO" && c.def == "" {
			all = append(all, name+" has no default")
		}
	}
	for name, columns := range now.unique {
		table, _, _ := strings.Cut(name, ".")
		isNew := func(c string) bool { _, old := s.columns[table+"."+c]; return !old }
		if s.has(table) && s.unique[name] != columns && !slices.ContainsFunc(strings.Fields(columns), isNew) {
			all = append(all, name+" makes old columns unique: "+columns)
		}
	}
	for name, text := range now.others {
		table, column, _ := strings.Cut(name, ".")
		if s.has(table) && (column == "" && !strings.HasPrefix(text, s.others[name]) || column != "" && s.others[name] != text) {
			all = append(all, name+" demands more: "+text)
		}
	}
	slices.Sort(all)
	return all
}

// A migration only adds what the version before it, which may still run, need not know of.
func TestMigrationsOnlyAdd(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		s, db := open(t, store.Config{URL: url}), raw(t, url)
		if err := s.MigrateTo(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		for version := int64(2); version <= store.Newest(); version++ {
			before := schemaOf(t, db)
			if err := s.MigrateTo(t.Context(), version); err != nil {
				t.Fatal(err)
			}
			for _, broken := range before.breaks(schemaOf(t, db)) {
				t.Errorf("version %d: %s", version, broken)
			}
		}
	})
}

// What would break the version before is seen.
func TestMigrationsThatBreak(t *testing.T) {
	t.Parallel()
	both := map[string]string{
		"dropped":  "alter table requests drop column note",
		"renamed":  "alter table requests rename column note to why",
		"table":    "alter table people rename to persons",
		"gone":     "drop table people",
		"unique":   "create unique index people_email on people (email, system)",
		"retyped":  "alter table requests drop column note; alter table requests add column note bigint not null default 0",
		"any null": "alter table requests drop column note; alter table requests add column note text default ''",
		"":         "alter table requests add column later text; alter table jobs add column later text not null default ''; create unique index later on jobs (id, later); create table more (id bigint not null)",
	}
	onBoth(t, func(t *testing.T, url string) {
		db := raw(t, url)
		broken := maps.Clone(both)
		if !isSQLite(t, db) {
			maps.Copy(broken, map[string]string{
				"no default": "alter table requests add column later text not null", "not null": "alter table events alter column seq set not null",
				"check": "alter table requests add constraint demand check (id > 0)", "default": "alter table requests alter column judged drop default",
				"foreign": "alter table changes add constraint demand foreign key (grant_id) references grants (id)",
			})
		}
		s := open(t, store.Config{URL: url})
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := schemaOf(t, db)
		for name, statements := range broken {
			if got := before.breaks(tried(t, db, statements)); (len(got) == 0) != (name == "") {
				t.Errorf("%s: %q", name, got)
			}
		}
		if diff := cmp.Diff(before, schemaOf(t, db), cmp.AllowUnexported(schema{}, column{})); diff != "" {
			t.Errorf("what was tried stayed:\n%s", diff)
		}
	})
}

// tried is the schema after some statements, which are undone again.
func tried(t *testing.T, db *sql.DB, statements string) schema {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for statement := range strings.SplitSeq(statements, "; ") {
		if _, err := tx.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(statement, err)
		}
	}
	return schemaOf(t, tx)
}

// reading is a database, or a transaction in it.
type reading interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
