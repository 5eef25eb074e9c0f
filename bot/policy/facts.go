package policy

import "time"

// Action is what is asked for, by its effect: `request` and `add me` are both an add.
type Action string

// The actions that a policy judges.
const (
	Add    Action = "add"
	Remove Action = "remove"
	Set    Action = "set"
	Read   Action = "read" // list, show, history, explain, suggestions
)

// Facts are all that a verdict rests on.
type Facts struct {
	Action    Action
	Requester Requester
	Target    Target        // empty when reading
	Parent    Parent        //
	Level     string        // what is asked for: an access level, "member" in teams and workspaces, empty for a removal
	Before    string        // what Asana shows now, "none" for no member; empty when Needs.Before is false
	Duration  time.Duration // how long the access is to last; 0 means for good
	Reason    string        // what follows because
	Now       time.Time
}

// Requester is the person who asks.
type Requester struct {
	SlackUser string
	Name      string
	Email     string
	Admin     bool     // one of ADMINS
	Groups    []string // of the Slack user groups in Needs.Groups those that the person is in
	Roles     []Role   // in the parent; only filled when Needs.Roles is true
	Deleted   bool
	Guest     bool
	Bot       bool
	External  bool // of another company
}

// Role is what somebody is in a parent.
type Role string

// The roles in a parent.
const (
	Owner       Role = "owner"
	ParentAdmin Role = "admins"  // has the level admin
	Member      Role = "members" // has any level
)

// Target is the member whose membership is to change.
type Target struct {
	Type      string // user or team
	GID       string
	Name      string
	Email     string
	SlackUser string   // empty when nobody in Slack is known to be this member
	Groups    []string // as for the requester
	Self      bool     // the requester
	Guest     bool     // a guest in Asana or in Slack; only looked up when Needs.Guest is true
}

// Parent is what the membership is of.
type Parent struct {
	Kind string // project, portfolio, goal, custom_field, custom_type, team, workspace
	GID  string
	Name string
}

// Needs says which facts the rules of a policy ask for, so that nothing is looked up in vain.
type Needs struct {
	Groups []string // Slack user groups named anywhere in the policy
	Roles  bool
	Guest  bool
	Before bool
}
