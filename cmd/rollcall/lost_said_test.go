package main

import (
	"slices"
	"strings"

	"rollcall/bot/audit"
)

// lostQuestions are the questions that people type, with what their answers have.
func lostQuestions() map[string]string {
	return map[string]string{
		"pending":                  "nder way",
		"list project Harbour App": "|Harbour App> has ",
		"explain add @maya to project Harbour App as editor": " would do. Nothing was changed.",
	}
}

// checkQuestions: every question that was taken was answered.
func (p *proof) checkQuestions() {
	p.t.Helper()
	for question, words := range lostQuestions() {
		asked := map[string]map[string]bool{}
		for _, d := range p.sent {
			if d.text != question || d.verdict != taken {
				continue
			}
			if asked[d.who] == nil {
				asked[d.who] = map[string]bool{}
			}
			asked[d.who][d.trigger] = true
		}
		for who, triggers := range asked {
			n := 0
			for _, m := range p.said {
				if m.For == who && m.Source != "answer" && strings.Contains(m.Text, words) {
					n++
				}
			}
			if n < len(triggers) {
				p.t.Errorf("%s asked %q %d times and was answered %d times", who, question, len(triggers), n)
			}
		}
	}
}

// checkUntrue: nobody is told of changes in Asana itself, where nobody changes anything.
func (p *proof) checkUntrue() {
	p.t.Helper()
	for _, m := range p.said {
		// A version before this one may say so of what another change is just doing.
		if strings.Contains(m.Text, ": somebody changed it in Asana meanwhile") && p.program == "" {
			p.t.Errorf("not true: %s", m.Text)
		}
	}
}

// checkCards: everybody who was asked to decide has a card that shows the end and can't be clicked any more. A copy whose posting nobody heard of may be left
// as it was by a process that was killed at that moment.
func (p *proof) checkCards() {
	p.t.Helper()
	left := 0
	for name, r := range p.requests {
		if !slices.ContainsFunc(p.events[name], func(e audit.Event) bool { return e.Action == audit.RequestWaiting }) {
			continue
		}
		for _, to := range []string{chloe, noor, approvals} {
			if to == r.Origin.SlackUser {
				continue
			}
			shown := 0
			for _, m := range p.said {
				switch {
				case m.For != to && m.Channel != to || m.Ephemeral || !isCard(m) || requestOn(m) != name:
				case strings.HasSuffix(m.Text, " · "+string(r.State)) && len(m.buttons()) == 0:
					shown++
				default:
					left++
				}
			}
			if shown == 0 {
				p.t.Errorf("no card of %s shows that %s is %s", to, name, r.State)
			}
		}
	}
	if left > p.died {
		p.t.Errorf("%d copies of cards are out of date, after %d deaths", left, p.died)
	}
	p.t.Logf("%d copies of cards are out of date", left)
}
