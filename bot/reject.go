package bot

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"rollcall/bot/audit"
)

const (
	// rejectsBurst and rejectsEvery bound the events about rejected signatures, so that an attacker can't fill the disk.
	rejectsBurst = 10
	rejectsEvery = time.Minute
)

// rejectLimit caps how many rejected signatures are logged.
type rejectLimit struct {
	now     func() time.Time
	limiter *rate.Limiter
}

func newRejectLimit(now func() time.Time) *rejectLimit {
	return &rejectLimit{now: now, limiter: rate.NewLimiter(rate.Every(rejectsEvery), rejectsBurst)}
}

// SignatureRejected records that a request came with a bad signature, by cause. Nothing of the request itself is stored.
func (b *Bot) SignatureRejected(ctx context.Context, cause string) {
	if !b.rejects.limiter.AllowN(b.rejects.now(), 1) {
		return
	}
	e := audit.Event{Action: audit.SignatureRejected, Outcome: audit.Refused, Details: &audit.Details{Error: cause}}
	if err := b.record(ctx, e); err != nil {
		b.log.Error().Err(err).Msg("a rejected signature could not be recorded")
	}
}

// onceSet remembers what something was said about lately, by id.
type onceSet struct {
	mu   sync.Mutex
	seen *simplelru.LRU[int64, struct{}]
}

func newOnceSet() *onceSet {
	seen, err := simplelru.NewLRU[int64, struct{}](1000, nil)
	if err != nil {
		panic(err) // only a size of zero is refused
	}
	return &onceSet{seen: seen}
}

// first tells whether this is the first time for the id.
func (o *onceSet) first(id int64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	known := o.seen.Contains(id)
	o.seen.Add(id, struct{}{})
	return !known
}
