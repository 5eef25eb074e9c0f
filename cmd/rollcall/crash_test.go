package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/audit"
	"rollcall/bot/store/pgtest"
)

// A process that dies at any step of what people do, before its effect or after it, and the one that comes after it bring about exactly what one
// process would have that never dies: the same in Asana with as many writes, the same events, words, cards and timers. It is tried at a few steps
// of each script, and with ROLLCALL_PROVE=1 at every one.
func TestCrash(t *testing.T) {
	t.Parallel()
	for _, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.crashes(t, sqliteURL, 6, 1)
		})
	}
}

// TestCrashPostgres is a part of the same on PostgreSQL.
func TestCrashPostgres(t *testing.T) {
	t.Parallel()
	for _, s := range stories() {
		if proves := proving(); !proves && s.name != "approve" && s.name != "end" {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.crashes(t, pgtest.Start, 2, 3)
		})
	}
}

// death is where the process dies: at which step, and on which side of it.
type death struct {
	at    int
	after bool
}

// crashes plays the script without a death, and then once for each death: some of them, or with ROLLCALL_PROVE=1 all, or every so-manieth.
func (s story) crashes(t *testing.T, database func(testing.TB) string, some, every int) {
	t.Helper()
	want, steps := s.play(t, database(t), newFate(0, false))
	t.Logf("%d steps", len(steps))
	var all []death
	for i, step := range steps {
		if all = append(all, death{i + 1, true}); step != "claim" {
			all = append(all, death{i + 1, false})
		}
	}
	for _, d := range chosen(all, some, every) {
		side := map[bool]string{false: "before", true: "after"}[d.after]
		t.Run(fmt.Sprintf("%s step %d", side, d.at), func(t *testing.T) {
			t.Parallel()
			f := newFate(d.at, d.after)
			got, taken := s.play(t, database(t), f)
			if len(taken) < d.at {
				t.Log("this time it took fewer steps, and nothing struck") // jobs run side by side, and one that looks too early looks again
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("died %s step %d, %s: other than without a death (-want +got):\n%s\nsteps: %s", side, d.at, taken[min(d.at, len(taken))-1], diff, strings.Join(taken, "; "))
			}
		})
	}
}

// chosen are the deaths to try: with ROLLCALL_PROVE=1 every so-manieth, otherwise one in each of some parts.
func chosen(all []death, some, every int) (few []death) {
	if proving() {
		for i := rand.N(every); i < len(all); i += every {
			few = append(few, all[i])
		}
		return few
	}
	for part := range some {
		from, to := part*len(all)/some, (part+1)*len(all)/some
		few = append(few, all[from+rand.N(to-from)])
	}
	return few
}

// aftermath is all that a script leaves, but for moments.
type aftermath struct {
	Levels []string
	Writes []string
	Events map[string][]string // by request
	Order  []string            // the first and the last event of each request
	Told   []string            // what was said to whom, each once
	Cards  []string
	Jobs   []string
	Grants []string
	Locks  int
}

// play plays the script and returns what it leaves, and the steps of the first process.
func (s story) play(t testing.TB, database string, f *fate) (aftermath, []string) {
	t.Helper()
	m := newCompany(t, s.seed).livesOn(database, f)
	m.plays(s.doings)
	return s.leaves(m), f.taken()
}

// leaves is what the script has left.
func (s story) leaves(m *mortal) aftermath {
	t, c := m.t, m.company
	t.Helper()
	a := aftermath{Events: map[string][]string{}}
	a.Told = m.wasTold()
	a.Jobs, a.Grants = m.jobs(), m.side.list(`select state || ' ' || level from grants order by id`)
	a.Locks = m.side.count("locks")
	a.notes(m.log())
	m.clicksLost()
	a.Cards = m.cardsShow()
	for i, p := range s.pairs {
		if a.Levels = append(a.Levels, c.level(p[0], p[1])); a.Levels[i] != s.ends[i] {
			t.Errorf("Asana shows %q of pair %d, want %q", a.Levels[i], i, s.ends[i])
		}
	}
	a.Writes = slices.DeleteFunc(c.journal(isWrite), func(call string) bool { return !strings.Contains(call, " 2") })
	slices.Sort(a.Writes)
	return a
}

// notes takes over what the log, which must be whole, tells of each request.
func (a *aftermath) notes(log []audit.Event) {
	for _, e := range log {
		if e.Request == "" || a.Events[e.Request] != nil {
			continue
		}
		lines := about(log, e.Request)
		for i, line := range lines {
			lines[i] = fromTill.ReplaceAllStringFunc(line, howMuchLater)
		}
		a.Order = append(a.Order, e.Request+": "+lines[0]+" … "+lines[len(lines)-1])
		slices.Sort(lines) // changes of one request are made side by side
		a.Events[e.Request] = lines
	}
}

// fromTill is an event's word for an end that was put off.
var fromTill = regexp.MustCompile(`\d{4}-\S+Z>\d{4}-\S+Z`)

// howMuchLater spells by how much.
func howMuchLater(ends string) string {
	before, after, _ := strings.Cut(ends, ">")
	from, errFrom := time.Parse(time.RFC3339, before)
	till, errTill := time.Parse(time.RFC3339, after)
	return fmt.Sprint("by ", till.Sub(from), errors.Join(errFrom, errTill))
}

// wasTold is what people were told beside acknowledgements, each wording once.
func (m *mortal) wasTold() (all []string) {
	for _, message := range m.messages() {
		if message.For == "" || slices.Contains([]string{"slack", "answer", "command"}, message.Source) || isCard(message) || isStopgap(message.Text) || m.isLost(message) {
			continue
		}
		all = append(all, message.For+": "+timeless(message))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// timeless is a message without its moments.
func timeless(m said) string { return atMoment.ReplaceAllString(m.Text, "(then)") }

// isLost tells a question that is asked no more from what people are told: a copy of which only the chat knows, because the process died when it had
// been posted.
func (m *mortal) isLost(question said) bool {
	open := isCard(question) && len(question.buttons()) > 0 || slices.Contains(question.buttons(), "request_pick")
	if open && !m.died {
		m.t.Errorf("a question still has its buttons: %s", spelled(question))
	}
	return open
}

// clicksLost answers such copies, which brings them up to date and does nothing else.
func (m *mortal) clicksLost() {
	for _, question := range m.messages() {
		switch {
		case !m.isLost(question):
			continue
		case isCard(question):
			m.clicks(question.For, question, "request_approve")
		default:
			m.picks(question.For, question, "request_pick", "R1 "+website)
		}
		m.rests()
	}
}

// whyYou is missing on a copy that was found again.
var whyYou = regexp.MustCompile(`\nWhy you: [^\n]*`)

// cardsShow is what the cards show, each wording once.
func (m *mortal) cardsShow() (all []string) {
	for _, card := range m.messages() {
		if isCard(card) {
			all = append(all, fmt.Sprint(whyYou.ReplaceAllString(timeless(card), ""), card.buttons()))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
