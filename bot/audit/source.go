package audit

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
)

// read is the next thing that a log says: a link, or why it is none.
type read struct {
	link    link
	problem error
}

// source is a log that is read once, in order.
type source interface {
	// next reads on into one; false at the end. An error is one of reading; what is wrong with the log is a problem of what was read.
	next(one *read) (bool, error)
}

// lineSource reads JSON lines.
type lineSource struct {
	lines *bufio.Scanner
	hash  hash.Hash
	ended bool
}

func newLineSource(r io.Reader) *lineSource {
	return &lineSource{lines: newLines(r), hash: sha256.New()}
}

func (s *lineSource) next(one *read) (bool, error) {
	if s.ended {
		return false, nil
	}
	if s.lines.Scan() {
		one.problem = one.link.read(s.lines.Bytes(), s.hash)
		return true, nil
	}
	s.ended = true
	err := s.lines.Err()
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		one.problem = errTooLong
		return true, nil
	case err != nil:
		return false, fmt.Errorf("read the log: %w", err)
	}
	return false, nil
}

// eventSource reads events as they are stored.
type eventSource struct {
	pull func() (Sealed, error, bool)
	hash hash.Hash
}

func (s *eventSource) next(one *read) (bool, error) {
	sealed, err, ok := s.pull()
	if err != nil || !ok {
		return false, err
	}
	line, err := sealed.Line()
	if one.problem = err; err == nil {
		one.problem = one.link.read(line, s.hash)
	}
	if one.problem == nil && one.link.seq != sealed.Seq {
		one.problem = fmt.Errorf("the event says that its seq is %d", one.link.seq)
	}
	return true, nil
}
