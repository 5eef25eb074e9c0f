package main

import (
	"slices"
	"time"
)

// ask is one request as the model has it.
type ask struct {
	id, who, text string
	n             int64
	verb, level   string
	place         modelPlace
	target        string
	reason        bool

	state         string // as the context line says
	way           way    // of the rule that was frozen
	rule, hash    string
	before, after string // what was judged
	fallback      bool
	alone         bool // nobody but the requester can release it
	escalated     bool
	released      bool
	approved      []string
	decided       string // who denied or cancelled it
	accepted      time.Duration
	since         time.Duration // when it began to wait
	judged        bool          // its changes are stored
}

const nobody = "none"

func (a *ask) open() bool { return a.state == "awaiting_approval" || a.state == "held" }

// selfCounts tells whether the requester may decide.
func (a *ask) selfCounts() bool {
	if a.state == "held" {
		return a.alone
	}
	return a.way.self
}

// copied is a request that can be tried on.
func (a *ask) copied() *ask {
	b := *a
	b.approved = slices.Clone(a.approved)
	return &b
}

// level of the target now.
func (w *world) shows(a *ask) string {
	if level := w.rows[a.place.gid][modelAccounts()[a.target]]; level != "" {
		return level
	}
	return nobody
}

func rankOf(level string) int {
	return slices.Index(levels(), level)
}

// canEnd tells whether an approver can give it for less than for good.
func (a *ask) canEnd() bool {
	return a.state != "held" && a.after != nobody && rankOf(a.after) >= rankOf(a.before)
}

// lower is the least that an approver can give in place of what is asked for; empty when there is nothing less.
func (a *ask) lower() string {
	least := rankOf(a.before) + 1
	if a.state == "held" || a.after == nobody || least >= rankOf(a.after) {
		return ""
	}
	return levels()[least]
}

func levels() []string { return []string{nobody, "viewer", "commenter", "editor", "admin"} }

// goal is what a request makes of a level; empty when it can't be done.
func (a *ask) goal(now string) string {
	switch {
	case a.verb == "remove":
		return nobody
	case a.verb == "set" && now == nobody:
		return ""
	case a.verb == "add" && rankOf(now) > rankOf(a.level):
		return now
	}
	return a.level
}

// judge is what becomes of a request when it is looked at.
func (l *trial) judge(a *ask) {
	w := &l.world
	way, rule := w.rules.way(a.place, a.who)
	now := w.shows(a)
	goal := a.goal(now)
	asks := way.decision == "approve"
	switch {
	case w.away[a.who] != "", way.decision == "deny", way.reason && !a.reason, asks && goal == "":
		a.state = "refused"
		return
	case !a.released && l.tooMany(a, asks && goal == now):
		a.state, a.since = "held", w.clock
		if w.reach(a) == nil {
			a.state = "refused"
		}
		return
	}
	a.way, a.rule, a.hash, a.judged = way, rule, w.rules.hash(), true
	if asks {
		a.before, a.after = now, goal
	}
	switch {
	case asks && goal == now:
		a.state = "applied"
	case asks:
		a.state, a.since = "awaiting_approval", w.clock
		if w.reach(a) == nil {
			a.state = "refused"
		}
	default:
		l.apply(a)
	}
}

// tooMany tells whether a request is more than one person changes in an hour.
func (l *trial) tooMany(a *ask, noop bool) bool {
	n := 1
	if noop {
		n = 0
	}
	for _, other := range l.asks {
		counts := other.judged && !slices.Contains([]string{"refused", "denied", "cancelled", "expired"}, other.state) && !other.noop()
		if other != a && other.who == a.who && counts && l.world.clock-other.accepted < time.Hour {
			n++
		}
	}
	return !l.world.rules.builtin && n > l.world.rules.limit
}

// noop tells whether a request ended without changing anything.
func (a *ask) noop() bool { return a.state == "applied" && a.before == a.after }

// apply carries a request out, unless writes are stopped.
func (l *trial) apply(a *ask) {
	if l.world.stopped {
		a.state = "applying"
		return
	}
	now := l.world.shows(a)
	goal := a.goal(now)
	low, high := min(rankOf(a.before), rankOf(a.after)), max(rankOf(a.before), rankOf(a.after))
	moved := a.before != "" && now != goal && (rankOf(now) < low || rankOf(now) > high)
	if goal == "" || moved {
		a.state = "refused"
		return
	}
	a.state, a.before, a.after = "applied", now, goal
	if goal == nobody {
		goal = ""
	}
	l.world.rows[a.place.gid][modelAccounts()[a.target]] = goal
}

// decision is what somebody tries to do to a request.
type decision struct{ who, action, level string }

// decide is what becomes of a decision, in the words of its event, by the order of checks that everybody can rely on.
func (l *trial) decide(a *ask, d decision) string {
	if d.action == "cancel" {
		return l.cancel(a, d)
	}
	event := map[string]string{"approve": "request_approved", "adjust": "request_approved", "deny": "request_denied"}[d.action]
	w := &l.world
	switch {
	case !a.open():
		return event + " refused: state"
	case w.away[d.who] != "":
		return event + " refused: person"
	case d.who == a.who && !a.selfCounts():
		return event + " refused: requester"
	case !slices.Contains(w.approvers(a), d.who):
		return event + " refused: approver"
	case d.action == "adjust" && a.lower() == "" && !a.canEnd():
		return event + " refused: level"
	}
	again := slices.Contains(a.approved, d.who)
	switch {
	case again:
		return event + " refused: already"
	case d.action == "deny":
		a.state, a.decided = "denied", d.who
	case a.state == "held":
		a.released, a.fallback = true, false
		l.judge(a)
	default:
		return l.approve(a, d, event)
	}
	return event + " ok"
}

// approve counts an approval, unless the policy denies the change by now.
func (l *trial) approve(a *ask, d decision, event string) string {
	now, _ := l.world.rules.way(a.place, a.who)
	if l.world.away[a.who] != "" || now.decision == "deny" {
		a.state = "refused"
		return "request_refused refused"
	}
	if d.action == "adjust" {
		a.level, a.after = d.level, d.level
	}
	a.approved = append(a.approved, d.who)
	if len(a.approved) >= a.way.atLeast {
		l.apply(a)
	}
	return event + " ok"
}

func (l *trial) cancel(a *ask, d decision) string {
	const event = "request_cancelled"
	switch {
	case !a.open():
		return event + " refused: state"
	case l.world.away[d.who] != "":
		return event + " refused: person"
	case d.who != a.who && !slices.Contains(modelAdmins(), d.who):
		return event + " refused: requester"
	}
	a.state, a.decided = "cancelled", d.who
	return event + " ok"
}

// pass is what a tick of the clock does to a request that waits.
func (l *trial) pass(a *ask) {
	if !a.open() {
		return
	}
	w := &l.world
	age, expires := w.clock-a.since, expireAfter
	switch {
	case a.state == "held":
		expires = 24 * time.Hour
	case a.hash == "built-in":
		expires = 72 * time.Hour
	}
	if age >= expires {
		a.state = "expired"
		return
	}
	escalates := a.state != "held" && a.way.escalate != nil && age == escalateAfter
	a.escalated = a.escalated || escalates
	if (escalates || age%time.Hour == 0) && w.reach(a) == nil {
		a.state = "refused"
	}
}
