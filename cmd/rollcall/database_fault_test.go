package main

import (
	"strings"
	"testing"
	"time"

	"rollcall/bot/store/pgtest"
)

// slackWaits is how long Slack waits for an acknowledgement; a later one is not shown.
const slackWaits = 3 * time.Second

// With the database away the person is told within Slack's three seconds that nothing was accepted, and that is so. It needs no restart: once
// the database is back the next command works.
func TestDatabaseAwayAtAccept(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]func(*proxy){"refused": (*proxy).down, "silent": (*proxy).hang} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := pgtest.Start(t)
			p, through := newProxy(t, database)
			c := newCompany(t, nil)
			c.serve(through, nil)
			away(p)
			a := c.sends(map[string]any{"user": ada, "text": addMaya})
			if took := time.Duration(a.MS) * time.Millisecond; a.Status != 200 || took >= slackWaits {
				t.Fatalf("answered with %d after %v: %s", a.Status, took, a.Body)
			}
			if text := a.text(t); !strings.HasPrefix(text, "Nothing was accepted: my database can't be used now.") {
				t.Errorf("acknowledgement %q", text)
			}
			if n := beside(t, database).count("requests"); n != 0 {
				t.Errorf("%d requests were stored", n)
			}
			p.back()
			c.waitEnd(requestOf(t, c.types(ada, addMaya)), "applied")
		})
	}
}

// back ends whatever keeps the database away.
func (p *proxy) back() {
	p.mu.Lock()
	p.silent = false
	closed := p.closed
	p.mu.Unlock()
	p.cut()
	if closed {
		p.up()
	}
}

// When it can't be known whether a command was stored, the person is told so and where to look, within Slack's three seconds. What the database
// did store is carried out; what it did not is not.
func TestCommitUnknown(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		fault  commitFault
		stored int
	}{
		"cut before the commit":         {commitCut, 0},
		"committed and the answer lost": {commitDone, 1},
		"committed in silence":          {commitSilent, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := pgtest.Start(t)
			p, through := newProxy(t, database)
			c := newCompany(t, nil)
			c.serve(through, nil)
			p.spoil(x.fault)
			a := c.sends(map[string]any{"user": ada, "text": addMaya})
			if took := time.Duration(a.MS) * time.Millisecond; a.Status != 200 || took >= slackWaits {
				t.Fatalf("answered with %d after %v: %s", a.Status, took, a.Body)
			}
			if want := "I can't tell whether this was taken; look at `/asana pending` before you repeat it."; a.text(t) != want {
				t.Errorf("acknowledgement\n got %q\nwant %q", a.text(t), want)
			}
			if n := beside(t, database).count("requests"); n != x.stored {
				t.Errorf("%d requests were stored, want %d", n, x.stored)
			}
			if x.stored > 0 {
				c.waitEnd("R1", "applied")
				return
			}
			if text := c.asks(ada, "pending").Text; text != "Nothing is under way." {
				t.Errorf("pending says %q", text)
			}
			if len(c.calls.take()) != 0 {
				t.Error("Asana was called")
			}
		})
	}
}
