package main

import (
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/store/pgtest"
)

// deathAt is where a command stands when the service is killed.
type deathAt struct {
	name           string
	typed          string
	parent, member string
	level          string // in the end
	write          string // the one write and its answer
	events         []string
	hold           func(c *company, g *gate)
	fits           func(*asanaCall) bool
}

func deaths() []deathAt {
	calls := func(c *company, g *gate) { c.calls.hold(join(c.calls.gate, g.hold)) }
	return []deathAt{
		{
			name: "right after the acknowledgement", typed: "add @maya.l to project Website Relaunch as editor",
			parent: websiteRelaunch, member: "1208000000010006", level: "editor", write: "POST 201",
			events: []string{"project_member_added intent none>editor", "project_member_added ok none>editor"},
			hold:   calls, fits: func(call *asanaCall) bool { return strings.Contains(call.path, "maya.l@") },
		},
		{
			name: "before the write was done", typed: "remove @ben from project Website Relaunch",
			parent: websiteRelaunch, member: benGID, level: "", write: "DELETE 200",
			events: []string{"project_member_removed intent editor>none", "project_member_removed ok editor>none"},
			hold:   calls, fits: func(call *asanaCall) bool { return call.method == http.MethodDelete },
		},
		{
			name: "after the write, before its answer", typed: "add @maya to project Website Relaunch as editor",
			parent: websiteRelaunch, member: mayaGID, level: "editor", write: "POST 201",
			events: []string{"project_member_added intent none>editor", "project_member_added ok none>editor"},
			hold:   func(c *company, g *gate) { c.calls.holdAnswers(g.hold) },
			fits:   func(call *asanaCall) bool { return call.method == http.MethodPost },
		},
		{
			name: "before the reply", typed: "set @noor on project Harbour App to viewer",
			parent: harbourApp, member: noorGID, level: "viewer", write: "PUT 200",
			events: []string{"project_member_access_level_changed intent editor>viewer", "project_member_access_level_changed ok editor>viewer"},
			hold:   func(c *company, g *gate) { c.posts.hold(g.hold) }, fits: anyCall,
		},
	}
}

const harbourApp = "1208000000030003"

// join lets a call pass both.
func join(a, b func(*asanaCall)) func(*asanaCall) {
	return func(call *asanaCall) {
		if a != nil {
			a(call)
		}
		b(call)
	}
}

// Killed at any of these moments and started again, the service carries the command out exactly once and answers it with the right words. On
// SQLite it goes on at once.
func TestKillSQLite(t *testing.T) {
	t.Parallel()
	for _, m := range deaths() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			killAt(t, sqliteURL(t), m)
		})
	}
}

// On PostgreSQL the work goes on when the leases of the dead end, so one death has to do for all moments.
func TestKillPostgres(t *testing.T) {
	t.Parallel()
	// What one person asks for is looked up one after the other, so the one that is held while looking comes last.
	at := deaths()
	killAt(t, pgtest.Start(t), append(at[1:], at[0])...)
}

// killAt brings a command to each of the moments, kills the service, starts it again and looks at what came of it.
func killAt(t *testing.T, database string, at ...deathAt) {
	t.Helper()
	c := newCompany(t, nil)
	d := c.spawn(database)
	var gates []*gate
	for _, m := range at {
		g := newGate(t, m.fits)
		m.hold(c, g)
		gates = append(gates, g)
	}
	var requests []string
	for i, m := range at {
		requests = append(requests, requestOf(t, c.types(ada, m.typed)))
		gates[i].wait()
	}
	d.kill()
	c.calls.hold(nil)
	c.calls.holdAnswers(nil)
	c.posts.hold(nil)
	for _, g := range gates {
		g.drop()
	}
	c.checkRevived(database, requests, at)
}

// checkRevived starts the service again and checks that each command was carried out once, whatever had been done of it.
func (c *company) checkRevived(database string, requests []string, at []deathAt) {
	c.t.Helper()
	d := c.spawn(database)
	for _, request := range requests {
		c.waitEnd(request, "applied")
	}
	if code := d.stop(); code != 0 {
		c.t.Errorf("stopped with status %d: %s", code, d.err)
	}
	c.checkOnce(c.opened(database), requests, at)
}

// checkOnce checks that each command was carried out once and answered in the same words.
func (c *company) checkOnce(s *service, requests []string, at []deathAt) {
	c.t.Helper()
	var writes []string
	for i, m := range at {
		writes = append(writes, m.write)
		if got := c.level(m.parent, m.member); got != m.level {
			c.t.Errorf("%s: Asana shows %q, want %q", m.name, got, m.level)
		}
		want := slices.Concat([]string{"request_created ok"}, m.events, []string{"request_completed ok"})
		if diff := cmp.Diff(want, s.about(requests[i])); diff != "" {
			c.t.Errorf("%s: events (-want +got):\n%s", m.name, diff)
		}
		for _, end := range c.ends(requests[i]) {
			if first := c.ends(requests[i])[0]; end.Text != first.Text {
				c.t.Errorf("%s: answered with other words: %q and %q", m.name, first.Text, end.Text)
			}
		}
	}
	slices.Sort(writes)
	got := c.journal(isWrite)
	slices.Sort(got)
	if diff := cmp.Diff(writes, got); diff != "" {
		c.t.Errorf("writes (-want +got):\n%s", diff)
	}
}

// Told to stop during a write, the service finishes it, or leaves it to the next start; nothing is lost and nothing is done twice.
func TestKillTerminate(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*gate){"the write ends": (*gate).release, "the write fails": (*gate).drop} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := sqliteURL(t)
			c := newCompany(t, nil)
			d := c.spawn(database)
			m := deaths()[1]
			write := newGate(t, m.fits)
			c.calls.hold(write.hold)
			request := requestOf(t, c.types(ada, m.typed))
			write.wait()
			c.calls.hold(nil)
			d.signal(syscall.SIGTERM)
			d.logged("stopping")
			end(write)
			if code := d.wait(); code != 0 {
				t.Errorf("ended with status %d: %s", code, d.err)
			}
			c.checkRevived(database, []string{request}, []deathAt{m})
		})
	}
}
