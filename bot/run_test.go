package bot

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"rollcall/asana"
)

// The pause before another attempt grows from a quarter of a second, is never longer than longestPause, and never nothing, so that a service that
// is away is neither hammered nor forgotten. What Asana asked for is kept to.
func TestPause(t *testing.T) {
	t.Parallel()
	cause := errors.New("away")
	for _, attempt := range []int{1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 64, 1000, math.MaxInt} {
		for range 100 {
			high := min(longestPause, 500*time.Millisecond<<min(attempt-1, 10))
			if got := pause(cause, attempt); got < high/2 || got > high {
				t.Fatalf("attempt %d: %s is not within %s and %s", attempt, got, high/2, high)
			}
		}
	}
	limited := fmt.Errorf("list: %w", &asana.Error{Status: 429, RetryAfter: 42 * time.Second})
	if got := pause(limited, 1); got != 42*time.Second {
		t.Errorf("asked to wait 42 s: %s", got)
	}
	if got := pause(&asana.Error{Status: 429}, 1); got < 250*time.Millisecond || got > 500*time.Millisecond {
		t.Errorf("not told how long to wait: %s", got)
	}
}

// What people are told that an error is waiting for. An error that waiting does not explain names nothing, so that it is given up in the end.
func TestWaitsFor(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		err  error
		want string
	}{
		{ErrChatAway(errors.New("cut")), "Slack"},
		{fmt.Errorf("reply: %w", ErrChatAway(errors.New("cut"))), "Slack"},
		{&asana.Error{Status: 503}, "Asana"},
		{&asana.Error{Status: 429}, "Asana"},
		{fmt.Errorf("read the pair: %w", &asana.Error{Status: 500}), "Asana"},
		{errors.Join(&asana.Error{Status: 400}, context.DeadlineExceeded), "Asana"},
		{fmt.Errorf("read the pair: %w", errors.Join(&asana.Error{Status: 503}, ErrUnavailable)), "the database"},
		{ErrLogUnwritable, "the audit log"},
		{fmt.Errorf("judge: %w", errPairBusy), "another change of the same membership"},
		{ErrUnavailable, "the database"}, {ErrCommitUnknown, "the database"}, {ErrConflict, "the database"},
		{errors.New("bug"), ""}, {&asana.Error{Status: 400}, ""}, {&asana.Error{Status: 403}, ""}, {ErrNotFound, ""}, {ErrSpent, ""},
	} {
		if got := waitsFor(x.err); got != x.want {
			t.Errorf("%v: %q, want %q", x.err, got, x.want)
		}
	}
}
