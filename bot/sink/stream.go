package sink

import (
	"context"
	"fmt"
	"io"
	"sync"

	"rollcall/bot/audit"
)

// Stream writes events as JSON lines, such as to standard output, where a collector of logs takes them up.
type Stream struct {
	mu sync.Mutex
	w  io.Writer
}

// NewStream makes a sink of a writer.
func NewStream(w io.Writer) *Stream { return &Stream{w: w} }

// StreamName is what a stream is called.
const StreamName = "stdout"

// Name implements bot.Sink.
func (s *Stream) Name() string { return StreamName }

// Take implements bot.Sink: a line for each event, in one write.
func (s *Stream) Take(_ context.Context, events []audit.Sealed) error {
	var all []byte
	for _, e := range events {
		line, err := e.Line()
		if err != nil {
			return err
		}
		all = append(append(all, line...), '\n')
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.w.Write(all); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	return nil
}
