package main

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The main job, on both databases: what a person types ends as a membership, a reply and events.
func TestAddProject(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, nil)

		ack := c.types("ada", `/asana add @maya to project "Website Relaunch" as editor because launch`)
		if want := "On it: add <@" + maya + "> to project Website Relaunch as editor because launch · R1"; ack != want {
			t.Errorf("acknowledgement\n got %q\nwant %q", ack, want)
		}
		end := c.waitEnd("R1", "applied")
		for _, part := range []string{"Maya Ito", "maya@tidewater.example", "editor", "not a member → ", "<@" + ada + ">", "launch", "app.asana.com"} {
			if !strings.Contains(end.Text, part) {
				t.Errorf("the reply lacks %q:\n%s", part, end.Text)
			}
		}
		if !end.Ephemeral || end.For != ada {
			t.Errorf("the reply is for %q, ephemeral %v", end.For, end.Ephemeral)
		}
		if got := c.level(websiteRelaunch, mayaGID); got != "editor" {
			t.Errorf("Asana shows %q", got)
		}
		want := []string{"request_created ok", "project_member_added intent none>editor", "project_member_added ok none>editor", "request_completed ok"}
		if diff := cmp.Diff(want, s.about("R1")); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// Warm, an add costs two calls: read the pair, write it. Cold it costs at most five, of which no more than two wait for each other before the
// write.
func TestAsanaCalls(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)

	// Calls of one wave are let through only together: were one to wait for the other, neither would ever end.
	c.calls.hold(waves(2, 2, 1))
	c.waitEnd(requestOf(t, c.types("ada", "add @maya to project Website Relaunch as editor")), "applied")
	c.calls.hold(nil)
	want := []string{"GET /memberships", "GET /projects/*", "GET /workspaces/*", "GET /workspaces/*", "POST /memberships"}
	if diff := cmp.Diff(want, slices.Sorted(slices.Values(spelledCalls(c.calls.take())))); diff != "" {
		t.Errorf("cold (-want +got):\n%s", diff)
	}
	c.waitEnd(requestOf(t, c.types("ada", "set @maya on project Website Relaunch to commenter")), "applied")
	c.calls.take()
	c.waitEnd(requestOf(t, c.types("ada", "add @maya to project Website Relaunch as editor")), "applied")
	warm := c.calls.take()
	if diff := cmp.Diff([]string{"GET /memberships", "PUT /memberships/*"}, spelledCalls(warm)); diff != "" {
		t.Errorf("warm (-want +got):\n%s", diff)
	}
}

// waves holds calls until as many as the next wave has are there.
func waves(sizes ...int) func(*asanaCall) {
	var wave []*sync.WaitGroup
	for _, n := range sizes {
		var barrier sync.WaitGroup
		barrier.Add(n)
		for range n {
			wave = append(wave, &barrier)
		}
	}
	var mu sync.Mutex
	next := 0
	return func(*asanaCall) {
		mu.Lock()
		if next == len(wave) {
			mu.Unlock()
			return
		}
		barrier := wave[next]
		next++
		mu.Unlock()
		barrier.Done()
		barrier.Wait()
	}
}

func spelledCalls(calls []*asanaCall) []string {
	var all []string
	for _, c := range calls {
		kind, gid, _ := strings.Cut(strings.TrimPrefix(c.path, "/"), "/")
		if gid != "" {
			kind += "/*"
		}
		all = append(all, c.method+" /"+kind)
	}
	return all
}
