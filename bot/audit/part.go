package audit

import "io"

// Part is what a file of events proves: that nothing between its first and its last event was changed, taken out, put in or moved.
type Part struct {
	First, Last int64  // their places; 0 when there are none
	Before      string // hash of the event before the first; Genesis when the part begins with the log
	Head        string // hash of the last
}

// VerifyPart proves a log that may begin later than with its first event, as an export of some days does. What came before it is not proved, and
// neither is that nothing came after it.
func VerifyPart(r io.Reader) (Part, error) {
	var c Chain
	var p Part
	err := c.addAll(r, func(first []byte) error {
		e, problem := parse(first)
		if problem != nil {
			return c.broken(problem.Error())
		}
		p.First, p.Before = e.Seq, e.PrevHash
		c = Chain{Count: e.Seq - 1, Head: e.PrevHash}
		return nil
	})
	if err != nil {
		return p, err
	}
	p.Last, p.Head = c.Count, c.head()
	return p, nil
}
