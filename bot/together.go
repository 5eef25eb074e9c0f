package bot

import (
	"context"
	"fmt"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// sideBySide does several things at once, like an errgroup, but what panics in it is an error: one bad job must not take the process down with
// all others, and nobody else recovers in these goroutines.
type sideBySide struct {
	group *errgroup.Group
}

// together starts a group whose context ends with the first error.
func together(ctx context.Context) (*sideBySide, context.Context) {
	group, ctx := errgroup.WithContext(ctx)
	return &sideBySide{group: group}, ctx
}

// Go runs f beside the others.
func (s *sideBySide) Go(f func() error) {
	s.group.Go(func() error { return guarded(f) })
}

// Wait returns the first error when all have ended.
func (s *sideBySide) Wait() error { return s.group.Wait() }

// guarded turns a panic into an error.
func guarded(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}
