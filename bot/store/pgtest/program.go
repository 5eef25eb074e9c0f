package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Program is the path of one of the server's programs, such as pg_dump; without a server the test is skipped as by Start.
func Program(t testing.TB, name string) string {
	t.Helper()
	bin, err := binaries()
	if errors.Is(err, ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(bin, name)
}
