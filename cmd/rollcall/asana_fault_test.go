package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// asanaTrouble is one way in which one call of Asana goes wrong once.
type asanaTrouble struct {
	name  string
	fault map[string]any
	done  bool // the work was done all the same
}

func asanaTroubles() []asanaTrouble {
	return []asanaTrouble{
		{"429", map[string]any{"status": 429, "retry_after": 2}, false},
		{"503", map[string]any{"status": 503}, false},
		{"cut before the work", map[string]any{"drop": true}, false},
		{"done but the answer was lost", map[string]any{"drop": true, "after": true}, true},
		{"503 after the work", map[string]any{"status": 503, "after": true}, true},
	}
}

// asanaTask is a change that one call of is spoiled.
type asanaTask struct {
	name    string
	typed   string
	match   string // the call that goes wrong
	member  string
	before  string
	after   string
	action  string
	says    string
	writes  []string // the writes and their answers when the spoiled call did nothing
	anyhow  []string // and when it did its work
	setting []string // what Asana does when a pair exists already
}

func asanaTasks() []asanaTask {
	all := []string{"return", "update", "refuse"}
	add := asanaTask{
		typed: "add @maya to project Website Relaunch as commenter", member: mayaGID, before: "none", after: "commenter", action: "added",
		says: "not a member → *commenter*", setting: all,
	}
	post, read := add, add
	post.name, post.match = "POST", "POST /memberships"
	post.writes, post.anyhow = []string{"POST fault", "POST 201"}, []string{"POST fault"}
	read.name, read.match = "GET", "GET /memberships"
	read.writes, read.anyhow = []string{"POST 201"}, []string{"POST 201"}
	return []asanaTask{
		post,
		read,
		{
			name: "PUT", typed: "set @ben on project Website Relaunch to viewer", match: "PUT /memberships/*", member: benGID,
			before: "editor", after: "viewer", action: "access_level_changed", says: "editor → *viewer*", setting: all[:1],
			writes: []string{"PUT fault", "PUT 200"}, anyhow: []string{"PUT fault", "PUT 200"},
		},
		{
			name: "DELETE", typed: "remove @ben from project Website Relaunch", match: "DELETE /memberships/*", member: benGID,
			before: "editor", after: "none", action: "removed", says: "editor → *not a member*", setting: all[:1],
			writes: []string{"DELETE fault", "DELETE 200"}, anyhow: []string{"DELETE fault", "DELETE 404"},
		},
	}
}

// Whatever goes wrong with whichever call, the same command ends with exactly one membership at the right level, or none after a removal, a
// truthful reply, and one pair of intent and outcome in the log. A write that was done is not done again: a repeated PUT sets what is set, and a
// repeated DELETE finds nothing.
func TestAsanaFaults(t *testing.T) {
	t.Parallel()
	for _, task := range asanaTasks() {
		for _, trouble := range asanaTroubles() {
			for _, setting := range task.setting {
				t.Run(fmt.Sprintf("%s/%s/%s", task.name, trouble.name, setting), func(t *testing.T) {
					t.Parallel()
					task.meets(t, trouble, setting)
				})
			}
		}
	}
}

func (x asanaTask) meets(t *testing.T, trouble asanaTrouble, setting string) {
	t.Helper()
	c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) { as.Settings.ExistingPair = setting })
	s := c.serve(sqliteURL(t), nil)
	fault := map[string]any{"match": x.match}
	maps.Copy(fault, trouble.fault)
	if trouble.name == "429" && setting != "return" {
		fault["retry_after"] = 1 // these seconds are real ones
	}
	c.asanaFault(fault)

	end := c.waitEnd(requestOf(t, c.types(ada, x.typed)), "applied")
	holds(t, end.Text, x.says)
	if got := c.level(websiteRelaunch, x.member); got != strings.TrimPrefix(x.after, "none") {
		t.Errorf("Asana shows %q", got)
	}
	pair := x.before + ">" + x.after
	want := []string{"request_created ok", "project_member_" + x.action + " intent " + pair, "project_member_" + x.action + " ok " + pair, "request_completed ok"}
	if diff := cmp.Diff(want, s.about("R1")); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	want = x.writes
	if trouble.done {
		want = x.anyhow
	}
	status, _ := trouble.fault["status"].(int)
	want = slices.Clone(want)
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], "fault", fmt.Sprint(status))
	}
	if diff := cmp.Diff(want, c.journal(isWrite)); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
}

// journal lists the calls that fit as the Asana sandbox answered them: method and status, 0 for a connection that was cut.
func (c *company) journal(fits func(*asanaCall) bool) (all []string) {
	c.t.Helper()
	var calls []struct {
		Method, Path string
		Status       int
	}
	get(c.t, c.asana.URL+"/_sandbox/calls", &calls)
	for _, call := range calls {
		if fits(&asanaCall{method: call.Method, path: call.Path}) {
			all = append(all, fmt.Sprintf("%s %d", call.Method, call.Status))
		}
	}
	return all
}

// Somebody else changes the pair in Asana between our look and our write. What was decided is decided anew, with an intent of its own: an add
// does not lower what the other gave, and the reply tells the level that was really there before.
func TestAsanaMoved(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed, member, meanwhile, setting string
		level, says                       string
		events                            []string
	}{
		"added by somebody else, higher": {
			typed: "add @maya to project Website Relaunch as editor", member: mayaGID, meanwhile: "admin", setting: "return",
			level: "admin", says: "is already *admin* of",
			events: []string{"project_member_added intent none>editor", "project_member_added noop admin>admin"},
		},
		"added by somebody else, lower": {
			typed: "add @maya to project Website Relaunch as editor", member: mayaGID, meanwhile: "viewer", setting: "refuse",
			level: "editor", says: "viewer → *editor*",
			events: []string{
				"project_member_added intent none>editor",
				"project_member_access_level_changed intent viewer>editor", "project_member_access_level_changed ok viewer>editor",
			},
		},
		"removed by somebody else": {
			typed: "remove @ben from project Website Relaunch", member: benGID, meanwhile: "", setting: "return",
			level: "", says: "is not a member of",
			events: []string{"project_member_removed intent editor>none", "project_member_removed noop none>none"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) { as.Settings.ExistingPair = x.setting })
			s := c.serve(sqliteURL(t), nil)
			write := newGate(t, isWrite)
			c.calls.hold(write.hold)
			request := requestOf(t, c.types(ada, x.typed))
			write.wait()
			c.calls.hold(nil)
			c.inAsana(websiteRelaunch, x.member, x.meanwhile)
			write.release()

			holds(t, c.waitEnd(request, "applied").Text, x.says)
			if got := c.level(websiteRelaunch, x.member); got != x.level {
				t.Errorf("Asana shows %q", got)
			}
			want := slices.Concat([]string{"request_created ok"}, x.events, []string{"request_completed ok"})
			if diff := cmp.Diff(want, s.about(request)); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

// inAsana changes a pair as somebody else does in Asana itself; an empty level removes the member.
func (c *company) inAsana(parent, member, level string) {
	c.t.Helper()
	method, path, body := http.MethodPost, "/memberships", fmt.Sprintf(`{"data":{"parent":%q,"member":%q,"access_level":%q}}`, parent, member, level)
	if level == "" {
		method, path, body = http.MethodDelete, "/memberships/"+c.rows(parent, member)[0].GID, ""
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.asana.URL+"/api/1.0"+path, strings.NewReader(body))
	must(c.t, err)
	req.Header.Set("Authorization", "Bearer "+serviceToken)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	must(c.t, err)
	must(c.t, resp.Body.Close())
	if resp.StatusCode/100 != 2 {
		c.t.Fatalf("%s %s: %d", method, path, resp.StatusCode)
	}
}

// A write that the rest of the lease would not cover is not sent, for somebody else may have the job by then. That is no refusal of Asana's: the
// change is made by the next attempt.
func TestWriteNeedsLease(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	pair := newGate(t, isPair)
	c.calls.hold(pair.hold)
	c.types(ada, addMaya)
	pair.wait()
	s.store.Forward(7500 * time.Millisecond) // of eight seconds
	pair.release()
	c.waitEnd("R1", "applied")
	c.saysApplied("response_url")
	if diff := cmp.Diff([]string{"POST 201"}, c.journal(isWrite)); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
	if n := s.countAbout("R1", "intent"); n != 1 {
		t.Errorf("%d intents", n)
	}
}
