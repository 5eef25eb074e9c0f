package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	slacksandbox "rollcall/bot/slack/sandbox"
)

// piped runs the demo with lines on its standard input and returns its exit status and what it wrote.
func piped(t testing.TB, lines string) (int, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"demo", "--addr", "127.0.0.1:0"}, console{in: strings.NewReader(lines), out: &out, err: &errs})
	if (code == 0) != (errs.Len() == 0) {
		t.Errorf("status %d with errors %q", code, errs.String())
	}
	return code, out.String()
}

// Ensure that the demo plays its examples to the end, and that what it prints is for people: no ids of Slack, no markup.
func TestDemoExamples(t *testing.T) {
	t.Parallel()
	lines, err := os.ReadFile(filepath.Join("..", "..", ".ci", "demo.txt"))
	must(t, err)
	code, out := piped(t, string(lines))
	if code != 0 || strings.Contains(out, "!!") {
		t.Errorf("status %d:\n%s", code, out)
	}
	holds(t, out, "@ada: /asana add @maya to project \"Website Relaunch\" as editor", "On it: add @maya to project Website Relaunch as editor · R1", "R1 · applied", "R2 · applied")
	if found := regexp.MustCompile(`<[@!#][^>]*>|<https?:|&(amp|lt|gt);`).FindString(out); found != "" {
		t.Errorf("markup of Slack is shown: %s\n%s", found, out)
	}
	seed := slacksandbox.DefaultSeed()
	ids := []string{seed.Team.ID}
	for _, u := range seed.Users {
		ids = append(ids, u.ID)
	}
	for _, g := range seed.Usergroups {
		ids = append(ids, g.ID)
	}
	for _, id := range ids {
		if strings.Contains(out, id) {
			t.Errorf("the id %s is shown:\n%s", id, out)
		}
	}
}

// Ensure that a piped line which does not end as it should ends the demo with status 1 and is marked, and that the lines after it are still played.
func TestDemoFailures(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ line, says string }{
		"refused change":      {"@ben /asana set @maya.l on project Website to viewer", "!! this was refused"},
		"nothing to match":    {"/asana add @maya to project Nowhere", "!! this was refused"},
		"not understood":      {"/asana ad @maya to project Website", "!! this was refused"},
		"applied against !":   {"!/asana add @noor to project Website", "!! this should have been refused"},
		"answered against !":  {"!/asana help", "!! this should have been refused"},
		"unknown person":      {"@nobody /asana help", "!! nobody is called @nobody; there are @ada, "},
		"unknown against !":   {"!@nobody /asana help", "!! nobody is called @nobody"},
		"refused question":    {"@gus /asana list project Website", "!! this was refused"},
		"invisible question":  {"@maya /asana list project \"Salary Review 2026\"", "!! this was refused"},
		"no command":          {"add @maya to project Website", "!! a line is a command"},
		"no command with it!": {"!what is this", "!! a line is a command"},
		"another command":     {"/asanas help", "!! a line is a command"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out := piped(t, row.line+"\n/asana help\n")
			if code != 1 || strings.Count(out, "!! ") != 1 {
				t.Errorf("status %d:\n%s", code, out)
			}
			holds(t, out, row.says, "@ada: /asana help")
		})
	}
}

// Ensure that comments, empty lines and no lines at all are no fault.
func TestDemoNothingToDo(t *testing.T) {
	t.Parallel()
	for _, lines := range []string{"", "\n\n", "# a comment\n   # another\n \n"} {
		if code, out := piped(t, lines); code != 0 {
			t.Errorf("%q: status %d:\n%s", lines, code, out)
		}
	}
}

// Ensure that refusals which are wanted are no fault, however they come.
func TestDemoWantedRefusals(t *testing.T) {
	t.Parallel()
	code, out := piped(t, "!@ben /asana set @maya.l on project Website to viewer\n! @gus /asana list project Website\n!/asana ad\n!/asana list project Nowhere\n")
	if code != 0 {
		t.Errorf("status %d:\n%s", code, out)
	}
}

var curlLine = regexp.MustCompile(`curl -s -H '(Authorization): ([^']+)' '([^']+)'`)

// Ensure that the printed curl line shows the row of whoever was just added, that the playground is where it says, and that the service's own
// routes are there too.
func TestDemoCurlLine(t *testing.T) {
	t.Parallel()
	p := rollcall(t, "demo", "--addr", "127.0.0.1:0")
	printed := curlLine.FindStringSubmatch(p.waitFor(p.out, "People: "))
	if printed == nil {
		t.Fatalf("no curl line in\n%s", p.out)
	}
	look := func() string { return fetch(t, printed[3], http.Header{printed[1]: {printed[2]}}) }
	if before := look(); strings.Contains(before, "Maya Ito") {
		t.Fatalf("she is a member before:\n%s", before)
	}
	p.types(`/asana add @maya to project "Website Relaunch" as editor`)
	p.waitFor(p.out, "R1 · applied")
	if row := regexp.MustCompile(`(?s)"name": "Maya Ito".{0,80}"access_level": "editor"|"access_level": "editor".{0,200}"name": "Maya Ito"`); !row.MatchString(look()) {
		t.Errorf("the curl line shows\n%s", look())
	}
	base, _, _ := strings.Cut(printed[3], asanaPrefix)
	holds(t, fetch(t, base+"/", nil), "<html")
	status(t, base+"/readyz", http.StatusOK)
	status(t, base+"/nowhere", http.StatusNotFound)
	must(t, p.in.Close())
	if code := p.wait(); code != 0 {
		t.Errorf("status %d: %s", code, p.err)
	}
}

// Ensure that an interrupted demo ends cleanly and leaves no file behind.
func TestDemoInterrupted(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	p := rollcall(t, "demo", "--addr", "127.0.0.1:0")
	p.waitFor(p.out, "People: ")
	p.cancel()
	must(t, p.in.Close())
	if code := p.wait(); code != 0 {
		t.Errorf("status %d: %s", code, p.err)
	}
	left, err := os.ReadDir(dir)
	must(t, err)
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Ensure that a port that is taken is told with what to do.
func TestDemoPortTaken(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	taken := listener(t).Addr().String()
	code := run(context.WithoutCancel(t.Context()), []string{"demo", "--addr", taken}, console{in: strings.NewReader(""), out: &out, err: &errs})
	if code != 1 || !strings.Contains(errs.String(), "use --addr 127.0.0.1:PORT for another port") {
		t.Errorf("status %d: %s", code, errs.String())
	}
}
