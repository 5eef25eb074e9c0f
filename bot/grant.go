package bot

import (
	"slices"
	"time"

	"rollcall/bot/audit"
)

// GrantState is where a grant stands.
type GrantState string

// The states of a grant. Left: somebody changed the membership in Asana meanwhile, so it is left alone.
const (
	GrantActive GrantState = "active"
	GrantEnded  GrantState = "ended"
	GrantLeft   GrantState = "left"
)

// Grant is access that Rollcall gave until a moment: a membership, or a raised level. People name it by its request.
type Grant struct {
	ID       int64
	Request  int64 // that gave it
	Change   int64 // of that request
	State    GrantState
	Version  int64
	Origin   Origin // who asked for it
	Parent   Parent
	Member   Member
	Level    string    // what it gives
	Base     string    // what the pair goes back to when no grant is left: a level, or audit.NoMember
	StartsAt time.Time // when it was given; what a rule allows at most counts from here
	EndsAt   time.Time
	EndedAt  time.Time // zero while active
	EndedBy  int64     // the change that ended it; 0 while active, and when it was left
	Note     string    // how it ended, as the log has it
}

// Pair is the key of the lock under which everything that writes this membership runs.
func (g Grant) Pair() string { return pairKey(g.Parent, g.Member) }

func pairKey(p Parent, m Member) string { return "pair:" + p.GID + ":" + m.GID }

// made is the level that Rollcall made of a pair: the highest of what the grants that live give, and what was there without them.
func made(live []Grant) string {
	top := live[0].Base
	for _, g := range live {
		if rank(g.Level) > rank(top) {
			top = g.Level
		}
	}
	return top
}

// without is what a pair is to become when one of its grants ends.
func without(live []Grant, id int64) string {
	base := live[0].Base
	rest := slices.DeleteFunc(slices.Clone(live), func(g Grant) bool { return g.ID == id })
	if len(rest) == 0 {
		return base
	}
	return made(rest)
}

// baseOf is what a pair goes back to when all that was given until a moment has ended: what it showed before the first grant that lives, if it
// still shows what Rollcall made of it, and otherwise what it shows now.
func baseOf(live []Grant, shown string) (base string, intact bool) {
	if len(live) > 0 && shown == made(live) {
		return live[0].Base, true
	}
	return shown, len(live) == 0
}

// gives tells whether a level is more than not being a member.
func gives(level string) bool { return level != "" && level != audit.NoMember }
