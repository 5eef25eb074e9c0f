package main

import (
	"testing"
	"time"

	"rollcall/bot/store/pgtest"
)

// Ensure that a service which listens already, and so has taken commands, does not end because the database goes away at the moment at which the start is
// recorded.
func TestOutageAtStart(t *testing.T) {
	t.Parallel()
	database := pgtest.Start(t)
	if code, _, errs := ends(t, "migrate", "--database-url", database); code != 0 {
		t.Fatalf("migrate: %s", errs)
	}
	c, db := newCompany(t, nil), beside(t, database)
	lock, err := db.db.BeginTx(t.Context(), nil)
	must(t, err)
	_, err = lock.ExecContext(t.Context(), "lock table events in access exclusive mode")
	must(t, err)
	d := c.launch(database)
	d.logged("listening")
	late, again := time.After(patience), time.NewTicker(pollAgain)
	defer again.Stop()
	for cut := 0; cut == 0; {
		const waits = "from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into events%' and datname = current_database()"
		must(t, db.db.QueryRowContext(t.Context(), "select count(pg_terminate_backend(pid)) "+waits).Scan(&cut))
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("the start was not recorded: %s", d.err)
		}
	}
	d.logged("the start can't be recorded yet")
	must(t, lock.Rollback())
	c.setApp(d.address())
	c.waitEnd(requestOf(t, c.types(ada, addMaya)), "applied")
}
