package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"rollcall/asana"
)

const (
	// writeMargin is kept between the end of an Asana write and the end of the lease, so that no write leaves after the lease is lost.
	writeMargin = time.Second
	// giveUpAfter is how long a job waits for a service that is away.
	giveUpAfter = 24 * time.Hour
	// maxAttempts bounds the tries after errors that waiting does not explain.
	maxAttempts = 10
	// conflictTries is more than the jobs that may end at one moment and touch the same request.
	conflictTries = 50
	// longestPause bounds the backoff, so that work goes on soon after a service is back.
	longestPause = 15 * time.Second
	// busyPause bounds it for who waits only for another change.
	busyPause = 2 * time.Second
	// stoppedPause is how soon a change that waits for the switch looks for itself whether it is turned.
	stoppedPause = time.Minute
	// brokenPause is how soon a timer that fails again and again is tried again.
	brokenPause = 10 * time.Minute
)

// run is one attempt at a job under its lease.
type run struct {
	bot    *Bot
	job    Job
	leased atomic.Int64 // end of the lease, unix milliseconds
}

// args reads the job's arguments.
func (r *run) args(into any) error {
	if err := json.Unmarshal(r.job.Args, into); err != nil {
		return fmt.Errorf("arguments of job %s: %w", r.job.Kind, err)
	}
	return nil
}

// finish ends the job together with its effects: both are stored or neither.
func (r *run) finish(ctx context.Context, effects func(ctx context.Context, tx Tx) error) error {
	return r.bot.persist(ctx, func(ctx context.Context, tx Tx) error {
		if effects != nil {
			if err := effects(ctx, tx); err != nil {
				return err
			}
		}
		return tx.FinishJob(ctx, r.job)
	})
}

// persist stores what is worked out from what it reads in the same transaction. When somebody else was faster it is worked out anew: changes of
// one request end side by side.
func (b *Bot) persist(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error {
	err := b.store.Update(ctx, fn)
	for try := 1; try < conflictTries && errors.Is(err, ErrConflict); try++ {
		err = b.store.Update(ctx, fn)
	}
	return err
}

// forWrite bounds a write to Asana by what is left of the lease when it leaves; until then the lease is renewed.
func (r *run) forWrite(ctx context.Context) context.Context {
	return asana.AnswerBy(ctx, func() time.Time {
		left := time.UnixMilli(r.leased.Load()).Sub(r.bot.store.Now()) - writeMargin
		return time.Now().Add(left)
	})
}

// renew keeps the lease while the job runs and cancels the job when the lease is lost. The returned function ends the renewing.
func (r *run) renew(ctx context.Context, cancel context.CancelFunc) (stop func()) {
	ctx, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(renewEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				r.renewOnce(ctx, cancel)
			}
		}
	}()
	return func() { end(); <-done }
}

func (r *run) renewOnce(ctx context.Context, cancel context.CancelFunc) {
	until, err := r.bot.queue.Renew(ctx, r.job, leaseFor)
	switch {
	case err == nil:
		r.leased.Store(until.UnixMilli())
	case errors.Is(err, ErrLeaseLost), time.UnixMilli(r.leased.Load()).Before(r.bot.store.Now()):
		cancel()
	}
}

// again stores that an attempt failed and when the next one is due; a job that can never succeed is ended visibly.
func (r *run) again(ctx context.Context, cause error) {
	log := zerolog.Ctx(ctx)
	waiting := waitsFor(cause)
	r.bot.peers.missed(waiting)
	if r.hopeless(cause, waiting) {
		if err := r.bot.giveUp(ctx, r, cause); err != nil {
			log.Error().Err(err).AnErr("cause", cause).Msg("giving up could not be stored; the job is tried again when its lease ends")
			return
		}
		log.Error().Err(cause).Int("attempt", r.job.Attempt).Msg("job given up")
		return
	}
	at := r.bot.store.Now().Add(pause(cause, r.job.Attempt))
	if r.job.Attempt >= maxAttempts && waiting == "" && r.job.Kind != jobSink {
		at = r.bot.store.Now().Add(brokenPause)
	}
	err := r.bot.persist(ctx, func(ctx context.Context, tx Tx) error {
		if err := r.bot.markWaiting(ctx, tx, r, waiting); err != nil {
			return err
		}
		at, err := r.whenResumed(ctx, tx, cause, at)
		if err != nil {
			return err
		}
		return tx.RetryJob(ctx, r.job, at, cause.Error())
	})
	if err == nil {
		log.Warn().Err(cause).Int("attempt", r.job.Attempt).Msg("job is tried again")
		return
	}
	log.Error().Err(err).AnErr("cause", cause).Msg("the retry could not be stored; the job is tried again when its lease ends")
	if !errors.Is(err, ErrLeaseLost) { // else it went on elsewhere, or had ended although the commit seemed to fail
		r.bot.sayStuck(ctx, r, err)
	}
}

// whenResumed is when a job is tried again that writes being stopped kept from its work: resuming makes what waits due at once, but a job that was
// resumed between its look at the switch and now would miss that.
func (r *run) whenResumed(ctx context.Context, tx Tx, cause error, at time.Time) (time.Time, error) {
	if !errors.Is(cause, errStopped) {
		return at, nil
	}
	switch err := checkStopped(ctx, tx); {
	case err == nil:
		return r.bot.store.Now(), nil
	case errors.Is(err, errStopped):
		return r.bot.store.Now().Add(stoppedPause), nil
	default:
		return at, err
	}
}

// hopeless tells whether trying again makes no sense any more.
func (r *run) hopeless(cause error, waiting string) bool {
	if errors.Is(cause, ErrUnreachable) {
		return true
	}
	if r.job.Kind == jobSink || slices.Contains(timed(), r.job.Kind) || slices.Contains(grantJobs(), r.job.Kind) {
		return false // what waits for people, and what was given until a moment, must come to its end
	}
	if waiting != "" {
		return !errors.Is(cause, errStopped) && !errors.Is(cause, errPairBusy) && r.bot.store.Now().Sub(r.job.CreatedAt) > giveUpAfter
	}
	return r.job.Attempt >= maxAttempts
}

// waitsFor names what an error is waiting for; empty when waiting does not explain it.
func waitsFor(err error) string {
	switch {
	case errors.Is(err, errStopped):
		return "an admin to resume writes"
	case errors.Is(err, errPairBusy):
		return "another change of the same membership"
	case errors.Is(err, errNotAsked):
		return "the cards to be delivered"
	case IsChatAway(err):
		return "Slack"
	case errors.Is(err, ErrLogUnwritable):
		return "the audit log"
	case errors.Is(err, ErrUnavailable), errors.Is(err, ErrCommitUnknown), errors.Is(err, ErrConflict):
		return "the database" // also when Asana could not be called because its limits are kept there
	case asana.IsUnavailable(err):
		return "Asana"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "Asana"
	}
	return ""
}

// pause is how long to wait before the next attempt: as long as the service said, otherwise doubling from half a second, with jitter.
func pause(cause error, attempt int) time.Duration {
	if wait, ok := asana.IsRateLimited(cause); ok && wait > 0 {
		return wait
	}
	longest := longestPause
	if errors.Is(cause, errPairBusy) {
		longest = busyPause
	}
	base := min(longest, (500*time.Millisecond)<<min(attempt-1, 10))
	return base/2 + rand.N(base/2+1)
}
