package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
)

// maxBatch bounds a transaction of the writer, so that the first in it does not wait long for the last.
const maxBatch = 256

// commitGrace is how long a caller whose time is up waits for a transaction that already has its work in it.
const commitGrace = 500 * time.Millisecond

// ErrPanic is returned by Update when fn panicked; nothing was stored.
var ErrPanic = errors.New("panic in a transaction")

// writer is SQLite's only connection for writing, in this process. One goroutine takes whatever waits into the next transaction, each
// piece of work in its own savepoint, and one commit makes all of it durable: the cost of the disk is shared by everyone who waits.
type writer struct {
	file    string
	db      *sql.DB // one connection
	conn    *statements
	readers *sql.DB
	lock    *lockFile // nil unless exclusive
	queue   chan *pending
	closing chan struct{}
	stopped chan struct{}
	closed  atomic.Bool
	wal     string    // the write-ahead log
	walNext time.Time // not before this is the log emptied again
	log     zerolog.Logger
}

// pending is work that waits for the writer.
type pending struct {
	ctx   context.Context
	fn    work
	taken atomic.Bool // by the writer, or by the caller who withdraws it
	done  chan error
}

// write implements engine.
func (w *writer) write(ctx context.Context, fn work) error {
	if ctx.Err() != nil {
		return unavailable(context.Cause(ctx))
	}
	// A statement that is cancelled half-way makes SQLite undo the whole transaction, that is, the work of others too.
	p := &pending{ctx: context.WithoutCancel(ctx), fn: fn, done: make(chan error, 1)}
	select {
	case w.queue <- p:
	case <-ctx.Done():
		return unavailable(context.Cause(ctx))
	case <-w.stopped:
		return unavailable(errClosed)
	}
	select {
	case err := <-p.done:
		return err
	case <-ctx.Done():
		return p.abandon(context.Cause(ctx))
	case <-w.stopped:
		return p.abandon(errClosed)
	}
}

// abandon ends the wait of a caller: what was not begun is withdrawn, what was begun gets a little time.
func (p *pending) abandon(cause error) error {
	if p.taken.CompareAndSwap(false, true) {
		return unavailable(cause)
	}
	grace := time.NewTimer(commitGrace)
	defer grace.Stop()
	select {
	case err := <-p.done:
		return err
	case <-grace.C:
		return unknown(cause)
	}
}

// run is the writer's goroutine.
func (w *writer) run() {
	defer close(w.stopped)
	for {
		select {
		case <-w.closing:
			return
		case p := <-w.queue:
			w.batch(p)
			if err := w.emptyWAL(time.Now()); err != nil {
				w.log.Warn().Err(err).Msg("the write-ahead log of the database could not be emptied; it is tried again")
			}
		}
	}
}

// batch is one transaction for the first and everyone who waits behind it.
func (w *writer) batch(first *pending) {
	if err := w.exec("begin immediate"); err != nil {
		w.refuse(first, unavailable(err))
		return
	}
	var ended []*pending
	var answers []error
	var broken error
	for p := first; p != nil && broken == nil; p = w.next(len(ended)) {
		if !p.taken.CompareAndSwap(false, true) {
			continue
		}
		err, gone := w.step(p)
		ended, answers, broken = append(ended, p), append(answers, err), gone
	}
	failed := w.commit(broken)
	for i, p := range ended {
		if answers[i] == nil {
			answers[i] = failed
		}
		p.done <- answers[i]
	}
}

// next is who waits, if anyone does: the writer never lingers for more.
func (w *writer) next(taken int) *pending {
	if taken >= maxBatch {
		return nil
	}
	select {
	case p := <-w.queue:
		return p
	default:
		return nil
	}
}

// refuse answers everyone who waits: whoever is behind would only wait as long again for the same answer.
func (w *writer) refuse(p *pending, err error) {
	for ; p != nil; p = w.next(0) {
		if p.taken.CompareAndSwap(false, true) {
			p.done <- err
		}
	}
}

// step runs one piece of work in a savepoint. The second error is set when SQLite has given up the whole transaction, as it does when
// the disk is full.
func (w *writer) step(p *pending) (err, gone error) {
	if err := w.exec("savepoint step"); err != nil {
		return unavailable(err), err
	}
	if err = guard(p.ctx, w.conn, p.fn); err != nil {
		return err, errors.Join(w.exec("rollback to step"), w.exec("release step"))
	}
	if gone = w.exec("release step"); gone != nil {
		return unavailable(gone), gone
	}
	return nil, nil
}

// guard keeps a panic from ending the writer and with it the service.
func guard(ctx context.Context, q querier, fn work) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v\n%s", ErrPanic, r, debug.Stack())
		}
	}()
	return fn(ctx, q)
}

// commit ends the transaction and returns what its work is to be told.
func (w *writer) commit(broken error) error {
	if broken == nil {
		err := w.exec("commit")
		if err == nil {
			return nil
		}
		broken = commitFailed(err)
	} else {
		broken = unavailable(broken)
	}
	// The transaction may be gone already; then there is nothing to roll back.
	_ = w.exec("rollback")
	return broken
}

func (w *writer) exec(statement string) error {
	_, err := w.conn.ExecContext(context.Background(), statement)
	return err
}
