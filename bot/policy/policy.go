// Package policy judges: facts in, verdict out. It asks nobody and changes nothing, so that every decision can be explained and tested.
package policy

// Facts are all that a verdict rests on.
type Facts struct {
	Requester Requester
	Admin     bool // the requester is one of ADMINS
}

// Requester is what matters about the person who asks.
type Requester struct {
	Deleted  bool
	Guest    bool
	Bot      bool
	External bool
}

// Verdict says whether the facts allow what is asked, by which rule, and why not.
type Verdict struct {
	Allow  bool
	Rule   string
	Reason Reason
}

// Reason is why a verdict refuses.
type Reason string

// The reasons of a refusal.
const (
	ReasonDeactivated Reason = "deactivated"
	ReasonGuest       Reason = "guest"
	ReasonBot         Reason = "bot"
	ReasonExternal    Reason = "external"
	ReasonNotAdmin    Reason = "not an admin"
)

// The names of the built-in rules, as events carry them.
const (
	RulePeople = "built-in: active members of this Slack workspace only"
	RuleAdmins = "built-in: ADMINS change memberships"
	RuleRead   = "built-in: active members of this Slack workspace read what they may see"
)

// May judges whether somebody may use Rollcall at all: guests, external users, deactivated users and bots see and do nothing.
func May(r Requester) Verdict {
	refuse := func(why Reason) Verdict { return Verdict{Rule: RulePeople, Reason: why} }
	switch {
	case r.Deleted:
		return refuse(ReasonDeactivated)
	case r.Bot:
		return refuse(ReasonBot)
	case r.External:
		return refuse(ReasonExternal)
	case r.Guest:
		return refuse(ReasonGuest)
	}
	return Verdict{Allow: true, Rule: RuleRead}
}

// Change judges a change to a membership: only ADMINS make one.
func Change(f Facts) Verdict {
	if v := May(f.Requester); !v.Allow {
		return v
	}
	if !f.Admin {
		return Verdict{Rule: RuleAdmins, Reason: ReasonNotAdmin}
	}
	return Verdict{Allow: true, Rule: RuleAdmins}
}

// Sight is what decides whether somebody sees an object of Asana.
type Sight struct {
	Admin   bool // one of ADMINS
	Public  bool // Asana says that everyone of the workspace sees it
	Member  bool // a direct member
	InTeams bool // a member through a team
}

// Sees judges whether an object is visible. What is not visible is answered exactly as what does not exist.
func Sees(s Sight) bool { return s.Admin || s.Public || s.Member || s.InTeams }
