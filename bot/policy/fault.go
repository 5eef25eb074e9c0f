package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a policy file.
type Fault struct {
	File    string
	Line    int // from 1
	Column  int // from 1, in characters
	Problem string
}

// String is how compilers say it, so that editors jump there.
func (f Fault) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Problem)
}

// FaultsError is why a policy file is refused: all its faults, in the order of the file.
type FaultsError struct{ Faults []Fault }

// Error is one line a fault.
func (e *FaultsError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// place is where something stands in a file.
type place struct{ line, column int }

// fault notes what is wrong at a place and what to do about it.
func (s *source) fault(at place, format string, args ...any) {
	s.faults = append(s.faults, Fault{File: s.name, Line: at.line, Column: at.column, Problem: fmt.Sprintf(format, args...)})
}

// err is nil when nothing is wrong.
func (s *source) err() error {
	if len(s.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(s.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &FaultsError{Faults: slices.Compact(s.faults)}
}
