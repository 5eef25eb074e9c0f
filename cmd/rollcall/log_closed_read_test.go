package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/audit"
)

// Reading is an action too: with the audit log closed nobody is answered, shown or asked anything that the log would have to tell, everybody is told so
// or what it waits for, and nothing moves. When the log can be written again, what waited is answered once, each with its event, and what was not
// accepted is when it is repeated.
func TestLogClosedReading(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		l := readers(t, url)
		known := len(l.messages())
		l.closes()
		l.reads()
		l.settles()
		l.passes(silence)
		l.settles()
		if diff := cmp.Diff(readersTold(), l.saidSince(known)); diff != "" {
			t.Errorf("what people were told (-want +got):\n%s", diff)
		}
		l.haveStates("awaiting_approval", "awaiting_approval", "applying") // a choice is no event of its own; the intent will tell what was chosen
		l.opens()
		l.readsAgain()
		l.wereAnswered()
	})
}

// readers is a service with three requests that wait for Ada, a question that is asked back, and a form that Ben has open.
func readers(t *testing.T, url string) *closedLog {
	t.Helper()
	l := &closedLog{mortal: newCompany(t, namesakes).livesOn(url, newFate(0, false))}
	l.books.open(l.memberships())
	for _, d := range []doing{
		types(ben, addMaya), types(ben, "add @noor to project Website Relaunch as editor"),
		types(ada, "add @noor to project Website as editor"), types(ada, "list project Website"),
	} {
		d.does(l.mortal)
		l.mortal.rests()
	}
	post(t, l.slack.URL+"/_sandbox/shortcut", map[string]any{"user": ben, "callback_id": "request_access"}, nil)
	l.waitView("it is for oneself", ben, says(`"selected_users":["`+ben+`"]`))
	l.suggested(ben, "what", "website")
	return l
}

// theQuestions are what is asked by words, as the log spells them.
func theQuestions() []string {
	return []string{
		"explain add @" + maya + " to project Website Relaunch as admin", "history R1", "list project Website Relaunch", "pending", "show 1209000000000012",
	}
}

// reads does everything while the log is closed that reads, shows or decides something.
func (l *closedLog) reads() {
	t := l.t
	t.Helper()
	for _, text := range append(theQuestions(), "deny R2 because no") {
		text = strings.ReplaceAll(text, "@"+maya, "<@"+maya+">")
		if ack := l.types(ada, text); !strings.HasPrefix(ack, "On it: ") {
			t.Errorf("%q was answered with %q", text, ack)
		}
	}
	l.picks(ada, l.offering(ada, "question_pick"), "question_pick", "list project 1208000000030002")
	l.picks(ada, l.offering(ada, "request_pick"), "request_pick", "R3 1208000000030099")
	l.clicks(ada, l.offering(ada, "request_approve"), "request_approve")

	l.chooses(ben, "what", "1208000000030002")
	l.waitView("nothing is foretold", ben, says("I can't look up now what would happen. You can send it anyway."))
	if wrong := l.sendsForm(ben, nil); wrong["reason"] != unlogged {
		t.Errorf("the form was answered with %q", wrong)
	}
	if a := l.looksHome(noor); a.Status == http.StatusOK || l.home(noor).ID != "" {
		t.Errorf("the opened home was answered with %d; it shows %q", a.Status, l.home(noor).text())
	}
	post(t, l.slack.URL+"/_sandbox/shortcut", map[string]any{"user": maya, "callback_id": "request_access"}, nil)
	if n := len(l.views(maya)); n > 0 {
		t.Errorf("%d forms were opened", n)
	}
}

// looksHome opens somebody's home once.
func (l *closedLog) looksHome(who string) (a answered) {
	l.t.Helper()
	post(l.t, l.slack.URL+"/_sandbox/home", map[string]any{"user": who}, &a)
	return a
}

// haveStates checks the states of all requests.
func (l *closedLog) haveStates(states ...string) {
	l.t.Helper()
	if diff := cmp.Diff(states, l.side.list(`select state from requests order by id`)); diff != "" {
		l.t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// readersTold is what people are told while the log is closed, in the order of the alphabet.
func readersTold() []string {
	const waits = ": waiting for the audit log, will go on by itself."
	all := []string{ada + ": On it: list project 1208000000030002", maya + ": " + unlogged}
	for range len(theQuestions()) + 1 {
		all = append(all, ada+": Not answered yet"+waits)
	}
	all = append(all, ada+": Not decided yet"+waits, ada+": Not decided yet"+waits, ada+": Not done yet"+waits)
	slices.Sort(all)
	return all
}

// saidSince are the first lines of what was said after so many messages, but for acknowledgements of what was typed.
func (l *closedLog) saidSince(known int) (all []string) {
	for _, s := range l.messages()[known:] {
		if first, _, _ := strings.Cut(s.Text, "\n"); s.Source != "answer" && s.Source != "command" {
			all = append(all, s.For+": "+first)
		}
	}
	slices.Sort(all)
	return all
}

// readsAgain repeats what was not accepted.
func (l *closedLog) readsAgain() {
	t := l.t
	t.Helper()
	l.rests(doing{})
	if wrong := l.sendsForm(ben, nil); len(wrong) > 0 {
		t.Errorf("the form was answered with %q", wrong)
	}
	l.opensHome(noor)
	post(t, l.slack.URL+"/_sandbox/shortcut", map[string]any{"user": maya, "callback_id": "request_access"}, nil)
	l.waitView("the form is there", maya, says(`"selected_users":["`+maya+`"]`))
	l.waitHome(noor)
	l.rests(doing{})
}

// wereAnswered checks that everything has its answer, and its one event.
func (l *closedLog) wereAnswered() {
	t := l.t
	t.Helper()
	l.haveStates("applied", "denied", "applied", "awaiting_approval")
	told := l.told(ada)
	for _, words := range []string{"This is what", "What happened with R1", "Website Relaunch> has 4 members", "Waiting for you", "Ada Bianchi* admin", "|Website> has 4 members"} {
		if !slices.ContainsFunc(told, func(s said) bool { return strings.Contains(s.Text, words) }) {
			t.Errorf("nobody answered %q: %s", words, spelled(told))
		}
	}
	read := map[string]int{}
	for _, e := range l.log() {
		if e.Request == "" && e.Details != nil && e.Actor != nil && (e.Action == audit.RequestCompleted || e.Action == audit.LogRead || e.Action == audit.RequestRefused) {
			read[e.Actor.SlackUser+" "+e.Details.NewValue]++
		}
	}
	want := map[string]int{ada + " list project Website": 1, ada + " list project 1208000000030002": 1, ben + " form": 1, maya + " form": 1, noor + " home": 1}
	for _, text := range theQuestions() {
		want[ada+" "+text] = 1
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("events of what was read (-want +got):\n%s", diff)
	}
}
