package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// tidyEvery is how often what is past its time is removed.
	tidyEvery = time.Hour
	// tidyLook is how often the clock is looked at for that.
	tidyLook = 2 * time.Second
	// tidyBatch is how much of each kind goes in one transaction, so that nobody waits long for it.
	tidyBatch = 200
	// keepHomes is how long after it was opened last a home is remembered. Who opens it again loses nothing.
	keepHomes = 90 * 24 * time.Hour
)

// watchTime removes what is past its time, until ctx ends. A failure is nobody's loss: what was left goes an hour later.
func (b *Bot) watchTime(ctx context.Context) {
	tick := time.NewTicker(tidyLook)
	defer tick.Stop()
	var last time.Time
	for {
		if hour := b.store.Now().Truncate(tidyEvery); !hour.Equal(last) {
			switch err := b.tidy(ctx, hour); {
			case err == nil:
				last = hour
			case ctx.Err() == nil:
				last = b.tidyFailed(hour, err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tidyFailed tells when removing is tried again: at once when the database could not be used, so that the hour is still nobody's; otherwise in an hour.
func (b *Bot) tidyFailed(hour time.Time, err error) (last time.Time) {
	if errors.Is(err, ErrUnavailable) {
		return time.Time{}
	}
	b.log.Error().Err(err).Msg("what is past its time could not be removed; it is tried again in an hour")
	return hour
}

// tidy removes what is past its time, once an hour: of several replicas one does.
func (b *Bot) tidy(ctx context.Context, hour time.Time) error {
	key := fmt.Sprintf("tidy:%d", hour.Unix())
	err := b.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		return tx.Remember(ctx, key, nil, hour.Add(2*tidyEvery))
	})
	if errors.Is(err, ErrConflict) {
		b.log.Debug().Msg("another replica removes what is past its time")
		return nil
	}
	if err != nil {
		return err
	}
	all, err := b.tidyAll(ctx)
	switch {
	case all == (Tidied{}) && err == nil:
		b.log.Debug().Msg("nothing is past its time")
	case all != (Tidied{}):
		b.log.Info().Int("requests", all.Requests).Int("failed_jobs", all.Jobs).Int("homes", all.Homes).Msg("what was past its time is removed; the audit log keeps its events")
	}
	return err
}

// tidyAll removes batch after batch until nothing is left, and says how much that was.
func (b *Bot) tidyAll(ctx context.Context) (all Tidied, err error) {
	outdated := b.outdated()
	for {
		var batch Tidied
		err := b.store.Update(ctx, func(ctx context.Context, tx Tx) (err error) {
			batch, err = tx.Tidy(ctx, outdated, tidyBatch)
			return err
		})
		if err != nil {
			return all, err
		}
		all = Tidied{Requests: all.Requests + batch.Requests, Jobs: all.Jobs + batch.Jobs, Homes: all.Homes + batch.Homes}
		if max(batch.Requests, batch.Jobs, batch.Homes) < tidyBatch {
			return all, nil
		}
	}
}

// outdated is what is past its time now.
func (b *Bot) outdated() Outdated {
	now := b.store.Now()
	return Outdated{
		Requests: now.Add(-b.keepRequests()),
		Jobs:     now.Add(-b.policy().Settings().KeepFailedJobs),
		Homes:    now.Add(-keepHomes),
	}
}

// keepRequests is how long after its end a request is kept: at least as long as it can be undone.
func (b *Bot) keepRequests() time.Duration {
	set := b.policy().Settings()
	return max(set.KeepRequests, set.UndoWindow)
}

// forgotten says why a request may not be known. It is said of what was never there too, for nobody is to learn from it what there was.
func (b *Bot) forgotten() Line {
	return Say("What ended more than ", length(b.keepRequests()), " ago is kept in the audit log alone.")
}
