package policy

import "fmt"

// Change judges a change to a membership: the first rule that is about it decides, else the default.
func (p *Policy) Change(f Facts) Verdict {
	if v := May(f.Requester); v.Decision == Deny {
		return v
	}
	if v, ruled := first(p.changing, f); ruled {
		return v
	}
	v := Verdict{Decision: p.otherwise.decision, Rule: ruleDefault, Line: p.otherwise.line}
	if v.Decision != Allow {
		v.Decision, v.Why = Deny, ReasonDefault
	}
	return v
}

// Read judges whether a parent is visible to somebody; Unruled when no rule speaks of it.
func (p *Policy) Read(f Facts) Verdict {
	if v := May(f.Requester); v.Decision == Deny {
		return v
	}
	f.Action = Read
	v, _ := first(p.reading, f)
	return v
}

// first is the verdict of the first rule that is about the facts.
func first(rules []*rule, f Facts) (v Verdict, ruled bool) {
	if len(rules) == 0 {
		return Verdict{}, false
	}
	s := newSubject(f)
	for _, r := range rules {
		if !r.match.fits(s) {
			continue
		}
		if r.when != nil {
			holds, err := r.when.holds(s)
			if err != nil {
				return r.failed(err), true
			}
			if !holds {
				continue
			}
		}
		return r.verdict(s), true
	}
	return Verdict{}, false
}

// failed refuses, because nobody knows whether a rule that could not be evaluated would have denied.
func (r *rule) failed(err error) Verdict {
	return Verdict{Decision: Deny, Rule: r.name, Line: r.at.line, Why: ReasonFault,
		Fault: fmt.Sprintf("rule %q on line %d could not be evaluated: %v", r.name, r.at.line, err)}
}
