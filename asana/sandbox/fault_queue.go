package sandbox

import (
	"slices"
	"sync"
)

// faults is the queue of what is to go wrong.
type faults struct {
	mu    sync.Mutex
	queue []*fault
}

// add puts faults at the end of the queue.
func (q *faults) add(list []*fault) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.queue = append(q.queue, list...)
}

// clear empties the queue.
func (q *faults) clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.queue = nil
}

// take returns the oldest fault that matches a request and uses it up once.
func (q *faults) take(method, path string) *fault {
	q.mu.Lock()
	defer q.mu.Unlock()
	segments := split(path)
	i := slices.IndexFunc(q.queue, func(f *fault) bool {
		_, ok := f.pattern.match(method, segments)
		return ok
	})
	if i < 0 {
		return nil
	}
	f := q.queue[i]
	if f.left == 1 {
		q.queue = slices.Delete(q.queue, i, i+1)
	} else if f.left > 1 {
		f.left--
	}
	return f
}
