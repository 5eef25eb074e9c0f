package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"rollcall/bot"
)

var errClosed = errors.New("the store is closed")

// classify puts a failure of the database into the words of package bot; the cause stays in the chain. What is neither known to package
// bot nor a sign that the database is away, such as a violated constraint, is a fault of the program and stays as it is.
func classify(err error) error {
	switch {
	case err == nil, known(err):
		return err
	case away(err):
		return unavailable(err)
	}
	return err
}

// unavailable says that nothing was stored, and why.
func unavailable(cause error) error {
	return fmt.Errorf("%w: %w", bot.ErrUnavailable, cause)
}

// unknown says that something may have been stored.
func unknown(cause error) error {
	return fmt.Errorf("%w: %w", bot.ErrCommitUnknown, cause)
}

// known tells whether an error already is in the words of package bot.
func known(err error) bool {
	words := []error{bot.ErrNotFound, bot.ErrConflict, bot.ErrUnavailable, bot.ErrCommitUnknown, bot.ErrLogUnwritable, bot.ErrLeaseLost}
	return slices.ContainsFunc(words, func(word error) bool { return errors.Is(err, word) })
}

// away tells whether an error means that the database can't be used now.
func away(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return awayPostgres(pg.Code)
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return awaySQLite(lite.Code() & 0xff)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	signs := []error{
		context.Canceled, context.DeadlineExceeded, driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone,
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, errClosed,
	}
	return slices.ContainsFunc(signs, func(sign error) bool { return errors.Is(err, sign) }) || pgconn.SafeToRetry(err)
}

// awayPostgres knows the codes of PostgreSQL: classes as a whole, and single codes of classes that also hold faults of the program.
func awayPostgres(code string) bool {
	classes := []string{
		"08", // connection
		"28", // not let in
		"53", // out of disk, memory or connections
		"57", // shut down, or cancelled
		"58", // the system under it
	}
	codes := []string{
		"3D000", // no such database
		"25006", // read only: a standby
		"25P03", // the transaction idled for too long: we were paused
		"40001", // serialization failure, after it was tried again
		"40P01", // deadlock, after it was tried again
		"55P03", // lock not available
	}
	return len(code) == 5 && (slices.Contains(classes, code[:2]) || slices.Contains(codes, code))
}

// awaySQLite knows the primary result codes of SQLite.
func awaySQLite(code int) bool {
	return slices.Contains([]int{
		sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT,
		sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL,
		sqlite3.SQLITE_NOTADB,
	}, code)
}

// retryable tells whether PostgreSQL undid a transaction only because of another one.
func retryable(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01")
}

// commitFailed says what a failed commit means. Only the answer of a server that goes on is proof that nothing was stored: one that goes down
// may say so after it has committed, and pgconn.SafeToRetry is also true when the line broke while the answer was awaited.
func commitFailed(err error) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	undone := ok && pg.Severity == "ERROR" && pg.Code != "08007"
	lite, ok := errors.AsType[*sqlite.Error](err)
	undone = undone || ok && lite.Code()&0xff != sqlite3.SQLITE_IOERR
	if undone || errors.Is(err, pgx.ErrTxCommitRollback) {
		return unavailable(err)
	}
	return unknown(err)
}
