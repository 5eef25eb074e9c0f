package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Ensure that verify proves a database and its exports, also a part of it, and names the first place that is not as it was, a cut end included.
func TestAuditVerify(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	s := c.serve(database, nil)
	c.does(ada, "add @maya to project Website Relaunch as editor")
	s.stop()
	code, out, errs := ends(t, "audit", "export", "--database-url", database)
	if code != 0 {
		t.Fatal(errs)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(out, "\n"), "\n")
	lines[len(lines)-1] += "\n"
	n := len(lines)
	for name, row := range map[string]struct {
		lines []string
		code  int
		says  string
	}{
		"whole":   {lines, 0, "events 1 to "},
		"part":    {lines[2:], 0, "events 3 to "},
		"changed": {[]string{lines[0], strings.Replace(lines[1], "editor", "admin", 1)}, 1, "broken at seq 2: changed: its hash does not fit"},
		"missing": {[]string{lines[0], lines[2]}, 1, "broken at seq 2: missing: the event was taken out"},
		"empty":   {nil, 1, "there are no events in this file"},
	} {
		file := filepath.Join(t.TempDir(), "log.jsonl")
		must(t, os.WriteFile(file, []byte(strings.Join(row.lines, "")), 0o600))
		code, out, errs := ends(t, "audit", "verify", file)
		if code != row.code || !strings.Contains(out+errs, row.says) {
			t.Errorf("%s: status %d: %s%s", name, code, out, errs)
		}
	}
	verify := func(wantCode int, says string) {
		t.Helper()
		code, out, errs := ends(t, "audit", "verify", "--database-url", database)
		if code != wantCode || !strings.Contains(out+errs, says) {
			t.Errorf("status %d: %s%s", code, out, errs)
		}
	}
	verify(0, "events, unbroken")
	db, err := sql.Open("sqlite", strings.TrimPrefix(database, "sqlite:"))
	must(t, err)
	_, err = db.ExecContext(t.Context(), "delete from events where seq >= $1", n)
	must(t, err)
	must(t, db.Close())
	verify(1, "cut off: the log ends here, but it reached seq")
}
