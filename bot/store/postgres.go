package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3/lock"
)

const (
	maxConnections = 16
	connectTimeout = 5 * time.Second
	// writeTimeout ends a transaction whose caller has no deadline of its own, for a server that vanished would never answer.
	writeTimeout = 30 * time.Second
	// idleTimeout is when the server ends a transaction in which nothing happens any more. Ours wait for nobody, so it belongs to a process that was paused
	// or whose machine is gone; the rows that it has locked would keep the others from taking over its work, for hours.
	idleTimeout = "5s"
)

// pool runs transactions on PostgreSQL. They are read committed: what must not be lost is written by a compare-and-swap in one statement,
// which locks the row and, when another transaction was faster, looks at its new version, so the second of two finds no row and fails.
type pool struct {
	config *pgx.ConnConfig
	db     *sql.DB
	doubts doubts
}

func newPool(url string) (*pool, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "rollcall"
	}
	p := &pool{config: config}
	p.db, err = p.open()
	return p, err
}

// open implements engine.
func (p *pool) open() (*sql.DB, error) {
	db := stdlib.OpenDB(*p.config, stdlib.OptionAfterConnect(p.boundIdle), stdlib.OptionShouldPing(p.doubts.about))
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}

// boundIdle tells the server how long a transaction may idle, unless the operator's URL does. It is no parameter of the connection, because poolers
// between us and the server refuse those that they don't know.
func (p *pool) boundIdle(ctx context.Context, conn *pgx.Conn) error {
	const parameter = "idle_in_transaction_session_timeout"
	if p.config.RuntimeParams[parameter] != "" {
		return nil
	}
	_, err := conn.Exec(ctx, "set "+parameter+" = '"+idleTimeout+"'")
	return err
}

// reader implements engine.
func (p *pool) reader() *sql.DB { return p.db }

// close implements engine.
func (p *pool) close() error { return p.db.Close() }

// locker implements engine. It asks every second for five minutes: another replica may be at it.
func (p *pool) locker() (lock.SessionLocker, error) {
	return lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
}

// write implements engine. What PostgreSQL undid only because of another transaction is tried once more.
func (p *pool) write(ctx context.Context, fn work) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	err := p.once(ctx, fn)
	if retryable(err) {
		err = p.once(ctx, fn)
	}
	return err
}

// once runs one transaction. It is not bound to the caller's context, else the end of that would also cut a commit in two.
func (p *pool) once(ctx context.Context, fn work) error {
	if ctx.Err() != nil {
		return unavailable(context.Cause(ctx))
	}
	detached, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, cancel)
	defer stop()
	tx, err := begin(detached, p.db, nil)
	if err != nil {
		return unavailable(err) // whatever it is: there is no transaction
	}
	if err := guard(ctx, tx, fn); err != nil {
		// Whether or not this reaches the server, what is not committed is not stored.
		_ = tx.Rollback()
		return err
	}
	if !stop() {
		_ = tx.Rollback() // by now database/sql is doing so too
		return unavailable(context.Cause(ctx))
	}
	late := context.AfterFunc(ctx, func() { time.AfterFunc(commitGrace, cancel) })
	defer late()
	if err := tx.Commit(); err != nil {
		return commitFailed(err)
	}
	return nil
}
