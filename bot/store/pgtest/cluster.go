package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	startTimeout = 30 * time.Second
	folderPrefix = "rollcall-pgtest-"
)

// cluster is a server with its folder and its port, which it keeps while the server does not run.
type cluster struct {
	settings []string // of the server, as its command line has them
	bin      string
	attr     *syscall.SysProcAttr
	folder   string
	port     port
	count    int
	process  *os.Process // nil while it does not run
	ended    chan error  // the server's end, sent once for each start
}

// quick are the settings of a cluster that need not outlive anything.
func quick() []string {
	return []string{
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=32MB", "-c", "autovacuum=off",
	}
}

// startCluster initialises a cluster and waits until it answers.
func startCluster(settings []string) (*cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	sweep()
	c := &cluster{settings: settings, bin: bin, ended: make(chan error, 1)}
	if err := errors.Join(c.initialise(), c.start()); err != nil {
		return nil, errors.Join(err, c.remove())
	}
	return c, nil
}

// initialise makes folder and data and takes a port.
func (c *cluster) initialise() (err error) {
	if c.folder, err = os.MkdirTemp("", folderPrefix); err != nil {
		return err
	}
	if c.attr, err = unprivileged(c.folder); err != nil {
		return err
	}
	initdb := exec.CommandContext(context.Background(), filepath.Join(c.bin, "initdb"), "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8",
		"--locale=C", "--pgdata="+c.data())
	initdb.SysProcAttr, initdb.Dir = c.attr, c.folder
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	c.port, err = takePort()
	return err
}

// start runs the server and waits until it answers, which takes as long as it has to recover.
func (c *cluster) start() error {
	started := make(chan error)
	go c.serve(started)
	if err := <-started; err != nil {
		return err
	}
	return c.await()
}

// serve starts the server and waits for its end. It keeps its thread all the while, because the system ends the server with the thread
// that started it: that is how a test binary which is killed takes the server along.
func (c *cluster) serve(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	log, err := os.OpenFile(filepath.Join(c.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		started <- err
		return
	}
	defer func() { _ = log.Close() }()
	args := []string{"-D", c.data(), "-k", c.folder, "-h", "127.0.0.1", "-p", strconv.Itoa(c.port.number), "-c", "log_min_messages=warning"}
	cmd := exec.CommandContext(context.Background(), filepath.Join(c.bin, "postgres"), append(args, c.settings...)...)
	cmd.SysProcAttr, cmd.Dir = dieWithParent(c.attr), c.folder
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		started <- err
		return
	}
	c.process = cmd.Process
	started <- nil
	c.ended <- cmd.Wait()
}

// await returns when the server takes connections.
func (c *cluster) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.url("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not start: %w\n%s", err, c.log())
		case end := <-c.ended:
			c.process = nil
			return fmt.Errorf("PostgreSQL ended: %w\n%s", errors.Join(end, err), c.log())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// crash ends the server at once, whoever is still connected. It writes nothing down before its end, so it recovers at its next start.
func (c *cluster) crash() error {
	if c.process == nil {
		return nil
	}
	if err := c.process.Signal(syscall.SIGQUIT); err != nil {
		return err
	}
	if err := <-c.ended; errors.Is(err, exec.ErrWaitDelay) { // any other says only that it was told to quit
		return err
	}
	c.process = nil
	return nil
}

// remove ends the server and takes away all that there is of it.
func (c *cluster) remove() error {
	return errors.Join(c.crash(), c.port.release(), os.RemoveAll(c.folder))
}

// create makes a database from the template.
func (c *cluster) create() (name string, err error) {
	c.count++
	name = fmt.Sprintf("test_%d", c.count)
	return name, c.exec("create database " + name + " template template1")
}

// drop removes a database, even while somebody is connected.
func (c *cluster) drop(name string) error {
	return c.exec("drop database " + name + " with (force)")
}

func (c *cluster) exec(sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}

func (c *cluster) url(name string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", c.port.number, name)
}

func (c *cluster) data() string { return filepath.Join(c.folder, "data") }

// log is what the server said; it is only read to explain a failure.
func (c *cluster) log() string {
	text, err := os.ReadFile(filepath.Join(c.folder, "log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}
