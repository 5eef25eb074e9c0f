package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ErrInUse is returned by Open when another process already serves from the SQLite file.
var ErrInUse = errors.New("another process already serves from this database; stop it first, or use PostgreSQL for several replicas")

// lockFile is held as long as the process runs jobs; the system frees it even when the process is killed.
type lockFile struct{ f *os.File }

// lockDatabase takes the lock beside the database. Links are followed, so that two names of one file are one lock.
func lockDatabase(file string) (*lockFile, error) {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	f, err := os.OpenFile(file+".lock", os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names the database
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w; the folder of the database must exist", err)
	}
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("%w (lock %s)", ErrInUse, f.Name())
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &lockFile{f}, nil
}

// release keeps the file: removing it would let two processes hold locks of the same name.
func (l *lockFile) release() error { return l.f.Close() }

// folderLock keeps processes that migrate at once apart. It is a lock on the folder, so that it leaves no file behind; it is not on the
// database itself, because closing a handle of that would drop the locks SQLite has on it.
type folderLock struct {
	folder string
	f      *os.File
}

// SessionLock implements goose's lock.SessionLocker.
func (l *folderLock) SessionLock(context.Context, *sql.Conn) (err error) {
	if l.f, err = os.Open(l.folder); err != nil {
		return err
	}
	if err := syscall.Flock(int(l.f.Fd()), syscall.LOCK_EX); err != nil {
		return errors.Join(err, l.f.Close())
	}
	return nil
}

// SessionUnlock implements goose's lock.SessionLocker.
func (l *folderLock) SessionUnlock(context.Context, *sql.Conn) error { return l.f.Close() }
