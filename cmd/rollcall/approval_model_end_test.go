package main

import (
	"regexp"
	"slices"
	"strings"

	"rollcall/bot/audit"
)

// checkEvents holds the log to what may happen to a request, and to what was done in Asana.
func (l *trial) checkEvents() {
	log := l.svc.log() // which verifies
	done := 0
	for _, a := range l.asks {
		done += l.checkStory(a, log)
	}
	var writes []string
	for _, w := range l.journal(isWrite) {
		if strings.HasSuffix(w, " 200") || strings.HasSuffix(w, " 201") {
			writes = append(writes, w)
		}
	}
	if len(writes) != done {
		l.fail("Asana was changed more or less often than the log says", "%q, but the log has %d changes", writes, done)
	}
	var dead int
	must(l.t, l.svc.db.QueryRowContext(l.t.Context(), `select count(*) from jobs where state = 'dead' and kind <> 'reply'`).Scan(&dead))
	if dead > 0 {
		l.fail("work was given up", "%d jobs", dead)
	}
}

// checkStory follows one request through the log, and counts its writes.
func (l *trial) checkStory(a *ask, log []audit.Event) (done int) {
	state, approved, intents, outcomes := "", []string{}, 0, 0
	for _, e := range log {
		if e.Request != a.id {
			continue
		}
		if isLast(state) && !refusedDecision(e) {
			l.fail("something happened to a request after its end", "%s: %s %s after %s", a.id, e.Action, e.Outcome, state)
		}
		if e.Change != "" {
			if e.Outcome == audit.Intent {
				intents++
				l.checkIntent(a, e, approved)
			} else {
				outcomes++
			}
			if e.Outcome == audit.OK {
				done++
			}
			continue
		}
		switch {
		case e.Action == audit.RequestApproved && e.Outcome == audit.OK && !strings.HasPrefix(e.Context.Rule, "built-in: one of ADMINS releases"):
			if slices.Contains(approved, e.Actor.SlackUser) {
				l.fail("somebody approved twice", "%s: %s", a.id, e.Actor.SlackUser)
			}
			approved = append(approved, e.Actor.SlackUser)
		case refusedDecision(e):
			continue
		}
		state = string(e.Action)
	}
	if !isLast(state) || outcomes > 1 || done > 0 && intents == 0 || done == 0 && intents > 0 && a.state == "applied" && a.before != a.after {
		l.fail("the events of a request do not fit together", "%s (%s): %q", a.id, a.state, about(log, a.id))
	}
	if !slices.Equal(a.approved, approved) {
		l.fail("other approvals counted than the model's", "%s: %q, want %q", a.id, approved, a.approved)
	}
	return done
}

// checkIntent holds a change that is about to be made to what allows it.
func (l *trial) checkIntent(a *ask, e audit.Event, approved []string) {
	if a.way.decision == "approve" && len(approved) < a.way.atLeast {
		l.fail("a change was made without enough approvals", "%s: %q of %d", a.id, approved, a.way.atLeast)
	}
	if e.Context.Rule != a.rule || e.Context.PolicyHash != a.hash || !slices.Equal(e.Context.Approvers, approved) {
		l.fail("a change does not say what allows it", "%s: %+v, want rule %q, policy %s, approvers %q", a.id, e.Context, a.rule, a.hash, approved)
	}
}

// refusedDecision tells an event of a decision that did not count.
func refusedDecision(e audit.Event) bool {
	return e.Outcome == audit.Refused && (e.Action == audit.RequestApproved || e.Action == audit.RequestDenied || e.Action == audit.RequestCancelled)
}

// isLast tells actions after which nothing happens to a request.
func isLast(action string) bool {
	switch audit.Action(action) {
	case audit.RequestDenied, audit.RequestCancelled, audit.RequestExpired, audit.RequestCompleted, audit.RequestFailed, audit.RequestRefused:
		return true
	}
	return false
}

// answersDecision fits what those who decide are told, who may be the requester as well.
var answersDecision = regexp.MustCompile(`is decided already|so there is nothing|expired before anybody|was refused:|has ended already|is being carried out`)

// checkTold holds what the one who asked was told of the end: once, and in the same words when it had to be repeated.
func (l *trial) checkTold() {
	messages := l.messages()
	for _, a := range l.asks {
		var told []string
		for _, m := range messages {
			if m.For == a.who && !isCard(m) && strings.HasSuffix(m.Text, "\n"+a.id+" · "+a.state) && !answersDecision.MatchString(m.Text) {
				told = append(told, m.Text)
			}
		}
		words := slices.Compact(slices.Sorted(slices.Values(told)))
		switch {
		case len(words) > 1:
			l.fail("the end was told in different words", "%s: %q", a.id, words)
		case len(told) == 0 && !l.gone[a.who]:
			l.fail("nobody was told of the end", "%s is %s", a.id, a.state)
		case len(told) > 1 && l.lost == 0:
			l.fail("the end was told twice although no answer got lost", "%s: %q", a.id, told)
		}
	}
}
