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
	claim    string             // appended to the search for jobs, so that two replicas don't look at the same rows
	lockHead string             // appended to reading the head of the chain, so that one replica seals at a time
	lockStop string             // appended to reading the stop switch, so that it is not turned before the reader commits
	snapshot sql.IsolationLevel // what keeps a View consistent
}

func sqliteDialect() dialect {
	return dialect{
		goose: goose.DialectSQLite3,
		id:    "integer primary key autoincrement",
		bytes: "blob",
	}
}

func postgresDialect() dialect {
	return dialect{
		goose:    goose.DialectPostgres,
		id:       "bigint generated always as identity primary key",
		bytes:    "bytea",
		unlogged: "unlogged",
		claim:    " for update of j skip locked",
		lockHead: " for update",
		lockStop: " for share",
		snapshot: sql.LevelRepeatableRead,
	}
}
