package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pressly/goose/v3/lock"
	"github.com/rs/zerolog"

	"rollcall/bot"
)

// ErrReadOnly is returned by Update when the store was opened for reading.
var ErrReadOnly = errors.New("the store is open for reading only")

// readTimeout ends what is read for a caller without a deadline of its own, for a server that vanished would never answer.
const readTimeout = 30 * time.Second

// work is what runs inside a transaction. It may be run again when the database asks for it.
type work func(ctx context.Context, q querier) error

// engine runs transactions on one kind of database.
type engine interface {
	// write runs fn in a durable transaction; errors are already in the words of package bot.
	write(ctx context.Context, fn work) error
	// reader is the pool for reading.
	reader() *sql.DB
	// open connects once more, for migrations.
	open() (*sql.DB, error)
	// locker keeps processes that migrate at once apart.
	locker() (lock.SessionLocker, error)
	close() error
}

// Store implements bot.Store and bot.Queue.
type Store struct {
	*clock
	cfg      Config
	log      zerolog.Logger
	dialect  dialect
	engine   engine
	wake     chan struct{} // a job is due
	unsealed chan struct{} // an event waits for the sealer
	loops    loops
	holds    holds
}

var (
	_ bot.Store = (*Store)(nil)
	_ bot.Queue = (*Store)(nil)
)

// Open connects to the database; it does not migrate it. PostgreSQL need not be reachable yet.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if host, err := os.Hostname(); err == nil {
		cfg.Instance = cmp.Or(cfg.Instance, host)
	}
	s := &Store{
		clock:    &clock{base: cfg.now()},
		cfg:      cfg,
		log:      cfg.Logger,
		wake:     make(chan struct{}, 1),
		unsealed: make(chan struct{}, 1),
		holds:    holds{closing: make(chan struct{})},
	}
	if err := s.connect(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Store) connect(ctx context.Context) error {
	if s.cfg.postgres() {
		return s.openPostgres()
	}
	return s.openSQLite(ctx)
}

func (s *Store) openPostgres() (err error) {
	s.dialect = postgresDialect()
	s.engine, err = newPool(s.cfg.URL)
	return err
}

// openSQLite takes the lock first: nothing in the file may be touched while another process serves from it.
func (s *Store) openSQLite(ctx context.Context) error {
	file, err := s.cfg.file()
	if err != nil {
		return err
	}
	s.dialect = sqliteDialect()
	w, err := newWriter(ctx, file, s.cfg)
	if err != nil {
		return err
	}
	s.engine = w
	if !s.cfg.Exclusive {
		return nil
	}
	if err := s.resume(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

// Close stops what runs and closes the database.
func (s *Store) Close() error {
	err := s.Stop(context.Background())
	s.holds.close()
	return errors.Join(err, s.engine.close())
}

// URL is where the database is.
func (s *Store) URL() string { return s.cfg.URL }

// Ping tells whether the database can be used. Where this process alone serves from a file that is more than that it answers: a full disk lets
// everything be read, so something is written, and taken back with it.
func (s *Store) Ping(ctx context.Context) error {
	if !s.cfg.Exclusive || s.cfg.postgres() {
		return classify(s.engine.reader().PingContext(ctx))
	}
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, `insert into repeats (key, answer, expires) values ('ping', $1, 0)`, []byte{})
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `delete from repeats where key = 'ping'`)
		return err
	})
}

// Update implements bot.Store.
func (s *Store) Update(ctx context.Context, fn func(ctx context.Context, tx bot.Tx) error) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error { return fn(ctx, t) })
}

// View implements bot.Store.
func (s *Store) View(ctx context.Context, fn func(ctx context.Context, tx bot.Tx) error) error {
	return s.read(ctx, func(ctx context.Context, t *tx) error { return fn(ctx, t) })
}

// write runs fn in a transaction. An error that fn overlooked undoes the transaction all the same.
func (s *Store) write(ctx context.Context, fn func(ctx context.Context, t *tx) error) error {
	if s.cfg.ReadOnly {
		return ErrReadOnly
	}
	var signals signals
	err := s.engine.write(ctx, func(ctx context.Context, q querier) error {
		t := s.begin(q)
		t.lockStop = s.dialect.lockStop
		err := fn(ctx, t)
		if err == nil {
			err = t.touchHomes(ctx)
		}
		err = t.close(err)
		signals.set(t)
		return err
	})
	if err == nil || errors.Is(err, bot.ErrCommitUnknown) {
		s.signal(&signals)
	}
	return err
}

// read runs fn on one snapshot.
func (s *Store) read(ctx context.Context, fn func(ctx context.Context, t *tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	opts := &sql.TxOptions{ReadOnly: true, Isolation: s.dialect.snapshot}
	sqlTx, err := begin(ctx, s.engine.reader(), opts)
	if err != nil {
		return unavailable(fmt.Errorf("begin to read: %w", err))
	}
	t := s.begin(sqlTx)
	err = t.close(fn(ctx, t))
	// Nothing was written, so there is nothing that a failed roll-back could lose.
	_ = sqlTx.Rollback()
	return err
}
