package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"rollcall/bot"
	"rollcall/bot/store"
	"rollcall/bot/store/pgtest"
)

// Without a server the store opens all the same, and everything it is asked says that nothing was stored.
func TestServerAway(t *testing.T) {
	t.Parallel()
	l := listen(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, store.Config{URL: "postgres://rollcall:secret@" + l.Addr().String() + "/rollcall?sslmode=disable"})
	_, errClaim := s.Claim(t.Context(), bot.Claim{Kinds: []string{"a"}, Slots: map[string]int{"": 1}, Lease: time.Minute})
	_, errSeal := s.Seal(t.Context())
	for name, err := range map[string]error{
		"update": s.Update(t.Context(), insert), "view": s.View(t.Context(), insert), "ping": s.Ping(t.Context()),
		"migrate": s.Migrate(t.Context()), "claim": errClaim, "seal": errSeal,
	} {
		if !errors.Is(err, bot.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// listen takes a free port.
func listen(t *testing.T) net.Listener {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A server that ends the connection within the transaction has stored nothing; the next transaction gets a new connection.
func TestConnectionEnded(t *testing.T) {
	t.Parallel()
	url := pgtest.Start(t)
	s := migrated(t, store.Config{URL: url})
	err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		if err := insert(ctx, tx); err != nil {
			return err
		}
		run(t, url, "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()")
		return insert(ctx, tx)
	})
	if !errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("Update: %v", err)
	}
	if err := s.Update(t.Context(), insert); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// run runs SQL past the store.
func run(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Exec(t.Context(), statement)
	if err := errors.Join(err, conn.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// When the line is cut after the commit was sent, nobody knows; here it was stored.
func TestCommitUnknown(t *testing.T) {
	t.Parallel()
	direct := pgtest.Start(t)
	look := migrated(t, store.Config{URL: direct})
	through := cutter(t, direct)
	s := open(t, store.Config{URL: through.url})
	if err := s.Update(t.Context(), insert); err != nil {
		t.Fatal(err)
	}
	through.cut.Store(true)
	if err := s.Update(t.Context(), insert); !errors.Is(err, bot.ErrCommitUnknown) {
		t.Errorf("Update: %v", err)
	}
	through.cut.Store(false)
	if err := s.Update(t.Context(), insert); err != nil {
		t.Error(err)
	}
	if n := count(t, look); n != 3 {
		t.Errorf("%d requests", n)
	}
}

// proxy is a line to the server that can be cut at the commit.
type proxy struct {
	url     string
	cut     atomic.Bool
	server  string
	running sync.WaitGroup
}

func cutter(t *testing.T, direct string) *proxy {
	t.Helper()
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t)
	p := &proxy{server: u.Host}
	u.Host = l.Addr().String()
	p.url = u.String()
	p.running.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			p.running.Go(func() { p.carry(t, client) })
		}
	})
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		p.running.Wait()
	})
	return p
}

// carry passes bytes both ways. Once the line is to be cut, the answer to a commit is awaited, thrown away, and the line closed.
func (p *proxy) carry(t *testing.T, client net.Conn) {
	var dialer net.Dialer
	server, err := dialer.DialContext(context.Background(), "tcp", p.server)
	if err != nil {
		t.Error(err)
		return
	}
	var cutting atomic.Bool
	p.running.Go(func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := client.Read(buf)
			if p.cut.Load() && bytes.Contains(buf[:n], []byte("commit\x00")) {
				cutting.Store(true)
			}
			if err != nil {
				_ = server.Close()
				return
			}
			_, _ = server.Write(buf[:n])
		}
	})
	_, _ = io.Copy(&answers{client, &cutting}, server)
	_, _ = client.Close(), server.Close()
}

// answers passes on what the server says until the line is cut.
type answers struct {
	net.Conn
	cutting *atomic.Bool
}

func (a *answers) Write(p []byte) (int, error) {
	if a.cutting.Load() {
		return 0, net.ErrClosed
	}
	return a.Conn.Write(p)
}

// Two transactions that wait for each other: the server undoes one, and that is run again.
func TestDeadlock(t *testing.T) {
	t.Parallel()
	url := pgtest.Start(t)
	run(t, url, "alter database "+name(t, url)+" set deadlock_timeout = '50ms'")
	s := migrated(t, store.Config{URL: url})
	var first, second bot.Request
	store2 := func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(tx.InsertRequest(ctx, &first), tx.InsertRequest(ctx, &second))
	}
	if err := s.Update(t.Context(), store2); err != nil {
		t.Fatal(err)
	}
	var meet, done sync.WaitGroup
	meet.Add(2)
	var runs atomic.Int64
	for _, order := range [][2]int64{{first.ID, second.ID}, {second.ID, first.ID}} {
		done.Go(func() {
			again := false
			err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
				runs.Add(1)
				if again {
					return nil // else the two could meet once more
				}
				again = true
				err := touch(ctx, tx, order[0])
				meet.Done()
				meet.Wait()
				return errors.Join(err, touch(ctx, tx, order[1]))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	done.Wait()
	if runs.Load() != 3 {
		t.Errorf("%d runs, want one to be repeated", runs.Load())
	}
}

// Turning the stop switch waits for a transaction under way that saw it on, and for no view.
func TestStopWaits(t *testing.T) {
	t.Parallel()
	url := pgtest.Start(t)
	s := migrated(t, store.Config{URL: url})
	stopped := make(chan error, 1)
	var seen int
	stop := func(ctx context.Context, tx bot.Tx) error {
		if err := tx.StopWrites(ctx, bot.Stop{By: "U9"}); err != nil {
			return err
		}
		list, err := tx.OpenRequests(ctx, "", 10)
		seen = len(list)
		return err
	}
	look := func(ctx context.Context, tx bot.Tx) error {
		if _, err := tx.Stopped(ctx); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("stopped: %v", err)
		}
		return nil
	}
	err := s.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		if err := look(ctx, tx); err != nil {
			return err
		}
		go func() { stopped <- s.Update(t.Context(), stop) }()
		waitLocked(t, url)
		return errors.Join(s.View(ctx, look), insert(ctx, tx))
	})
	if err := errors.Join(err, <-stopped); err != nil {
		t.Fatal(err)
	}
	if seen != 1 {
		t.Errorf("%d requests were there when writes were stopped", seen)
	}
}

// waitLocked waits until a transaction of this database waits for another.
func waitLocked(t *testing.T, url string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	const waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for n := 0; n == 0 && err == nil; {
		err = conn.QueryRow(ctx, waiting).Scan(&n)
	}
	if err := errors.Join(err, conn.Close(t.Context())); err != nil {
		t.Error("nobody waits: ", err)
	}
}

// touch moves a request on by one version.
func touch(ctx context.Context, tx bot.Tx, id int64) error {
	r, err := tx.Request(ctx, id)
	if err != nil {
		return err
	}
	return tx.UpdateRequest(ctx, &r)
}

// name is the name of the database in a URL.
func name(t *testing.T, url string) string {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return config.Database
}

// A machine whose clock is wrong goes by the server's.
func TestClockCorrected(t *testing.T) {
	t.Parallel()
	s := migrated(t, store.Config{URL: pgtest.Start(t), Now: func() time.Time { return time.Now().Add(-time.Hour) }})
	if off := time.Since(s.Now()); off.Abs() > 10*time.Second {
		t.Errorf("the clock is %v off", off)
	}
	if off := s.Offset() - time.Hour; off.Abs() > 10*time.Second {
		t.Errorf("the offset is %v", s.Offset())
	}
}
