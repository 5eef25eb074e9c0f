package main

import (
	"context"
	"slices"
	"strings"
	"sync"

	"rollcall/bot"
	"rollcall/bot/audit"

	asanasandbox "rollcall/asana/sandbox"
)

// move is what a write of the service did to a pair.
type move struct {
	pair          *standing
	before, after string
}

// moves are what was noted while the service writes.
type moves struct {
	mu  sync.Mutex
	all []move
}

func (m *moves) add(w move) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, w)
}

// take returns the moves so far and forgets them.
func (m *moves) take() []move {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.all
	m.all = nil
	return all
}

// showsAll is what Asana shows of all pairs.
func (m *grantModel) showsAll() []string {
	var seed asanasandbox.Seed
	get(m.t, m.asana.URL+"/_sandbox/state", &seed)
	all := make([]string, len(m.pairs))
	for i, p := range m.pairs {
		all[i] = levelIn(&seed, p)
	}
	return all
}

func (m *grantModel) shows(p *standing) string { return m.showsAll()[slices.Index(m.pairs, p)] }

func levelIn(seed *asanasandbox.Seed, p *standing) string {
	for _, t := range seed.Teams {
		in := slices.ContainsFunc(t.Members, func(s asanasandbox.SeedTeamMember) bool { return s.User == p.member })
		if t.GID == p.parent && in {
			return "member"
		}
	}
	for _, row := range seed.Memberships {
		if row.Parent == p.parent && row.Member == p.member {
			return row.AccessLevel
		}
	}
	return none
}

// check holds Asana, the grants, the requests and the log to the reference.
func (m *grantModel) check(when string) {
	for i, shown := range m.showsAll() {
		p := m.pairs[i]
		if shown != p.shown {
			m.t.Errorf("%s\n%s on %s is %s, want %s", when, p.who, p.where, shown, p.shown)
		}
		m.checkLive(when, p)
	}
	for request, want := range m.wants {
		if got := m.life.state(request); string(got) != want {
			m.t.Errorf("%s\n%s is %s, want %s", when, request, got, want)
		}
	}
	clear(m.wants)
	m.checkEvents(when)
	if m.t.Failed() {
		m.t.FailNow()
	}
}

// checkLive compares the grants that live, and takes over when exactly they end.
func (m *grantModel) checkLive(when string, p *standing) {
	var live []bot.Grant
	must(m.t, m.life.store.View(m.t.Context(), func(ctx context.Context, tx bot.Tx) (err error) {
		live, err = tx.LiveGrants(ctx, p.parent, p.member)
		return err
	}))
	var left []string
	for _, g := range live {
		i := slices.IndexFunc(p.live, func(o *given) bool { return o.request == bot.RequestName(g.Request) && o.level == g.Level })
		if i < 0 {
			left = append(left, bot.RequestName(g.Request))
			continue
		}
		want := p.live[i]
		if g.EndsAt.Before(want.from) || g.EndsAt.After(want.to) {
			m.t.Errorf("%s\nwhat %s gave ends %v, want between %v and %v", when, want.request, g.EndsAt, want.from, want.to)
		}
		want.from, want.to = g.EndsAt, g.EndsAt
	}
	if len(live) != len(p.live) || len(left) > 0 {
		m.t.Errorf("%s\n%s on %s has %d grants that live, want %d; more: %q", when, p.who, p.where, len(live), len(p.live), left)
	}
}

// checkEvents holds the new events to what the writes did: each write has its intent and its outcome, in order, with what Asana showed before and
// after, and there is no outcome without a write.
func (m *grantModel) checkEvents(when string) {
	log := m.life.log()
	events := log[m.seen:]
	m.seen = len(log)
	k := &tally{model: m, when: when, moves: m.moves.take(), intents: make(map[string]audit.Event)}
	for _, e := range events {
		if e.Change != "" && strings.Contains(string(e.Action), "_member_") {
			k.count(e)
		}
	}
	if len(k.moves) > 0 || len(k.intents) > 0 {
		m.t.Errorf("%s\nwrites without an event %+v, intents without an outcome %s", when, k.moves, spelled(k.intents))
	}
}

// tally goes through the events of a step.
type tally struct {
	model   *grantModel
	when    string
	moves   []move
	intents map[string]audit.Event
}

func (k *tally) count(e audit.Event) {
	t, d := k.model.t, e.Details
	p := k.model.pairOf(e)
	if d.OldValue != "" && d.OldValue != p.was {
		t.Errorf("%s\nAsana showed %s before: %s", k.when, p.was, spelled(e))
	}
	switch e.Outcome {
	case audit.Intent:
		k.intents[e.Change] = e
		return
	case audit.Noop:
		if d.NewValue != p.was {
			t.Errorf("%s\nAsana showed %s: %s", k.when, p.was, spelled(e))
		}
	case audit.OK:
		if i, ok := k.intents[e.Change]; !ok || *i.Details != *d || i.Action != e.Action {
			t.Errorf("%s\n%s has no intent like it: %s", k.when, e.Change, spelled(e))
		}
		i := slices.IndexFunc(k.moves, func(w move) bool { return w.pair == p })
		if i < 0 || k.moves[i].before != d.OldValue || k.moves[i].after != d.NewValue {
			t.Errorf("%s\nthe log says %s > %s, but Asana showed %+v", k.when, d.OldValue, d.NewValue, k.moves)
			break
		}
		k.moves = slices.Delete(k.moves, i, i+1)
		p.was = d.NewValue
	}
	delete(k.intents, e.Change)
}

// pairOf is the pair that an event is about.
func (m *grantModel) pairOf(e audit.Event) *standing {
	return m.pairs[slices.IndexFunc(m.pairs, func(p *standing) bool { return p.parent == e.Resource.GID && p.member == e.Subject.GID })]
}

// checkEnd holds after the end of everything: each grant ended or was left exactly once, and nothing waits any more.
func (m *grantModel) checkEnd() {
	open := make(map[string]int)
	for _, e := range m.life.log() {
		switch e.Action {
		case audit.GrantStarted:
			open[e.Request]++
		case audit.GrantEnded, audit.GrantLeft:
			open[e.Request]--
		}
		if n := open[e.Request]; n < 0 || n > 1 {
			m.t.Errorf("%s: %s", e.Request, spelled(e))
		}
	}
	for request, n := range open {
		if n != 0 {
			m.t.Errorf("what %s gave has not ended", request)
		}
	}
	for _, p := range m.pairs {
		if len(p.live) > 0 {
			m.t.Errorf("the reference is wrong: %+v", p)
		}
	}
	if n := m.life.side.count("jobs"); n != 0 {
		m.t.Errorf("%d jobs are left", n)
	}
}
