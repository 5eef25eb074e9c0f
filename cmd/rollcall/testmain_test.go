package main

import (
	"os"
	"testing"

	"rollcall/bot/store/pgtest"
)

func TestMain(m *testing.M) {
	code := pgtest.Main(m)
	_ = os.RemoveAll(built.folder) // empty when no test needed it
	os.Exit(code)
}
