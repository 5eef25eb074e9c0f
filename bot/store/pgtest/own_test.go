package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"rollcall/bot/store/pgtest"
)

// A crash takes nobody by the hand: connections break and new ones are refused. What was committed before is there after the start, what was not
// is gone, and the server is where it was.
func TestOwnCrash(t *testing.T) {
	t.Parallel()
	s := pgtest.Own(t)
	before := s.URL()
	conn := connect(t, before)
	run(t, conn, "create table kept (id int)")
	open := connect(t, before)
	for round := range 3 {
		run(t, conn, "insert into kept values (1)")
		run(t, open, "begin")
		run(t, open, "insert into kept values (2)")
		s.Crash()
		if err := conn.Ping(t.Context()); err == nil {
			t.Error("a connection outlived the crash")
		}
		if _, err := pgx.Connect(t.Context(), before); err == nil {
			t.Error("a connection was taken after the crash")
		}
		s.Start()
		if s.URL() != before {
			t.Errorf("the server moved from %s to %s", before, s.URL())
		}
		conn, open = connect(t, s.URL()), connect(t, s.URL())
		var ones, twos int
		row := conn.QueryRow(t.Context(), "select count(*) filter (where id = 1), count(*) filter (where id = 2) from kept")
		if err := row.Scan(&ones, &twos); err != nil || ones != round+1 || twos != 0 {
			t.Errorf("after crash %d there are %d committed rows and %d others: %v", round+1, ones, twos, err)
		}
	}
}

// A cluster of one's own is durable, and apart from the one that tests share.
func TestOwnDurable(t *testing.T) {
	t.Parallel()
	own, shared := connect(t, pgtest.Own(t).URL()), connect(t, pgtest.Start(t))
	if own.Config().Port == shared.Config().Port {
		t.Error("it is the shared cluster")
	}
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var value string
		if err := own.QueryRow(t.Context(), "show "+setting).Scan(&value); err != nil || value != "on" {
			t.Errorf("%s is %s: %v", setting, value, err)
		}
	}
}

func run(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
