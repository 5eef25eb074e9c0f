package bot

import (
	"slices"
	"testing"
)

// How a request ends by how its changes ended: nothing to do counts as done, and partial needs something done and something not.
func TestStateOf(t *testing.T) {
	t.Parallel()
	const applied, noop, refused, failed, skipped = ChangeApplied, ChangeNoop, ChangeRefused, ChangeFailed, ChangeSkipped
	for _, x := range []struct {
		changes []ChangeState
		want    RequestState
	}{
		{[]ChangeState{applied}, Applied}, {[]ChangeState{noop}, Applied}, {[]ChangeState{noop, applied, noop}, Applied},
		{[]ChangeState{refused}, Refused}, {[]ChangeState{refused, refused}, Refused},
		{[]ChangeState{failed}, Failed}, {[]ChangeState{skipped}, Failed}, {[]ChangeState{refused, failed}, Failed},
		{[]ChangeState{applied, failed}, Partial}, {[]ChangeState{noop, refused}, Partial}, {[]ChangeState{applied, refused, failed, skipped}, Partial},
	} {
		var changes []Change
		for _, s := range x.changes {
			changes = append(changes, Change{State: s})
		}
		for range changes {
			changes = append(changes[1:], changes[0]) // the order does not matter
			if got := stateOf(slices.Clone(changes)); got != x.want {
				t.Errorf("%v: %s, want %s", x.changes, got, x.want)
			}
		}
		if !x.want.Ended() {
			t.Errorf("%s is no end", x.want)
		}
	}
}

// The context line is what operators and other programs rely on to tell progress from end.
func TestContextLine(t *testing.T) {
	t.Parallel()
	for state, want := range map[RequestState]string{
		Applied: "R142 · applied", NeedsInput: "R142 · needs_input", AwaitingApproval: "R142 · awaiting_approval", Held: "R142 · held", Resolving: "R142 · resolving",
	} {
		if got := contextLine(Request{ID: 142, State: state}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
