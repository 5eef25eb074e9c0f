package bot

import (
	"fmt"
	"time"
)

// ChangeState is where one change of a request stands.
type ChangeState string

// The states of a change. Intent is entered, with its event, before Asana is asked to write.
const (
	ChangePending ChangeState = "pending"
	ChangeIntent  ChangeState = "intent"
	ChangeApplied ChangeState = "applied"
	ChangeNoop    ChangeState = "noop"
	ChangeRefused ChangeState = "refused"
	ChangeFailed  ChangeState = "failed"
	ChangeSkipped ChangeState = "skipped"
)

// Ended tells whether nothing more will happen to a change in this state.
func (s ChangeState) Ended() bool { return s != ChangePending && s != ChangeIntent }

// Change is one effect of a request: a member of a parent goes from one access level to another.
type Change struct {
	ID      int64
	Request int64
	State   ChangeState
	Version int64
	Verb    string // add, remove, set; end, extend, undo
	Parent  Parent
	Member  Member
	Level   string        // the level asked for; empty means the parent's default
	Before  string        // what Asana showed under the lock: a level, or audit.NoMember; empty until read
	After   string        // what it is to become; empty until decided
	Error   string        // why it was refused or failed, for people
	Rule    string        // the rule that allows it, or wants it approved
	Agreed  Agreed        // between which levels it may move; empty when that was not looked at
	Lasts   time.Duration // how long the access is to last from the moment it is given; 0 with Until zero means for good
	Until   time.Time     // when the access is to end
	Undoes  int64         // the change that it takes back; 0 for other changes
	Grant   int64         // the grant that it ends or prolongs; 0 for other changes
	Offer   string        // what a button beneath its refusal may do, "anyway"
	Note    string        // what else people should know about the outcome
}

// Agreed is the change as its approvers saw it.
type Agreed struct {
	Before string // a level, or audit.NoMember
	After  string
}

// Parent is what one can be a member of.
type Parent struct {
	Kind string // goal, project, portfolio, custom_field, custom_type, team, workspace
	GID  string
	Name string
	URL  string // permalink, when known
}

// Member is a user or a team of Asana, with the Slack person behind it when there is one.
type Member struct {
	Kind      string // user or team
	GID       string
	Name      string
	Email     string
	SlackUser string
}

// Name pairs the intent and the outcome of a change in the log.
func (c Change) Name() string { return fmt.Sprintf("C%d", c.ID) }

// Pair is the key of the lock under which everything that writes this membership runs.
func (c Change) Pair() string { return pairKey(c.Parent, c.Member) }
