package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"rollcall/bot/store"
)

// built is the program as it is shipped, built by the first test that needs it. It can't be handed from test to test in any other way.
var built struct {
	once   sync.Once
	folder string
	err    error
}

// binary returns the path of the program.
func binary(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "rollcall-test-"); built.err != nil { //nolint:usetesting // it outlives the test that happens to be first
			return
		}
		out, err := exec.Command("go", "build", "-o", built.folder, ".").CombinedOutput() //nolint:noctx // it outlives the test that happens to be first
		if err != nil {
			built.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	must(t, built.err)
	return filepath.Join(built.folder, "rollcall")
}

// daemon is `rollcall serve` as a process of its own, configured by its environment.
type daemon struct {
	*process
	cmd *exec.Cmd
}

// spawn starts the service as a process, with more of its environment, and lets the Slack sandbox send to it.
func (c *company) spawn(database string, more ...string) *daemon {
	c.t.Helper()
	d := c.launch(database, more...)
	c.setApp(d.address())
	return d
}

// launch starts the service as a process and does not wait for it.
func (c *company) launch(database string, more ...string) *daemon {
	c.t.Helper()
	d := &daemon{process: &process{t: c.t, out: newTranscript(), err: newTranscript(), ended: make(chan struct{})}}
	program := c.program
	if program == "" {
		program = binary(c.t)
	}
	d.cmd = exec.Command(program, "serve") //nolint:noctx // the program under test, which the test ends itself
	d.cmd.Env = append([]string{
		"SLACK_SIGNING_SECRET=" + signingSecret, "SLACK_BOT_TOKEN=" + botToken, "SLACK_API_URL=" + c.slack.URL + "/api/",
		"ASANA_ACCESS_TOKEN=" + serviceToken, "ASANA_BASE_URL=" + c.asana.URL + "/api/1.0", "ASANA_WORKSPACE=" + workspaceGID,
		"ASANA_REQUESTS_PER_MINUTE=60000", "ADMINS=" + ada, "DATABASE_URL=" + database,
		"LISTEN_ADDR=127.0.0.1:0", "ADMIN_ADDR=127.0.0.1:0", "LOG_LEVEL=debug",
	}, more...)
	d.cmd.Stdout, d.cmd.Stderr = d.out, d.err
	if c.heard != nil {
		d.cmd.Stderr = io.MultiWriter(d.err, c.heard)
	}
	must(c.t, d.cmd.Start())
	d.cancel = func() { d.signal(syscall.SIGTERM) }
	go func() {
		defer close(d.ended)
		_ = d.cmd.Wait() // how it ended is in its exit code
		d.code = d.cmd.ProcessState.ExitCode()
	}()
	c.t.Cleanup(d.kill)
	return d
}

// address waits until the process listens and returns where.
func (d *daemon) address() string {
	d.t.Helper()
	return fmt.Sprintf("http://%s", d.logged("listening")["addr"])
}

func (d *daemon) signal(s os.Signal) {
	if err := d.cmd.Process.Signal(s); err != nil {
		d.t.Errorf("%v: %v", s, err)
	}
}

// kill ends the process without a word and waits for its end.
func (d *daemon) kill() {
	_ = d.cmd.Process.Kill() // it may have ended
	<-d.ended
}

// opened opens the database of a service that has ended, to look at what it left.
func (c *company) opened(database string) *service {
	c.t.Helper()
	st, err := store.Open(c.t.Context(), store.Config{URL: database})
	must(c.t, err)
	c.t.Cleanup(func() { must(c.t, st.Close()) })
	return &service{company: c, store: st}
}
