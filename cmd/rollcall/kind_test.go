package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	roadmap       = "1208000000040001"
	clientWork    = "1208000000040002"
	bookings      = "1208000000050001"
	secondHarbour = "1208000000050003" // private
	priority      = "1208000000060001"
	salaryBand    = "1208000000060003" // private
	bug           = "1208000000070001"
	featureType   = "1208000000070002"
	design        = "1208000000020001"
	peopleTeam    = "1208000000020003"
	springProject = "1208000000030007"

	lindName = "*Maya Lindqvist* (maya.l@tidewater.example)" // in results
)

// kind is one kind of parent whose members have a level, with a parent of it in the seed of which Maya Lindqvist is no member.
type kind struct {
	typed    string // as people name it
	name     string
	gid      string
	word     string   // what people call the kind
	subtype  string   // what Asana calls it
	levels   []string // highest first
	refused  []string
	standard string // the parent's default level; empty where Asana tells none
}

// kinds are the five that Asana's memberships endpoint serves.
func kinds() []kind {
	return []kind{
		{"project Harbour App", "Harbour App", harbourApp, "project", "project", []string{"admin", "editor", "commenter", "viewer"}, []string{"user"}, "editor"},
		{"portfolio Company Roadmap", "Company Roadmap", roadmap, "portfolio", "portfolio", []string{"admin", "editor", "viewer"}, []string{"commenter", "user"}, "viewer"},
		{"goal Double the bookings", "Double the bookings", bookings, "goal", "goal", []string{"admin", "editor", "commenter", "viewer"}, []string{"user"}, "commenter"},
		{"field Priority", "Priority", priority, "field", "custom_field", []string{"admin", "editor", "user"}, []string{"commenter", "viewer"}, "user"},
		{`type "Bug" in project Website`, "Bug", bug, "type", "custom_type", []string{"admin", "editor", "user", "viewer"}, []string{"commenter"}, ""},
	}
}

// shown is how messages name the parent: with its link, where it has a page of its own.
func (k kind) shown() string {
	if k.word == "field" || k.word == "type" {
		return k.name
	}
	return "|" + k.name + ">"
}

// eachKind runs a test for each kind, with a service of its own.
func eachKind(t *testing.T, test func(s *service, k kind)) {
	t.Helper()
	for _, k := range kinds() {
		t.Run(k.subtype, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			test(c.serve(sqliteURL(t), nil), k)
		})
	}
}

// step is one change of Maya Lindqvist's membership, and how it ends.
type step struct {
	typed  string // with %s where the parent is named
	state  string // applied when empty
	says   []string
	level  string // what Asana shows afterwards
	events []string
}

// walk types the steps one after the other; each is carried out to its end.
func (s *service) walk(k kind, steps []step) {
	c := s.company
	c.t.Helper()
	for _, x := range steps {
		typed := fmt.Sprintf(x.typed, k.typed)
		request := requestOf(c.t, c.types(ada, typed))
		var state string
		end := c.waitSaid(request+" ends", func(m said) bool { state = stateIn(m, request); return state != "" })
		if x.state == "" {
			x.state = "applied"
		}
		if state != x.state {
			c.t.Errorf("%s: ended %s, want %s", typed, state, x.state)
		}
		holds(c.t, end.Text, append([]string{k.shown()}, x.says...)...)
		if got := c.level(k.gid, lindGID); got != x.level {
			c.t.Errorf("%s: Asana shows %q, want %q", typed, got, x.level)
		}
		events := s.about(request)
		if diff := cmp.Diff(x.events, events[1:len(events)-1]); diff != "" {
			c.t.Errorf("%s: events (-want +got):\n%s", typed, diff)
		}
	}
}

// written are the events of a change that was made: the intent and the outcome, named after the kind.
func (k kind) written(what, change string) []string {
	action := k.subtype + "_member_" + what
	return []string{action + " intent " + change, action + " ok " + change}
}

// found is the event of a change that found nothing to do.
func (k kind) found(what, level string) []string {
	return []string{k.subtype + "_member_" + what + " noop " + level + ">" + level}
}

// Every kind, one member from nothing over every way of changing a level to nothing again: the reply, what Asana shows, and the events, whose action
// is named after the kind.
func TestKinds(t *testing.T) {
	t.Parallel()
	eachKind(t, func(s *service, k kind) {
		low, set := k.levels[len(k.levels)-1], "access_level_changed"
		steps := []step{
			{typed: "set @maya.l on %s to admin", state: "refused", says: []string{"Maya Lindqvist (maya.l@tidewater.example) is not a member of", "no level to set", "/asana add"}, events: []string{k.subtype + "_member_" + set + " refused none>"}},
			{typed: "add @maya.l to %s as " + low, says: []string{lindName + " is now *" + low + "* of", "not a member → *" + low + "*"}, level: low, events: k.written("added", "none>"+low)},
			{typed: "add @maya.l to %s as " + low, says: []string{"is already *" + low + "* of", "nothing to do"}, level: low, events: k.found("added", low)},
			{typed: "add @maya.l to %s as admin", says: []string{"is now *admin* of", ", was " + low + "."}, level: "admin", events: k.written(set, low+">admin")},
			{typed: "add @maya.l to %s as " + low, says: []string{"is already *admin* of", "; to lower use `/asana set`."}, level: "admin", events: k.found("added", "admin")},
			{typed: "set @maya.l on %s to editor", says: []string{"is now *editor* of", ", was admin."}, level: "editor", events: k.written(set, "admin>editor")},
			{typed: "set @maya.l on %s to editor", says: []string{"is already *editor* of", "nothing to do"}, level: "editor", events: k.found(set, "editor")},
			{typed: "remove @maya.l from %s because done", says: []string{"is no longer a member of", "editor → *not a member*", "Because: done"}, events: k.written("removed", "editor>none")},
			{typed: "remove @maya.l from %s", says: []string{"is not a member of", "nothing to remove"}, events: k.found("removed", "none")},
		}
		s.walk(k, steps)
	})
}

// Every level that a kind takes is given and shown, in today's words and in those of the older documents.
func TestKindLevels(t *testing.T) {
	t.Parallel()
	eachKind(t, func(s *service, k kind) {
		var steps []step
		older := map[string]string{"admin": "full_write", "commenter": "comment_only"}
		for _, level := range k.levels {
			for _, word := range []string{level, older[level]} {
				if word != "" {
					steps = append(steps,
						step{typed: "add @maya.l to %s as " + word, says: []string{"is now *" + level + "* of"}, level: level, events: k.written("added", "none>"+level)},
						step{typed: "remove @maya.l from %s", says: []string{"is no longer a member of"}, events: k.written("removed", level+">none")})
				}
			}
		}
		s.walk(k, steps)
	})
}

// A level that a kind does not take is answered at once with those that it takes: no request, no call to Asana.
func TestKindRefusesLevels(t *testing.T) {
	t.Parallel()
	eachKind(t, func(s *service, k kind) {
		c := s.company
		c.calls.take()
		for _, level := range k.refused {
			for _, typed := range []string{"add @maya.l to %s as " + level, "set @maya.l on %s to " + level} {
				said := c.types(ada, fmt.Sprintf(typed, k.typed))
				holds(c.t, said, "A "+k.word+" has no access level *"+level+"*.", "It takes "+strings.Join(k.levels, ", ")+".")
			}
		}
		if slices.Contains(k.refused, "commenter") {
			holds(c.t, c.types(ada, fmt.Sprintf("add @maya.l to %s as comment_only", k.typed)), "no access level *commenter*")
		}
		for _, role := range []string{"guest", "inactive"} {
			holds(c.t, c.types(ada, fmt.Sprintf("set @maya.l on %s to "+role, k.typed)), "Asana shows who is "+role, "lets nobody change it")
		}
		if n := s.count("request_created"); n != 0 {
			c.t.Errorf("%d requests", n)
		}
		for _, call := range c.calls.take() {
			if call.path != "/users/me" {
				c.t.Errorf("Asana was asked: %s %s", call.method, call.path)
			}
		}
	})
}

// Without a level the parent's default is given and named in the answer. Asana tells none for types, so there the person is asked for one.
func TestKindDefaultLevel(t *testing.T) {
	t.Parallel()
	eachKind(t, func(s *service, k kind) {
		if k.standard == "" {
			s.walk(k, []step{{
				typed: "add @maya.l to %s", state: "refused", says: []string{"Asana doesn't say which level", "gives by default", "Name one: " + strings.Join(k.levels, ", ")},
				events: []string{k.subtype + "_member_added refused none>"},
			}})
			return
		}
		s.walk(k, []step{{
			typed: "add @maya.l to %s", says: []string{"is now *" + k.standard + "* of"}, level: k.standard, events: k.written("added", "none>"+k.standard),
		}})
	})
}

// list names who is in a parent of any kind, how, and under which gid; show tells one row by that gid. Nothing of it is remembered.
func TestKindListAndShow(t *testing.T) {
	t.Parallel()
	eachKind(t, func(s *service, k kind) {
		c, level := s.company, k.levels[len(k.levels)-1]
		before := c.asks(ada, "list "+k.typed).Text
		holds(c.t, before, k.shown()+" has ", " member", "team *")
		if strings.Contains(before, "Lindqvist") {
			c.t.Fatalf("she is there already: %s", before)
		}
		c.does(ada, "add @maya.l to "+k.typed+" as "+level)
		row := "*Maya Lindqvist* " + level + " `" + c.rows(k.gid, lindGID)[0].GID + "`"
		holds(c.t, c.asks(ada, "list "+k.typed).Text, row)
		holds(c.t, c.asks(ada, "list "+k.word+" "+k.gid).Text, row)
		show := "show " + c.rows(k.gid, lindGID)[0].GID
		holds(c.t, c.asks(ada, show).Text, row+" on the "+k.word+" ", k.shown())
		c.does(ada, "remove @maya.l from "+k.typed)
		holds(c.t, c.asks(ada, show).Text, "I found no membership with the gid")
	})
}
