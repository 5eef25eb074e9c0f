package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"rollcall/bot/command"
)

// Judgement is what the policy said about a request. It is frozen into it: what approvers see is what they decide about, whatever becomes of the
// policy file meanwhile. Its JSON is stored and outlives upgrades.
type Judgement struct {
	Policy    string   `json:"policy,omitempty"`    // hash of the policy file
	Terms     []Term   `json:"terms,omitempty"`     // whose approval it needs; all of them have to be met
	Confirmed []string `json:"confirmed,omitempty"` // "U…=gid": accounts that the person who asked said are the right ones
	Asked     string   `json:"asked,omitempty"`     // the one of these that the person is being asked about
	// Names are what objects are called that the command names by gid, for people who read it.
	Names map[string]string `json:"names,omitempty"`
	// Typed is the command as it was typed, when a choice has made another of it since.
	Typed string `json:"typed,omitempty"`
	// Picking is the name of which the person is being asked what it means, and Options are the objects to choose from.
	Picking  *command.What `json:"picking,omitempty"`
	Options  []Option      `json:"options,omitempty"`
	Mapped   []Identity    `json:"mapped,omitempty"`   // pairs that releasing a held request confirms
	Offer    string        `json:"offer,omitempty"`    // what a button beneath its refusal may do
	Released string        `json:"released,omitempty"` // who let a held request go on
	// Other are the members that another version stored and this one does not know. The store reads them and stores them again; nothing here looks at them.
	Other map[string]json.RawMessage `json:"-"`
}

// approvedBy lists everybody whose approval counted, each once.
func (j Judgement) approvedBy() []string {
	var all []string
	for _, t := range j.Terms {
		for _, id := range t.ApprovedBy {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// waited tells whether a request waited for people, so that there may be timers and cards.
func (j Judgement) waited() bool {
	return len(j.Terms)+len(j.Confirmed) > 0 || j.Asked != "" || j.Released != "" || j.Picking != nil
}

// rules names the rules that ask, each once.
func (j Judgement) rules() string {
	var rules []string
	for _, t := range j.Terms {
		if !slices.Contains(rules, t.Rule) {
			rules = append(rules, t.Rule)
		}
	}
	return strings.Join(rules, "; ")
}

// soonest is the shortest of the times that the terms name, leaving out those that name none; 0 when none does.
func (j Judgement) soonest(of func(Term) time.Duration) time.Duration {
	var first time.Duration
	for _, t := range j.Terms {
		if d := of(t); d > 0 && (first == 0 || d < first) {
			first = d
		}
	}
	return first
}

// Decision is what one approver decided.
type Decision struct {
	Request   int64
	SlackUser string
	Approve   bool
	Note      string // the reason of a denial, or what was adjusted
	At        time.Time
}

// Stop is the switch that holds all writes to Asana.
type Stop struct {
	By     string // Slack user
	Since  time.Time
	Reason string
}
