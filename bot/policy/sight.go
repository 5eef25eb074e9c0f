package policy

// May judges whether somebody may use Rollcall at all: guests, external users, deactivated users and bots see and do nothing.
func May(r Requester) Verdict {
	refuse := func(why Reason) Verdict { return Verdict{Decision: Deny, Rule: RulePeople, Why: why} }
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
	return Verdict{Decision: Allow, Rule: RuleRead}
}

// Sight is what decides whether somebody sees an object of Asana that no rule speaks of.
type Sight struct {
	Admin   bool // one of ADMINS
	Public  bool // Asana says that everyone of the workspace sees it
	Member  bool // a direct member
	InTeams bool // a member through a team
}

// Sees judges whether an object is visible. What is not visible is answered exactly as what does not exist.
func Sees(s Sight) bool { return s.Admin || s.Public || s.Member || s.InTeams }
