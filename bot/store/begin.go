package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
)

// begin begins a transaction. That a connection broke since its last use is found out only by using it, and when the server was away all of them did. As nothing
// was asked of it yet the next one is taken, until one is whole or made anew.
func begin(ctx context.Context, db *sql.DB, opts *sql.TxOptions) (*sql.Tx, error) {
	t, err := db.BeginTx(ctx, opts)
	for try := 0; try < maxConnections && broken(err) && ctx.Err() == nil; try++ {
		t, err = db.BeginTx(ctx, opts)
	}
	return t, err
}

// broken tells whether a connection ended that had been made; another one may do better. A server that can't be connected to is away.
func broken(err error) bool {
	if err == nil {
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return false
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Severity == "FATAL"
	}
	_, lost := errors.AsType[net.Error](err)
	return lost || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}
