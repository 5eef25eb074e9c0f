package store_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
	"rollcall/bot/store/pgtest"
)

const (
	smallLog = 10_000
	// crowd is how many people a log is about: at each size everybody has more events than one answer shows.
	crowd = 20
	// mostHeap is what proving or exporting may hold in memory, however long the log is.
	mostHeap = 128 << 20
)

// largeLog is how many events the long log has: in the short form few enough to be quick.
func largeLog() int {
	if os.Getenv("ROLLCALL_PROVE") == "1" {
		return 10_000_000
	}
	return 100_000
}

// A log that grows a thousandfold is as quick to ask, is proved at no less than a quarter of the rate at which the same bytes can be hashed in the same run,
// and is proved and exported in memory that does not grow with it.
func TestGrowth(t *testing.T) {
	for name, database := range map[string]func(testing.TB) string{"SQLite": sqliteURL, "Postgres": pgtest.Start} {
		t.Run(name, func(t *testing.T) {
			n := largeLog()
			if name == "Postgres" && n > 1_000_000 {
				n = 1_000_000
			}
			small, large := grown(t, database(t), smallLog), grown(t, database(t), n)
			checkHistory(t, small, large)
			file := filepath.Join(t.TempDir(), "log.jsonl")
			exported(t, large, file, int64(n))
			checkProof(t, large, file, int64(n))
		})
	}
}

// grown is a store with a sealed log of so many events. They are written past the sealer, for millions would take hours through it.
func grown(t *testing.T, url string, n int) *store.Store {
	t.Helper()
	s := migrated(t, store.Config{URL: url})
	db := raw(t, url)
	var drop, create []string
	for _, line := range strings.Split(migrationsText(t), "\n") {
		if strings.HasPrefix(line, "create ") && strings.Contains(line, " on events (") {
			statement, _, _ := strings.Cut(line, ";")
			drop, create = append(drop, "drop index "+strings.Fields(line)[slices.Index(strings.Fields(line), "index")+1]), append(create, statement)
		}
	}
	executes(t, db, drop...)
	fill(t, db, n)
	executes(t, db, create...)
	executes(t, db, "analyze")
	return s
}

// migrationsText is the text of all migrations.
func migrationsText(t *testing.T) (all string) {
	t.Helper()
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all += string(text)
	}
	return all
}

func executes(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(statement, err)
		}
	}
}

// fill inserts events in their canonical form, each with the hash of the one before.
func fill(t *testing.T, db *sql.DB, n int) {
	t.Helper()
	const batch = 50_000
	prev := audit.Genesis
	for from := 1; from <= n; from += batch {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		prev = fillSome(t, tx, prev, from, min(from+batch, n+1))
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	executes(t, db, fmt.Sprintf("update chain set seq = %d, hash = '%s'", n, prev))
}

// fillSome inserts the events of one transaction and returns the hash of the last.
func fillSome(t *testing.T, tx *sql.Tx, prev string, from, to int) string {
	t.Helper()
	insert, err := tx.PrepareContext(t.Context(), `insert into events (seq, hash, canonical, filed_at, request, actor, subject, subject_gid, resource)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = insert.Close() }() // it ends with its transaction
	for i := from; i < to; i++ {
		request, actor, subject, gid, parent := fmt.Sprintf("R%d", i/4+1), fmt.Sprintf("U%03d", i%crowd), fmt.Sprintf("U%03d", (i/7)%crowd), fmt.Sprint(1000+(i/7)%crowd), fmt.Sprint(2000+i%500)
		form := fmt.Appendf(nil, `{"action":"project_member_added","actor":{"slack_user":%q,"via":"slack"},"change":"C%d","context":{"channel":"C01GENERAL0","instance":"rollcall-0","job":"J%d",`+
			`"policy_hash":"5f0c1a","rule":"owner decides","slack_team":"T01TIDEWATR","token":"service","version":"v1.0.0"},"details":{"new_value":"editor","old_value":"none","reason":"launch"},`+
			`"id":"0198c0de-0000-7000-8000-%012d","outcome":"ok","prev_hash":%q,"request":%q,"resource":{"gid":%q,"name":"Website Relaunch","type":"project"},"seq":%d,`+
			`"subject":{"gid":%q,"slack_user":%q,"type":"user"},"time":"2026-03-04T05:06:07.089Z"}`, actor, i, i, i, prev, request, parent, i, gid, subject)
		prev = fmt.Sprintf("%x", sha256.Sum256(form))
		if _, err := insert.ExecContext(t.Context(), i, prev, form, 1_700_000_000_000+i, request, actor, subject, gid, parent); err != nil {
			t.Fatal(err)
		}
	}
	return prev
}

// checkHistory compares how long the answers about somebody take, in turns.
func checkHistory(t *testing.T, small, large *store.Store) {
	t.Helper()
	ask := func(s *store.Store, who int) time.Duration {
		begun := time.Now()
		err := s.View(t.Context(), func(ctx context.Context, tx bot.Tx) error {
			found, err := tx.Logged(ctx, bot.LogQuery{SlackUser: fmt.Sprintf("U%03d", who), AsanaGID: fmt.Sprint(1000 + who), Limit: 250})
			if len(found) != 250 {
				t.Fatalf("%d events: %v", len(found), err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return time.Since(begun)
	}
	var few, many []time.Duration
	for round := range 100 {
		few, many = append(few, ask(small, round%crowd)), append(many, ask(large, round%crowd))
	}
	slices.Sort(few)
	slices.Sort(many)
	t.Logf("history of one person: %v of %d events, %v of %d (medians)", few[50], smallLog, many[50], largeLog())
	if many[50] > 2*few[50] {
		t.Errorf("%v is more than twice %v", many[50], few[50])
	}
}

// exported exports the log into a file, in little memory.
func exported(t *testing.T, s *store.Store, file string, n int64) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	var count int64
	heap := heapWhile(func() { count, err = audit.Export{}.Write(f, s.Events(t.Context(), 1)) })
	if err != nil || f.Close() != nil || count != n || heap > mostHeap {
		t.Errorf("exported %d events with %d MB in memory: %v", count, heap>>20, err)
	}
	t.Logf("export of %d events: %d MB in memory", n, heap>>20)
}

// checkProof proves the log as it is stored and as it was exported, and hashes the same bytes.
func checkProof(t *testing.T, s *store.Store, file string, n int64) {
	t.Helper()
	var live, offline audit.Proof
	var errLive, errOffline error
	var heap uint64
	took := func(what func()) time.Duration {
		begun := time.Now()
		heap = max(heap, heapWhile(what))
		return time.Since(begun)
	}
	stored := took(func() { live, errLive = audit.Verifier{}.Events(s.Events(t.Context(), 1)) })
	read, hashed := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for range 3 { // in turns, and the best of each: what else the machine does is not what is compared
		read = min(read, took(func() { offline, errOffline = opened(t, file, audit.Verify) }))
		hashed = min(hashed, took(func() { _, _ = opened(t, file, hashes) }))
	}
	if errLive != nil || errOffline != nil || live != offline || live.Last != n || heap > mostHeap {
		t.Errorf("proved %+v (%v) and %+v (%v) with %d MB in memory", live, errLive, offline, errOffline, heap>>20)
	}
	rate := func(d time.Duration) string {
		return fmt.Sprintf("%.0f thousand events a second", float64(n)/d.Seconds()/1000)
	}
	t.Logf("proved from the database: %s; from the export: %s; hashing alone: %s; %d MB in memory", rate(stored), rate(read), rate(hashed), heap>>20)
	if read > 4*hashed {
		t.Errorf("proving took %v, hashing %v: more than four times as long", read, hashed)
	}
}

// opened reads a file from its beginning.
func opened(t *testing.T, file string, read func(io.Reader) (audit.Proof, error)) (audit.Proof, error) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	return read(f)
}

// hashes is what a proof can't do without: reading the lines and hashing each.
func hashes(r io.Reader) (p audit.Proof, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), 1<<20)
	for lines.Scan() {
		_ = sha256.Sum256(lines.Bytes())
	}
	return p, lines.Err()
}

// heapWhile is the most that the heap held while something was done.
func heapWhile(what func()) uint64 {
	var most atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	runtime.GC()
	go func() {
		defer close(ended)
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-look.C:
			}
		}
	}()
	what()
	close(done)
	<-ended
	return most.Load()
}
