// Package conformance is what every database must do for the store, as tests. It looks at the store only through what it exports, so the
// same suite holds for SQLite and PostgreSQL.
package conformance

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named pgx

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// Database makes an empty database and returns its URL.
type Database func(t testing.TB) (url string)

// Run runs the suite. Each part has a database of its own.
func Run(t *testing.T, db Database) {
	parts := map[string]func(*testing.T, Database){
		"Requests":         testRequests,
		"OpenRequests":     testOpenRequests,
		"RequestConflict":  testRequestConflict,
		"Changes":          testChanges,
		"Identities":       testIdentities,
		"AdminsTaken":      testAdminsTaken,
		"Logged":           testLogged,
		"Cursors":          testCursors,
		"Repeats":          testRepeats,
		"RepeatsForgotten": testRepeatsForgotten,
		"Rollback":         testRollback,
		"Overlooked":       testOverlooked,
		"Panic":            testPanic,
		"Withdrawn":        testWithdrawn,
		"ManyUpdates":      testManyUpdates,
		"CompareAndSwap":   testCompareAndSwap,
		"View":             testView,
		"Reopen":           testReopen,
		"Events":           testEvents,
		"EventsInPages":    testEventsInPages,
		"LogUnwritable":    testLogUnwritable,
		"SealConcurrently": testSealConcurrently,
		"Sealer":           testSealer,
		"StartStop":        testStartStop,
		"Jobs":             testJobs,
		"JobsDue":          testJobsDue,
		"Lanes":            testLanes,
		"JobsUnique":       testJobsUnique,
		"JobsCancelled":    testJobsCancelled,
		"JobsBuried":       testJobsBuried,
		"JobsHurried":      testJobsHurried,
		"Fence":            testFence,
		"Renew":            testRenew,
		"Locks":            testLocks,
		"LockOrder":        testLockOrder,
		"LockFreed":        testLockFreed,
		"LockHolderFirst":  testLockHolderFirst,
		"Claimers":         testClaimers,
		"Wake":             testWake,
		"Migrate":          testMigrate,
		"MigrateAtOnce":    testMigrateAtOnce,
		"NewerSchema":      testNewerSchema,
		"ReadOnly":         testReadOnly,
	}
	maps.Copy(parts, kindsOfJobs())
	maps.Copy(parts, versions())
	maps.Copy(parts, tidying())
	maps.Copy(parts, approvals())
	maps.Copy(parts, grants())
	maps.Copy(parts, homes())
	for name, part := range parts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part(t, db)
		})
	}
}

// approvals are the parts about what is decided before a change.
func approvals() map[string]func(*testing.T, Database) {
	return map[string]func(*testing.T, Database){
		"CountChanges":     testCountChanges,
		"Judgements":       testJudgements,
		"JudgementDamaged": testJudgementDamaged,
		"RequestsAsking":   testRequestsAsking,
		"Cards":            testCards,
		"CardsUnposted":    testCardsUnposted,
		"CardsAdopted":     testCardsAdopted,
		"Decisions":        testDecisions,
		"DecideOnce":       testDecideOnce,
		"DecideAtOnce":     testDecideAtOnce,
		"Stop":             testStop,
		"StopAtOnce":       testStopAtOnce,
		"StopWhileWriting": testStopWhileWriting,
	}
}

// fixture is a migrated store with a clock that the test moves.
type fixture struct {
	*store.Store
	t   *testing.T
	url string
}

// setup makes a database and opens it.
func setup(t *testing.T, db Database) *fixture {
	t.Helper()
	f := open(t, db(t))
	if err := f.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f
}

// open opens another store on the same database: a replica, or a process after a restart. Its clock stands still.
func open(t *testing.T, url string) *fixture {
	t.Helper()
	start := time.Now()
	s, err := store.Open(t.Context(), store.Config{URL: url, Now: func() time.Time { return start }, Instance: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &fixture{Store: s, t: t, url: url}
}

// update runs fn in a transaction that must succeed.
func (f *fixture) update(fn func(ctx context.Context, tx bot.Tx) error) {
	f.t.Helper()
	if err := f.Update(f.t.Context(), fn); err != nil {
		f.t.Fatal(err)
	}
}

// fails runs fn in a transaction that must fail with want.
func (f *fixture) fails(want error, fn func(ctx context.Context, tx bot.Tx) error) {
	f.t.Helper()
	if err := f.Update(f.t.Context(), fn); !errors.Is(err, want) {
		f.t.Fatalf("Update: %v, want %v", err, want)
	}
}

// view reads in a transaction that must succeed.
func (f *fixture) view(fn func(ctx context.Context, tx bot.Tx) error) {
	f.t.Helper()
	if err := f.View(f.t.Context(), fn); err != nil {
		f.t.Fatal(err)
	}
}

// exec runs SQL past the store, for damage.
func (f *fixture) exec(statement string) {
	f.t.Helper()
	driver, name := "pgx", f.url
	if file, ok := strings.CutPrefix(f.url, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+file+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		f.t.Fatal(err)
	}
	_, err = db.ExecContext(f.t.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		f.t.Fatal(err)
	}
}

// request stores a request of U1 and returns it.
func (f *fixture) request(command string) bot.Request {
	f.t.Helper()
	var r bot.Request
	f.update(func(ctx context.Context, tx bot.Tx) error {
		r = bot.Request{State: bot.Received, Command: command, Origin: origin(), AcceptedAt: f.Now()}
		return tx.InsertRequest(ctx, &r)
	})
	return r
}

// open counts the open requests.
func (f *fixture) requests() int {
	f.t.Helper()
	var list []bot.Request
	f.view(func(ctx context.Context, tx bot.Tx) (err error) {
		list, err = tx.OpenRequests(ctx, "", 100_000)
		return err
	})
	return len(list)
}

func origin() bot.Origin {
	return bot.Origin{SlackTeam: "T1", SlackUser: "U1", Channel: "C1", Via: "slack"}
}

// happened is an event that says nothing special.
func happened() audit.Event {
	return audit.Event{Action: audit.RequestCreated, Outcome: audit.OK, Actor: &audit.Actor{SlackUser: "U1"}}
}

// counter counts across goroutines.
type counter = atomic.Int64
