package command

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTimes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"for 30s": "for 30s", "for 90 Minutes": "for 90min", "for 12 hrs": "for 12h", "for 1 day": "for 1d", "for 2wks": "for 2w",
		"until 2028-02-29": "until 2028-02-29", "until 2026-12-24T9:05": "until 2026-12-24 09:05",
		"until 2026-12-24 at 18:00": "until 2026-12-24 18:00", "until Fri": "until friday", "until tomorrow 0:00": "until tomorrow 00:00",
		"until today": "until today", "until thurs 18:00": "until thursday 18:00",
	} {
		if got := mustParse(t, "request X "+text).String(); got != "request project X "+want {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := (Duration{Amount: 90, Unit: Minute}).Length(); got != 90*time.Minute {
		t.Errorf("90min are %s", got)
	}
	if day, ok := (Moment{Day: "friday"}).Weekday(); !ok || day != time.Friday {
		t.Errorf("friday is %v, %v", day, ok)
	}
	if _, ok := (Moment{Day: "today"}).Weekday(); ok {
		t.Error("today is a weekday")
	}
}

// What is no time stays in the name.
func TestTimeInName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Plan for Spring", "Wait until dawn", "Plan for Spring for 2w until we die", "Website for kids"} {
		if got := mustParse(t, "request "+name+" for 3d"); got.What[0].Name != name || got.For != (Duration{3, Day}) {
			t.Errorf("%q became %v for %v", name, got.What, got.For)
		}
	}
}

func TestParseLink(t *testing.T) {
	t.Parallel()
	const base = "https://app.asana.com"
	for raw, want := range map[string]Link{
		"/0/12/34":                {Kind: Project, GID: "12"},
		"/0/12/list":              {Kind: Project, GID: "12"},
		"/0/portfolio/5/77":       {Kind: Portfolio, GID: "5"},
		"/0/goal/5":               {Kind: Goal, GID: "5"},
		"/0/resource/5/list":      {Kind: Portfolio, GID: "5"},
		"/1/9/project/5/board/77": {Kind: Project, GID: "5", Workspace: "9"},
		"/1/9/project/5/task/6":   {Kind: Project, GID: "5", Workspace: "9"},
		"/1/9/team/5":             {Kind: Team, GID: "5", Workspace: "9"},
		"/1/9/goal/5":             {Kind: Goal, GID: "5", Workspace: "9"},
	} {
		want.URL = base + raw
		got, err := ParseLink(base + raw + "/?x=y#z")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", raw, err, diff)
		}
	}
	for raw, want := range map[string]error{
		base + "/0/inbox": ErrUnknownLink, base + "/1/x/project/5": ErrUnknownLink, base: ErrUnknownLink, base + "/0/project/../5": ErrUnknownLink,
		base + "/1/9/task/5": ErrTaskLink, "https://app.asana.com@evil.com/0/5": ErrForeignLink, "https://me@app.asana.com/0/5": ErrForeignLink,
		"https://app.asana.com:444/0/5": ErrForeignLink, "ftp://app.asana.com/0/5": ErrForeignLink, "https://x.com/0/5": ErrForeignLink, "%": ErrForeignLink,
	} {
		if _, err := ParseLink(raw); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", raw, err, want)
		}
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for a, b := range map[string]string{
		"Maya’s Board": "maya's board", "Sales — EMEA": "sales -- emea", "“Q3”  Plan": "\"q3\"\u00a0plan",
		"Straße": "STRASSE", "Cafe\u0301": "CAFÉ", "a\u200bb": "ab",
	} {
		if Fold(a) != Fold(b) {
			t.Errorf("%q and %q differ: %q, %q", a, b, Fold(a), Fold(b))
		}
	}
	if Fold("Website") == Fold("Web site") {
		t.Error("different names are equal")
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	levels := []string{"admin", "editor", "viewer"}
	for word, want := range map[string][]string{
		"edtor": {"editor"}, "deitor": {"editor"}, "vi": {"viewer"}, "a": nil, "reviewers": nil, "xyz": nil, "": nil,
	} {
		if diff := cmp.Diff(want, nearest(word, levels)); diff != "" && len(want)+len(nearest(word, levels)) > 0 {
			t.Errorf("nearest(%q) (-want +got):\n%s", word, diff)
		}
	}
}
