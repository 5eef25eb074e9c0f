package audit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
)

// maxLine bounds what is read of one line; an event is far smaller.
const maxLine = 1 << 20

var errTooLong = fmt.Errorf("the line is longer than %d bytes", maxLine)

// lines yields the lines of a log without their ends. A line is only valid until the next one.
func lines(r io.Reader) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		s := bufio.NewScanner(r)
		s.Buffer(make([]byte, 0, 64<<10), maxLine)
		for s.Scan() {
			if !yield(s.Bytes(), nil) {
				return
			}
		}
		err := s.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			err = errTooLong
		}
		if err != nil {
			yield(nil, err)
		}
	}
}
