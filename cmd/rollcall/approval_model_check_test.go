package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// look compares the service with the model, and every known card with the truth.
func (l *trial) look() {
	for _, a := range l.asks {
		l.lookAtState(a)
	}
	l.lookAtAsana()
	l.lookAtCards()
}

func (l *trial) lookAtState(a *ask) {
	if got := l.stateOf(a); got != a.state {
		l.fail("a request is in another state than the model", "%s (%s: %s) is %s, not %s", a.id, a.who, a.text, got, a.state)
	}
}

// lookAtAsked holds who was asked to whom the model would ask; nobody waits for people who cannot be reached.
func (l *trial) lookAtAsked(a *ask) {
	l.lookAtState(a)
	if a.state != "awaiting_approval" {
		return
	}
	var asked []string
	for _, e := range l.svc.log() {
		if e.Request == a.id && e.Action == audit.RequestWaiting {
			asked = slices.Sorted(slices.Values(e.Context.Approvers))
		}
	}
	if want := slices.Sorted(slices.Values(l.world.approvers(a))); !slices.Equal(asked, want) {
		l.fail("others are asked than the rule means", "%s (%s): %q, want %q", a.id, a.rule, asked, want)
	}
}

// lookAtAsana compares memberships.
func (l *trial) lookAtAsana() {
	got := l.memberships()
	for _, p := range modelPlaces() {
		for _, who := range modelTargets() {
			gid := modelAccounts()[who]
			if got[p.gid][gid] != l.world.rows[p.gid][gid] {
				l.fail("Asana shows another level than the model", "%s on %s: %q, want %q", who, p.name, got[p.gid][gid], l.world.rows[p.gid][gid])
			}
		}
	}
}

// memberships are the levels in Asana.
func (l *trial) memberships() map[string]map[string]string {
	var state struct {
		Memberships []row `json:"memberships"`
	}
	get(l.t, l.asana.URL+"/_sandbox/state", &state)
	all := map[string]map[string]string{}
	for _, p := range modelPlaces() {
		all[p.gid] = map[string]string{}
	}
	for _, r := range state.Memberships {
		if all[r.Parent] != nil {
			all[r.Parent][r.Member] = r.Level
		}
	}
	return all
}

// lookAtCards holds each known copy, and each that was clicked, to how its request stands.
func (l *trial) lookAtCards() {
	messages := l.messages()
	for _, a := range l.asks {
		known := l.cardsOf(a)
		for _, m := range messages {
			if !isCard(m) || l.askOf(m) != a {
				continue
			}
			at := slices.IndexFunc(known, func(c bot.Card) bool { return c.Posted == bot.Posted{Channel: m.Channel, TS: m.TS} })
			switch {
			case at >= 0:
				l.lookAtCard(a, m, known[at])
			case l.clicked[m.Channel+m.TS]:
				l.fail("a copy that was clicked is not taken up", "%s", m.Text)
			case l.lost == 0:
				l.fail("a copy is not known although no answer got lost", "%s", m.Text)
			}
		}
	}
}

func (l *trial) cardsOf(a *ask) (cards []bot.Card) {
	must(l.t, l.svc.store.View(l.t.Context(), func(ctx context.Context, tx bot.Tx) (err error) {
		cards, err = tx.Cards(ctx, a.n)
		return err
	}))
	return cards
}

func (l *trial) lookAtCard(a *ask, m said, c bot.Card) {
	hold := strings.HasPrefix(c.Shown, "hold:")
	counts := hold && a.state == "held" || !hold && a.state == "awaiting_approval"
	if !strings.HasSuffix(m.Text, "\n"+a.id+" · "+a.state) {
		l.fail("a card shows another state than the true one", "%s is %s: %s", a.id, a.state, m.Text)
	}
	if counts != slices.Contains(m.buttons(), "request_approve") {
		l.fail("a card has buttons that do not count, or lacks those that do", "%s is %s: %v %s", a.id, a.state, m.buttons(), m.Text)
	}
	if hold {
		return
	}
	for _, id := range a.approved {
		if !strings.Contains(m.Text, "Approved by <@"+id+">") {
			l.fail("a card does not say who decided", "%s by %s: %s", a.id, id, m.Text)
		}
	}
	if a.state == "denied" && !strings.Contains(m.Text, "Denied by <@"+a.decided+">") {
		l.fail("a card does not say who decided", "%s by %s: %s", a.id, a.decided, m.Text)
	}
}

// finish lets time pass until nothing waits any more, and looks at all that is left.
func (l *trial) finish() {
	if l.world.stopped {
		if l.world.away[ada] != "" {
			l.turns(ada, "")
			l.restart()
		}
		l.turn(ada)
	}
	l.say("three days pass")
	for leaps := 0; ; leaps++ {
		busy, next := l.queue()
		if !busy && next <= 0 {
			break
		}
		if leaps == 100 {
			l.fail("work never ends", "")
		}
		l.world.clock += max(next, 73*time.Hour)
		l.forward(max(next, 73*time.Hour))
		l.settle()
	}
	for _, a := range l.asks {
		if got := l.stateOf(a); a.open() && (got == "expired" || got == "refused") {
			a.state = got
		}
	}
	l.look()
	l.checkEvents()
	l.checkTold()
}
