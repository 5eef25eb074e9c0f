package policy

import "time"

// Decision is what a verdict comes to.
type Decision string

// The decisions. Unruled is only an answer about reading: no rule speaks of it, so the built-in sight decides.
const (
	Unruled Decision = ""
	Allow   Decision = "allow"
	Deny    Decision = "deny"
	Approve Decision = "approve"
)

// Verdict is what a policy says about facts, by which rule, and why not.
type Verdict struct {
	Decision Decision
	Rule     string        // name of the rule
	Line     int           // of the rule in its file; 0 for built-in rules
	Why      Reason        // of a Deny
	Say      string        // the rule's own words for people, of a Deny
	Fault    string        // what went wrong, when Why is ReasonFault
	Limit    time.Duration // the longest duration that the rule allows, when Why is ReasonTooLong
	Terms    Terms         // of an Approve
}

// Terms are whose approval a change needs. They are frozen into the request, so their JSON outlives upgrades.
type Terms struct {
	From        []string      `json:"from"`                   // Slack users and user groups, owner and admins of the parent, ADMINS
	AtLeast     int           `json:"at_least"`               // how many of them
	Self        bool          `json:"self,omitempty"`         // people may approve what they asked for themselves
	MaxDuration time.Duration `json:"max_duration,omitempty"` // 0: no limit
	Expires     time.Duration `json:"expires"`                // unanswered requests end after this time
	RemindAfter time.Duration `json:"remind_after,omitempty"` // 0: nobody is reminded
	Escalate    *Escalation   `json:"escalate,omitempty"`
}

// Escalation adds approvers when nobody answers.
type Escalation struct {
	After time.Duration `json:"after"`
	To    []string      `json:"to"`
}

// The words for approvers that are no ids.
const (
	FromOwner       = "owner"  // of the parent
	FromParentAdmin = "admins" // of the parent
	FromAdmins      = "ADMINS" // those that the operator named
)

// Reason is why a verdict denies.
type Reason string

// The reasons of a denial.
const (
	ReasonDeactivated Reason = "deactivated"
	ReasonGuest       Reason = "guest"
	ReasonBot         Reason = "bot"
	ReasonExternal    Reason = "external"
	ReasonRule        Reason = "rule"         // a rule denies it
	ReasonDefault     Reason = "default"      // no rule matches, and the default is to deny
	ReasonFault       Reason = "fault"        // a rule could not be evaluated
	ReasonNeedsReason Reason = "needs reason" // the rule wants a reason and there is none
	ReasonTooLong     Reason = "too long"     // the rule wants an end, or a nearer one
)
