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
	"time"
)

// ErrNotBackup is returned by Restore for a file that is not a whole database of Rollcall.
var ErrNotBackup = errors.New("not a whole backup of rollcall")

// Restore puts a backup in the place of the SQLite database of the configuration, which is kept beside it under the name that is returned; empty
// when there was none. It refuses while a service runs. On PostgreSQL the backup was put back with PostgreSQL's own programs, and file is empty.
// Either way the database is brought to this version, and numbers that may have been given after the backup are not given again. When it fails, what
// was there before is still there.
func Restore(ctx context.Context, cfg Config, file string) (replaced string, err error) {
	cfg.Exclusive, cfg.ReadOnly = false, false
	if cfg.postgres() {
		return "", prepare(ctx, cfg)
	}
	target, err := cfg.file()
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real // a link stays, and goes on to name the database
	}
	lock, err := lockDatabase(target)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	part := target + ".restoring"
	defer func() { err = errors.Join(err, remove(part)) }()
	if err := copyBackup(ctx, file, part); err != nil {
		return "", err
	}
	cfg.URL = "sqlite:" + part
	if err := prepare(ctx, cfg); err != nil { // before anything is replaced: it may be of a newer version
		return "", err
	}
	return swap(ctx, part, target, cfg.now()())
}

// prepare brings a restored database to this version and lets its numbers go on higher.
func prepare(ctx context.Context, cfg Config) error {
	s, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	if err = s.Migrate(ctx); err == nil {
		err = s.SkipNumbers(ctx)
	}
	return errors.Join(err, s.Close())
}

// copyBackup copies a backup with all that may still stand in a log beside it, and refuses what is damaged, cut off, or not ours.
func copyBackup(ctx context.Context, file, part string) error {
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("%w: %w", ErrNotBackup, err)
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
		return fmt.Errorf("%w: %w", ErrNotBackup, err)
	}
	if said != "ok" {
		return fmt.Errorf("%w: %s", ErrNotBackup, said)
	}
	var seq int64
	if err := db.QueryRowContext(ctx, `select seq from chain where id = 1`).Scan(&seq); err != nil {
		return fmt.Errorf("%w: %w", ErrNotBackup, err)
	}
	if err := createPrivate(part); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `vacuum into $1`, part); err != nil {
		return fmt.Errorf("copy %s: %w", file, err)
	}
	return synced(part)
}

// swap puts the restored file in place of the database. Should the last step fail, the database goes back to its name.
func swap(ctx context.Context, part, target string, now time.Time) (replaced string, err error) {
	if err := synced(part); err != nil {
		return "", err
	}
	aside, err := putAside(ctx, target, now)
	if err != nil {
		return "", err
	}
	if err := os.Rename(part, target); err != nil {
		if aside != "" {
			err = errors.Join(err, os.Rename(aside, target))
		}
		return "", err
	}
	return aside, synced(filepath.Dir(target))
}

// putAside gives the database another name. What stands in its log is brought into it first: a log of the old one beside the new one would destroy
// it, and one that is left behind would be lost. A database that can't even be opened keeps its log beside it.
func putAside(ctx context.Context, target string, now time.Time) (string, error) {
	if _, err := os.Stat(target); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	aside := target + ".replaced-" + now.UTC().Format("20060102T150405Z")
	_ = emptyLog(ctx, target) // of a damaged one the files go as they are
	var errs []error
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(target+part, aside+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return aside, errors.Join(errs...)
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
