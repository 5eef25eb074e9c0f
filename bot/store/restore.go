package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
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
// Either way the database is brought to this version, and numbers that may have been given after the backup are not given again.
func Restore(ctx context.Context, cfg Config, file string) (replaced string, err error) {
	if !cfg.postgres() {
		release, old, err := replaceDatabase(ctx, cfg, file)
		if err != nil {
			return "", err
		}
		defer func() { _ = release() }() // the end of the process frees it as well
		replaced = old
	}
	cfg.Exclusive, cfg.ReadOnly = false, false
	s, err := Open(ctx, cfg)
	if err != nil {
		return replaced, err
	}
	if err = s.Migrate(ctx); err == nil {
		err = s.SkipNumbers(ctx)
	}
	return replaced, errors.Join(err, s.Close())
}

// replaceDatabase puts the backup in place under the lock that a service has, which it returns held.
func replaceDatabase(ctx context.Context, cfg Config, file string) (release func() error, replaced string, err error) {
	target, err := cfg.file()
	if err != nil {
		return nil, "", err
	}
	lock, err := lockDatabase(target)
	if err != nil {
		return nil, "", err
	}
	if err = checkBackup(ctx, file); err == nil {
		err = copyDurably(file, target+".restoring")
	}
	if err == nil {
		replaced, err = putAside(target, cfg.now()())
	}
	if err == nil {
		err = errors.Join(os.Rename(target+".restoring", target), synced(filepath.Dir(target)))
	}
	if err != nil {
		return nil, "", errors.Join(err, lock.release())
	}
	return lock.release, replaced, nil
}

// checkBackup refuses what is damaged, cut off, or not ours, before anything is replaced.
func checkBackup(ctx context.Context, file string) error {
	db, err := sql.Open("sqlite", dsn(file, url.Values{"mode": {"ro"}}))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // it was only read
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
	return nil
}

// copyDurably copies a file, readable for its owner alone, and has it on the disk when it returns.
func copyDurably(from, to string) (err error) {
	in, err := os.Open(from) //nolint:gosec // the operator names the backup
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()                                      // it was only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // the operator names the database
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// putAside renames the database with the files that belong to it: a log of the old one beside the new one would destroy it.
func putAside(target string, now time.Time) (string, error) {
	aside := target + ".replaced-" + now.UTC().Format("20060102T150405Z")
	var errs []error
	found := ""
	for _, part := range []string{"-wal", "-shm", ""} {
		err := os.Rename(target+part, aside+part)
		switch {
		case err == nil && part == "":
			found = aside
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			errs = append(errs, err)
		}
	}
	return found, errors.Join(errs...)
}
