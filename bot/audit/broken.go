package audit

import "fmt"

// Harm is what was done to a log.
type Harm string

// The harms that a proof finds.
const (
	Changed   Harm = "changed"   // an event says something else than when it was sealed
	Missing   Harm = "missing"   // events were taken out
	Inserted  Harm = "inserted"  // an event was put in
	Reordered Harm = "reordered" // events were moved
	CutOff    Harm = "cut off"   // the end was taken away
)

// BrokenError tells where a chain stops being provable.
type BrokenError struct {
	Seq     int64 // the first bad event
	Harm    Harm
	Problem string // what is wrong there
}

// Error names the event, the harm and the problem.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("audit log broken at seq %d: %s: %s", e.Seq, e.Harm, e.Problem)
}

func broken(seq int64, harm Harm, format string, args ...any) error {
	return &BrokenError{Seq: seq, Harm: harm, Problem: fmt.Sprintf(format, args...)}
}
