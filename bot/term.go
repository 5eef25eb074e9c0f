package bot

import (
	"slices"

	"rollcall/bot/policy"
)

// Term is one rule's demand for the approval of some changes of a request.
type Term struct {
	policy.Terms

	Rule       string   `json:"rule"`
	Parent     Parent   `json:"parent"`                // whose owner and admins are meant
	Fallback   string   `json:"fallback,omitempty"`    // why ADMINS are asked in place of those in From
	Escalated  bool     `json:"escalated,omitempty"`   // those of Escalate.To count too
	ApprovedBy []string `json:"approved_by,omitempty"` // Slack users whose approval counts for it
}

// met tells whether enough people approved.
func (t Term) met() bool { return len(t.ApprovedBy) >= t.AtLeast }

// asks is whom the term asks now, in the words of the policy.
func (t Term) asks() []string {
	switch {
	case t.Fallback != "":
		return []string{policy.FromAdmins}
	case t.Escalated:
		return append(slices.Clone(t.From), t.later()...)
	}
	return t.From
}

// termsOf joins the demands of the rules: changes to one parent under one rule are decided together.
func termsOf(all []judging) []Term {
	var terms []Term
	for _, j := range all {
		if j.verdict.Decision != policy.Approve || j.refused != nil || j.idle() {
			continue
		}
		same := func(t Term) bool { return t.Rule == j.verdict.Rule && t.Parent.GID == j.change.Parent.GID }
		if !slices.ContainsFunc(terms, same) {
			terms = append(terms, Term{Terms: j.verdict.Terms, Rule: j.verdict.Rule, Parent: j.change.Parent})
		}
	}
	return joined(terms)
}

// joined makes one term of those that ask the same people, whatever the parent: who does not depend on it.
func joined(terms []Term) []Term {
	var all []Term
	for _, t := range terms {
		depends := slices.ContainsFunc(append(slices.Clone(t.From), t.later()...), isRole)
		same := func(o Term) bool { return !depends && o.Rule == t.Rule }
		if !slices.ContainsFunc(all, same) {
			all = append(all, t)
		}
	}
	return all
}

// later are those who are asked only when nobody answers.
func (t Term) later() []string {
	if t.Escalate == nil {
		return nil
	}
	return t.Escalate.To
}

// isRole tells words whose meaning depends on the parent.
func isRole(from string) bool { return from == policy.FromOwner || from == policy.FromParentAdmin }
