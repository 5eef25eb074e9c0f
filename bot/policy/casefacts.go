package policy

import (
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// who reads whom a test is about.
func (s *source) who(n ast.Node) string {
	t, ok := s.text(n, "who")
	known := slackUser.MatchString(t.text) || asanaGID.MatchString(t.text) || isAddressText(t.text) || t.text == wordSelf || t.text == wordTeam
	if ok && !known {
		s.fault(t.at, "%q can't be who; %s", t.text, idFault(t.text, []string{wordSelf, wordTeam}, "a Slack user (U… or W…), a gid, an e-mail address"))
	}
	return t.text
}

func (s *source) testDuration(n ast.Node) time.Duration {
	t, ok := s.text(n, "for")
	if !ok || t.text == permanent {
		return 0
	}
	d, err := parseDuration(t.text)
	if err == nil && d > 0 {
		return d
	}
	s.fault(t.at, "for: %q is no duration; write one such as 2w, or permanent", t.text)
	return 0
}

func (s *source) moment(n ast.Node) time.Time {
	t, ok := s.text(n, "now")
	if !ok {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, t.text)
	if err != nil {
		s.fault(t.at, "now: %q is no moment; write one such as 2026-12-24T18:00:00Z", t.text)
	}
	return at
}

// complete works out what a test leaves to be understood, and faults what does not go together.
func (l *loader) complete(t *test) {
	f := &t.facts
	f.Action = Action(t.do)
	if t.do == wordRequest {
		f.Action = Add
		if t.who == "" {
			t.who = wordSelf
		}
	}
	l.testLacks(t)
	l.expectable(t)
	if f.Action == Read {
		f.Target = Target{}
		return
	}
	t.target()
	if t.do == wordRequest && !f.Target.Self {
		l.fault(t.has["who"], "request is for oneself; write do: add, or who: self")
	}
	l.testLevels(t)
}

// testLacks faults members that an action does not have.
func (l *loader) testLacks(t *test) {
	lacks := map[string][]string{
		string(Read):   {"who", "target_name", "target_groups", "guest", "level", "before", "for"},
		string(Remove): {"level", "for"},
	}[t.do]
	for _, name := range lacks {
		if at, there := t.has[name]; there {
			l.fault(at, "do: %s has no %s; take it away", t.do, name)
		}
	}
}

// target makes the target of whom the test names.
func (t *test) target() {
	f, who := &t.facts, t.who
	to := &f.Target
	to.Type = wordUser
	switch {
	case who == wordSelf || who == f.Requester.SlackUser:
		to.Self, to.SlackUser, to.Email = true, f.Requester.SlackUser, f.Requester.Email
	case who == "":
		to.SlackUser = someoneElse
	case who == wordTeam:
		to.Type = wordTeam
	case slackUser.MatchString(who):
		to.SlackUser = who
	case asanaGID.MatchString(who):
		to.GID = who
	default:
		to.Email = who
	}
}

// testLevels fills in a level that is not named, and faults one that the parent does not take.
func (l *loader) testLevels(t *test) {
	f := &t.facts
	known := levelsOf(f.Parent.Kind)
	usual := known[0]
	if slices.Contains(known, "editor") {
		usual = "editor"
	}
	if f.Level == "" && f.Action != Remove {
		f.Level = usual
	}
	if f.Level != "" && !slices.Contains(known, f.Level) {
		l.fault(t.has["level"], "%s; %s is none of them", takes(f.Parent.Kind), f.Level)
	}
	if f.Before == "" {
		f.Before = usual
		if f.Action == Add {
			f.Before = levelNone
		}
	}
}
