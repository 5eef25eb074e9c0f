package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// fault is one thing that Slack refuses, and the nearest thing that it takes.
type fault struct {
	name string
	// by does something with what is given, and returns Slack's error with its
	// details, or nothing when it was taken.
	by        func(w *world, given string) string
	bad, fine string
	code      string
	says      string // part of the details
	// blamed is under which name the fault is a violation; "" when it is none.
	blamed string
}

// Ensure each kind of fault is refused with Slack's own error and written down,
// while its nearest legal neighbour is taken.
func TestViolations(t *testing.T) {
	t.Parallel()
	var all []fault
	for _, part := range [][]fault{
		messageFaults(), blockFaults(), elementFaults(), optionFaults(), modalFaults(), inputFaults(), viewFaults(),
		homeFaults(), suggestionFaults(), answerFaults(), submissionFaults(), triggerFaults(), rightFaults(),
	} {
		all = append(all, part...)
	}
	if len(all) < 90 {
		t.Errorf("only %d faults", len(all))
	}
	for _, f := range all {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			f.check(t)
		})
	}
}

func (f fault) check(t *testing.T) {
	t.Helper()
	fresh := func() *world { return newWorld(t) }
	w := fresh()
	got := f.by(w, f.bad)
	code, details, _ := strings.Cut(got, " ")
	if code != f.code || !strings.Contains(details, f.says) {
		t.Errorf("refused with %.300q, want %s and %q", got, f.code, f.says)
	}
	found := w.sb.Violations()
	switch {
	case f.blamed == "" && len(found) > 0:
		t.Errorf("violations %.300q, want none", found)
	case f.blamed != "" && (len(found) != 1 || !strings.HasPrefix(found[0], f.blamed+": ") || !strings.Contains(found[0], f.says)):
		t.Errorf("violations %.300q, want one by %s", found, f.blamed)
	}
	w = fresh()
	if got := f.by(w, f.fine); got != "" {
		t.Errorf("the legal neighbour was refused with %.300q", got)
	}
	if found := w.sb.Violations(); len(found) > 0 {
		t.Errorf("the legal neighbour is a violation: %.300q", found)
	}
}

// refused is the outcome of a call.
func refused(out map[string]any) string {
	if out["ok"] == true {
		return ""
	}
	return strings.TrimSpace(fmt.Sprint(out["error"], " ", metadata(out)))
}

// posts posts a message with the given members.
func posts(w *world, members string) string {
	return refused(w.api("chat.postMessage", `{"channel":"C01GENERAL0",`+members+`}`))
}

// shows posts a message of one block.
func shows(w *world, block string) string {
	return posts(w, `"text":"x","blocks":[`+block+`]`)
}

// updates posts a message and changes it.
func updates(w *world, members string) string {
	ts := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`)["ts"].(string)
	return refused(w.api("chat.update", `{"channel":"C01GENERAL0","ts":"`+ts+`",`+members+`}`))
}

func opens(w *world, view string) string {
	return refused(w.api("views.open", `{"trigger_id":"`+w.trigger()+`","view":`+view+`}`))
}

// asks opens a modal with one input, of which the element is given.
func asks(w *world, element string) string {
	return opens(w, modal(`,"submit":`+plain(`"Send"`)+`,"blocks":[{"type":"input","label":`+plain(`"x"`)+`,"element":`+element+`}]`))
}

func publishes(w *world, view string) string {
	return refused(w.api("views.publish", `{"user_id":"`+ada+`","view":`+view+`}`))
}

// suggests answers a type-ahead.
func suggests(w *world, answer string) string {
	ts := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","blocks":[`+menu("external_select", `"min_query_length":0`)+`]}`)["ts"].(string)
	w.says("application/json", answer)
	return w.control("suggest", `{"user":"ada","channel":"general","ts":"`+ts+`","action_id":"a"}`).Error
}

// answers answers a command.
func replies(w *world, answer string) string {
	w.says("application/json", answer)
	return w.control("command", `{"user":"ada","channel":"general","text":"help"}`).Error
}

// responds posts to the response_url of a command.
func responds(w *world, body string) string {
	status, out := w.respond(w.commandURL(), body)
	if status == 200 {
		return ""
	}
	return refused(parse[map[string]any](w.t, []byte(out)))
}

// settles answers the submission of a form.
func settles(w *world, answer string) string {
	id := w.open(form(""))["id"].(string)
	w.says("application/json", answer)
	return w.control("submit", `{"user":"ada","view_id":"`+id+`","values":{"who":"maya"}}`).Error
}

// later waits before it opens a modal.
func later(w *world, wait string) string {
	d, err := time.ParseDuration(wait)
	if err != nil {
		w.t.Fatal(err)
	}
	trigger := w.trigger()
	w.forward(d)
	return refused(w.api("views.open", `{"trigger_id":"`+trigger+`","view":`+form("")+`}`))
}
