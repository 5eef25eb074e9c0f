// Package pgtest gives tests a real PostgreSQL: one cluster for a test binary, a fresh database for each call; and to a test that
// takes the server away a cluster of its own. It uses the server that is installed on the machine and leaves no process behind.
package pgtest

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// Install is what brings the server to a Debian machine.
const Install = "apt-get install -y --no-install-recommends postgresql"

// ErrMissing is why a test was skipped: there is no PostgreSQL server on this machine.
var ErrMissing = errors.New("no PostgreSQL server found in PGBIN, /usr/lib/postgresql or PATH; install it with: " + Install)

// shared is the cluster of this test binary. It can't be handed from test to test in any other way. It stops with its last user: a test, or
// the whole binary when that runs under Main.
var shared struct {
	mu      sync.Mutex
	users   int
	cluster *cluster
}

// Start returns the URL of a fresh database, which is dropped when the test ends. Without a server the test is skipped, but fails when
// the environment says CI=true.
func Start(t testing.TB) (url string) {
	t.Helper()
	url, drop, err := database()
	orSkip(t, err)
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return url
}

// orSkip ends a test that can't have its server.
func orSkip(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Main runs the tests of a binary with one cluster for all of them, which is started by the first that needs it. It is for TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
func Main(m interface{ Run() int }) (code int) {
	shared.mu.Lock()
	shared.users++
	shared.mu.Unlock()
	code = m.Run()
	if err := leave(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return max(code, 1)
	}
	return code
}

// database makes a database and says how to give it back.
func database() (url string, drop func() error, err error) {
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.cluster == nil {
		if shared.cluster, err = startCluster(quick()); err != nil {
			return "", nil, err
		}
	}
	c := shared.cluster
	name, err := c.create()
	if err != nil {
		return "", nil, err
	}
	shared.users++
	return c.url(name), func() error { return errors.Join(c.drop(name), leave()) }, nil
}

// leave stops the cluster with its last user.
func leave() error {
	shared.mu.Lock()
	defer shared.mu.Unlock()
	shared.users--
	if shared.users > 0 || shared.cluster == nil {
		return nil
	}
	c := shared.cluster
	shared.cluster = nil
	return c.remove()
}
