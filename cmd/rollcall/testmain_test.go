package main

import (
	"os"
	"testing"

	"rollcall/bot/store/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
