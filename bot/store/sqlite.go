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

	"github.com/pressly/goose/v3/lock"
	_ "modernc.org/sqlite" // the driver named sqlite
)

const (
	// maxReaders is how many connections read the SQLite file at once.
	maxReaders = 8
	// busyTimeout is how long a connection waits for another one, of this process or of another.
	busyTimeout = 5 * time.Second
)

// newWriter opens the file and starts the writer's goroutine.
func newWriter(ctx context.Context, file string, cfg Config) (*writer, error) {
	w := &writer{
		file:    file,
		queue:   make(chan *pending, 4*maxBatch),
		closing: make(chan struct{}),
		stopped: make(chan struct{}),
		log:     cfg.Logger,
	}
	err := w.connect(ctx, cfg)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", file, classify(err)), w.release())
	}
	go w.run()
	return w, nil
}

func (w *writer) connect(ctx context.Context, cfg Config) (err error) {
	if cfg.Exclusive {
		if w.lock, err = lockDatabase(w.file); err != nil {
			return err
		}
	}
	if w.readers, err = w.openReaders(cfg.ReadOnly); err != nil {
		return err
	}
	if cfg.ReadOnly {
		return w.readers.PingContext(ctx)
	}
	if _, err := os.Stat(w.file); cfg.Existing && err != nil {
		return fmt.Errorf("%w; check DATABASE_URL (serve and migrate make a new database)", err)
	}
	if err := createPrivate(w.file); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(w.file)
	if err != nil {
		return err
	}
	w.wal = real + "-wal" // SQLite follows links too
	if w.db, err = w.open(); err != nil {
		return err
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	w.conn = &statements{conn: conn, kept: make(map[string]*sql.Stmt)}
	return nil
}

// createPrivate makes the file readable for its owner alone: it holds names and e-mail addresses. One that exists is left as it is.
func createPrivate(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the operator names the database
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// open implements engine: a connection that may write. WAL lets others read meanwhile, FULL makes a commit survive a power cut.
func (w *writer) open() (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(w.file, url.Values{
		"_pragma": {waits(), "journal_mode(WAL)", fmt.Sprintf("journal_size_limit(%d)", walLimit), "synchronous(FULL)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// openReaders opens the connections that can't write.
func (w *writer) openReaders(onlyReader bool) (*sql.DB, error) {
	options := url.Values{"_pragma": {waits(), "query_only(1)"}}
	if onlyReader {
		options.Set("mode", "ro") // a file that is not there must not come into being
	}
	db, err := sql.Open("sqlite", dsn(w.file, options))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxReaders)
	db.SetMaxIdleConns(maxReaders)
	return db, nil
}

// waits is the pragma that makes a connection wait for others.
func waits() string { return fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()) }

// dsn escapes the path, so that a ? or % in it is no option.
func dsn(file string, options url.Values) string {
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + options.Encode()
}

// reader implements engine.
func (w *writer) reader() *sql.DB { return w.readers }

// close implements engine: the transaction under way is ended, who still waits is told that nothing was stored.
func (w *writer) close() error {
	if !w.closed.CompareAndSwap(false, true) {
		return nil
	}
	close(w.closing)
	<-w.stopped
	return w.release()
}

// locker implements engine.
func (w *writer) locker() (lock.SessionLocker, error) {
	return &folderLock{folder: filepath.Dir(w.file)}, nil
}

// release gives up whatever was opened; the lock last.
func (w *writer) release() error {
	var errs []error
	if w.conn != nil {
		for _, stmt := range w.conn.kept {
			errs = append(errs, stmt.Close())
		}
		errs = append(errs, w.conn.conn.Close())
	}
	for _, db := range []*sql.DB{w.readers, w.db} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if w.lock != nil {
		errs = append(errs, w.lock.release())
	}
	return errors.Join(errs...)
}
