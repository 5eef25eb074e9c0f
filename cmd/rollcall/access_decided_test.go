package main

import (
	"net/http"
	"slices"
	"testing"
)

// Ensure that a denial is one in Asana too, and that its reason is read by who asked.
func TestAccessDenied(t *testing.T) {
	t.Parallel()
	p, card := asksThere(t, "")
	p.clicks(ada, card, "request_deny")
	if a := p.fills(ada, map[string]any{"reason": "not before July"}); a.Body != "" {
		t.Fatalf("the form was not taken: %s", a.Body)
	}
	holds(t, p.waitTold(ben, "R1", "denied").Text, "not before July")
	p.rests()
	p.is(salaryReview, benGID, "")
	if got := p.wrote(); !slices.Equal(got, []string{"POST access_requests reject"}) {
		t.Errorf("written: %q", got)
	}
	if n := p.waitingInAsana(salaryReview); n != 0 {
		t.Errorf("%d still wait in Asana", n)
	}
}

// Ensure that what was decided in Asana meanwhile stays as it was decided there, and that who approves here reads why nothing came of it.
func TestAccessDecidedInAsana(t *testing.T) {
	t.Parallel()
	for decision, level := range map[string]string{"approve": "viewer", "reject": ""} {
		t.Run(decision, func(t *testing.T) {
			t.Parallel()
			p, card := asksThere(t, "")
			var all []struct{ GID string }
			p.asanaSays(http.MethodGet, "/access_requests?target="+salaryReview, nil, &all)
			p.asanaPost("/access_requests/"+all[0].GID+"/"+decision, map[string]any{})
			p.clicks(ada, card, "request_approve")
			end := p.waitSaid("R1 ends", func(m said) bool {
				return m.For == ben && (stateIn(m, "R1") == "applied" || stateIn(m, "R1") == "failed")
			})
			p.rests()
			p.is(salaryReview, benGID, level)
			if decision == "reject" {
				holds(t, end.Text, "Asana refused", "R1 · failed")
			} else {
				holds(t, end.Text, "already", "R1 · applied")
			}
		})
	}
}

// Ensure that a denial here of what was decided there ends all the same.
func TestAccessDeniedTooLate(t *testing.T) {
	t.Parallel()
	p, card := asksThere(t, "")
	var all []struct{ GID string }
	p.asanaSays(http.MethodGet, "/access_requests?target="+salaryReview, nil, &all)
	p.asanaPost("/access_requests/"+all[0].GID+"/approve", map[string]any{})
	p.clicks(ada, card, "request_deny")
	p.fills(ada, map[string]any{"reason": "no"})
	p.waitTold(ben, "R1", "denied")
	p.rests()
	p.is(salaryReview, benGID, "viewer") // which was given there
	if n := p.side.count("jobs where state <> 'ready' or kind = 'reject'"); n != 0 {
		t.Errorf("%d jobs are left", n)
	}
}

// Ensure that what was rejected in Asana meanwhile is not given at a lower level either.
func TestAccessRejectedThenLowered(t *testing.T) {
	t.Parallel()
	p, card := asksThere(t, "editor")
	var all []struct{ GID string }
	p.asanaSays(http.MethodGet, "/access_requests?target="+salaryReview, nil, &all)
	p.asanaPost("/access_requests/"+all[0].GID+"/reject", map[string]any{})
	p.clicks(ada, card, "request_adjust")
	p.fills(ada, map[string]any{"level": "viewer"})
	holds(t, p.waitTold(ben, "R1", "refused").Text, "was decided in Asana meanwhile")
	p.rests()
	p.is(salaryReview, benGID, "")
}

// Ensure that what the policy allows at once needs nobody, and what it denies is refused and stays in Asana.
func TestAccessByRule(t *testing.T) {
	t.Parallel()
	for then, level := range map[string]string{"allow": "viewer", "deny": ""} {
		t.Run(then, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, inAsanaToo(""))
			asksInAsana(t, c, benInAsana, salaryReview, "")
			rules := "access_requests: [" + watchSalaries + "]\nrules: [{name: rule, then: " + then + "}]"
			p := c.plays(sqliteURL(t), byRules(t, rulesFile(t, rules)))
			p.waitTold(ben, "R1", map[string]string{"allow": "applied", "deny": "refused"}[then])
			p.rests()
			p.is(salaryReview, benGID, level)
			if n := p.waitingInAsana(salaryReview); n != map[string]int{"allow": 0, "deny": 1}[then] {
				t.Errorf("%d wait in Asana", n)
			}
		})
	}
}
