package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/fx"

	"rollcall/bot"
	"rollcall/handlers"
)

// disk is where the database of a service is, which can be full.
type disk struct {
	fill, clear func()
	url         string // of the service
	end         func() *service
}

// While the disk is full nothing is accepted, the person is told so in time, and nothing is written to Asana; what was accepted before is carried out
// once there is room again, and the log is whole.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	t.Run("a file system", func(t *testing.T) {
		t.Parallel()
		c := newCompany(t, nil)
		d, err := c.onFileSystem()
		if err != nil {
			t.Logf("no file system of our own, so only what follows is played: %v", err)
			return
		}
		c.runsOutOfDisk(d)
	})
	t.Run("in the process", func(t *testing.T) {
		t.Parallel()
		c := newCompany(t, nil)
		c.runsOutOfDisk(c.onFullStore())
	})
}

// runsOutOfDisk plays a disk that is full for a while.
func (c *company) runsOutOfDisk(d disk) {
	t := c.t
	t.Helper()
	c.waitEnd(requestOf(t, c.types(ada, "add @noor to project Website Relaunch as editor")), "applied")
	look := newGate(t, isPair)
	c.calls.hold(look.hold)
	accepted := requestOf(t, c.types(ada, addMaya))
	look.wait()

	d.fill()
	a := c.sends(map[string]any{"user": ben, "text": "add @maya.l to project Website Relaunch as editor"})
	if took := time.Duration(a.MS) * time.Millisecond; a.Status != http.StatusOK || took >= slackWaits {
		t.Errorf("answered with %d after %v", a.Status, took)
	}
	if got, want := a.text(t), "Nothing was accepted: my database can't be used now."; !strings.HasPrefix(got, want) {
		t.Errorf("acknowledgement %q", got)
	}
	look.release()
	holds(t, c.waitSaid("what it waits for", isWait(accepted)).Text, "waiting for the database, will go on by itself")
	c.readiness(d, "database unavailable")
	if diff := cmp.Diff([]string{"POST 201"}, c.journal(isWrite)); diff != "" {
		t.Errorf("writes while the disk is full (-want +got):\n%s", diff)
	}

	d.clear()
	c.waitEnd(accepted, "applied")
	c.readiness(d, "database ok")
	c.carries("add @maya.l to project Website Relaunch as editor")
	s := d.end()
	for _, request := range []string{"R1", "R2", "R3"} {
		want := []string{"request_created ok", "project_member_added intent none>editor", "project_member_added ok none>editor", "request_completed ok"}
		if diff := cmp.Diff(want, s.about(request)); diff != "" {
			t.Errorf("events of %s (-want +got):\n%s", request, diff)
		}
	}
	if diff := cmp.Diff([]string{"POST 201", "POST 201", "POST 201"}, c.journal(isWrite)); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
}

// readiness checks that /readyz says 200, for the ingress must go on to send what has to be answered, and how the database is in its body.
func (c *company) readiness(d disk, says string) {
	c.t.Helper()
	if d.url == "" {
		return // what is played does not reach so deep
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, d.url+"/readyz", http.NoBody)
	must(c.t, err)
	resp, err := http.DefaultClient.Do(req)
	must(c.t, err)
	defer resp.Body.Close()
	holds(c.t, readAll(c.t, resp), "ready\n", says)
}

// onFileSystem starts the program with its database on a small file system of its own, or says why there can be none.
func (c *company) onFileSystem() (disk, error) {
	c.t.Helper()
	folder := c.t.TempDir()
	if out, err := exec.CommandContext(c.t.Context(), "mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder).CombinedOutput(); err != nil {
		return disk{}, fmt.Errorf("%w: %s", err, out)
	}
	c.t.Cleanup(func() { must(c.t, exec.CommandContext(context.Background(), "umount", "-l", folder).Run()) })
	database, stuff := "sqlite:"+filepath.Join(folder, "rollcall.db"), filepath.Join(folder, "stuff")
	p := c.spawn(database)
	return disk{
		url:   fmt.Sprintf("http://%s", p.logged("listening")["addr"]),
		fill:  func() { fillUp(c.t, stuff) },
		clear: func() { must(c.t, os.Remove(stuff)) },
		end: func() *service {
			p.kill()
			return c.opened(database)
		},
	}, nil
}

// fillUp makes a file that takes all the room there is.
func fillUp(t testing.TB, file string) {
	t.Helper()
	f, err := os.Create(file)
	must(t, err)
	page := make([]byte, 4<<10)
	for err == nil {
		_, err = f.Write(page)
	}
	must(t, f.Close())
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

// errFull is what a database says on a disk that is full.
var errFull = errors.New("database or disk is full")

// fullStore is a store on a disk that can be full.
type fullStore struct {
	bot.Store
	bot.Queue
	full *atomic.Bool
}

// Update implements bot.Store.
func (s fullStore) Update(ctx context.Context, fn func(ctx context.Context, tx bot.Tx) error) error {
	if s.full.Load() {
		return fmt.Errorf("%w: %w", bot.ErrUnavailable, errFull)
	}
	return s.Store.Update(ctx, fn)
}

// Renew implements bot.Queue.
func (s fullStore) Renew(ctx context.Context, j bot.Job, lease time.Duration) (time.Time, error) {
	if s.full.Load() {
		return time.Time{}, fmt.Errorf("%w: %w", bot.ErrUnavailable, errFull)
	}
	return s.Queue.Renew(ctx, j, lease)
}

// onFullStore starts a service in the process whose store says what it says on a full disk.
func (c *company) onFullStore() disk {
	c.t.Helper()
	cfg := testConfig(c, sqliteURL(c.t))
	s, full := &service{company: c}, new(atomic.Bool)
	var server *handlers.Server
	app := fx.New(application(cfg), fx.Populate(&server, &s.store), fx.Decorate(
		func(next bot.Store) bot.Store { return fullStore{Store: next, full: full} },
		func(next bot.Queue) bot.Queue { return fullStore{Queue: next, full: full} },
	))
	must(c.t, app.Start(c.t.Context()))
	c.t.Cleanup(func() { must(c.t, app.Stop(context.Background())) })
	c.setApp("http://" + server.Addr())
	clear := func() {
		full.Store(false)
		s.store.Forward(9 * time.Second) // past the leases that could not be given back
	}
	return disk{fill: func() { full.Store(true) }, clear: clear, end: func() *service { return s }}
}
