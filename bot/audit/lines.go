package audit

import (
	"bufio"
	"fmt"
	"io"
)

// maxLine bounds what is read of one line; an event is far smaller.
const maxLine = 1 << 20

var errTooLong = fmt.Errorf("the line is longer than %d bytes", maxLine)

// newLines reads the lines of a log without their ends. A line is only valid until the next one.
func newLines(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), maxLine)
	return s
}
