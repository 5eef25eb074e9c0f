package asana_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"rollcall/asana"
)

// Ensure no method is missing from those that the tests below try.
func TestMethods(t *testing.T) {
	t.Parallel()
	known := methods()
	for _, f := range clientMethods(t) {
		if len(marked(f, "operation")) > 0 && known[f.Name.Name] == nil {
			t.Errorf("%s is not tried with bad arguments and refusals", f.Name.Name)
		}
	}
}

// Ensure no method sends anything for an argument that is not a gid.
func TestMethods_Arguments(t *testing.T) {
	t.Parallel()
	client := setup(t, "GET /nothing", func(http.ResponseWriter, *http.Request) {})
	for name, call := range methods() {
		for _, bad := range []string{"0", "../users/me", "9?x=1", "9/..", "9 ", "a b@c", "\u0663", strings.Repeat("1", 40)} {
			if err := call(t.Context(), client, bad); !errors.Is(err, asana.ErrArgument) {
				t.Errorf("%s of %q: %v", name, bad, err)
			}
		}
	}
}

// verdict is what a status means to whoever called.
type verdict struct {
	bad, unauthorized, unpaid, forbidden, absent, limited, again bool
}

func judge(err error) verdict {
	_, limited := asana.IsRateLimited(err)
	return verdict{
		bad: asana.IsBadRequest(err), unauthorized: asana.IsUnauthorized(err), unpaid: asana.IsPaymentRequired(err),
		forbidden: asana.IsForbidden(err), absent: asana.IsNotFound(err), limited: limited, again: asana.IsUnavailable(err),
	}
}

// Ensure every method tells every status that Asana gives as what it is, and
// that writes whose outcome nobody knows say so.
func TestMethods_Statuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]verdict{
		400: {bad: true}, 401: {unauthorized: true}, 402: {unpaid: true}, 403: {forbidden: true}, 404: {absent: true},
		412: {}, 413: {}, 429: {limited: true, again: true}, 451: {},
		500: {again: true}, 502: {again: true}, 503: {again: true}, 504: {again: true},
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			// The wait is longer than anybody's patience, so nothing is tried again.
			serve := func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "1000")
				refuse(w, status, "No")
			}
			for name, call := range methods() {
				// A client of its own, because 429 holds back all calls of one.
				err := call(t.Context(), setup(t, mount+"/", serve), "9")
				e, ok := errors.AsType[*asana.Error](err)
				if !ok || e.Status != status || e.Op != name || len(e.Messages) != 1 || judge(err) != want {
					t.Errorf("%s: %+v, %v", name, judge(err), err)
				}
				if ok && asana.OutcomeUnknown(err) != (e.Method != http.MethodGet && status >= 500) {
					t.Errorf("%s: unknown is %v", name, asana.OutcomeUnknown(err))
				}
			}
		})
	}
}
