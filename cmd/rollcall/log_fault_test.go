package main

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver named pgx
	_ "modernc.org/sqlite"             // the driver named sqlite
)

// side is a second connection to the service's database, past the service.
type side struct {
	t        testing.TB
	db       *sql.DB
	postgres bool
}

// beside opens a second connection to a database.
func beside(t testing.TB, url string) *side {
	t.Helper()
	s := &side{t: t}
	driver, source := "pgx", url
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+file+"?_pragma=busy_timeout(5000)"
	}
	s.postgres = driver == "pgx"
	var err error
	s.db, err = sql.Open(driver, source)
	must(t, err)
	t.Cleanup(func() { must(t, s.db.Close()) })
	return s
}

func (s *side) exec(statements ...string) {
	for _, statement := range statements {
		if _, err := s.db.ExecContext(s.t.Context(), statement); err != nil {
			s.t.Errorf("%s: %v", statement, err)
		}
	}
}

// count counts the rows of a table.
func (s *side) count(table string) (n int) {
	s.t.Helper()
	must(s.t, s.db.QueryRowContext(s.t.Context(), "select count(*) from "+table).Scan(&n))
	return n
}

// closeLog makes the table of events refuse whatever is added to it.
func (s *side) closeLog() { s.closeTable("events") }

// openLog lets events be added again.
func (s *side) openLog() { s.openTable("events") }

// closeTable makes a table refuse whatever is added to it.
func (s *side) closeTable(table string) {
	if !s.postgres {
		s.exec(`create trigger closed before insert on ` + table + ` begin select raise(abort, '` + table + ` is closed'); end`)
		return
	}
	s.exec(`create function closed() returns trigger language plpgsql as $$ begin raise exception '`+table+` is closed'; end $$`,
		`create trigger closed before insert on `+table+` for each row execute function closed()`)
}

// openTable lets rows be added again.
func (s *side) openTable(table string) {
	if !s.postgres {
		s.exec(`drop trigger closed`)
		return
	}
	s.exec(`drop trigger closed on `+table, `drop function closed()`)
}

// When the log can't be written at the moment of a command, the person is told that nothing was accepted, and that is so: there is no request,
// no job and no call of Asana. Later the same command works.
func TestLogClosedAtAccept(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, nil)
		db := beside(t, url)
		db.closeLog()
		for _, text := range []string{addMaya, "help", "ad @maya to project Website Relaunch"} {
			if ack := c.types(ada, text); !strings.HasPrefix(ack, "Nothing was accepted: the audit log can't be written") {
				t.Errorf("%q was answered with %q", text, ack)
			}
		}
		s.store.Forward(time.Minute)
		if requests, jobs := db.count("requests"), db.count("jobs"); requests+jobs != 0 {
			t.Errorf("%d requests and %d jobs were stored", requests, jobs)
		}
		db.openLog()
		request := requestOf(t, c.types(ada, addMaya))
		c.waitEnd(request, "applied")
		if diff := cmp.Diff([]string{"POST 201"}, c.journal(isWrite)); diff != "" {
			t.Errorf("writes (-want +got):\n%s", diff)
		}
	})
}

// When the log can't be written any more after the command was taken, no write reaches Asana; the person is told what it waits for; and when it
// can be written again the command is carried out exactly once.
func TestLogClosedBeforeIntent(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		logClosedAt(t, url, isPair, nil)
	})
}

// When the outcome of a write can't be recorded, the write is not repeated: once the log can be written, it has the intent and its outcome.
func TestLogClosedBeforeOutcome(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		logClosedAt(t, url, isWrite, []string{"POST 201"})
	})
}

// logClosedAt closes the log while a call that fits is under way; writes are those that Asana sees until the log is open again.
func logClosedAt(t *testing.T, url string, fits func(*asanaCall) bool, writes []string) {
	t.Helper()
	c := newCompany(t, nil)
	var log *logWatch
	s := c.serve(url, func(cfg *config) { log = watchLog(cfg) })
	db := beside(t, url)
	call := newGate(t, fits)
	c.calls.hold(call.hold)
	c.types(ada, addMaya)
	call.wait()
	db.closeLog()
	call.release()
	for n := range 2 {
		log.wait(t, n+1, again)
		s.store.Forward(3 * time.Second)
	}
	log.wait(t, 3, again)
	notice := c.waitSaid("what it waits for", isWait("R1"))
	if want := "Not done yet: waiting for the audit log, will go on by itself.\nR1 · applying"; notice.Text != want {
		t.Errorf("notice\n got %q\nwant %q", notice.Text, want)
	}
	log.wait(t, 1, `"notice"`, done)
	if diff := cmp.Diff(writes, c.journal(isWrite)); diff != "" {
		t.Errorf("writes while the log was closed (-want +got):\n%s", diff)
	}
	db.openLog()
	s.hurry(log, func() said { return c.waitEnd("R1", "applied") })
	c.saysApplied("response_url")
	if diff := cmp.Diff([]string{"POST 201"}, c.journal(isWrite)); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	want := []string{"request_created ok", "project_member_added intent none>editor", "project_member_added ok none>editor", "request_completed ok"}
	if diff := cmp.Diff(want, s.about("R1")); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}
