package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/bot/store/pgtest"
)

// A backup that was made while the service was at work is put back after the database was lost: what was under way goes on, what was done is not done again,
// the log proves, and what comes afterwards gets numbers that nobody has a button for. What was there before is kept.
func TestBackupSQLite(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	s := c.serve(database, nil)
	c.does(ada, "add @maya to project Website Relaunch as editor") // R1
	write := newGate(t, isWrite)
	c.calls.hold(write.hold)
	request := requestOf(t, c.types(ada, "add @noor to project Website Relaunch as editor")) // R2, under way
	write.wait()
	copied := filepath.Join(t.TempDir(), "copy.db")
	code, out, errs := ends(t, "backup", copied, "--database-url", database)
	if code != 0 || !strings.Contains(out, "copy.db holds everything up to now") {
		t.Fatalf("status %d: %s%s", code, out, errs)
	}
	if code, _, errs := ends(t, "backup", copied, "--database-url", database); code != 1 || !strings.Contains(errs, "exists already") {
		t.Errorf("over a backup: status %d: %s", code, errs)
	}
	if code, _, errs := ends(t, "restore", copied, "--database-url", database); code != 1 || !strings.Contains(errs, "another process already serves") {
		t.Errorf("while the service runs: status %d: %s", code, errs)
	}
	c.calls.hold(nil)
	write.release()
	c.waitEnd(request, "applied")
	c.does(ada, "add @ben to project Harbour App as viewer") // R3, which the backup does not have
	s.stop()
	for range 2 { // the second within the same second keeps what the first one kept
		code, out, errs = ends(t, "restore", copied, "--database-url", database)
		if code != 0 || !strings.Contains(out, "rollcall.db.replaced-") {
			t.Fatalf("status %d: %s%s", code, out, errs)
		}
	}
	c.checkRestored(database, request, "R20004")
	if kept, err := filepath.Glob(strings.TrimPrefix(database, "sqlite:") + ".replaced-*"); err != nil || len(kept) != 2 {
		t.Errorf("what was there before is gone: %v", err)
	}
}

// checkRestored starts a service on what was restored and looks at what it makes of it.
func (c *company) checkRestored(database, underWay, higher string) {
	c.t.Helper()
	before := len(c.journal(isWrite))
	s := c.serve(database, nil)
	c.waitUntilTwice(underWay)
	if n := len(c.journal(isWrite)); n != before {
		c.t.Errorf("%d writes were made again", n-before)
	}
	next := requestOf(c.t, c.types(ada, "add @maya to project Harbour App as viewer"))
	if next != higher {
		c.t.Errorf("the next request is %s, not %s: a button of a lost one could mean it", next, higher)
	}
	c.waitEnd(next, "applied")
	s.log()
}

// waitUntilTwice waits for the second message that ends a request: the first was before the backup was put back.
func (c *company) waitUntilTwice(request string) {
	c.t.Helper()
	c.waitSlack(func() bool { return len(c.ends(request)) == 2 }, func() { c.t.Fatalf("%s did not end again: %s", request, spelled(c.ends(request))) })
	if all := c.ends(request); !strings.HasSuffix(all[1].Text, "\n"+request+" · applied") {
		c.t.Errorf("it ends as %s", spelled(all))
	}
}

// On PostgreSQL its own programs make the backup and put it back.
func TestBackupPostgres(t *testing.T) {
	t.Parallel()
	database, other := pgtest.Start(t), pgtest.Start(t)
	c := newCompany(t, nil)
	s := c.serve(database, nil)
	c.does(ada, "add @maya to project Website Relaunch as editor") // R1
	write := newGate(t, isWrite)
	c.calls.hold(write.hold)
	request := requestOf(t, c.types(ada, "add @noor to project Website Relaunch as editor")) // R2, under way
	write.wait()
	copied := filepath.Join(t.TempDir(), "copy.dump")
	if code, _, errs := ends(t, "backup", copied, "--database-url", database); code != 1 || !strings.Contains(errs, "pg_dump --format=custom") {
		t.Errorf("status %d: %s", code, errs)
	}
	runs(t, pgtest.Program(t, "pg_dump"), "--format=custom", "--file="+copied, database)
	c.calls.hold(nil)
	write.release()
	c.waitEnd(request, "applied")
	s.stop()
	runs(t, pgtest.Program(t, "pg_restore"), "--no-owner", "--exit-on-error", "--dbname="+other, copied)
	if code, _, errs := ends(t, "restore", copied, "--database-url", other); code != 1 || !strings.Contains(errs, "run rollcall restore without a file") {
		t.Errorf("status %d: %s", code, errs)
	}
	if code, _, errs := ends(t, "restore", "--database-url", pgtest.Start(t)); code != 1 || !strings.Contains(errs, "put the backup back with pg_restore first") {
		t.Errorf("into nothing: status %d: %s", code, errs)
	}
	running := c.serve(other, nil)
	if code, _, errs := ends(t, "restore", "--database-url", other); code != 1 || !strings.Contains(errs, "stop every replica first") {
		t.Errorf("while it is served: status %d: %s", code, errs)
	}
	running.stop()
	if code, out, errs := ends(t, "restore", "--database-url", other); code != 0 || !strings.Contains(out, "10000 higher") {
		t.Fatalf("status %d: %s%s", code, out, errs)
	}
	c.checkRestored(other, request, "R10003")
}

// runs runs another program to its end.
func runs(t testing.TB, program string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(program), err, out)
	}
}

// What is no backup of Rollcall, or is damaged, is refused before anything is touched.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	c.serve(database, nil).stop()
	file := strings.TrimPrefix(database, "sqlite:")
	before, err := os.ReadFile(file)
	must(t, err)
	damaged := filepath.Join(t.TempDir(), "damaged.db")
	must(t, os.WriteFile(damaged, append(append([]byte{}, before[:5000]...), make([]byte, len(before)-5000)...), 0o600))
	text := filepath.Join(t.TempDir(), "text")
	must(t, os.WriteFile(text, []byte("not a database"), 0o600))
	dump := filepath.Join(t.TempDir(), "dump")
	must(t, os.WriteFile(dump, []byte("PGDMP and more"), 0o600))
	for bad, says := range map[string]string{
		damaged: "not a whole backup of rollcall; take another one", text: "not a whole backup", dump: "put it back with pg_restore",
		filepath.Join(t.TempDir(), "none.db"): "no such file", file: "that is the database itself",
	} {
		code, _, errs := ends(t, "restore", bad, "--database-url", database)
		holds(t, errs, says)
		if code != 1 || !strings.Contains(errs, "was not restored: ") {
			t.Errorf("%s: status %d: %s", filepath.Base(bad), code, errs)
		}
	}
	if code, _, errs := ends(t, "restore", "--database-url", database); code != 1 || !strings.Contains(errs, "name the backup: rollcall restore FILE") {
		t.Errorf("without a file: status %d: %s", code, errs)
	}
	after, err := os.ReadFile(file)
	must(t, err)
	if string(after) != string(before) {
		t.Error("the database was touched")
	}
}

// What still stands in the log beside a backup is restored with it; a backup of a newer version replaces nothing; and behind a link it is the database that
// is replaced, not the link.
func TestRestoreKeeps(t *testing.T) {
	t.Parallel()
	c, database := newCompany(t, nil), sqliteURL(t)
	file := strings.TrimPrefix(database, "sqlite:")
	s := c.serve(database, nil)
	c.does(ada, "add @maya to project Website Relaunch as editor")
	s.stop()
	link := filepath.Join(t.TempDir(), "link.db")
	must(t, os.Symlink(file, link))
	copied := filepath.Join(t.TempDir(), "copy.db")
	if code, _, errs := ends(t, "backup", copied, "--database-url", database); code != 0 {
		t.Fatal(errs)
	}
	db := beside(t, "sqlite:"+copied)
	db.exec("pragma journal_mode = wal", "insert into people (system, id, name, email) values ('slack', 'U0INTHELOG', 'Only in the log', '')")
	if info, err := os.Stat(copied + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("nothing is in the log: %v", err)
	}
	if code, _, errs := ends(t, "restore", copied, "--database-url", "sqlite:"+link); code != 0 {
		t.Fatal(errs)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if n := beside(t, database).count("people where id = 'U0INTHELOG'"); n != 1 {
		t.Error("what stood in the log of the backup is lost")
	}
	db.exec("insert into goose_db_version (version_id, is_applied) values (99999, true)")
	before, err := os.ReadFile(file)
	must(t, err)
	code, _, errs := ends(t, "restore", copied, "--database-url", database)
	if code != 1 || !strings.Contains(errs, "belongs to a newer version of rollcall") {
		t.Errorf("of a newer version: status %d: %s", code, errs)
	}
	after, err := os.ReadFile(file)
	must(t, err)
	left, err := filepath.Glob(file + ".restoring*")
	must(t, err)
	if string(after) != string(before) || len(left) > 0 {
		t.Errorf("the database was touched, or %q is left", left)
	}
}
