package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// says is what a view is waited for: words that are in it.
func says(words ...string) func(viewed, string) bool {
	return func(_ viewed, text string) bool { return hasAll(text, words) }
}

// Ensure that the command alone opens the form, silently, and that what is chosen there becomes a change like one that was typed: with a preview on the
// way, an acknowledgement and the result by direct message.
func TestFormAlone(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	if a := c.sends(map[string]any{"user": ada, "text": "/asana"}); a.Body != "" {
		t.Errorf("answered with %q, and there is a form", a.Body)
	}
	v := c.waitView("nothing is chosen yet", ada, says("Here you see what would happen"))
	want := []string{"verb", "who", "others", "kind", "what", "level", "for", "until", "reason"}
	if diff := cmp.Diff(want, v.inputs()); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	c.chooses(ada, "who", []string{maya})
	if got := c.suggested(ada, "what", "website rel"); !slices.Contains(got, websiteRelaunch) {
		t.Fatalf("suggested %q", got)
	}
	c.chooses(ada, "what", websiteRelaunch)
	c.waitView("the change is foretold", ada, says("This would happen", "not a member → *editor*", "allowed at once"))
	if wrong := c.sendsForm(ada, map[string]any{"reason": "launch"}); len(wrong) > 0 {
		t.Fatalf("wrong: %v", wrong)
	}
	ack := c.waitSaid("the acknowledgement", func(m said) bool { return m.For == ada && strings.HasPrefix(m.Text, "On it: add <@"+maya+">") })
	end := c.waitEnd(requestOf(t, ack.Text), "applied")
	if ack.Ephemeral || end.Ephemeral {
		t.Errorf("told by %+v and %+v, not by direct message", ack, end)
	}
	if got := c.level(websiteRelaunch, mayaGID); got != "editor" {
		t.Errorf("Asana shows %q", got)
	}
	if got := s.count("request_created"); got != 1 {
		t.Errorf("%d requests", got)
	}
	if left := c.views(ada); len(left) > 0 {
		t.Errorf("still open: %v", left)
	}
}

// Ensure that an incomplete command opens the form with what was understood, and that the names in it are looked up afterwards.
func TestFormIncomplete(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	ack := c.types("ben", `/asana add to project "Harbour App" as commenter for 2w because review`)
	holds(t, ack, "Who", "I opened a form with what I understood")
	c.waitView("the project was found", ben, says(`"value":"1208000000030003"`, "Harbour App", `"value":"2w"`, `"value":"commenter"`, "review"))
	c.chooses(ben, "who", []string{maya})
	c.waitView("the approval is foretold", ben, says("needs 1 approval", "<@"+ada+">", "commenter"))
	if wrong := c.sendsForm(ben, nil); len(wrong) > 0 {
		t.Fatalf("wrong: %v", wrong)
	}
	c.waitSaid("it waits", func(m said) bool { return m.For == ben && strings.HasSuffix(m.Text, "· awaiting_approval") })
	card := c.waitCard(ada, "R1", "awaiting_approval")
	holds(t, card.Text, "Maya Ito", "Harbour App", "commenter", "for 2w", "review")
	c.clicks(ada, card, "request_approve")
	c.waitTold(ben, "R1", "applied")
}

// Ensure that another kind or another thing to do brings the fields that go with it, and drops what does not.
func TestFormReshapes(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	c.sends(map[string]any{"user": ada, "text": `/asana add @maya to project "Website Relaunch" as`})
	c.sends(map[string]any{"user": ada, "text": `/asana`})
	c.waitView("it is open", ada, says("Here you see what would happen"))
	for _, step := range []struct {
		field, value string
		inputs       []string
		levels       []string
	}{
		{"kind", "field", []string{"verb", "who", "others", "kind", "what", "level", "for", "until", "reason"}, []string{"admin", "editor", "user"}},
		{"kind", "type", []string{"verb", "who", "others", "kind", "in", "what", "level", "for", "until", "reason"}, nil},
		{"kind", "team", []string{"verb", "who", "others", "kind", "what", "for", "until", "reason"}, nil},
		{"kind", "workspace", []string{"verb", "who", "others", "kind", "reason"}, nil},
		{"verb", "remove", []string{"verb", "who", "others", "kind", "reason"}, nil},
		{"kind", "goal", []string{"verb", "who", "others", "kind", "what", "reason"}, nil},
		{"verb", "set", []string{"verb", "who", "others", "kind", "what", "level", "reason"}, []string{"admin", "editor", "commenter", "viewer"}},
	} {
		c.chooses(ada, step.field, step.value)
		c.waitView("there is "+step.value, ada, func(v viewed, _ string) bool {
			return slices.Equal(v.inputs(), step.inputs) && (step.levels == nil || slices.Equal(v.options("level"), step.levels))
		})
	}
}

// Ensure that sending tells at the field what needs no looking up, keeps the form open, and stores nothing.
func TestFormErrors(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	c.sends(map[string]any{"user": ada, "text": "/asana"})
	c.suggested(ada, "what", "harbour")
	c.chooses(ada, "what", "1208000000030003")
	for _, row := range []struct {
		name          string
		who           []string
		length, until any
		want          []string
	}{
		{"nobody", []string{}, nil, nil, []string{"who"}},
		{"over", []string{ada}, nil, "2020-01-01", []string{"until"}},
		{"two ends", []string{ada}, "2w", "2099-01-01", []string{"until"}},
		{"several", []string{}, nil, "2020-01-01", []string{"until", "who"}},
	} {
		wrong := c.sendsForm(ada, map[string]any{"who": row.who, "for": row.length, "until": row.until})
		if diff := cmp.Diff(row.want, wrongFields(wrong)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.name, diff)
		}
	}
	if n := s.count("request_created"); n != 0 {
		t.Errorf("%d requests", n)
	}
	if len(c.views(ada)) != 1 {
		t.Error("the form is closed")
	}
}

func wrongFields(wrong map[string]string) []string {
	var all []string
	for field := range wrong {
		all = append(all, field)
	}
	slices.Sort(all)
	return all
}

// Ensure that a form which is sent before its fields were adapted is not taken for something else: it is kept, says so, and can be sent a moment later.
func TestFormQuick(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s := c.serve(sqliteURL(t), nil)
	c.sends(map[string]any{"user": ada, "text": "add me to project Website Relaunch"})
	c.sends(map[string]any{"user": ada, "text": "/asana"})
	c.waitView("it is open", ada, says("Here you see what would happen"))
	c.suggested(ada, "what", "harbour")
	quick := map[string]any{"kind": "workspace", "what": "1208000000030003"}
	if diff := cmp.Diff([]string{"kind"}, wrongFields(c.sendsForm(ada, quick))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c.waitView("the fields are adapted", ada, func(v viewed, _ string) bool { return !slices.Contains(v.inputs(), "what") })
	if wrong := c.sendsForm(ada, nil); len(wrong) > 0 {
		t.Fatalf("wrong: %v", wrong)
	}
	c.waitSaid("it is taken", func(m said) bool {
		return m.For == ada && strings.HasPrefix(m.Text, "On it: add <@"+ada+"> to workspace")
	})
	if n := s.count("request_created"); n != 2 {
		t.Errorf("%d requests", n)
	}
}

// Ensure that what can't be said in a form is told at a field that it has, and what was understood of a command is not lost in silence.
func TestFormUnderstood(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	c.sends(map[string]any{"user": ada, "text": `set @maya on team "Design"`})
	c.waitView("why not", ada, says("In a team one is a member or not"))
	if diff := cmp.Diff([]string{"verb"}, wrongFields(c.sendsForm(ada, nil))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c.sends(map[string]any{"user": ben, "text": `add @maya to type "Bug"`})
	c.waitView("a type's project is asked for", ben, says("In project", `"value":"Bug"`))
	c.sends(map[string]any{"user": maya, "text": `add to project Website and portfolio "Client Work" anyway`})
	c.waitView("something was left out", maya, says("so I left it out: portfolio Client Work, anyway."))
}

// Ensure that who can't use Rollcall gets no form, and hears why.
func TestFormShut(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	holds(t, c.types("gus", "/asana"), "Guests of this Slack workspace can't use Rollcall.")
	if n := len(c.views("U01GUSFREEL")); n > 0 {
		t.Errorf("%d forms", n)
	}
}

// Ensure that the shortcuts open the form, that of a message for the person who wrote it, and that what is chosen by its number is called by its name.
func TestFormShortcut(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	c.serve(sqliteURL(t), nil)
	post(t, c.slack.URL+"/_sandbox/shortcut", map[string]any{"user": ben, "callback_id": "request_access"}, nil)
	c.waitView("it is for oneself", ben, says(`"selected_users":["`+ben+`"]`))
	c.suggested(ben, "what", "website")
	c.chooses(ben, "what", "1208000000030002")
	c.waitView("it is foretold", ben, says("This would happen"))
	c.sendsForm(ben, nil)
	card := c.waitSaid("the card", func(m said) bool { return m.For == ada && isCard(m) })
	holds(t, card.Text, "asks: add <@"+ben+"> to project Website")
	post(t, c.slack.URL+"/_sandbox/shortcut", map[string]any{"user": ada, "callback_id": "request_access_message", "channel": card.Channel, "ts": card.TS}, nil)
	c.waitView("of a message that no person wrote it is for oneself", ada, says(`"selected_users":["`+ada+`"]`))
	if n := len(c.views(ben)); n > 0 {
		t.Errorf("%d forms are still open", n)
	}
}
