package store_test

import (
	"path/filepath"
	"testing"

	"rollcall/bot/store/conformance"
	"rollcall/bot/store/pgtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	conformance.Run(t, sqliteURL)
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	conformance.Run(t, pgtest.Start)
}

// sqliteURL names a file that is not there yet.
func sqliteURL(t testing.TB) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "rollcall.db")
}
