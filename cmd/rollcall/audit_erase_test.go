package main

import (
	"strings"
	"testing"
)

// Whoever is erased is in no row of the database by name or address any more, but for what was hashed; the log proves as before, tells of the erasure, and
// its export has the id alone. Who is not known is said.
func TestAuditErase(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, nil)
		s := c.serve(url, nil)
		c.does(ada, "add @maya to project Website Relaunch as editor")
		c.does(ada, "add maya@tidewater.example to project Harbour App as editor")
		s.stop()
		code, out, errs := ends(t, "audit", "erase", maya, "--database-url", url)
		if code != 0 {
			t.Fatal(errs)
		}
		holds(t, out, "asana "+mayaGID, "slack "+maya)
		db := beside(t, url)
		for table, columns := range map[string]string{
			"people": "name || email", "changes": "member_name || member_email", "grants": "member_name || member_email", "requests": "command || note || judged", "identities": "email",
		} {
			if n := db.count(table + " where lower(" + columns + ") like '%maya ito%' or lower(" + columns + ") like '%maya@tidewater%'"); n != 0 {
				t.Errorf("%d rows of %s still name her", n, table)
			}
		}
		if code, out, errs := ends(t, "audit", "verify", "--database-url", url); code != 0 || !strings.Contains(out, "unbroken") {
			t.Errorf("the proof: %s%s", out, errs)
		}
		_, csv, _ := ends(t, "audit", "export", "--format", "csv", "--database-url", url)
		holds(t, csv, maya, "names erased: asana "+mayaGID+", slack "+maya, "Ada Bianchi")
		lacks(t, csv, "Maya Ito", "maya@tidewater")
		if code, _, errs := ends(t, "audit", "erase", "nobody@example.com", "--database-url", url); code != 1 || !strings.Contains(errs, "nothing is kept of") {
			t.Errorf("somebody unknown: status %d: %s", code, errs)
		}
		again := c.serve(url, nil)
		c.does(ada, "remove @maya from project Harbour App")
		again.stop()
	})
}

// What the schema command prints is what the tests hold every event to.
func TestAuditSchema(t *testing.T) {
	t.Parallel()
	code, out, errs := ends(t, "audit", "schema")
	if code != 0 || !strings.Contains(out, `"urn:rollcall:audit-event:1"`) {
		t.Errorf("status %d: %s%s", code, out, errs)
	}
}
