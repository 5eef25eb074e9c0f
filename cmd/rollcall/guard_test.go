package main

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// The last admin of a project, and the member whose token the service works with, are not removed or lowered unless that is said to be meant.
// The seed has Chloé as the one admin of Website, and Ada beside Chloé as admins of Website Relaunch; the service works as Ada.
func TestGuards(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed, project, member string
		says                   string // why it is refused
		level                  string // after `anyway`
	}{
		"last admin removed": {
			typed: "remove @chloe from project Website", project: website, member: chloeGID, says: "is the last admin of Website",
		},
		"last admin lowered": {
			typed: "set @chloe on project Website to editor", project: website, member: chloeGID, says: "is the last admin of Website", level: "editor",
		},
		"own row removed": {
			typed: "remove me from project Website Relaunch", project: websiteRelaunch, member: adaGID, says: "the account that I work with",
		},
		"own row lowered": {
			typed: "set @ada on project Website Relaunch to viewer", project: websiteRelaunch, member: adaGID, says: "the account that I work with", level: "viewer",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serve(sqliteURL(t), func(cfg *config) {
				if x.member == adaGID {
					cfg.Asana.Token = "sandbox-ada-token"
				}
			})
			end, state := c.does(ada, x.typed)
			if state != "refused" {
				t.Errorf("ended %s", state)
			}
			holds(t, end.Text, x.says, "anyway")
			if got := c.level(x.project, x.member); got != "admin" {
				t.Errorf("refused, but Asana shows %q", got)
			}
			if n := s.writes(); n != 0 {
				t.Errorf("refused after %d writes", n)
			}
			if end, state = c.does(ada, x.typed+" anyway because agreed"); state != "applied" {
				t.Errorf("with anyway it ended %s: %s", state, end.Text)
			}
			if got := c.level(x.project, x.member); got != x.level {
				t.Errorf("Asana shows %q, want %q", got, x.level)
			}
		})
	}
}

// writes counts the calls so far that asked Asana to change something.
func (s *service) writes() int {
	n := 0
	for _, call := range s.company.calls.take() {
		if call.method != "GET" {
			n++
		}
	}
	return n
}

// An admin who is not the last one goes without a further word.
func TestGuardLetsOtherAdminsGo(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	if end, state := c.does(ada, "remove @chloe from project Website Relaunch"); state != "applied" {
		t.Errorf("ended %s: %s", state, end.Text)
	}
	if got := c.level(websiteRelaunch, chloeGID); got != "" {
		t.Errorf("Asana shows %q", got)
	}
}

// One command that names all admins is carried out side by side, and still leaves the last of them; so do two commands at once.
func TestGuardAllAdminsAtOnce(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string][]string{
		"one command":  {"remove @ada and @chloe from project Website Relaunch"},
		"two commands": {"remove @ada from project Website Relaunch", "set @chloe on project Website Relaunch to viewer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			c.serve(sqliteURL(t), nil)
			// No write gets through before both changes have looked at who is admin.
			var both sync.WaitGroup
			var looks atomic.Int32
			both.Add(2)
			c.calls.hold(func(call *asanaCall) {
				if call.method == "GET" && call.path == "/memberships" && call.query.Get("member") == "" && looks.Add(1) <= 2 {
					both.Done() // later looks ask what access is left
				}
				if call.method != "GET" {
					both.Wait()
				}
			})
			var requests []string
			for _, text := range typed {
				requests = append(requests, requestOf(t, c.types(ada, text)))
			}
			refused := 0
			for _, r := range requests {
				end := c.waitSaid(r+" ends", func(m said) bool { return stateIn(m, r) != "" })
				refused += strings.Count(end.Text, "is the last admin")
			}
			if refused != 1 {
				t.Errorf("%d refused: %s", refused, spelled(c.messages()))
			}
			if c.level(websiteRelaunch, adaGID) != "admin" && c.level(websiteRelaunch, chloeGID) != "admin" {
				t.Error("the project has no admin any more")
			}
		})
	}
}
