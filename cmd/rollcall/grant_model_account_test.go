package main

import (
	"slices"
	"time"
)

// standing is what the reference knows of a pair.
type standing struct {
	kind, parent, member string // gids
	where, who           string // as they are typed
	shown                string // what Asana shows
	was                  string // what it showed at the event that was looked at last
	base                 string // what it goes back to when the last grant has ended; means nothing while there is none
	live                 []*given
	last                 *deed // what Rollcall did last
}

// given is access until a moment.
type given struct {
	request  string
	level    string
	from, to time.Time // between which its end is, until that was read
}

// deed is what a request did.
type deed struct {
	request string
	at      *standing
	changed bool // what Asana shows
	before  string
	after   string
	base    string   // before it
	gave    *given   // nil when nothing until a moment
	closed  []*given // that it ended
	undid   *deed
	ended   time.Time
}

const none = "none"

// height orders what a pair can show.
func height(level string) int {
	return slices.Index([]string{none, "member", "viewer", "commenter", "editor", "admin"}, level)
}

func higher(a, b string) string {
	if height(a) > height(b) {
		return a
	}
	return b
}

// top is the highest of a level and what grants give.
func top(level string, all []*given) string {
	for _, g := range all {
		level = higher(level, g.level)
	}
	return level
}

// intact tells whether Asana shows what the grants make of the pair; otherwise somebody else changed it.
func (p *standing) intact() bool { return len(p.live) == 0 || p.shown == top(p.base, p.live) }

// lasting is what the pair has without grants.
func (p *standing) lasting() string {
	if len(p.live) > 0 && p.intact() {
		return p.base
	}
	return p.shown
}

// did notes what a request did to the pair.
func (p *standing) did(d *deed, after string) string {
	d.at, d.before, d.after = p, p.shown, after
	d.changed = p.shown != after
	p.shown, p.last = after, d
	return "applied"
}

// give adds or sets, until a moment when g is not nil, and tells how the request ends.
func (p *standing) give(d *deed, verb, level string, g *given) string {
	base := p.lasting()
	if verb == "set" && (p.shown == none || g != nil && (height(level) <= height(base) || height(level) < height(p.shown))) {
		return "refused"
	}
	d.base = base
	if verb == "set" && g == nil {
		return p.replace(d, level)
	}
	if !p.intact() {
		p.live = nil // somebody else decided meanwhile
	}
	after := higher(p.shown, level)
	switch {
	case g == nil: // what gives no more than is there for good now has nothing left to end
		moot := func(g *given) bool { return height(g.level) <= height(level) }
		d.closed = slices.DeleteFunc(slices.Clone(p.live), func(g *given) bool { return !moot(g) })
		p.live = slices.DeleteFunc(p.live, moot)
		base = higher(base, level)
	case height(level) > height(base):
		d.gave = g
		p.live = append(p.live, g)
	}
	p.base = base
	return p.did(d, after)
}

// replace is a decision for good: what was given until a moment ends with it.
func (p *standing) replace(d *deed, level string) string {
	d.base, d.closed = p.lasting(), p.live
	if len(p.live) > 0 {
		d.base = p.base
	}
	p.live, p.base = nil, level
	return p.did(d, level)
}

// end takes one grant back, if the pair is what the grants made of it or what it is to become; tells whether it did.
func (p *standing) end(d *deed, g *given) bool {
	rest := without(p.live, g)
	target := top(p.base, rest)
	if !p.intact() && p.shown != target {
		return false
	}
	p.live = rest
	d.closed = []*given{g}
	p.did(d, target)
	return true
}

func without(all []*given, g *given) []*given {
	return slices.DeleteFunc(slices.Clone(all), func(o *given) bool { return o == g })
}

// due ends what is to have ended by now, in order.
func (p *standing) due(now time.Time) {
	for {
		var first *given
		for _, g := range p.live {
			if !g.to.After(now) && (first == nil || g.to.Before(first.to)) {
				first = g
			}
		}
		if first == nil {
			return
		}
		if !p.end(&deed{}, first) {
			p.live = without(p.live, first) // it is left alone
		}
	}
}

// undo takes back what a request did, and tells how the undo ends: what it gave until a moment whenever that lives, anything else only while
// Rollcall has not done anything to the pair since. An undo is not undone.
func (d *deed) undo(u *deed) string {
	p := d.at
	if p == nil || d.undid != nil || !d.changed || p.shown != d.after || !p.intact() {
		return "refused"
	}
	u.undid = d
	if d.gave != nil && slices.Contains(p.live, d.gave) {
		p.end(u, d.gave)
		return "applied"
	}
	if p.last != d {
		return "refused"
	}
	p.live, p.base = append(p.live, d.closed...), d.base
	return p.did(u, d.before)
}
