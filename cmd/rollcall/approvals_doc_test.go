package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// complaintRows are the rows of a document's table that names a test for each complaint, by their last cell.
func complaintRows(t *testing.T, document string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", "docs", document))
	must(t, err)
	var rows [][]string
	within := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case !strings.HasPrefix(line, "|"):
			within = false
		case cells[len(cells)-1] == "test":
			within = true
		case within && !strings.HasPrefix(line, "|---"):
			rows = append(rows, cells)
		}
	}
	return rows
}

// tests are the names of the tests of this folder.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	return testsIn(t, ".")
}

func testsIn(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	must(t, err)
	found := make(map[string]bool)
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		for _, match := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`).FindAllStringSubmatch(string(text), -1) {
			found[match[1]] = true
		}
	}
	return found
}

// Every complaint in the documentation says where it comes from, and names tests that show how Rollcall answers it.
func TestComplaints(t *testing.T) {
	t.Parallel()
	known := tests(t)
	for document, least := range map[string]int{"approvals.md": 15, "grants.md": 6} {
		rows := complaintRows(t, document)
		if len(rows) < least {
			t.Errorf("%s: only %d rows were found", document, len(rows))
		}
		for _, row := range rows {
			checkComplaint(t, row, known)
		}
	}
}

// checkComplaint holds a row to its columns, and its tests to those that there are.
func checkComplaint(t *testing.T, row []string, known map[string]bool) {
	t.Helper()
	if len(row) != 4 || !regexp.MustCompile(`#\d+`).MatchString(row[1]) {
		t.Errorf("not a complaint with its source, an answer and a test: %q", row)
		return
	}
	named := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[3], -1)
	if len(named) == 0 {
		t.Errorf("no test: %q", row[0])
	}
	for _, test := range named {
		if !known[test[1]] {
			t.Errorf("%s does not exist: %q", test[1], row[0])
		}
	}
}
