package bot

import (
	"testing"
	"time"

	"rollcall/bot/policy"
)

// Ensure that each rule escalates at its own time, also when one before it is met already, and that a repeated attempt opens no other one.
func TestEscalateEachAtItsTime(t *testing.T) {
	t.Parallel()
	term := func(after time.Duration, by ...string) Term {
		return Term{Terms: policy.Terms{AtLeast: 1, Escalate: &policy.Escalation{After: after}}, ApprovedBy: by}
	}
	j := Judgement{Terms: []Term{term(time.Hour, "U1"), term(3 * time.Hour), {Terms: policy.Terms{AtLeast: 1}}}}
	for range 2 { // the second is a retry
		if next := j.escalate(time.Hour); next != 3*time.Hour || j.Terms[0].Escalated || j.Terms[1].Escalated {
			t.Fatalf("after an hour: next %s, %+v", next, j.Terms)
		}
	}
	if next := j.escalate(3 * time.Hour); next != 0 || !j.Terms[1].Escalated || j.Terms[2].Escalated {
		t.Errorf("after three hours: next %s, %+v", next, j.Terms)
	}
}
