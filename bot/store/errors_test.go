package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"rollcall/bot"
)

// A failure is "unavailable" only when it says that the database is away; faults of the program are not hidden behind that.
func TestClassify(t *testing.T) {
	t.Parallel()
	fault := errors.New("a fault")
	for _, c := range []struct {
		err  error
		want error
	}{
		{nil, nil},
		{fault, fault},
		{bot.ErrConflict, bot.ErrConflict},
		{&pgconn.PgError{Code: "23505"}, nil},
		{&pgconn.PgError{Code: "42P01"}, nil},
		{&pgconn.PgError{Code: ""}, nil},
		{&pgconn.PgError{Code: "57P01"}, bot.ErrUnavailable},
		{&pgconn.PgError{Code: "53300"}, bot.ErrUnavailable},
		{&pgconn.PgError{Code: "25006"}, bot.ErrUnavailable},
		{&pgconn.PgError{Code: "40001"}, bot.ErrUnavailable},
		{fmt.Errorf("read: %w", io.ErrUnexpectedEOF), bot.ErrUnavailable},
		{driver.ErrBadConn, bot.ErrUnavailable},
		{context.DeadlineExceeded, bot.ErrUnavailable},
	} {
		got := classify(c.err)
		if c.want != nil && !errors.Is(got, c.want) {
			t.Errorf("%v: %v, want %v", c.err, got, c.want)
		}
		if !errors.Is(got, c.err) || c.want == nil && errors.Is(got, bot.ErrUnavailable) {
			t.Errorf("%v became %v", c.err, got)
		}
	}
}

// Only a server that answers and goes on proves that a failed commit stored nothing.
func TestCommitFailed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want error
	}{
		{&pgconn.PgError{Severity: "ERROR", Code: "40001"}, bot.ErrUnavailable},
		{&pgconn.PgError{Severity: "ERROR", Code: "08007"}, bot.ErrCommitUnknown},
		{&pgconn.PgError{Severity: "FATAL", Code: "57P01"}, bot.ErrCommitUnknown},
		{io.EOF, bot.ErrCommitUnknown},
		{pgconn.ErrConnClosed, bot.ErrCommitUnknown},
		{context.Canceled, bot.ErrCommitUnknown},
	} {
		if got := commitFailed(c.err); !errors.Is(got, c.want) {
			t.Errorf("%v: %v, want %v", c.err, got, c.want)
		}
	}
}
