package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"rollcall/bot/store/pgtest"
)

// Each call gives a database of its own, and all of them are on one server.
func TestStart(t *testing.T) {
	t.Parallel()
	first, second := connect(t, pgtest.Start(t)), connect(t, pgtest.Start(t))
	if _, err := first.Exec(t.Context(), "create table here (id int)"); err != nil {
		t.Fatal(err)
	}
	var there bool
	err := second.QueryRow(t.Context(), "select to_regclass('here') is not null").Scan(&there)
	if err != nil || there {
		t.Errorf("table seen in the other database: %v, %v", there, err)
	}
	if a, b := first.Config().Port, second.Config().Port; a != b {
		t.Errorf("two servers: ports %d and %d", a, b)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	// The context of the test has ended by the time of the cleanup; dropping the database closes the connection.
	return conn
}
