package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rs/zerolog"
)

// What several want at the same time is done once; it goes on while one of them waits, and ends with the last.
func TestSharing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		work := newBackground(zerolog.Nop())
		defer work.stop()
		s := newSharing[int](work)
		begun, ended := 0, 0
		ask := func(ctx context.Context) (int, error) {
			begun++
			<-ctx.Done()
			ended++
			return 0, ctx.Err()
		}
		first, leaveFirst := context.WithCancel(t.Context())
		second, leaveSecond := context.WithCancel(t.Context())
		for _, ctx := range []context.Context{first, second} {
			go func() {
				if _, err := s.do(ctx, "same", ask); !errors.Is(err, context.Canceled) {
					t.Errorf("who left is told %v", err)
				}
			}()
		}
		synctest.Wait()
		leaveFirst()
		synctest.Wait()
		if begun != 1 || ended != 0 {
			t.Errorf("with one still waiting it was begun %d times and ended %d times", begun, ended)
		}
		leaveSecond()
		synctest.Wait()
		if begun != 1 || ended != 1 {
			t.Errorf("with nobody waiting it was begun %d times and ended %d times", begun, ended)
		}
		if got, err := s.do(t.Context(), "same", func(context.Context) (int, error) { return 7, nil }); got != 7 || err != nil {
			t.Errorf("who wants it later gets %d, %v", got, err)
		}
	})
}

// What panics is an error for all who wait, and what begins after the end of all is not done.
func TestSharing_End(t *testing.T) {
	t.Parallel()
	work := newBackground(zerolog.Nop())
	s := newSharing[int](work)
	if _, err := s.do(t.Context(), "bad", func(context.Context) (int, error) { panic("bad") }); err == nil || !strings.Contains(err.Error(), "panic: bad") {
		t.Errorf("the panic is %v", err)
	}
	work.stop()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.do(ctx, "late", func(context.Context) (int, error) { t.Error("it is done after the end"); return 0, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
