// Package policy judges: facts in, verdict out. It asks nobody and changes nothing, so that every decision can be explained and tested.
package policy

import "slices"

// The names of the built-in rules, as events carry them.
const (
	RulePeople  = "built-in: active members of this Slack workspace only"
	RuleAdmins  = "built-in: ADMINS change memberships"
	RuleAskThem = "built-in: one of ADMINS approves"
	RuleRead    = "built-in: active members of this Slack workspace read what they may see"
)

// builtin is the hash of the policy that is in no file.
const builtin = "built-in"

// Policy is an ordered list of rules, from a file or built in. It never changes; a new file is a new policy.
type Policy struct {
	hash       string
	rules      []*rule // all, in order
	changing   []*rule // those that can be about a change
	reading    []*rule // those that can be about reading
	otherwise  otherwise
	needs      Needs
	settings   Settings
	accounts   map[string]string // of Asana, by Slack user
	slackUsers map[string]string // by folded account
	watched    []Watched
	tests      []*test
}

// Builtin is the policy without a file: ADMINS act at once, everyone else's change needs one of ADMINS.
func Builtin() *Policy {
	p := &Policy{hash: builtin, settings: defaultSettings(), rules: []*rule{
		{name: RuleAdmins, match: match{requesters: []string{FromAdmins}}, then: then{decision: Allow}},
		{name: RuleAskThem, then: then{decision: Approve, terms: Terms{
			From: []string{FromAdmins}, AtLeast: 1, Expires: defaultExpires, RemindAfter: defaultRemind,
		}}},
	}}
	p.arrange()
	return p
}

// arrange sorts the rules by what they are about and gathers what they need.
func (p *Policy) arrange() {
	for _, r := range p.rules {
		if r.match.changes() {
			p.changing = append(p.changing, r)
		}
		if r.match.reads() {
			p.reading = append(p.reading, r)
		}
		p.needs.add(r)
	}
	slices.Sort(p.needs.Groups)
	p.needs.Groups = slices.Compact(p.needs.Groups)
}

// add notes what a rule asks for.
func (n *Needs) add(r *rule) {
	m := r.match
	n.Groups = append(n.Groups, slices.DeleteFunc(slices.Concat(m.requesters, m.groups), func(s string) bool { return !slackGroup.MatchString(s) })...)
	for _, t := range m.targets {
		if slackGroup.MatchString(t.text) {
			n.Groups = append(n.Groups, t.text)
		}
	}
	n.Roles = n.Roles || slices.ContainsFunc(m.requesters, func(s string) bool { return slices.Contains(roleWords(), s) })
	n.Guest = n.Guest || m.guest != nil
	if r.when != nil {
		n.Groups = append(n.Groups, r.when.needs.Groups...)
		n.Roles = n.Roles || r.when.needs.Roles
		n.Guest = n.Guest || r.when.needs.Guest
		n.Before = n.Before || r.when.needs.Before
	}
}

// Hash is the lower-case hex SHA-256 of the file; of the built-in policy "built-in".
func (p *Policy) Hash() string { return p.hash }

// Needs says which facts the rules ask for.
func (p *Policy) Needs() Needs {
	n := p.needs
	n.Groups = slices.Clone(n.Groups)
	return n
}

// Settings returns the settings, with defaults for what the file leaves out.
func (p *Policy) Settings() Settings { return p.settings }

// RulesReading tells whether any rule is about reading.
func (p *Policy) RulesReading() bool { return len(p.reading) > 0 }
