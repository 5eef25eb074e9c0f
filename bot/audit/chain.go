package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/gowebpki/jcs"
)

// BrokenError tells where a chain stops being provable.
type BrokenError struct {
	Seq     int64  // the first bad place, counted from 1
	Problem string // what is wrong there
}

// Error names the place and the problem.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("audit log broken at seq %d: %s", e.Seq, e.Problem)
}

// Chain checks events one after the other and remembers only where it stands. The zero value expects the first event; one that starts
// from a known place proves a part of a log.
type Chain struct {
	Count int64  // the seq of the last good event
	Head  string // its hash; empty means Genesis
}

// Add checks the next line. Order of members and white space do not matter, because the hash is taken of the canonical form; everything
// else does: a member that is unknown, null, empty or given twice is refused, for it could hide something from one reader and not from another.
func (c *Chain) Add(line []byte) error {
	e, problem := parse(line)
	if problem != nil {
		return c.broken(problem.Error())
	}
	if e.Seq != c.Count+1 {
		return c.broken(fmt.Sprintf("the line there has seq %d", e.Seq))
	}
	if e.PrevHash != c.head() {
		return c.broken("prev_hash is not the hash of the event before")
	}
	_, hash, err := Seal(e.PrevHash, e.Seq, e)
	if err != nil {
		return c.broken(err.Error())
	}
	if e.Hash != hash {
		return c.broken("hash does not match the content")
	}
	c.Count, c.Head = e.Seq, hash
	return nil
}

func (c *Chain) head() string {
	if c.Head == "" {
		return Genesis
	}
	return c.Head
}

func (c *Chain) broken(problem string) error {
	return &BrokenError{Seq: c.Count + 1, Problem: problem}
}

// parse reads a line strictly: it must say exactly what the event that it decodes to would say.
func parse(line []byte) (Event, error) {
	raw, err := jcs.Transform(line)
	if err != nil {
		return Event{}, fmt.Errorf("not JSON: %w", err)
	}
	var e Event
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return Event{}, fmt.Errorf("not an event: %w", err)
	}
	form, err := canonical(e)
	if err != nil {
		return Event{}, err
	}
	if !bytes.Equal(form, raw) {
		return Event{}, errors.New("a member is null, empty, missing or misspelt")
	}
	return e, nil
}

// Verify proves a whole log, given as JSON lines, in constant memory. It returns how many events are good and the hash of the last of
// them; when the chain is broken the error is a *BrokenError.
func Verify(r io.Reader) (count int64, head string, err error) {
	var c Chain
	err = c.addAll(r, nil)
	return c.Count, c.head(), err
}

// addAll checks line after line; begin, when there is one, looks at the first line before it is checked.
func (c *Chain) addAll(r io.Reader, begin func(first []byte) error) error {
	for line, err := range lines(r) {
		switch {
		case errors.Is(err, errTooLong):
			return c.broken(err.Error())
		case err != nil:
			return fmt.Errorf("read the log: %w", err)
		}
		if begin != nil {
			if err := begin(line); err != nil {
				return err
			}
			begin = nil
		}
		if err := c.Add(line); err != nil {
			return err
		}
	}
	return nil
}
