package bot

import (
	"context"
	"sync"
)

// sharing does the same thing once for all who want it at the same time, and stops doing it when nobody wants it any more.
type sharing[T any] struct {
	work *background

	mu      sync.Mutex
	running map[string]*shared[T]
}

// shared is one thing that is being done.
type shared[T any] struct {
	done   chan struct{}
	answer T
	err    error
	wanted int // by how many

	life   context.Context // ends when nobody wants it
	cancel context.CancelFunc
}

func newSharing[T any](work *background) *sharing[T] {
	return &sharing[T]{work: work, running: make(map[string]*shared[T])}
}

// do returns what ask answers, or the error of ctx when that ends before.
func (s *sharing[T]) do(ctx context.Context, key string, ask func(context.Context) (T, error)) (none T, err error) {
	one := s.join(ctx, key, ask)
	select {
	case <-one.done:
		return one.answer, one.err
	case <-ctx.Done():
		s.leave(key, one)
		return none, context.Cause(ctx)
	}
}

// join wants what is being done under the key, and starts it if nobody did.
func (s *sharing[T]) join(ctx context.Context, key string, ask func(context.Context) (T, error)) *shared[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one, ok := s.running[key]; ok {
		one.wanted++
		return one
	}
	one := &shared[T]{done: make(chan struct{}), wanted: 1}
	one.life, one.cancel = context.WithCancel(context.WithoutCancel(ctx)) //nolint:gosec // leave and ended call it
	s.running[key] = one
	s.work.start(ctx, searchWithin, func(ctx context.Context) {
		ctx, end := context.WithCancel(ctx)
		defer end()
		defer context.AfterFunc(one.life, end)()
		one.err = guarded(func() (err error) { one.answer, err = ask(ctx); return err })
		s.ended(key, one)
	})
	return one
}

// leave stops what nobody wants any more; who wants it again starts anew.
func (s *sharing[T]) leave(key string, one *shared[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one.wanted--
	if one.wanted > 0 {
		return
	}
	one.cancel()
	if s.running[key] == one {
		delete(s.running, key)
	}
}

func (s *sharing[T]) ended(key string, one *shared[T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[key] == one {
		delete(s.running, key)
	}
	one.cancel()
	close(one.done)
}
