package sandbox

import (
	"slices"
	"sync"
	"time"
)

// journalEntry is one call of the API as the controls tell it. The status is 0
// while the call runs, and for a connection that was cut.
type journalEntry struct {
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Query  string    `json:"query,omitempty"`
	Status int       `json:"status"`
	Time   time.Time `json:"time"`
}

// journal lists the calls in the order in which they came.
type journal struct {
	mu      sync.Mutex
	entries []*journalEntry
}

// begin notes a call and returns what notes its status.
func (j *journal) begin(entry journalEntry) (end func(status int)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	kept := &entry
	j.entries = append(j.entries, kept)
	return func(status int) {
		j.mu.Lock()
		defer j.mu.Unlock()
		kept.Status = status
	}
}

// list returns a copy of all entries.
func (j *journal) list() []journalEntry {
	j.mu.Lock()
	defer j.mu.Unlock()
	list := make([]journalEntry, 0, len(j.entries))
	for _, entry := range j.entries {
		list = append(list, *entry)
	}
	return slices.Clip(list)
}

// clear forgets all calls.
func (j *journal) clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = nil
}
