package store

import (
	"context"
	"database/sql"
)

// statements is a connection that keeps what it prepared. The statements of this package are constants, so there are only a few dozen.
type statements struct {
	conn *sql.Conn
	kept map[string]*sql.Stmt
}

// prepare returns the prepared statement; its context is never cancelled, see writer.write.
func (s *statements) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := s.kept[query]; ok {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.kept[query] = stmt
	return stmt, nil
}

// ExecContext implements querier.
func (s *statements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	stmt, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next time, closed with the writer
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext implements querier.
func (s *statements) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx = context.WithoutCancel(ctx)
	stmt, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next time, closed with the writer
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext implements querier. A statement that can't be prepared is given to the connection, whose row carries the error.
func (s *statements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx = context.WithoutCancel(ctx)
	stmt, err := s.prepare(ctx, query) //nolint:sqlclosecheck // kept for the next time, closed with the writer
	if err != nil {
		return s.conn.QueryRowContext(ctx, query, args...)
	}
	return stmt.QueryRowContext(ctx, args...)
}
