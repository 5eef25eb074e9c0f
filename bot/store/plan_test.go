package store_test

import (
	"regexp"
	"strings"
	"testing"

	"rollcall/bot/store"
)

// The statements that run again and again find what they look for by their indexes, however much there is besides.
func TestPlans(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, url string) {
		s := migrated(t, store.Config{URL: url})
		db := raw(t, url)
		db.SetMaxOpenConns(1) // for the setting below
		explain, scan, off := "explain ", regexp.MustCompile(`Seq Scan`), "set enable_seqscan = off"
		lite := isSQLite(t, db) // PostgreSQL chooses among indexes by what the tables hold
		if lite {
			explain, scan, off = "explain query plan ", regexp.MustCompile(`SCAN \w+"`), "select 1"
		}
		if _, err := db.ExecContext(t.Context(), off); err != nil {
			t.Fatal(err)
		}
		for name, x := range s.Statements() {
			plan := strings.Join(read(t, db, explain+x.Text, x.Values...).values, "\n")
			if scan.MatchString(plan) {
				t.Errorf("%s reads a whole table:\n%s\n%s", name, x.Text, plan)
			}
			for _, index := range x.Index {
				if lite && !strings.Contains(plan, index) {
					t.Errorf("%s does not use %s:\n%s\n%s", name, index, x.Text, plan)
				}
			}
		}
	})
}
