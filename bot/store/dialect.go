package store

import (
	"database/sql"

	"github.com/pressly/goose/v3"
)

// dialect holds what the two databases spell differently.
type dialect struct {
	goose    goose.Dialect
	id       string             // the type of a primary key that is given by the database and never used twice
	bytes    string             // the type of a byte string
	unlogged string             // makes a table one that does not outlive a crash of the server
	among    string             // tests whether column %s is one of the texts in the JSON array of parameter %s
	amongIDs string             // likewise for ids
	claim    string             // appended to the search for jobs, so that two replicas don't look at the same rows
	tidy     string             // appended to the search for requests that are removed, likewise
	lockHead string             // appended to reading the head of the chain, so that one replica seals at a time
	lockStop string             // appended to reading the stop switch, so that it is not turned before the reader commits
	snapshot sql.IsolationLevel // what keeps a View consistent
}

func sqliteDialect() dialect {
	return dialect{
		goose:    goose.DialectSQLite3,
		id:       "integer primary key autoincrement",
		bytes:    "blob",
		among:    "%s in (select value from json_each(%s))",
		amongIDs: "%s in (select value from json_each(%s))",
	}
}

func postgresDialect() dialect {
	return dialect{
		goose:    goose.DialectPostgres,
		id:       "bigint generated always as identity primary key",
		bytes:    "bytea",
		unlogged: "unlogged",
		among:    "%s = any(array(select json_array_elements_text(%s::text::json)))",
		amongIDs: "%s = any(array(select json_array_elements_text(%s::text::json)::bigint))",
		claim:    " for update of j skip locked",
		tidy:     " for update of r skip locked",
		lockHead: " for update",
		lockStop: " for share",
		snapshot: sql.LevelRepeatableRead,
	}
}
