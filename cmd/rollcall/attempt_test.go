package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// solo is a project that a test adds, with members of its own.
const solo = "1208000000039999"

func soloWith(rows ...asanasandbox.SeedMembership) func(*asanasandbox.Seed, *slacksandbox.Seed) {
	return func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		as.Projects = append(as.Projects, project(solo, "Solo", nil))
		as.Memberships = append(as.Memberships, rows...)
	}
}

// Ensure that a project keeps its last admin although the removal had been decided when there was another: each further attempt looks again.
func TestGuardAtEachAttempt(t *testing.T) {
	t.Parallel()
	for verb, typed := range map[string]string{"DELETE": "remove @maya from project Solo", "PUT": "set @maya on project Solo to viewer"} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, soloWith(member(solo, mayaGID, "admin"), member(solo, noorGID, "admin")))
			var log *logWatch
			s := c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
			row := "/memberships/" + c.rows(solo, mayaGID)[0].GID
			c.asanaFault(map[string]any{"match": verb + " " + row, "status": 503, "times": 4})
			write := newGate(t, func(call *asanaCall) bool { return isWrite(call) && call.path == row })
			c.calls.hold(write.hold)
			request := requestOf(t, c.types(ada, typed))
			write.wait() // the intent is stored
			c.inAsana(solo, noorGID, "")
			write.release()
			log.wait(t, 1, again)

			end := s.hurry(log, func() said { return c.waitSaid("the end", func(m said) bool { return isEnd(m, request) }) })
			if state := stateIn(end, request); state != "refused" || c.level(solo, mayaGID) != "admin" {
				t.Errorf("ended %s, and Asana shows %q: %s", state, c.level(solo, mayaGID), end.Text)
			}
			holds(t, end.Text, "is the last admin of Solo", "anyway")
		})
	}
}

// isEnd fits the message that ends a request, whatever its state.
func isEnd(m said, request string) bool {
	state := stateIn(m, request)
	return state != "" && state != "received" && state != "resolving" && state != "applying"
}

// Ensure that add never takes something away: of a level that Asana has and Rollcall does not know nobody can tell whether it is more, so the
// person is told and nothing is written. set, which says what is to be, replaces it.
func TestAddOverUnknownLevel(t *testing.T) {
	t.Parallel()
	c := newCompany(t, soloWith(member(solo, mayaGID, "viewer"), member(solo, noorGID, "admin")))
	var unknown *detour
	s := c.serve(sqliteURL(t), func(cfg *config) { unknown = detourAsana(t, cfg, "GET /memberships") })
	gid := c.rows(solo, mayaGID)[0].GID
	unknown.set(asanaAnswer{status: 200, body: fmt.Sprintf(`{"data":[%s],"next_page":null}`, membership(gid, "steward"))})
	for _, level := range []string{"viewer", "admin"} {
		s.ends("add @maya to project Solo as "+level, "refused", []string{"has the level steward on Solo", "which I don't know", "Use /asana set"},
			[]string{"project_member_access_level_changed refused steward>" + level})
	}
	if n := s.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
	if _, state := c.does(ada, "set @maya on project Solo to editor anyway"); state != "applied" || c.level(solo, mayaGID) != "editor" {
		t.Errorf("set ended %s", state)
	}
}

// membership is Maya's row in the project Solo as Asana spells it.
func membership(gid, level string) string {
	return fmt.Sprintf(`{"gid":%q,"resource_type":"membership","resource_subtype":"project_membership","access_level":%q,`+
		`"parent":{"gid":%q,"resource_type":"project","name":"Solo"},"member":{"gid":%q,"resource_type":"user","name":"Maya Ito"}}`, gid, level, solo, mayaGID)
}

// Ensure that nobody reads that somebody has a level now which Asana did not give: when it answers a write with another level, the write is
// tried again and nothing is said to be done.
func TestAnotherLevelAnswered(t *testing.T) {
	t.Parallel()
	c := newCompany(t, soloWith(member(solo, mayaGID, "viewer"), member(solo, noorGID, "admin")))
	gid := c.rows(solo, mayaGID)[0].GID
	var log *logWatch
	s := c.serve(sqliteURL(t), func(cfg *config) {
		log = watchLog(cfg)
		detourAsana(t, cfg, "PUT /memberships/*").set(asanaAnswer{status: 200, body: `{"data":` + membership(gid, "viewer") + `}`})
	})
	request := requestOf(t, c.types(ada, "set @maya on project Solo to editor"))
	log.wait(t, 1, again)
	s.store.Forward(5 * time.Second)
	c.waitSaid("it is not done", isWait(request))
	log.wait(t, 2, again)
	for _, line := range s.about(request) {
		if strings.Contains(line, " ok ") || strings.Contains(line, "completed") {
			t.Errorf("the log says that it is done: %s", line)
		}
	}
	if ends := c.ends(request); len(ends) != 0 || c.level(solo, mayaGID) != "viewer" {
		t.Errorf("it was said to be done: %s", spelled(ends))
	}
}

// Ensure that who adds somebody to the workspace is forewarned once, however often the attempt is repeated: here because the log can't be written.
func TestForewarnedOnce(t *testing.T) {
	t.Parallel()
	c, url := newCompany(t, nil), sqliteURL(t)
	var log *logWatch
	s := c.serve(url, func(cfg *config) { log = watchLog(cfg) })
	db := beside(t, url)
	look := newGate(t, func(call *asanaCall) bool { return strings.Contains(call.path, "workspace_memberships") })
	c.calls.hold(look.hold)
	request := requestOf(t, c.types(ada, "add "+danaMail+" to workspace"))
	look.wait()
	db.closeLog()
	look.release()
	for n := range 3 {
		log.wait(t, n+1, again)
		s.store.Forward(3 * time.Second)
	}
	log.wait(t, 4, again)
	db.openLog()
	s.hurry(log, func() said { return c.waitEnd(request, "applied") })
	warned := 0
	for _, m := range c.told(ada) {
		if strings.HasPrefix(m.Text, "I am adding *Dana Former*") {
			warned++
		}
	}
	if warned != 1 {
		t.Errorf("forewarned %d times: %s", warned, spelled(c.told(ada)))
	}
	want := []string{"request_created ok", "workspace_member_added intent none>member", "workspace_member_added ok none>member", "request_completed ok"}
	if diff := cmp.Diff(want, s.about(request)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}
