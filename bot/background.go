package bot

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// background is work that nobody waits for and that is worth nothing after a restart, such as looking up what somebody types.
type background struct {
	log    zerolog.Logger
	ctx    context.Context // ends with stop
	cancel context.CancelFunc

	mu      sync.Mutex
	stopped bool
	running sync.WaitGroup
}

func newBackground(log zerolog.Logger) *background {
	b := &background{log: log}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	return b
}

// start runs work for at most so long, with the values of ctx but not its end; after stop it does nothing.
func (b *background) start(ctx context.Context, within time.Duration, work func(ctx context.Context)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped {
		return
	}
	b.running.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
		defer cancel()
		defer context.AfterFunc(b.ctx, cancel)()
		if err := guarded(func() error { work(ctx); return nil }); err != nil {
			b.log.Error().Err(err).Msg("a panic in the background")
		}
	})
}

// stop ends what is running and waits for it.
func (b *background) stop() {
	b.mu.Lock()
	b.stopped = true
	b.mu.Unlock()
	b.cancel()
	b.running.Wait()
}
