package main

import (
	"cmp"
	"flag"
	"os"
	"testing"

	"rollcall/bot/store/pgtest"
)

func TestMain(m *testing.M) {
	setRapid()
	code := pgtest.Main(m)
	_ = os.RemoveAll(built.folder) // empty when no test needed it
	_ = os.RemoveAll(toxiproxyBuilt.folder)
	os.Exit(code)
}

// setRapid says how many sequences a test tries that draws them; what is given on the command line or in the environment counts instead.
func setRapid() {
	checks := "2"
	if proving() {
		checks = "60"
	}
	_ = flag.Set("rapid.checks", cmp.Or(os.Getenv("RAPID_CHECKS"), checks))
	_ = flag.Set("rapid.nofailfile", "true") // what fails is printed
}
