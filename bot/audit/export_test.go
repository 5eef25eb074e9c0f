package audit_test

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot/audit"
)

// each yields what a store would.
func each(list []audit.Sealed) iter.Seq2[audit.Sealed, error] {
	return func(yield func(audit.Sealed, error) bool) {
		for _, s := range list {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// The columns of the CSV export are known to those who load it; names are joined, from Slack where they are known there.
func TestExportCSV(t *testing.T) {
	t.Parallel()
	e := full()
	e.Details.Reason = "=1+1"
	names := audit.NewNames([]audit.Person{
		{System: audit.Slack, ID: "U1", Name: "Ada", Email: "ada@example.com"},
		{System: audit.Asana, ID: "12", Name: "Maya, M.", Email: "maya@example.com"},
	})
	var out strings.Builder
	n, err := audit.Export{Format: audit.CSV, Names: names}.Write(&out, each(chain(t, e, audit.Event{ID: "2", Action: audit.LogRead})))
	if err != nil || n != 2 {
		t.Fatalf("%d events: %v", n, err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	got := make(map[string]string)
	for i, column := range rows[0] {
		got[column] = rows[1][i]
	}
	want := map[string]string{
		"seq": "1", "id": e.ID, "time": e.Time, "action": "project_member_added", "outcome": "ok", "request": "R142", "change": "C7",
		"actor_slack_user": "U1", "actor_name": "Ada", "actor_email": "ada@example.com", "actor_asana_gid": "11", "actor_via": "slack",
		"subject_type": "user", "subject_gid": "12", "subject_slack_user": "U2", "subject_name": "Maya, M.", "subject_email": "maya@example.com",
		"resource_type": "project", "resource_gid": "13", "resource_name": e.Resource.Name,
		"old_value": "none", "new_value": "editor", "reason": "'=1+1", "error": "none",
		"slack_team": "T1", "channel": "C1", "rule": "1", "policy_hash": "ab", "approvers": "U3 U4", "token": "service", "job": "9",
		"instance": "i", "version": "v1", "prev_hash": audit.Genesis, "hash": chain(t, e)[0].Hash,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Since is within an export, until is not.
func TestExportTimes(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	var events []audit.Event
	for i := range 4 {
		events = append(events, audit.Event{Time: audit.FormatTime(start.Add(time.Duration(i) * time.Millisecond))})
	}
	zone := time.FixedZone("", 3600)
	x := audit.Export{Format: audit.JSONL, Since: start.Add(time.Millisecond).In(zone), Until: start.Add(3 * time.Millisecond).In(zone)}
	var out strings.Builder
	n, err := x.Write(&out, each(chain(t, events...)))
	if err != nil || n != 2 || !strings.HasPrefix(out.String(), `{"action":"","hash":`) || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("%d events: %v\n%s", n, err, &out)
	}
}

func TestExportFails(t *testing.T) {
	t.Parallel()
	if _, err := (audit.Export{Format: "xml"}).Write(io.Discard, each(nil)); err == nil {
		t.Error("an unknown format was written")
	}
	away := errors.New("away")
	failing := func(yield func(audit.Sealed, error) bool) { yield(audit.Sealed{}, away) }
	if _, err := (audit.Export{}).Write(io.Discard, failing); !errors.Is(err, away) {
		t.Errorf("source failed: %v", err)
	}
	if _, err := (audit.Export{}).Write(io.Discard, each([]audit.Sealed{{Canonical: []byte("[]")}})); err == nil {
		t.Error("what is no event was written")
	}
}

// Part of a log can be proven, where that is allowed, and says what it follows on.
func TestVerifyPart(t *testing.T) {
	t.Parallel()
	sealed := chain(t, full(), full(), full())
	part := strings.Join(log(t, full(), full(), full())[1:], "\n")
	p, err := audit.Verifier{Part: true}.Lines(strings.NewReader(part))
	if want := (audit.Proof{First: 2, Last: 3, Before: sealed[0].Hash, Head: sealed[2].Hash}); err != nil || p != want {
		t.Errorf("%+v, want %+v: %v", p, want, err)
	}
	if _, err := audit.Verify(strings.NewReader(part)); err == nil {
		t.Error("a part was taken for the whole")
	}
}
