package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

var (
	// ErrNotSQLite says that only an SQLite file can be copied from here, and what to do for the other.
	ErrNotSQLite = errors.New("this database is PostgreSQL; back it up with pg_dump --format=custom, or with what backs up the rest of the server")
	// ErrExists says that a backup overwrites nothing.
	ErrExists = errors.New("the file for the backup exists already; name another one")
)

// Backup copies an SQLite database into a new file that its owner alone may read, while others go on working with it. The copy holds everything that
// was committed before the call. It appears under its name when it is whole and on the disk, or not at all.
func (s *Store) Backup(ctx context.Context, file string) error {
	if s.cfg.postgres() {
		return ErrNotSQLite
	}
	if err := s.backup(ctx, file); err != nil {
		return fmt.Errorf("back up to %s: %w", file, classify(err))
	}
	return nil
}

func (s *Store) backup(ctx context.Context, file string) error {
	if err := missing(file); err != nil {
		return err
	}
	part, err := s.copyBeside(ctx, file)
	if err == nil {
		err = settle(part, file)
	}
	if err != nil {
		return errors.Join(err, remove(part))
	}
	return nil
}

func missing(file string) error {
	_, err := os.Lstat(file)
	switch {
	case err == nil:
		return ErrExists
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

// copyBeside writes the copy under a name of its own in the same folder, and returns the name. It reads one snapshot all the while.
func (s *Store) copyBeside(ctx context.Context, file string) (part string, err error) {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".part-*") // for its owner alone
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return f.Name(), err
	}
	db, err := s.engine.open()
	if err != nil {
		return f.Name(), err
	}
	_, err = db.ExecContext(ctx, `vacuum into $1`, f.Name())
	return f.Name(), errors.Join(err, db.Close())
}

// settle brings a copy to the disk and gives it its name, which survives a power cut when the folder is on the disk too.
func settle(part, file string) error {
	if err := synced(part); err != nil {
		return err
	}
	if err := missing(file); err != nil {
		return err // somebody else was faster
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	return synced(filepath.Dir(file))
}

// synced returns when what was written to a file or folder is on the disk.
func synced(name string) error {
	f, err := os.Open(name) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// remove takes away a copy that was not finished; there may be none.
func remove(part string) error {
	if err := os.Remove(part); part != "" && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
