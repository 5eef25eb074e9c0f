package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Ensure that a command that arrives again gets the first answer and adds nothing: the very same bytes, whoever sends them, and the same trigger
// under a fresh signature.
func TestCommandRepeated(t *testing.T) {
	t.Parallel()
	moment := time.Now()
	body := command("add me to project Website")
	untriggered := lacking(t, body, "trigger_id")
	for name, row := range map[string]struct{ first, again call }{
		"same bytes":         {call{body: body, at: moment}, call{body: body, at: moment}},
		"same trigger":       {call{body: body, at: moment}, call{body: body, at: moment.Add(-time.Minute)}},
		"no trigger":         {call{body: untriggered, at: moment}, call{body: untriggered, at: moment}},
		"signature in upper": {call{body: untriggered, at: moment}, call{body: untriggered, at: moment, change: header(sigHeader, upper)}},
		"other query":        {call{body: untriggered, at: moment}, call{body: untriggered, at: moment, path: "/slack/commands?trigger_id=2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEdge(t)
			first := e.do(row.first)
			if text := first.said(t); !strings.HasSuffix(text, " · R1") {
				t.Fatalf("acknowledgement %q", text)
			}
			before := e.rows()
			for range 3 {
				if again := e.do(row.again); again != first {
					t.Errorf("the repeat was answered %+v, the first %+v", again, first)
				}
			}
			if diff := cmp.Diff(before, e.rows()); diff != "" {
				t.Errorf("rows after repeats (-want +got):\n%s", diff)
			}
		})
	}
}

func upper(sig string) string { return "v0=" + strings.ToUpper(strings.TrimPrefix(sig, "v0=")) }

// Ensure that people are told, with 200 and in words, when nothing could be stored.
func TestCommandDatabaseAway(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	must(t, e.store.Close())
	if text := e.do(call{body: command("add me to project Website")}).said(t); !strings.HasPrefix(text, "Nothing was accepted") {
		t.Errorf("answer %q", text)
	}
	if got := e.do(call{body: command("help"), secret: "guess"}); got.status != http.StatusUnauthorized {
		t.Errorf("a bad signature while the database is away: %d", got.status)
	}
}
