package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// grantModel is a company and a service whose every step is held to the reference.
type grantModel struct {
	*company
	database func(testing.TB) string

	life  *grantLife
	moved time.Duration // how far the clock was moved, which a new process does not know
	pairs []*standing
	deeds []*deed // of the requests, R1 first
	wants map[string]string
	seen  int // events that were held to Asana
	next  int // makes lengths differ
	moves moves
}

func newGrantModel(t testing.TB, database func(testing.TB) string) *grantModel {
	m := &grantModel{company: newCompany(t, nil), database: database, wants: make(map[string]string)}
	project, team := `project "Website Relaunch"`, `team "Design"`
	m.pairs = []*standing{
		{kind: "project", where: project, parent: websiteRelaunch, who: maya, member: mayaGID},
		{kind: "project", where: project, parent: websiteRelaunch, who: ben, member: benGID},
		{kind: "team", where: team, parent: design, who: ben, member: benGID},
		{kind: "team", where: team, parent: design, who: maya, member: mayaGID},
	}
	for _, p := range m.pairs {
		p.shown = m.shows(p)
		p.was = p.shown
	}
	m.life = m.begin(database(t))
	return m
}

// plays carries out a script unless its time is over, then lets time pass until nothing is left that could end.
func (m *grantModel) plays(script []act, over func() bool) {
	for i, a := range script {
		if over() {
			break
		}
		m.play(a)
		m.check(fmt.Sprintf("step %d:%#v", i, a))
	}
	m.pass(100*day, trouble{})
	m.check("the end")
	m.checkEnd()
}

func (m *grantModel) play(a act) {
	if d := m.clear(0); d > 0 { // an end in the middle of a step could come before or behind it
		m.pass(d, trouble{})
	}
	switch a.verb {
	case "pass":
		m.pass(a.forward, a.trouble)
	case "outside":
		m.outside(a)
	default:
		m.command(a)
	}
}

// near is how long a step lasts at most by the clock of the service, whose pauses are skipped.
const near = 6 * time.Minute

// clear is d, or as much more that no end is near after it.
func (m *grantModel) clear(d time.Duration) time.Duration {
	now := m.life.store.Now()
	for again := true; again; {
		again = false
		for _, p := range m.pairs {
			for _, g := range p.live {
				if end := g.to.Sub(now); end > d-time.Second && end < d+near {
					d, again = end+near, true
				}
			}
		}
	}
	return d
}

func (m *grantModel) forward(d time.Duration) {
	m.moved += d
	m.life.store.Forward(d)
}

// fallDue lets the reference end what is due.
func (m *grantModel) fallDue() {
	for _, p := range m.pairs {
		p.due(m.life.store.Now())
	}
}

// pass lets time pass, with trouble while ends fall due. Where somebody changed a pair, the order of its ends matters, so they come one by one.
func (m *grantModel) pass(d time.Duration, t trouble) {
	until := m.life.store.Now().Add(d)
	for {
		now := m.life.store.Now()
		hop := until.Sub(now)
		for _, p := range m.pairs {
			for _, g := range p.live {
				if !p.intact() && g.to.After(now) {
					hop = min(hop, g.to.Sub(now)+time.Second)
				}
			}
		}
		if hop <= 0 {
			return
		}
		m.during(t, func() { m.forward(m.clear(hop)) })
		t = trouble{}
		m.fallDue()
	}
}

// command types what a step says, and lets the reference do the same.
func (m *grantModel) command(a act) {
	if m.pairs[a.pair].kind == "team" {
		a.level = "member"
		if a.verb == "set" {
			a.verb = "add"
		}
	}
	if a.lasts > 0 {
		m.next++ // no two ends at one moment
		a.lasts += time.Duration(m.next) * 13 * time.Minute
	}
	x := deedWith{deed: &deed{request: fmt.Sprintf("R%d", len(m.deeds)+1)}, pair: m.pairs[a.pair]}
	if slices.Contains([]string{"extend", "end", "undo"}, a.verb) {
		if x.about = m.about(a.verb, a.back); x.about == nil || a.verb == "undo" && m.nearWindow(x.about) {
			return
		}
	}
	text := m.text(a, x.about)
	if _, g := m.liveOf(x.about); g != nil && a.trouble.kind == "due" && m.isNext(g) {
		m.late(x.deed, g, text, a.lasts)
		return
	}
	from := m.life.store.Now()
	m.during(a.trouble, func() { m.asks(x.deed, text) })
	if a.lasts > 0 {
		x.given = &given{request: x.deed.request, level: a.level, from: from.Add(a.lasts - time.Second), to: m.life.store.Now().Add(a.lasts)}
	}
	m.wants[x.deed.request] = m.expect(a, x)
	m.fallDue() // an undo may bring back what is over
}

// nearWindow tells whether it is decided only while it is done whether an undo is within its window.
func (m *grantModel) nearWindow(d *deed) bool {
	return (m.life.store.Now().Sub(d.ended) - day).Abs() < near
}

// about chooses an earlier request: mostly one of those that a command can be about; nil when there is none.
func (m *grantModel) about(verb string, back int) *deed {
	fits := func(d *deed) bool { return d.changed && d.undid == nil }
	if verb != "undo" {
		fits = func(d *deed) bool { _, g := m.liveOf(d); return g != nil }
	}
	all := slices.DeleteFunc(slices.Clone(m.deeds), func(d *deed) bool { return !fits(d) })
	if back >= anyBack {
		all, back = m.deeds, back-anyBack
	}
	if len(all) == 0 {
		all = m.deeds
	}
	if len(all) == 0 {
		return nil
	}
	return all[max(0, len(all)-1-back)]
}

// asks types a command, which becomes the next request.
func (m *grantModel) asks(d *deed, text string) {
	m.t.Helper()
	ack, _, _ := strings.Cut(m.types(ada, text), "\n") // what follows says that writes are stopped
	if got := requestOf(m.t, ack); got != d.request {
		m.t.Fatalf("%s, want %s", got, d.request)
	}
	m.deeds = append(m.deeds, d)
}

// isNext tells whether nothing else ends before a grant, or soon after it.
func (m *grantModel) isNext(g *given) bool {
	for _, p := range m.pairs {
		for _, o := range p.live {
			if o != g && o.to.Before(g.to.Add(near)) {
				return false
			}
		}
	}
	return true
}

// late asks for an extension when the end is due. Either may be first, and the other is then in vain.
func (m *grantModel) late(d *deed, g *given, text string, by time.Duration) {
	m.forward(g.to.Sub(m.life.store.Now()) + time.Millisecond)
	m.asks(d, text)
	m.settle(false)
	if d.ended = m.life.store.Now(); m.life.state(d.request) == "applied" {
		g.from, g.to = g.from.Add(by), g.to.Add(by)
	}
	m.fallDue()
}

// text is how a step is typed.
func (m *grantModel) text(a act, about *deed) string {
	p := m.pairs[a.pair]
	length := fmt.Sprintf(" for %dmin", a.lasts/time.Minute)
	if a.lasts == 0 {
		length = ""
	}
	level := a.level
	if p.kind == "team" {
		level = ""
	}
	switch a.verb {
	case "add":
		text := fmt.Sprintf("add <@%s> to %s", p.who, p.where)
		if level != "" {
			text += " as " + level
		}
		return text + length
	case "set":
		return fmt.Sprintf("set <@%s> on %s to %s%s", p.who, p.where, level, length)
	case "remove":
		return fmt.Sprintf("remove <@%s> from %s", p.who, p.where)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", a.verb, about.request, strings.Replace(length, "for", "by", 1)))
}

// deedWith is a request as the reference sees it.
type deedWith struct {
	deed, about *deed
	pair        *standing
	given       *given
}

// expect lets the reference do what a command asks for, and tells how the request must end.
func (m *grantModel) expect(a act, x deedWith) string {
	x.deed.ended = m.life.store.Now()
	switch a.verb {
	case "add", "set":
		return x.pair.give(x.deed, a.verb, a.level, x.given)
	case "remove":
		return x.pair.replace(x.deed, none)
	case "undo":
		if x.deed.ended.Sub(x.about.ended) > day {
			return "refused"
		}
		return x.about.undo(x.deed)
	}
	p, g := m.liveOf(x.about)
	switch {
	case g == nil:
		return "refused"
	case a.verb == "extend":
		g.from, g.to = g.from.Add(a.lasts), g.to.Add(a.lasts)
		return "applied"
	case !p.end(&deed{}, g):
		return "refused"
	}
	return "applied"
}

// liveOf finds what a request gave, while it lasts.
func (m *grantModel) liveOf(d *deed) (*standing, *given) {
	if d == nil {
		return nil, nil
	}
	for _, p := range m.pairs {
		for _, g := range p.live {
			if g.request == d.request {
				return p, g
			}
		}
	}
	return nil, nil
}
