package asana_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rollcall/asana/contract"
)

// tablePath is the page that lists operations and tests.
const tablePath = "../deploy/docs/asana.md"

// quoted finds what a cell has in backticks.
var quoted = regexp.MustCompile("`([^`]+)`")

// names returns what a cell has in backticks.
func names(cell string) []string {
	var found []string
	for _, match := range quoted.FindAllStringSubmatch(cell, -1) {
		found = append(found, match[1])
	}
	return found
}

// tableRows returns the cells of every row whose table ends in a column "test".
func tableRows(t *testing.T) [][]string {
	t.Helper()
	text, err := os.ReadFile(tablePath)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	tested, within := false, false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			within = false
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case !within:
			within, tested = true, cells[len(cells)-1] == "test"
		case tested && !strings.HasPrefix(line, "|---"):
			rows = append(rows, cells)
		}
	}
	return rows
}

// testNames are the test functions of this folder.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`).FindAllStringSubmatch(string(text), -1) {
			found[match[1]] = true
		}
	}
	return found
}

// Ensure every row of the page names a test, and every test it names exists.
func TestTable_Tests(t *testing.T) {
	t.Parallel()
	known := testNames(t)
	rows := tableRows(t)
	if len(rows) < 150 {
		t.Fatalf("only %d rows were found", len(rows))
	}
	for _, row := range rows {
		tests := names(row[len(row)-1])
		if len(tests) == 0 {
			t.Errorf("no test: %q", row)
		}
		for _, test := range tests {
			if !known[test] {
				t.Errorf("%s does not exist: %q", test, row[0])
			}
		}
	}
}

// operationRows are the rows about operations, by operation and part.
func operationRows(t *testing.T) map[string]map[string][]string {
	t.Helper()
	operations := map[string]map[string][]string{}
	for _, row := range tableRows(t) {
		operation := strings.Trim(row[0], "`")
		if verb, _, ok := strings.Cut(operation, " /"); !ok || len(row) != 4 || strings.ToUpper(verb) != verb {
			continue
		}
		if operations[operation] == nil {
			operations[operation] = map[string][]string{}
		}
		operations[operation][row[1]] = names(row[2])
	}
	return operations
}

// Ensure every operation that the client calls is in the table, and no other.
func TestTable_Operations(t *testing.T) {
	t.Parallel()
	table := operationRows(t)
	var called []string
	for _, method := range clientMethods(t) {
		called = append(called, marked(method, "operation")...)
	}
	for _, operation := range called {
		if table[operation] == nil {
			t.Errorf("%s is called and not in the table", operation)
		}
	}
	for operation := range table {
		if !slices.Contains(called, operation) {
			t.Errorf("%s is in the table and not called", operation)
		}
	}
}

// Ensure the table has everything that Asana's document says of each operation,
// and nothing that it does not.
func TestTable_Document(t *testing.T) {
	t.Parallel()
	referee := contract.Document(t)
	for operation, parts := range operationRows(t) {
		verb, route, _ := strings.Cut(operation, " ")
		document, ok := referee.Operation(verb, route)
		if !ok {
			t.Errorf("the document has no %s", operation)
			continue
		}
		var statuses []string
		for _, status := range document.Statuses {
			statuses = append(statuses, strconv.Itoa(status))
		}
		same(t, operation+" query", parts["query"], document.Query)
		same(t, operation+" body", parts["body"], document.Body)
		same(t, operation+" status", parts["status"], statuses)
		for _, name := range parts["answer"] {
			if !slices.Contains(document.Answer, name) {
				t.Errorf("%s: the document answers with no %q", operation, name)
			}
		}
	}
}

// same compares names without regard to their order.
func same(t *testing.T, what string, table, document []string) {
	t.Helper()
	table, document = slices.Sorted(slices.Values(table)), slices.Sorted(slices.Values(document))
	if !slices.Equal(slices.Compact(table), slices.Compact(document)) {
		t.Errorf("%s: the table has %q, the document %q", what, table, document)
	}
}
