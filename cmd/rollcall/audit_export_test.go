package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/audit"
)

// exported runs the export and returns what it wrote.
func exported(t testing.TB, database string, more ...string) string {
	t.Helper()
	code, out, errs := ends(t, append([]string{"audit", "export", "--database-url", database}, more...)...)
	if code != 0 || errs != "" {
		t.Fatalf("status %d: %s", code, errs)
	}
	return out
}

// actions returns what the lines of an export tell.
func actions(t testing.TB, text string) []string {
	t.Helper()
	var all []string
	for _, e := range readLog(t, text) {
		all = append(all, string(e.Action))
	}
	return all
}

// Ensure that the log can be exported beside a running service and without one, that it verifies, and that each export is itself in the log, with
// who made it.
func TestAuditExport(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, nil)
		c.waitEnd(requestOf(t, c.types("ada", "add @maya to project Website Relaunch as editor")), "applied")
		beside := exported(t, url)
		want := []string{"service_started", "request_created", "project_member_added", "project_member_added", "request_completed", "log_exported"}
		if diff := cmp.Diff(want, actions(t, beside)); diff != "" {
			t.Errorf("beside the service (-want +got):\n%s", diff)
		}
		s.stop()
		after := exported(t, url)
		if diff := cmp.Diff(append(want, "service_stopped", "log_exported"), actions(t, after)); diff != "" {
			t.Errorf("without a service (-want +got):\n%s", diff)
		}
		if !strings.HasPrefix(after, beside) {
			t.Error("the second export does not begin with the first")
		}
		if _, err := audit.Verify(strings.NewReader(after)); err != nil {
			t.Errorf("the export does not verify: %v", err)
		}
		events := readLog(t, after)
		if last := events[len(events)-1]; last.Actor == nil || last.Actor.Via != "cli:"+osUser() || last.Outcome != audit.OK {
			t.Errorf("who exported is not told: %s", spelled(last))
		}
	})
}

// Ensure that an export can be cut by time: from a moment on, and before it; a day begins at midnight UTC.
func TestAuditExportTimes(t *testing.T) {
	t.Parallel()
	c, url := newCompany(t, nil), sqliteURL(t)
	s := c.serve(url, nil)
	c.waitEnd(requestOf(t, c.types("ada", "add @maya to project Website Relaunch as editor")), "applied")
	s.store.Forward(72 * time.Hour)
	c.waitEnd(requestOf(t, c.types("ada", "remove @maya from project Website Relaunch")), "applied")
	between := time.Now().Add(48 * time.Hour).UTC()
	later := []string{"request_created", "project_member_removed", "project_member_removed", "request_completed"}
	for _, moment := range []string{between.Format(time.RFC3339), between.In(time.FixedZone("", 3600)).Format(time.RFC3339), between.Format(time.DateOnly)} {
		if diff := cmp.Diff(later, actions(t, exported(t, url, "--since", moment))); diff != "" {
			t.Errorf("since %s (-want +got):\n%s", moment, diff)
		}
		before := actions(t, exported(t, url, "--until", moment))
		if slices.Contains(before, "project_member_removed") || !slices.Contains(before, "project_member_added") || !slices.Contains(before, "log_exported") {
			t.Errorf("until %s: %v", moment, before)
		}
	}
	none := exported(t, url, "--since", between.Format(time.RFC3339), "--until", between.Format(time.RFC3339))
	if none != "" {
		t.Errorf("nothing lies between a moment and itself, but %q", none)
	}
}

// Ensure that CSV has the documented columns, people's names, and as many rows as the log has events.
func TestAuditExportCSV(t *testing.T) {
	t.Parallel()
	c, url := newCompany(t, nil), sqliteURL(t)
	s := c.serve(url, nil)
	c.waitEnd(requestOf(t, c.types("ada", "add @maya to project Website Relaunch as editor because launch")), "applied")
	s.stop()
	rows, err := csv.NewReader(strings.NewReader(exported(t, url, "--format", "csv"))).ReadAll()
	must(t, err)
	if diff := cmp.Diff(audit.Columns(), rows[0]); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	events := readLog(t, exported(t, url))
	if len(rows)-1 != len(events)-1 { // the second export is in the second one only
		t.Errorf("%d rows for %d events", len(rows)-1, len(events)-1)
	}
	for _, row := range rows[1:] {
		if cell(row, "action") != "project_member_added" || cell(row, "outcome") != "ok" {
			continue
		}
		got := []string{cell(row, "actor_name"), cell(row, "actor_slack_user"), cell(row, "subject_gid"), cell(row, "subject_name"), cell(row, "subject_email"),
			cell(row, "resource_name"), cell(row, "old_value"), cell(row, "new_value"), cell(row, "reason"), cell(row, "token")}
		want := []string{"Ada Bianchi", ada, mayaGID, "Maya Ito", "maya@tidewater.example", "Website Relaunch", "none", "editor", "launch", "service"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the row of the change (-want +got):\n%s", diff)
		}
		return
	}
	t.Errorf("no row tells the change: %v", rows)
}

// cell is the value of a column.
func cell(row []string, column string) string { return row[slices.Index(audit.Columns(), column)] }

// Ensure that an export of a database that is not there, or not made yet, says what to do and makes nothing.
func TestAuditExportNoDatabase(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "rollcall.db")
	code, out, errs := ends(t, "audit", "export", "--database-url", "sqlite:"+file)
	if code != 1 || out != "" || !strings.Contains(errs, "nothing was exported") {
		t.Errorf("status %d, output %q, %s", code, out, errs)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the export made a database")
	}
	must(t, os.WriteFile(file, nil, 0o600))
	if code, _, errs := ends(t, "audit", "export", "--database-url", "sqlite:"+file); code != 1 || !strings.Contains(errs, "run rollcall migrate") {
		t.Errorf("of an empty database: status %d, %s", code, errs)
	}
}
