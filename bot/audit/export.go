package audit

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"time"
)

// Format is how a log is written out.
type Format string

// The formats of an export. JSON lines are the chain itself and can be proved again; CSV is for people and carries their names.
const (
	JSONL Format = "jsonl"
	CSV   Format = "csv"
)

// Export says what to write out.
type Export struct {
	Format Format
	Since  time.Time // events at or after it; zero means from the first
	Until  time.Time // events before it; zero means to the last
	Names  Names     // joined in CSV
}

// encoder writes sealed events in one format.
type encoder interface {
	encode(s Sealed, e Event) error
	flush() error
}

// Write streams events to w and returns how many it wrote.
func (x Export) Write(w io.Writer, events iter.Seq2[Sealed, error]) (count int64, err error) {
	enc, err := x.encoder(w)
	if err != nil {
		return 0, err
	}
	for s, err := range events {
		if err != nil {
			return count, err
		}
		e, err := s.Event()
		if err != nil {
			return count, err
		}
		if !x.covers(e) {
			continue
		}
		if err := enc.encode(s, e); err != nil {
			return count, err
		}
		count++
	}
	return count, enc.flush()
}

func (x Export) encoder(w io.Writer) (encoder, error) {
	switch x.Format {
	case JSONL, "":
		return lineEncoder{bufio.NewWriter(w)}, nil
	case CSV:
		return newCSVEncoder(w, x.Names)
	}
	return nil, fmt.Errorf("unknown export format %q: use %s or %s", x.Format, JSONL, CSV)
}

// covers compares the times as text: all are of one form in UTC.
func (x Export) covers(e Event) bool {
	after := x.Since.IsZero() || e.Time >= FormatTime(x.Since)
	before := x.Until.IsZero() || e.Time < FormatTime(x.Until)
	return after && before
}

// lineEncoder writes one canonical JSON object a line.
type lineEncoder struct{ w *bufio.Writer }

func (l lineEncoder) encode(s Sealed, _ Event) error {
	line, err := s.Line()
	if err != nil {
		return err
	}
	_, err = l.w.Write(append(line, '\n'))
	return err
}

func (l lineEncoder) flush() error { return l.w.Flush() }
