package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// What Restore answers besides success. Whatever it is, nothing was changed.
var (
	// ErrNotBackup: the file is not a whole database of Rollcall.
	ErrNotBackup = errors.New("not a whole backup of rollcall; take another one")
	// ErrDump: the file is for PostgreSQL.
	ErrDump = errors.New("this is a dump of PostgreSQL; put it back with pg_restore")
	// ErrSameFile: the backup is the database itself.
	ErrSameFile = errors.New("that is the database itself; name a backup of it")
	// ErrEmpty: there is nothing in the PostgreSQL database to go on from.
	ErrEmpty = errors.New("there is nothing of rollcall in this database; put the backup back with pg_restore first")
	// ErrConnected: a service still uses the PostgreSQL database.
	ErrConnected = errors.New("rollcall is connected to this database; stop every replica first, and check that DATABASE_URL names the restored one")
)

// Restored tells what Restore did.
type Restored struct {
	Replaced string // where the database is now that was there before; empty when there was none
	Seq      int64  // of the last sealed event in what was restored
	Hash     string // of that
}

// Restore puts a backup in the place of the SQLite database of the configuration, which is kept beside it. On PostgreSQL the backup was put back with
// PostgreSQL's own programs, and file is empty. Either way it refuses while a service runs, brings the database to this version, and lets numbers go on
// higher, so that none is given again that may have been given after the backup.
func Restore(ctx context.Context, cfg Config, file string) (r Restored, err error) {
	cfg.Exclusive, cfg.ReadOnly = false, false
	if cfg.postgres() {
		if err := checkRestored(ctx, cfg); err != nil {
			return r, err
		}
		return prepare(ctx, cfg, nil)
	}
	target, err := cfg.file()
	if err != nil {
		return r, err
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real // a link stays, and goes on to name the database
	}
	lock, err := lockDatabase(target)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	part := target + ".restoring"
	defer func() { err = errors.Join(err, remove(part)) }()
	if err := copyBackup(ctx, file, part, target); err != nil {
		return r, err
	}
	cfg.URL = "sqlite:" + part
	if r, err = prepare(ctx, cfg, numbersOf(ctx, target)); err != nil { // before anything is replaced: it may be of a newer version
		return r, err
	}
	r.Replaced, err = swap(ctx, part, target, cfg.now()())
	return r, err
}

// prepare brings a restored database to this version and lets its numbers go on higher.
func prepare(ctx context.Context, cfg Config, given map[string]int64) (r Restored, err error) {
	s, err := Open(ctx, cfg)
	if err != nil {
		return r, err
	}
	if err = s.Migrate(ctx); err == nil {
		err = s.skipNumbers(ctx, given)
	}
	if err == nil {
		r.Seq, r.Hash, err = s.Head(ctx)
	}
	return r, errors.Join(err, s.Close())
}

// numbersOf are the numbers that the database gave last that is to be replaced, as far as it can be read: what is restored twice from one backup must not
// give the same ones twice.
func numbersOf(ctx context.Context, target string) map[string]int64 {
	given := make(map[string]int64)
	if _, err := os.Stat(target); err != nil {
		return given
	}
	db, err := sql.Open("sqlite", dsn(target, url.Values{"mode": {"rw"}, "_pragma": {"busy_timeout(5000)"}}))
	if err != nil {
		return given
	}
	defer func() { _ = db.Close() }() // it was only read
	for _, table := range numbered() {
		var n int64
		if db.QueryRowContext(ctx, `select seq from sqlite_sequence where name = $1`, table).Scan(&n) == nil {
			given[table] = n
		}
	}
	return given
}

// checkRestored refuses a PostgreSQL database that holds nothing, and one that is being served.
func checkRestored(ctx context.Context, cfg Config) error {
	p, err := newPool(cfg.URL)
	if err != nil {
		return err
	}
	defer func() { _ = p.close() }() // it was only read
	p.db.SetMaxOpenConns(1)
	var there bool
	var others int
	err = p.db.QueryRowContext(ctx, `select to_regclass('chain') is not null,
		(select count(*) from pg_stat_activity where datname = current_database() and application_name = 'rollcall' and pid <> pg_backend_pid())`).Scan(&there, &others)
	switch {
	case err != nil:
		return classify(err)
	case !there:
		return ErrEmpty
	case others > 0:
		return ErrConnected
	}
	return nil
}

// copyBackup copies a backup with all that may still stand in a log beside it, and refuses what is damaged, cut off, or not ours.
func copyBackup(ctx context.Context, file, part, target string) error {
	if err := checkFile(file, target); err != nil {
		return err
	}
	if err := remove(part); err != nil { // of a try that was killed
		return err
	}
	db, err := sql.Open("sqlite", dsn(file, url.Values{"mode": {"rw"}, "_pragma": {"busy_timeout(5000)"}}))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // nothing was written to it
	var said string
	if err := db.QueryRowContext(ctx, `pragma integrity_check`).Scan(&said); err != nil {
		return fmt.Errorf("%w (%w)", ErrNotBackup, err)
	}
	if said != "ok" {
		return fmt.Errorf("%w (%s)", ErrNotBackup, said)
	}
	var seq int64
	if err := db.QueryRowContext(ctx, `select seq from chain where id = 1`).Scan(&seq); err != nil {
		return fmt.Errorf("%w (%w)", ErrNotBackup, err)
	}
	if err := createPrivate(part); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `vacuum into $1`, part); err != nil {
		return fmt.Errorf("copy %s: %w", file, err)
	}
	return nil
}

// checkFile refuses what needs no look into the database.
func checkFile(file, target string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if there, err := os.Stat(target); err == nil && os.SameFile(info, there) {
		return ErrSameFile
	}
	f, err := os.Open(file) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	begins := make([]byte, len(dumpBegins))
	n, _ := f.Read(begins) // what can't be read the database engine complains about
	if err := f.Close(); err != nil {
		return err
	}
	if string(begins[:n]) == dumpBegins {
		return ErrDump
	}
	return nil
}

// dumpBegins is how a dump of PostgreSQL begins.
const dumpBegins = "PGDMP"

// swap puts the restored file in place of the database, in one step: at no moment there is none. The old one keeps a name of its own, and its owner owns
// the new one.
func swap(ctx context.Context, part, target string, now time.Time) (replaced string, err error) {
	replaced, err = keepOld(ctx, target, now)
	if err != nil {
		return "", err
	}
	sameOwner(target, part, target+".lock")
	if err := errors.Join(synced(part), os.Rename(part, target)); err != nil {
		return "", err
	}
	return replaced, synced(filepath.Dir(target))
}

// keepOld gives the database a second name. What stands in its log is brought into it first: a log of the old one beside the new one would destroy it,
// and one that is left behind would be lost. A database that can't even be opened keeps its log beside it.
func keepOld(ctx context.Context, target string, now time.Time) (string, error) {
	if _, err := os.Stat(target); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	name := target + ".replaced-" + now.UTC().Format("20060102T150405Z")
	_ = emptyLog(ctx, target) // of a damaged one the files go as they are
	aside, err := name, os.Link(target, name)
	for n := 2; errors.Is(err, fs.ErrExist); n++ {
		aside = fmt.Sprintf("%s-%d", name, n)
		err = os.Link(target, aside)
	}
	for _, part := range []string{"-wal", "-shm"} {
		if moved := os.Rename(target+part, aside+part); !errors.Is(moved, fs.ErrNotExist) {
			err = errors.Join(err, moved)
		}
	}
	return aside, err
}

// sameOwner gives files the owner of the old database, or of its folder: whoever restores may be somebody else than the service.
func sameOwner(old string, files ...string) {
	info, err := os.Stat(old)
	if err != nil {
		info, err = os.Stat(filepath.Dir(old))
	}
	if err != nil {
		return
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return
	}
	for _, file := range files {
		_ = os.Chown(file, int(stat.Uid), int(stat.Gid)) // only root may, and for anybody else it is right already
	}
}

// emptyLog brings what stands in the log of a database into the database.
func emptyLog(ctx context.Context, file string) error {
	db, err := sql.Open("sqlite", dsn(file, url.Values{"mode": {"rw"}, "_pragma": {"busy_timeout(5000)"}}))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `pragma wal_checkpoint(truncate)`)
	return errors.Join(err, db.Close())
}
